//go:build !race

package ike

const racing = false
