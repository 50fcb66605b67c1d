package nhrp

import (
	"encoding/binary"
	"errors"
	"slices"

	"golang.org/x/crypto/cryptobyte"
)

// Extension of a packet: RFC 2332, Section 5.3.
type Extension struct {
	Compulsory bool
	Type       ExtensionType
	Value      []byte
}

// ExtensionType says what an Extension is.
type ExtensionType uint16

const (
	extensionEnd     ExtensionType = 0
	Responder        ExtensionType = 3 // who made the reply
	ForwardRecord    ExtensionType = 4 // the servers that the request passed
	ReverseRecord    ExtensionType = 5 // the servers that the reply passed
	Authentication   ExtensionType = 7
	VendorPrivate    ExtensionType = 8
	NATAddress       ExtensionType = 9 // Cisco's: the addresses that NAT has made of NBMA addresses
	extensionTypeMax               = 0x3fff
	compulsoryBit                  = 0x8000
)

// maxExtensions that a packet may have: there are not more kinds of them.
const maxExtensions = 32

// parseExtensions reads what begins at ar$extoff, up to the end extension.
func parseExtensions(b []byte) ([]Extension, error) {
	var extensions []Extension
	for s := cryptobyte.String(b); !s.Empty(); {
		var head uint16
		var value cryptobyte.String
		if !s.ReadUint16(&head) || !s.ReadUint16LengthPrefixed(&value) {
			return nil, errors.New("nhrp: an extension is cut off")
		}
		e := Extension{head&compulsoryBit != 0, ExtensionType(head & extensionTypeMax), value}
		if e.Type == extensionEnd {
			break
		}
		if len(extensions) == maxExtensions {
			return nil, errors.New("nhrp: too many extensions")
		}
		extensions = append(extensions, e)
	}
	return extensions, nil
}

// appendExtensions appends extensions, and the one that ends them.
func appendExtensions(b []byte, extensions []Extension) []byte {
	for i := range extensions {
		e := &extensions[i]
		head := uint16(e.Type)
		if e.Compulsory {
			head |= compulsoryBit
		}
		b = binary.BigEndian.AppendUint16(b, head)
		b = binary.BigEndian.AppendUint16(b, uint16(len(e.Value)))
		b = append(b, e.Value...)
	}
	return append(b, compulsoryBit>>8, 0, 0, 0)
}

// Extension returns the first extension of the type, nil if the packet has none.
func (p *Packet) Extension(t ExtensionType) *Extension {
	if i := slices.IndexFunc(p.Extensions, func(e Extension) bool { return e.Type == t }); i >= 0 {
		return &p.Extensions[i]
	}
	return nil
}

// clientsOf returns the entries of an extension that consists of some; none if
// the packet has no such extension, or a broken one.
func (p *Packet) clientsOf(t ExtensionType) []Client {
	e := p.Extension(t)
	if e == nil {
		return nil
	}
	clients, err := parseClients(e.Value)
	if err != nil {
		return nil
	}
	return clients
}
