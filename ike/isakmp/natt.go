package isakmp

import (
	"crypto"
	"encoding/binary"
	"fmt"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
)

// NATDiscovery is the NAT-D payload of RFC 3947, Section 3.2, or with Draft
// that of its drafts, which has another number.
type NATDiscovery struct {
	Draft bool
	Hash  []byte
}

// NATOriginalAddress is the NAT-OA payload of RFC 3947, Section 5.2.
type NATOriginalAddress struct {
	Draft bool
	Addr  netip.Addr
}

func (p *NATDiscovery) Type() PayloadType {
	if p.Draft {
		return TypeNATDiscoveryDraft
	}
	return TypeNATDiscovery
}

func (p *NATOriginalAddress) Type() PayloadType {
	if p.Draft {
		return TypeNATOriginalAddDraft
	}
	return TypeNATOriginalAddr
}

// NATDiscoveryHash is the content of a NAT-D payload: the hash of both cookies,
// an address and a port, RFC 3947, Section 3.2.
func NATDiscoveryHash(h crypto.Hash, initiator, responder Cookie, end netip.AddrPort) []byte {
	w := h.New()
	w.Write(initiator[:])
	w.Write(responder[:])
	w.Write(end.Addr().AsSlice())
	w.Write(binary.BigEndian.AppendUint16(nil, end.Port()))
	return w.Sum(nil)
}

func parseNATOriginalAddress(body []byte, draft bool) (*NATOriginalAddress, error) {
	s := cryptobyte.String(body)
	var t uint8
	var reserved []byte
	if !s.ReadUint8(&t) || !s.ReadBytes(&reserved, 3) {
		return nil, ErrTruncated
	}
	if [3]byte(reserved) != [3]byte{} {
		return nil, ErrReserved
	}
	a, ok := netip.AddrFromSlice(s)
	if !ok || IDType(t) != addrIDType(a) {
		return nil, fmt.Errorf("%v of %d bytes", IDType(t), len(s))
	}
	return &NATOriginalAddress{Draft: draft, Addr: a}, nil
}

func (p *NATDiscovery) marshal(b *cryptobyte.Builder) { b.AddBytes(p.Hash) }

func (p *NATOriginalAddress) marshal(b *cryptobyte.Builder) {
	b.AddUint32(uint32(addrIDType(p.Addr)) << 24)
	b.AddBytes(p.Addr.AsSlice())
}

// addrIDType is the identity type of a single address.
func addrIDType(a netip.Addr) IDType {
	if a.Is4() {
		return IDIPv4Addr
	}
	return IDIPv6Addr
}
