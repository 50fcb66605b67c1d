package nft

import (
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// withPorts are the packets in which ports can be looked for: those that are
// whole, and the first fragments. Each of the alternatives has some. Of other
// fragments the system takes for ports what is not.
func withPorts(ipv4 bool) [][]expr.Any {
	if ipv4 {
		return [][]expr.Any{fragmentOffset(ipv4, expr.CmpOpEq)}
	}
	return [][]expr.Any{headerPresent(unix.IPPROTO_FRAGMENT, 0), fragmentOffset(ipv4, expr.CmpOpEq)}
}

// laterFragment is the fragments but the first.
func laterFragment(ipv4 bool) []expr.Any { return fragmentOffset(ipv4, expr.CmpOpNeq) }

// fragmentOffset compares the offset of a fragment with 0. An IPv6 packet
// without fragment header fits neither way.
func fragmentOffset(ipv4 bool, op expr.CmpOp) []expr.Any {
	load, mask := expr.Any(&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: 6, Len: 2}), []byte{0x1f, 0xff}
	if !ipv4 {
		load, mask = &expr.Exthdr{DestRegister: 1, Type: unix.IPPROTO_FRAGMENT, Offset: 2, Len: 2, Op: expr.ExthdrOpIpv6}, []byte{0xff, 0xf8}
	}
	return []expr.Any{load,
		&expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: 2, Mask: mask, Xor: []byte{0, 0}},
		&expr.Cmp{Op: op, Register: 1, Data: []byte{0, 0}}}
}
