package isakmp

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// IDType of an identification payload, RFC 2407, Section 4.6.2.1.
type IDType uint8

const (
	IDIPv4Addr   IDType = 1
	IDFQDN       IDType = 2
	IDUserFQDN   IDType = 3
	IDIPv4Subnet IDType = 4
	IDIPv6Addr   IDType = 5
	IDIPv6Subnet IDType = 6
	IDIPv4Range  IDType = 7
	IDIPv6Range  IDType = 8
	IDDN         IDType = 9 // a distinguished name in DER
	IDGN         IDType = 10
	IDKeyID      IDType = 11
)

// String is how IOS prints it: "ID_IPV6_ADDR".
func (t IDType) String() string {
	names := [...]string{1: "ID_IPV4_ADDR", "ID_FQDN", "ID_USER_FQDN", "ID_IPV4_ADDR_SUBNET",
		"ID_IPV6_ADDR", "ID_IPV6_ADDR_SUBNET", "ID_IPV4_ADDR_RANGE", "ID_IPV6_ADDR_RANGE",
		"ID_DER_ASN1_DN", "ID_DER_ASN1_GN", "ID_KEY_ID"}
	if int(t) < len(names) && names[t] != "" {
		return names[t]
	}
	return strconv.Itoa(int(t))
}

// dataLen is the number of bytes that an identity of the type has, 0: any.
func (t IDType) dataLen() int {
	switch t {
	case IDIPv4Addr:
		return 4
	case IDIPv4Subnet, IDIPv4Range:
		return 8
	case IDIPv6Addr:
		return 16
	case IDIPv6Subnet, IDIPv6Range:
		return 32
	}
	return 0
}

// Identification payload, RFC 2407, Section 4.6.2.
type Identification struct {
	IDType   IDType
	Protocol uint8 // IP protocol, 0: any
	Port     uint16
	Data     []byte
	raw
}

// Type is TypeIdentification.
func (*Identification) Type() PayloadType { return TypeIdentification }

// AddressID is the identity of one host.
func AddressID(a netip.Addr, protocol uint8, port uint16) *Identification {
	return &Identification{IDType: addrIDType(a), Protocol: protocol, Port: port, Data: a.AsSlice()}
}

// SubnetID is the identity of a subnet: address and mask.
func SubnetID(p netip.Prefix, protocol uint8, port uint16) *Identification {
	t := IDIPv6Subnet
	if p.Addr().Is4() {
		t = IDIPv4Subnet
	}
	data := p.Masked().Addr().AsSlice()
	n := len(data)
	for i := range n {
		data = append(data, ^byte(0xff>>min(8, max(0, p.Bits()-8*i))))
	}
	return &Identification{IDType: t, Protocol: protocol, Port: port, Data: data}
}

// FQDNID is the identity of a name.
func FQDNID(name string, protocol uint8, port uint16) *Identification {
	return &Identification{IDType: IDFQDN, Protocol: protocol, Port: port, Data: []byte(name)}
}

// Addr is the address of a single host.
func (id *Identification) Addr() (a netip.Addr, ok bool) {
	if id.IDType != IDIPv4Addr && id.IDType != IDIPv6Addr {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice(id.Data)
}

// Prefix is the addresses of a host or subnet. It is false for the other
// identities, for masks with holes, and for ranges that are no prefix.
func (id *Identification) Prefix() (p netip.Prefix, ok bool) {
	switch id.IDType {
	case IDIPv4Addr, IDIPv6Addr:
		a, ok := id.Addr()
		return netip.PrefixFrom(a, a.BitLen()), ok
	case IDIPv4Subnet, IDIPv6Subnet:
		return prefixOfMask(id.Data)
	case IDIPv4Range, IDIPv6Range:
		return prefixOfRange(id.Data)
	}
	return netip.Prefix{}, false
}

// prefixOfMask reads an address and a mask of equal size.
func prefixOfMask(data []byte) (p netip.Prefix, ok bool) {
	n := len(data) / 2
	ones, ended, holes := 0, false, false
	for _, b := range data[n:] {
		k := bits.LeadingZeros8(^b)
		holes = holes || ended && b != 0 || b != ^byte(0xff>>k)
		ended = ended || k < 8
		ones += k
	}
	a, ok := netip.AddrFromSlice(data[:n])
	if !ok || holes {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, ones).Masked(), true
}

// prefixOfRange reads a first and a last address.
func prefixOfRange(data []byte) (p netip.Prefix, ok bool) {
	first, ok1 := netip.AddrFromSlice(data[:len(data)/2])
	last, ok2 := netip.AddrFromSlice(data[len(data)/2:])
	if !ok1 || !ok2 {
		return netip.Prefix{}, false
	}
	mask := make([]byte, 0, len(data))
	mask = append(mask, data[:len(data)/2]...)
	for i := range len(data) / 2 {
		mask = append(mask, ^(data[i] ^ data[len(data)/2+i]))
	}
	p, ok = prefixOfMask(mask)
	return p, ok && p.Addr() == first && p.Contains(last)
}

func parseIdentification(body []byte) (*Identification, error) {
	s := cryptobyte.String(body)
	id := &Identification{raw: raw{body}}
	var t uint8
	if !s.ReadUint8(&t) || !s.ReadUint8(&id.Protocol) || !s.ReadUint16(&id.Port) {
		return nil, ErrTruncated
	}
	id.IDType, id.Data = IDType(t), s
	if n := id.IDType.dataLen(); n != 0 && len(s) != n {
		return nil, fmt.Errorf("%v of %d bytes", id.IDType, len(s))
	}
	return id, nil
}

func (id *Identification) marshal(b *cryptobyte.Builder) {
	b.AddUint8(uint8(id.IDType))
	b.AddUint8(id.Protocol)
	b.AddUint16(id.Port)
	b.AddBytes(id.Data)
}
