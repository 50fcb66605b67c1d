package nhrp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"

	"mainmode/datapath"
)

// Packet of NHRP: RFC 2332, Section 5.
type Packet struct {
	HopCount uint8
	Type     Type
	// Flags and RequestID are those of requests and replies.
	Flags     uint16
	RequestID uint32
	// Code and Offset are those of an Error Indication; a Traffic Indication
	// has 0 in both.
	Code   Error
	Offset uint16

	SourceNBMA          netip.Addr // invalid: none
	Source, Destination netip.Addr // protocol addresses, invalid: none
	Clients             []Client
	// Contents are the packet that an indication is about, or its beginning.
	Contents   []byte
	Extensions []Extension
}

const (
	fixedLen      = 20
	versionNHRP   = 1
	familyIPv4    = 1      // ar$afn: IANA's address family number
	protocolIPv4  = 0x0800 // ar$pro.type
	addrLen       = 4
	offsetLength  = 10
	offsetSum     = 12
	offsetExt     = 14
	offsetVersion = 16
)

// ErrNotIPv4 is that of a packet for other networks than those of IPv4.
var ErrNotIPv4 = errors.New("nhrp: not for IPv4 over IPv4")

// Parse reads a packet. It refers to b. What is behind its length is ignored.
func Parse(b []byte) (*Packet, error) {
	if len(b) < fixedLen {
		return nil, fmt.Errorf("nhrp: %d bytes are too short for a packet", len(b))
	}
	length := int(binary.BigEndian.Uint16(b[offsetLength:]))
	if length < fixedLen || length > len(b) {
		return nil, fmt.Errorf("nhrp: length %d of a packet of %d bytes", length, len(b))
	}
	b = b[:length]
	if datapath.FoldChecksum(datapath.Checksum(0, b)) != 0 {
		return nil, errors.New("nhrp: wrong checksum")
	}
	if b[offsetVersion] != versionNHRP {
		return nil, fmt.Errorf("nhrp: version %d", b[offsetVersion])
	}
	p := &Packet{HopCount: b[9], Type: Type(b[17])}
	sourceLen, subLen := b[18], b[19]
	if binary.BigEndian.Uint16(b) != familyIPv4 || binary.BigEndian.Uint16(b[2:]) != protocolIPv4 {
		return nil, ErrNotIPv4
	}
	if subLen != 0 {
		return nil, errors.New("nhrp: the source has an NBMA subaddress")
	}
	mandatory, extensions := b[fixedLen:], []byte(nil)
	if at := int(binary.BigEndian.Uint16(b[offsetExt:])); at != 0 {
		if at < fixedLen || at > length {
			return nil, fmt.Errorf("nhrp: extensions at %d of %d bytes", at, length)
		}
		mandatory, extensions = b[fixedLen:at], b[at:]
	}
	if err := p.parseMandatory(mandatory, sourceLen); err != nil {
		return nil, err
	}
	var err error
	p.Extensions, err = parseExtensions(extensions)
	return p, err
}

// parseMandatory reads the mandatory part: RFC 2332, Sections 5.2.0.1 and 5.2.7.
func (p *Packet) parseMandatory(b []byte, sourceNBMALen uint8) error {
	s := cryptobyte.String(b)
	var sourceLen, destinationLen uint8
	var id uint32
	if !s.ReadUint8(&sourceLen) || !s.ReadUint8(&destinationLen) || !s.ReadUint16(&p.Flags) || !s.ReadUint32(&id) {
		return errors.New("nhrp: the mandatory part is cut off")
	}
	for _, a := range []struct {
		to     *netip.Addr
		length uint8
	}{{&p.SourceNBMA, sourceNBMALen}, {&p.Source, sourceLen}, {&p.Destination, destinationLen}} {
		if !readAddr(&s, a.to, a.length) {
			return fmt.Errorf("nhrp: an address of %d bytes is no IPv4 address, or cut off", a.length)
		}
	}
	if p.Type.isIndication() {
		p.Flags, p.Code, p.Offset, p.Contents = 0, Error(id>>16), uint16(id), s
		return nil
	}
	p.RequestID = id
	var err error
	p.Clients, err = parseClients(s)
	return err
}

// readAddr reads an address of length bytes: 4, or 0 for none.
func readAddr(s *cryptobyte.String, a *netip.Addr, length uint8) bool {
	if length == 0 {
		return true
	}
	var b []byte
	if length != addrLen || !s.ReadBytes(&b, addrLen) {
		return false
	}
	*a, _ = netip.AddrFromSlice(b)
	return true
}

// Marshal returns the packet's bytes.
func (p *Packet) Marshal() ([]byte, error) {
	b := make([]byte, fixedLen, 128)
	binary.BigEndian.PutUint16(b, familyIPv4)
	binary.BigEndian.PutUint16(b[2:], protocolIPv4)
	b[9], b[offsetVersion], b[17], b[18] = p.HopCount, versionNHRP, uint8(p.Type), lengthOf(p.SourceNBMA)
	flags, id := p.Flags, p.RequestID
	if p.Type.isIndication() {
		flags, id = 0, uint32(p.Code)<<16|uint32(p.Offset)
	}
	b = append(b, lengthOf(p.Source), lengthOf(p.Destination))
	b = binary.BigEndian.AppendUint16(b, flags)
	b = binary.BigEndian.AppendUint32(b, id)
	for _, a := range []netip.Addr{p.SourceNBMA, p.Source, p.Destination} {
		b = appendAddr(b, a)
	}
	if p.Type.isIndication() {
		b = append(b, p.Contents...)
	} else {
		b = AppendClients(b, p.Clients)
	}
	if len(p.Extensions) > 0 {
		if len(b) > math.MaxUint16 {
			return nil, errTooLong(len(b))
		}
		binary.BigEndian.PutUint16(b[offsetExt:], uint16(len(b)))
		b = appendExtensions(b, p.Extensions)
	}
	if len(b) > math.MaxUint16 {
		return nil, errTooLong(len(b))
	}
	binary.BigEndian.PutUint16(b[offsetLength:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[offsetSum:], datapath.FoldChecksum(datapath.Checksum(0, b)))
	return b, nil
}

func errTooLong(n int) error { return fmt.Errorf("nhrp: a packet of %d bytes is too long", n) }

func lengthOf(a netip.Addr) uint8 { return uint8(a.BitLen() / 8) }

func appendAddr(b []byte, a netip.Addr) []byte { return append(b, a.AsSlice()...) }
