//go:build race

package ike

// racing: the race detector makes everything some ten times slower.
const racing = true
