package isakmp

import (
	"golang.org/x/crypto/cryptobyte"
)

// Lifetime is the content of a RESPONDER-LIFETIME notification, RFC 2407,
// Section 4.6.3.1. 0: the responder says nothing about it.
type Lifetime struct{ Seconds, Kilobytes uint64 }

// Marshal writes the attributes for an SA of the protocol.
func (l Lifetime) Marshal(p Protocol) []byte {
	lifeType, lifeDuration := lifeAttributes(p)
	as := appendLife(nil, lifeType, lifeDuration, LifeSeconds, l.Seconds)
	as = appendLife(as, lifeType, lifeDuration, LifeKilobytes, l.Kilobytes)
	b := cryptobyte.NewBuilder(nil)
	for i := range as {
		as[i].marshal(b)
	}
	return b.BytesOrPanic()
}

// ParseLifetime reads the notification data about an SA of the protocol.
// Attributes that are no lifetime are skipped.
func ParseLifetime(p Protocol, data []byte) (Lifetime, error) {
	var l Lifetime
	as, err := parseAttributes(data)
	if err != nil {
		return l, err
	}
	lifeType, lifeDuration := lifeAttributes(p)
	r := attributeReader{}
	for _, a := range as {
		if a.Type != lifeType && a.Type != lifeDuration {
			continue
		}
		v := r.value(a, true)
		if a.Type == lifeType {
			r.lifeType(v)
		} else {
			r.lifeDuration(v, &l.Seconds, &l.Kilobytes)
		}
	}
	return l, r.finish()
}

// lifeAttributes is the attribute classes of life type and duration.
func lifeAttributes(p Protocol) (lifeType, lifeDuration uint16) {
	if p == ProtocolISAKMP {
		return AttrLifeType, AttrLifeDuration
	}
	return IPsecLifeType, IPsecLifeDuration
}
