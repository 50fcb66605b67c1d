package isakmp

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// HeaderLen is the number of bytes of the fixed header, RFC 2408, Section 3.1.
const HeaderLen = 28

// Version is major version 1, minor version 0, as in the header.
const Version = 0x10

// Cookie identifies one end of an ISAKMP SA, RFC 2408, Section 2.5.3.
type Cookie [8]byte

// String is the cookie in hexadecimal.
func (c Cookie) String() string { return hex.EncodeToString(c[:]) }

// IsZero reports whether the cookie is not set yet.
func (c Cookie) IsZero() bool { return c == Cookie{} }

// ExchangeType of the header, RFC 2408, Section 3.1, and RFC 2409, Appendix A.
type ExchangeType uint8

const (
	Base          ExchangeType = 1
	MainMode      ExchangeType = 2 // Identity Protection
	AuthOnly      ExchangeType = 3
	Aggressive    ExchangeType = 4
	Informational ExchangeType = 5
	Transaction   ExchangeType = 6 // mode configuration and XAUTH
	QuickMode     ExchangeType = 32
	NewGroupMode  ExchangeType = 33
)

// String names the exchange: "main mode".
func (t ExchangeType) String() string {
	switch t {
	case Base:
		return "base exchange"
	case MainMode:
		return "main mode"
	case AuthOnly:
		return "authentication only exchange"
	case Aggressive:
		return "aggressive mode"
	case Informational:
		return "informational exchange"
	case Transaction:
		return "transaction exchange"
	case QuickMode:
		return "quick mode"
	case NewGroupMode:
		return "new group mode"
	}
	return "exchange type " + strconv.Itoa(int(t))
}

// Flags of the header, RFC 2408, Section 3.1.
type Flags uint8

const (
	Encryption         Flags = 1 << iota // what follows the header is encrypted
	Commit                               // wait for the peer's CONNECTED
	AuthenticationOnly                   // authenticated, not encrypted

	definedFlags = Encryption | Commit | AuthenticationOnly
)

// Header is the fixed header, RFC 2408, Section 3.1.
type Header struct {
	InitiatorCookie, ResponderCookie Cookie
	NextPayload                      PayloadType
	Version                          uint8
	Exchange                         ExchangeType
	Flags                            Flags
	MessageID                        uint32
	Length                           uint32 // of the whole message, in bytes
}

// ErrTruncated says that a message ends before what it announces.
var ErrTruncated = errors.New("truncated")

// ErrVersion says that the message is of another major version than 1.
var ErrVersion = errors.New("major version not supported")

// ErrFlags says that the message has flags that nobody has defined, RFC 2408,
// Section 5.2.
var ErrFlags = errors.New("unknown flags")

// ParseHeader reads the header of a datagram without touching what follows.
// The length in it must be that of the datagram.
func ParseHeader(datagram []byte) (Header, error) {
	var h Header
	var next, exchange, flags uint8
	s := cryptobyte.String(datagram)
	if !s.CopyBytes(h.InitiatorCookie[:]) || !s.CopyBytes(h.ResponderCookie[:]) ||
		!s.ReadUint8(&next) || !s.ReadUint8(&h.Version) || !s.ReadUint8(&exchange) ||
		!s.ReadUint8(&flags) || !s.ReadUint32(&h.MessageID) || !s.ReadUint32(&h.Length) {
		return Header{}, fmt.Errorf("isakmp: header of %d bytes: %w", len(datagram), ErrTruncated)
	}
	h.NextPayload, h.Exchange, h.Flags = PayloadType(next), ExchangeType(exchange), Flags(flags)
	switch {
	case h.Version>>4 != Version>>4:
		return h, fmt.Errorf("isakmp: version %d.%d: %w", h.Version>>4, h.Version&15, ErrVersion)
	case h.Flags&^definedFlags != 0:
		return h, fmt.Errorf("isakmp: flags %#02x: %w", flags, ErrFlags)
	case uint64(h.Length) > uint64(len(datagram)):
		return h, fmt.Errorf("isakmp: length %d in a datagram of %d bytes: %w", h.Length, len(datagram), ErrTruncated)
	case uint64(h.Length) < uint64(len(datagram)):
		return h, fmt.Errorf("isakmp: %d bytes after the message", uint64(len(datagram))-uint64(h.Length))
	}
	return h, nil
}

// marshal writes the header as it is.
func (h *Header) marshal(b *cryptobyte.Builder) {
	b.AddBytes(h.InitiatorCookie[:])
	b.AddBytes(h.ResponderCookie[:])
	b.AddUint8(uint8(h.NextPayload))
	b.AddUint8(h.Version)
	b.AddUint8(uint8(h.Exchange))
	b.AddUint8(uint8(h.Flags))
	b.AddUint32(h.MessageID)
	b.AddUint32(h.Length)
}
