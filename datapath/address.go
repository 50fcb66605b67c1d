package datapath

import "net/netip"

// Classful is the network of class A, B or C that an IPv4 address is in, RFC 791,
// Section 3.2; invalid for an address of another class.
func Classful(a netip.Addr) netip.Prefix {
	bits := 24
	switch first := a.As4()[0]; {
	case first >= 224:
		return netip.Prefix{}
	case first < 128:
		bits = 8
	case first < 192:
		bits = 16
	}
	return netip.PrefixFrom(a, bits).Masked()
}

// Unspecified is the unspecified address of a's family.
func Unspecified(a netip.Addr) netip.Addr {
	if a.Is4() {
		return netip.IPv4Unspecified()
	}
	return netip.IPv6Unspecified()
}
