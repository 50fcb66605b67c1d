// Package dh implements the Oakley groups that IKEv1 negotiates: MODP of
// RFC 2409, Section 6, and RFC 3526, and ECP of RFC 5903.
package dh

// Group is an Oakley group number, as on the wire and in "group 14".
// 0 is no group.
type Group uint16
