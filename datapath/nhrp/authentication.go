package nhrp

import (
	"bytes"
	"crypto/subtle"
	"encoding/binary"
)

// The Authentication extension: RFC 2332, Section 5.3.4. IOS's has the string of
// "ip nhrp authentication" behind an SPI that says so, without source address.
const (
	authenticationHead = 4 // reserved, and the SPI
	spiClearText       = 1
)

// authenticationOf is the extension for a string.
func authenticationOf(secret string) Extension {
	value := binary.BigEndian.AppendUint32(nil, spiClearText)
	return Extension{Compulsory: true, Type: Authentication, Value: append(value, secret...)}
}

// authentic reports whether the packet shows the string; any packet does where
// there is none.
func (p *Packet) authentic(secret string) bool {
	if secret == "" {
		return true
	}
	e := p.Extension(Authentication)
	if e == nil || len(e.Value) < authenticationHead || binary.BigEndian.Uint32(e.Value) != spiClearText {
		return false
	}
	shown := bytes.TrimRight(e.Value[authenticationHead:], "\x00") // some fill it up to eight bytes
	return subtle.ConstantTimeCompare(shown, []byte(secret)) == 1
}
