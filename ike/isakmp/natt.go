package isakmp

import (
	"cmp"
	"crypto"
	"encoding/binary"
	"fmt"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
)

// NATDiscovery is the NAT-D payload of RFC 3947, Section 3.2. Its drafts gave
// it other numbers.
type NATDiscovery struct {
	Number PayloadType // 0: TypeNATDiscovery
	Hash   []byte
}

// NATOriginalAddress is the NAT-OA payload of RFC 3947, Section 5.2. Its drafts
// gave it other numbers.
type NATOriginalAddress struct {
	Number PayloadType // 0: TypeNATOriginalAddr
	Addr   netip.Addr
}

// Type is Number.
func (p *NATDiscovery) Type() PayloadType { return cmp.Or(p.Number, TypeNATDiscovery) }

// Type is Number.
func (p *NATOriginalAddress) Type() PayloadType { return cmp.Or(p.Number, TypeNATOriginalAddr) }

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

func parseNATOriginalAddress(body []byte, number PayloadType) (*NATOriginalAddress, error) {
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
	return &NATOriginalAddress{Number: number, Addr: a}, nil
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
