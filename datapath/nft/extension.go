package nft

import (
	"encoding/binary"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// ipOptions is the IPv4 packets whose header is longer than 20 bytes.
func ipOptions() []expr.Any {
	const words = 0x0f // the header length, in the half of the first byte
	return []expr.Any{
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Len: 1},
		bitwise([]byte{words}, []byte{0}),
		&expr.Cmp{Op: expr.CmpOpGt, Register: 1, Data: []byte{5}},
	}
}

// flowLabel compares the last 20 bits of the first word of IPv6.
func flowLabel(label uint32) []expr.Any {
	return []expr.Any{
		&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Len: 4},
		bitwise([]byte{0, 0x0f, 0xff, 0xff}, make([]byte, 4)),
		equal(binary.BigEndian.AppendUint32(nil, label)),
	}
}

// headerPresent compares whether a packet of IPv6 has an extension header.
func headerPresent(protocol uint8, present byte) []expr.Any {
	const flagPresent = 1 // NFT_EXTHDR_F_PRESENT
	return []expr.Any{
		&expr.Exthdr{DestRegister: 1, Type: protocol, Len: 1, Flags: flagPresent, Op: expr.ExthdrOpIpv6},
		equal([]byte{present}),
	}
}

// extensionHeader has each alternative ask for a header, and for one of its
// types.
func extensionHeader(all [][]expr.Any, e datapath.ExtensionHeader) [][]expr.Any {
	return times(also(all, headerPresent(e.Protocol, 1)), e.Types, func(r datapath.ValueRange) []expr.Any {
		load := &expr.Exthdr{DestRegister: 1, Type: e.Protocol, Offset: 2, Len: 1, Op: expr.ExthdrOpIpv6}
		return between(load, []byte{byte(r.First)}, []byte{byte(r.Last)})
	})
}

// undetermined makes a chain in which the last rules are for packets without a
// transport header; all others return. A comparison of what is not there ends a
// rule, so that the rules before are about those who have one.
func (f *firewall) undetermined(chain string, last ...[]expr.Any) {
	f.chain(chain)
	back := verdict(expr.VerdictReturn, "")
	// The later fragments of a packet belong to the first one's.
	f.rule(chain, append(laterFragment(false), back)...)
	// Of these the first four bytes are looked at: ports, or the type.
	looked := []byte{unix.IPPROTO_TCP, unix.IPPROTO_UDP, unix.IPPROTO_SCTP, unix.IPPROTO_ICMPV6}
	others := []expr.Any{&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1}}
	for _, p := range looked {
		others = append(others, &expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: []byte{p}})
	}
	f.rule(chain, append(others, back)...)
	f.rule(chain, &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Len: 4}, back)
	for _, parts := range last {
		f.rule(chain, parts...)
	}
}
