package nft

import (
	"encoding/binary"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// header is where the fields of an IP header are.
type header struct{ source, destination, ttl uint32 }

var headers = map[bool]header{false: {12, 16, 8}, true: {8, 24, 7}}

// fits is the packets of a line of an access list: one of the alternatives
// must match. The family is known already.
func fits(m *datapath.Match) [][]expr.Any {
	all := headerFits(m)
	if m.Fragments {
		all = also(all, laterFragment(!m.IPv6))
	}
	if looksInside(m) {
		var whole [][]expr.Any
		for _, packets := range withPorts(!m.IPv6) {
			whole = append(whole, also(all, packets)...)
		}
		all = whole
	}
	if m.ICMP {
		all = also(all, transportByte(0, m.ICMPType))
		if !m.AnyICMPCode {
			all = also(all, transportByte(1, m.ICMPCode))
		}
	}
	if m.IGMPType != 0 {
		all = also(all, transportByte(0, m.IGMPType))
	}
	if m.Flags.Set|m.Flags.Clear != 0 {
		all = also(all, tcpFlags(m.Flags))
	}
	all = times(all, m.SourcePorts, func(r datapath.ValueRange) []expr.Any { return portRange(0, r) })
	return times(all, m.DestinationPorts, func(r datapath.ValueRange) []expr.Any { return portRange(2, r) })
}

// looksInside reports whether a line is for fields that only the first
// fragment of a packet has.
func looksInside(m *datapath.Match) bool {
	return m.SourcePorts != nil || m.DestinationPorts != nil || m.ICMP || m.IGMPType != 0 || m.Flags.Set|m.Flags.Clear != 0
}

// laterFits is the later fragments of the packets that fits is for: they show
// the IP header alone.
func laterFits(m *datapath.Match) [][]expr.Any { return also(headerFits(m), laterFragment(!m.IPv6)) }

// headerFits compares what stands in the IP header.
func headerFits(m *datapath.Match) [][]expr.Any {
	h := headers[m.IPv6]
	parts := append(address(h.source, m.Source), address(h.destination, m.Destination)...)
	if !m.AnyProtocol {
		parts = append(parts, protocol(m.Protocol)...)
	}
	if m.TOS.Mask != 0 {
		parts = append(parts, trafficClass(m)...)
	}
	if m.IPOptions {
		parts = append(parts, ipOptions()...)
	}
	if m.FlowLabel != nil {
		parts = append(parts, flowLabel(*m.FlowLabel)...)
	}
	all := [][]expr.Any{parts}
	for _, e := range m.Headers {
		all = extensionHeader(all, e)
	}
	return times(all, m.TTL, func(r datapath.ValueRange) []expr.Any {
		load := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: h.ttl, Len: 1}
		return between(load, []byte{byte(r.First)}, []byte{byte(r.Last)})
	})
}

// also has each alternative ask for more.
func also(all [][]expr.Any, more []expr.Any) [][]expr.Any {
	longer := make([][]expr.Any, len(all))
	for i, a := range all {
		longer[i] = slices.Concat(a, more)
	}
	return longer
}

func protocol(p uint8) []expr.Any {
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1}, equal([]byte{p})}
}

// times has each alternative once for each range; nil ranges are any.
func times(all [][]expr.Any, ranges []datapath.ValueRange, match func(datapath.ValueRange) []expr.Any) [][]expr.Any {
	if ranges == nil {
		return all
	}
	var more [][]expr.Any
	for _, a := range all {
		for _, r := range ranges {
			more = append(more, slices.Concat(a, match(r)))
		}
	}
	return more
}

// address compares the address at an offset of the IP header.
func address(at uint32, a datapath.AddressMatch) []expr.Any {
	if a.Any() {
		return nil
	}
	mask := a.Mask.AsSlice()
	want := a.Address.AsSlice()
	for i := range want {
		want[i] &= mask[i]
	}
	parts := []expr.Any{&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: at, Len: uint32(len(mask))}}
	if slices.ContainsFunc(mask, func(b byte) bool { return b != 0xff }) {
		parts = append(parts, bitwise(mask, make([]byte, len(mask))))
	}
	return append(parts, equal(want))
}

// bitwise changes register 1 to its bits in mask, those in xor turned over.
func bitwise(mask, xor []byte) expr.Any {
	return &expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: uint32(len(mask)), Mask: mask, Xor: xor}
}

// trafficClass compares the TOS byte, which IPv6 has between the version and
// the flow label.
func trafficClass(m *datapath.Match) []expr.Any {
	if !m.IPv6 {
		load := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: 1, Len: 1}
		return []expr.Any{load, bitwise([]byte{m.TOS.Mask}, []byte{0}), equal([]byte{m.TOS.Value & m.TOS.Mask})}
	}
	shifted := func(b byte) []byte { return binary.BigEndian.AppendUint16(nil, uint16(b)<<4) }
	load := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Len: 2}
	return []expr.Any{load, bitwise(shifted(m.TOS.Mask), []byte{0, 0}), equal(shifted(m.TOS.Value & m.TOS.Mask))}
}

func transportByte(at uint32, value uint8) []expr.Any {
	return []expr.Any{&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: at, Len: 1}, equal([]byte{value})}
}

// tcpFlags compares the flags of RFC 793, Section 3.1.
func tcpFlags(f datapath.TCPFlags) []expr.Any {
	load := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: 13, Len: 1}
	mask := []byte{f.Set | f.Clear}
	if f.Any {
		// What shall be clear is turned over: one bit that is set will do.
		return []expr.Any{load, bitwise(mask, []byte{f.Clear}), &expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: []byte{0}}}
	}
	return []expr.Any{load, bitwise(mask, []byte{0}), equal([]byte{f.Set})}
}

func portRange(at uint32, r datapath.ValueRange) []expr.Any {
	load := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: at, Len: 2}
	return between(load, binary.BigEndian.AppendUint16(nil, r.First), binary.BigEndian.AppendUint16(nil, r.Last))
}

// between compares what load puts into register 1.
func between(load expr.Any, first, last []byte) []expr.Any {
	if slices.Equal(first, last) {
		return []expr.Any{load, equal(first)}
	}
	return []expr.Any{load,
		&expr.Cmp{Op: expr.CmpOpGte, Register: 1, Data: first},
		&expr.Cmp{Op: expr.CmpOpLte, Register: 1, Data: last}}
}

// device compares the name of the device by which a packet came or leaves.
func device(key expr.MetaKey, name string) []expr.Any {
	return named(&expr.Meta{Key: key, Register: 1}, name)
}

// named is the packets of which what load puts into register 1 is the name of a
// device.
func named(load expr.Any, name string) []expr.Any {
	padded := make([]byte, unix.IFNAMSIZ)
	copy(padded, name)
	return []expr.Any{load, equal(padded)}
}

// family is the packets of IPv4 or IPv6.
func family(ipv6 bool) []expr.Any {
	kind := byte(unix.NFPROTO_IPV4)
	if ipv6 {
		kind = unix.NFPROTO_IPV6
	}
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyNFPROTO, Register: 1}, equal([]byte{kind})}
}
