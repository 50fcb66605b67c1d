package ike

import (
	"fmt"
	"net/netip"
	"strings"

	"mainmode/datapath"
)

// ip prints an address as IOS does: IPv6 in upper case.
type ip netip.Addr

func (a ip) String() string {
	if !netip.Addr(a).IsValid() {
		return "0.0.0.0"
	}
	return strings.ToUpper(netip.Addr(a).Unmap().String())
}

// spi prints an SPI as IOS does, without leading zeros: 0x11C(284).
type spi uint32

func (s spi) String() string { return fmt.Sprintf("0x%X(%d)", uint32(s), uint32(s)) }

// proxy prints one side of a selector as the IPSEC debugs do: address, mask,
// protocol and port with slashes, where protocol 256 is any.
func proxy(p netip.Prefix, protocol uint8, port datapath.PortRange) string {
	proto := int(protocol)
	if proto == 0 {
		proto = 256
	}
	number := port.First
	if port.Any() {
		number = 0
	}
	if p.Addr().Is4() {
		return fmt.Sprintf("%s/%s/%d/%d", ip(p.Addr()), mask(p.Bits()), proto, number)
	}
	return fmt.Sprintf("%s/%d/%d/%d", ip(p.Addr()), p.Bits(), proto, number)
}

// mask is the dotted mask of an IPv4 prefix length.
func mask(bits int) netip.Addr {
	m := ^uint32(0) << (32 - bits)
	return netip.AddrFrom4([4]byte{byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)})
}

// handles makes up the memory addresses that IOS prints in its debugs. They
// tell objects apart; nothing else may be read out of them.
type handles struct{ peers, sas, roots uint32 }

func (h *handles) peer() (pointer, handle uint32) {
	h.peers++
	return 0x9344BE8 + h.peers*0x3E8, 0x80000000 + h.peers
}

func (h *handles) sa() uint32 {
	h.sas++
	return 0x944C840 + h.sas*0x1340
}

func (h *handles) root() uint32 {
	h.roots++
	return 0x79E82A8 + h.roots*0x2B8
}
