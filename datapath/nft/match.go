package nft

import (
	"encoding/binary"

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
	etherType, h := uint16(unix.ETH_P_IP), headers[false]
	if s.Local.Addr().Is6() {
		etherType, h = unix.ETH_P_IPV6, headers[true]
	}
	parts := []expr.Any{&expr.Meta{Key: expr.MetaKeyPROTOCOL, Register: 1}, equal(binary.BigEndian.AppendUint16(nil, etherType))}
	parts = append(parts, address(h.source, datapath.MatchPrefix(source))...)
	parts = append(parts, address(h.destination, datapath.MatchPrefix(destination))...)
	if s.Protocol != 0 {
		parts = append(parts, protocol(s.Protocol)...)
	}
	parts = append(parts, port(0, sourcePort)...)
	return append(parts, port(2, destinationPort)...)
}

// port compares the port at an offset of the transport header.
func port(at uint32, r datapath.PortRange) []expr.Any {
	if r.Any() {
		return nil
	}
	return portRange(at, datapath.ValueRange(r))
}
