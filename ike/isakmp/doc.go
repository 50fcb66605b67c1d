// Package isakmp reads and writes the messages of RFC 2408 with the
// assignments of RFC 2407 and RFC 2409. It knows no state: what a payload
// means in an exchange is for package ike.
package isakmp
