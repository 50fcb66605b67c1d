package grammar

import (
	"fmt"
	"math/bits"
	"net/netip"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// IPv4 is an IPv4 address.
type IPv4 netip.Addr

// Addr returns the address as a netip value.
func (a IPv4) Addr() netip.Addr { return netip.Addr(a) }

func (IPv4) Accepts(word string) bool { _, ok := parse4(word); return ok }
func (IPv4) Syntax() string           { return "A.B.C.D" }
func (a IPv4) String() string         { return formatAddr(netip.Addr(a)) }

// Parse implements participle.Parseable.
func (a *IPv4) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parse4(s)
		*a = IPv4(v)
		return ok
	})
}

// Mask is an IPv4 network mask: ones, then zeros.
type Mask netip.Addr

// Bits is the number of ones.
func (m Mask) Bits() int { n, _ := maskBits(netip.Addr(m)); return n }

func (Mask) Accepts(word string) bool {
	v, ok := parse4(word)
	if ok {
		_, ok = maskBits(v)
	}
	return ok
}
func (Mask) Syntax() string   { return "A.B.C.D" }
func (m Mask) String() string { return formatAddr(netip.Addr(m)) }

// Parse implements participle.Parseable.
func (m *Mask) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parse4(s)
		*m = Mask(v)
		return ok
	})
}

// maskBits counts the ones of a mask; ok is false where they are not all in
// front.
func maskBits(a netip.Addr) (n int, ok bool) {
	if !a.Is4() {
		return 0, false
	}
	b := a.As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	n = bits.LeadingZeros32(^v)
	return n, bits.OnesCount32(v) == n
}

// IPv6 is an IPv6 address without a prefix length.
type IPv6 netip.Addr

// Addr returns the address as a netip value.
func (a IPv6) Addr() netip.Addr { return netip.Addr(a) }

func (IPv6) Accepts(word string) bool { _, ok := parse6(word); return ok }
func (IPv6) Syntax() string           { return "X:X:X:X::X" }
func (a IPv6) String() string         { return formatAddr(netip.Addr(a)) }

// Parse implements participle.Parseable.
func (a *IPv6) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parse6(s)
		*a = IPv6(v)
		return ok
	})
}

// IPv6Prefix is an IPv6 address with a prefix length. The bits behind the
// prefix are kept: an interface's address has them.
type IPv6Prefix netip.Prefix

// Prefix returns the prefix as a netip value, not masked.
func (p IPv6Prefix) Prefix() netip.Prefix { return netip.Prefix(p) }

func (IPv6Prefix) Accepts(word string) bool { _, ok := parsePrefix6(word); return ok }
func (IPv6Prefix) Syntax() string           { return "X:X:X:X::X/<0-128>" }
func (p IPv6Prefix) String() string {
	v := netip.Prefix(p)
	return fmt.Sprintf("%s/%d", formatAddr(v.Addr()), v.Bits())
}

// Parse implements participle.Parseable.
func (p *IPv6Prefix) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parsePrefix6(s)
		*p = IPv6Prefix(v)
		return ok
	})
}

func parse4(s string) (netip.Addr, bool) {
	if !strings.Contains(s, ".") {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil && a.Is4()
}

func parse6(s string) (netip.Addr, bool) {
	if !strings.Contains(s, ":") {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil && a.Is6() && a.Zone() == ""
}

func parsePrefix6(s string) (netip.Prefix, bool) {
	if !strings.Contains(s, ":") {
		return netip.Prefix{}, false
	}
	p, err := netip.ParsePrefix(s)
	return p, err == nil && p.Addr().Is6()
}

// formatAddr prints an address as IOS does: IPv6 in upper case, also the
// mapped form, whose last 32 bits it prints like any others.
func formatAddr(a netip.Addr) string {
	if a.Is4In6() {
		b := a.As16()
		return fmt.Sprintf("::FFFF:%X:%X", uint16(b[12])<<8|uint16(b[13]), uint16(b[14])<<8|uint16(b[15]))
	}
	if a.Is6() {
		return strings.ToUpper(a.String())
	}
	return a.String()
}
