package nhrp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"

	"golang.org/x/crypto/cryptobyte"
)

// Client is a client information entry (CIE): RFC 2332, Section 5.2.0.1.
type Client struct {
	Code        Code
	Prefix      uint8
	MTU         uint16
	HoldingTime uint16     // in seconds
	NBMA        netip.Addr // invalid: none
	Address     netip.Addr // the protocol address, invalid: none
	Preference  uint8
}

// hostPrefix is the Prefix of an entry for one address alone, as are 0 and 0xFF.
const hostPrefix = 32

// isHost reports whether the entry is for one address.
func (c *Client) isHost() bool { return c.Prefix == 0 || c.Prefix >= hostPrefix }

// parseClients reads entries to the end of b.
func parseClients(b []byte) ([]Client, error) {
	var clients []Client
	for s := cryptobyte.String(b); !s.Empty(); {
		var c Client
		var nbma, sub, protocol uint8
		if !s.ReadUint8((*uint8)(&c.Code)) || !s.ReadUint8(&c.Prefix) || !s.Skip(2) ||
			!s.ReadUint16(&c.MTU) || !s.ReadUint16(&c.HoldingTime) ||
			!s.ReadUint8(&nbma) || !s.ReadUint8(&sub) || !s.ReadUint8(&protocol) || !s.ReadUint8(&c.Preference) {
			return nil, errors.New("nhrp: a client information entry is cut off")
		}
		if sub != 0 || !readAddr(&s, &c.NBMA, nbma) || !readAddr(&s, &c.Address, protocol) {
			return nil, fmt.Errorf("nhrp: addresses of %d, %d and %d bytes in a client information entry are none of IPv4, or cut off", nbma, sub, protocol)
		}
		clients = append(clients, c)
	}
	return clients, nil
}

// AppendClients appends entries to b.
func AppendClients(b []byte, clients []Client) []byte {
	for i := range clients {
		c := &clients[i]
		b = append(b, uint8(c.Code), c.Prefix, 0, 0)
		b = binary.BigEndian.AppendUint16(b, c.MTU)
		b = binary.BigEndian.AppendUint16(b, c.HoldingTime)
		b = append(b, lengthOf(c.NBMA), 0, lengthOf(c.Address), c.Preference)
		b = appendAddr(appendAddr(b, c.NBMA), c.Address)
	}
	return b
}
