package isakmp

import (
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Delete payload, RFC 2408, Section 3.15: the SPIs of inbound SAs that the
// sender has removed. All SPIs have the same size: 4 bytes for ESP, both
// cookies (16 bytes) for ISAKMP.
type Delete struct {
	DOI      uint32
	Protocol Protocol
	SPIs     [][]byte
	raw
}

// Type is TypeDelete.
func (*Delete) Type() PayloadType { return TypeDelete }

func parseDelete(body []byte) (*Delete, error) {
	s := cryptobyte.String(body)
	d := &Delete{raw: raw{body}}
	var protocol, size uint8
	var count uint16
	if !s.ReadUint32(&d.DOI) || !s.ReadUint8(&protocol) || !s.ReadUint8(&size) || !s.ReadUint16(&count) {
		return nil, ErrTruncated
	}
	d.Protocol = Protocol(protocol)
	switch {
	case size == 0 || count == 0:
		return nil, errors.New("no SPI")
	case count > MaxSPIs:
		return nil, fmt.Errorf("more than %d SPIs", MaxSPIs)
	case len(s) < int(size)*int(count):
		return nil, ErrTruncated
	case len(s) > int(size)*int(count):
		return nil, fmt.Errorf("%d bytes after the last SPI", len(s)-int(size)*int(count))
	}
	for !s.Empty() {
		var spi []byte
		s.ReadBytes(&spi, int(size))
		d.SPIs = append(d.SPIs, spi)
	}
	return d, nil
}

func (d *Delete) marshal(b *cryptobyte.Builder) {
	b.AddUint32(d.DOI)
	b.AddUint8(uint8(d.Protocol))
	size := 0
	if len(d.SPIs) > 0 {
		size = len(d.SPIs[0])
	}
	b.AddUint8(uint8(size))
	b.AddUint16(uint16(len(d.SPIs)))
	for _, spi := range d.SPIs {
		b.AddBytes(spi)
	}
}
