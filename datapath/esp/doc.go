// Package esp seals and opens the packets of one security association: the
// IP Encapsulating Security Payload of RFC 4303. Sequence numbers have 32 bits,
// or 64 (ESN), of which the packet has the lower half.
//
//	 0                   1                   2                   3
//	+---------------------------------------------------------------+
//	|               Security Parameters Index (SPI)                 |
//	|                      Sequence Number                          |
//	|                    IV (of the cipher)                         |
//	|                    Payload (an IP packet)                     |
//	|     Padding (0-255 bytes)     |  Pad Length   | Next Header   |
//	|         Integrity Check Value-ICV (of the integrity algorithm)|
//	+---------------------------------------------------------------+
//
// A [Sealer] and an [Opener] hold all memory they need: neither allocates for
// a packet, and neither is safe for concurrent use.
package esp

import "errors"

const (
	// headerLen is the SPI and the sequence number.
	headerLen = 8
	// trailerLen is the pad length and the next header.
	trailerLen = 2

	// NextIPv4, NextIPv6 and NextNone are the next header values of tunnel
	// mode. A packet of NextNone is a dummy, RFC 4303, Section 2.6: it is
	// discarded without a trace.
	NextIPv4 = 4
	NextIPv6 = 41
	NextNone = 59

	// MaxTail is the most that follows the payload of a packet: padding,
	// trailer and ICV.
	MaxTail = 255 + trailerLen + 32
)

// Why a packet was not opened or not sealed. Every error of Seal and Open is
// one of these.
var (
	ErrAuth         = errors.New("esp: integrity check value is wrong")
	ErrTruncatedICV = errors.New("esp: integrity check value is that of HMAC-SHA-256 cut to 96 bits")
	ErrReplay       = errors.New("esp: packet is a replay or too old")
	ErrMalformed    = errors.New("esp: packet is malformed")
	ErrSequence     = errors.New("esp: sequence numbers are used up")
	ErrBuffer       = errors.New("esp: packet does not fit the buffer")
)
