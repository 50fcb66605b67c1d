package nft

import (
	"encoding/binary"
	"net/netip"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

func verdict(kind expr.VerdictKind, chain string) expr.Any {
	return &expr.Verdict{Kind: kind, Chain: chain}
}

// equal compares register 1.
func equal(data []byte) expr.Any {
	return &expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: data}
}

// masked keeps the bits of a number in register 1 that are in mask.
func masked(mask uint32) expr.Any {
	return &expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: 4, Mask: binary.NativeEndian.AppendUint32(nil, mask), Xor: make([]byte, 4)}
}

// match is the packets that a selector covers; of inbound ones the source is
// remote.
func match(s datapath.Selector, inbound bool) []expr.Any {
	source, destination := s.Local, s.Remote
	sourcePort, destinationPort := s.LocalPort, s.RemotePort
	if inbound {
		source, destination = destination, source
		sourcePort, destinationPort = destinationPort, sourcePort
	}
	protocol, sourceAt, destinationAt := uint16(unix.ETH_P_IP), uint32(12), uint32(16)
	if s.Local.Addr().Is6() {
		protocol, sourceAt, destinationAt = unix.ETH_P_IPV6, 8, 24
	}
	parts := []expr.Any{&expr.Meta{Key: expr.MetaKeyPROTOCOL, Register: 1}, equal(binary.BigEndian.AppendUint16(nil, protocol))}
	parts = append(parts, address(sourceAt, source)...)
	parts = append(parts, address(destinationAt, destination)...)
	if s.Protocol != 0 {
		parts = append(parts, &expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1}, equal([]byte{s.Protocol}))
	}
	parts = append(parts, port(0, sourcePort)...)
	return append(parts, port(2, destinationPort)...)
}

// address compares the address at an offset of the IP header.
func address(at uint32, p netip.Prefix) []expr.Any {
	if p.Bits() == 0 {
		return nil
	}
	data := p.Masked().Addr().AsSlice()
	n := uint32(len(data))
	parts := []expr.Any{&expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: at, Len: n}}
	if !p.IsSingleIP() {
		mask := make([]byte, n)
		for i := range p.Bits() {
			mask[i/8] |= 0x80 >> (i % 8)
		}
		parts = append(parts, &expr.Bitwise{SourceRegister: 1, DestRegister: 1, Len: n, Mask: mask, Xor: make([]byte, n)})
	}
	return append(parts, equal(data))
}

// port compares the port at an offset of the transport header.
func port(at uint32, r datapath.PortRange) []expr.Any {
	if r.Any() {
		return nil
	}
	bytes := func(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }
	load := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseTransportHeader, Offset: at, Len: 2}
	if r.First == r.Last {
		return []expr.Any{load, equal(bytes(r.First))}
	}
	return []expr.Any{load,
		&expr.Cmp{Op: expr.CmpOpGte, Register: 1, Data: bytes(r.First)},
		&expr.Cmp{Op: expr.CmpOpLte, Register: 1, Data: bytes(r.Last)}}
}
