package compiler

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mainmode/grammar"
)

// check refuses what is well-formed and yet makes no sense, in IOS's words.
func (e *Editor) check(command any) string {
	switch c := command.(type) {
	case *grammar.IPAddress:
		if bad := badAddress(c.Prefix()); bad != "" {
			return bad
		}
		if same := e.sameAddress(c); same != "" {
			return same
		}
		return e.overlap(c.Prefix())
	case *grammar.SetTransformSet:
		return e.setsExist(c)
	case *grammar.IPLocalPool:
		return e.poolOverlap(c)
	case *grammar.VRFForwarding:
		return e.checkVRF(string(c.Name))
	case *grammar.IPVRFForwarding:
		return e.checkVRF(string(c.Name))
	case *grammar.IPAccessListStandard, *grammar.IPAccessListExtended:
		return e.otherKind(command)
	case *grammar.CryptoIPsecTransformSet:
		return badTransforms(c)
	case *grammar.CertificateMapCriterion:
		if _, err := certificateTime(c); err != nil {
			return "% " + err.Error()
		}
	case *grammar.IPRoute:
		return e.badRoute(c)
	case *grammar.IPv6Address:
		if c.LinkLocal != nil && !c.LinkLocal.Addr().IsLinkLocalUnicast() {
			return "% Invalid link-local address"
		}
	case *grammar.IPv6Route:
		if g := c.Gateway(); g != nil && g.Addr().IsLinkLocalUnicast() && c.Interface == nil {
			return "% Interface has to be specified for a link-local nexthop"
		}
	case *grammar.LoggingHost:
		if c.Name != nil && strings.Trim(string(*c.Name), "0123456789.") == "" && !new(grammar.IPv4).Accepts(string(*c.Name)) {
			return fmt.Sprintf("%% %s is neither an address nor a name", *c.Name)
		}
	case *grammar.SelectLine:
		return badLine(c)
	case *grammar.Certificate:
		if c.File != nil && !strings.Contains(string(*c.File), ":") {
			return fmt.Sprintf("%% %s is no file that holds a certificate", *c.File)
		}
	case *grammar.MatchIPAddress:
		if len(c.Lists) == 1 && c.Lists[0].String() == "prefix-list" {
			return incompleteCommand // it is the keyword, and no access list
		}
	case *grammar.AbsoluteTime, *grammar.PeriodicTime:
		return e.checkTimeRange(command)
	case *grammar.CryptoMapEntry:
		return e.checkMapEntry(grammar.Format(c, false), c.Kind, false)
	case *grammar.CryptoMapDynamic:
		return e.checkMapEntry(grammar.Format(c, false), "", true)
	case *grammar.CryptoMapProfile:
		return e.checkMapEntry(grammar.Format(c, false), "profile", false)
	case *grammar.ApplyCryptoMap:
		return e.mapExists("crypto map", string(c.Name))
	case *grammar.ApplyIPv6CryptoMap:
		return e.mapExists("crypto map ipv6", string(c.Name))
	case *grammar.EnableSecret:
		return e.badSecret(c.Kind, c.Type, string(c.Secret))
	case *grammar.Username:
		return e.badSecret(c.Kind, c.Type, string(c.Secret))
	case *grammar.LinePassword:
		return badType7(c.Type, string(c.Password))
	case *grammar.CryptoISAKMPKey:
		key := globalRules.key(grammar.Format(c, false))
		if old := e.c.index[key]; old != nil {
			if k, ok := old.command.(*grammar.CryptoISAKMPKey); ok && k.Key != c.Key {
				return keyExists(c)
			}
		}
	}
	return ""
}

// badLine refuses lines that no router has: it has one console and one
// auxiliary line, and counts those of a range upwards.
func badLine(c *grammar.SelectLine) string {
	switch {
	case c.Kind != "vty" && (c.First != 0 || c.Last != nil):
		return fmt.Sprintf("%% The only line %s is 0", c.Kind)
	case c.Last != nil && *c.Last < c.First:
		return fmt.Sprintf("%% Line %d is before line %d", *c.Last, c.First)
	}
	return ""
}

// badTransforms refuses a transform set that packets cannot be protected by:
// without what is left out of it they would be protected by less.
func badTransforms(c *grammar.CryptoIPsecTransformSet) string {
	cipher, _ := c.Encryption()
	for _, t := range c.Transforms {
		what := ""
		switch {
		case t.AH != "":
			what = t.AH + " is not supported: authenticate by ESP (esp-sha-hmac, esp-sha256-hmac)"
		case t.Comp != "":
			what = t.Comp + " is not supported: leave the compression out at both ends"
		case cipher == "esp-seal" || cipher == "esp-gmac":
			what = cipher + " is not supported: use esp-aes or esp-gcm"
		case cipher == "esp-gcm" && t.Auth != "":
			what = "esp-gcm authenticates by itself: leave " + t.Auth + " out"
		}
		if what != "" {
			return "% " + what
		}
	}
	return ""
}

// badAddress refuses an address that names a whole network or all its hosts.
func badAddress(p netip.Prefix) string {
	a := p.Addr()
	if a.IsMulticast() || a.IsUnspecified() || p.Bits() == 0 {
		return fmt.Sprintf("Not a valid host address - %s", a)
	}
	if p.Bits() < 31 && (p.Masked().Addr() == a || !p.Contains(a.Next())) {
		return fmt.Sprintf("Bad mask /%d for address %s", p.Bits(), a)
	}
	return ""
}

// badMask says what is wrong with a line "ip address" whose mask has ones behind
// zeros.
func badMask(text string) (string, bool) {
	words := fields(text)
	if len(words) < 4 || !hasPrefixFold("ip", words[0]) || len(words[1]) < 2 || !hasPrefixFold("address", words[1]) {
		return "", false
	}
	a, err1 := netip.ParseAddr(words[2])
	m, err2 := netip.ParseAddr(words[3])
	if err1 != nil || err2 != nil || !a.Is4() || !m.Is4() {
		return "", false
	}
	mask := m.As4()
	bits := binary.BigEndian.Uint32(mask[:])
	if inverse := ^bits; inverse&(inverse+1) == 0 {
		return "", false
	}
	return fmt.Sprintf("Bad mask 0x%X for address %s", bits, a), true
}

// overlap refuses a typed address whose network another interface has, unless
// that one is shut down. A file is taken as it is: it was
// checked when it was typed.
func (e *Editor) overlap(p netip.Prefix) string {
	if e.loading {
		return ""
	}
	vrf := vrfOf(e.c.index[e.block])
	for _, other := range e.c.entries {
		name, ok := other.command.(*grammar.SelectInterface)
		if !ok || other.key == e.block || other.sets("shutdown") || vrfOf(other) != vrf {
			continue
		}
		for i := range other.children {
			a, ok := other.children[i].command.(*grammar.IPAddress)
			if ok && !other.children[i].no && a.Prefix().Overlaps(p) {
				return fmt.Sprintf("%% %s overlaps with %s", p.Masked().Addr(), name.Name)
			}
		}
	}
	return ""
}

// sameAddress refuses a typed secondary address that is the primary one. What
// was secondary may become primary.
func (e *Editor) sameAddress(c *grammar.IPAddress) string {
	if e.loading {
		return ""
	}
	same := func(o *line) bool {
		a, ok := o.command.(*grammar.IPAddress)
		return ok && !o.no && a.Secondary != c.Secondary && a.Address.Addr() == c.Address.Addr()
	}
	if !c.Secondary {
		e.removeHere(same)
		return ""
	}
	if slices.ContainsFunc(e.c.index[e.block].children, func(l line) bool { return same(&l) }) {
		return "Secondary can't be same as primary"
	}
	return ""
}

// keepsAddress refuses to take away a typed address that the interface does not
// have, or the primary one while there are others.
func (e *Editor) keepsAddress(text string) string {
	words := fields(text)
	if e.loading || !startsWith(text, "ip address") || len(words) < 4 || !new(grammar.IPv4).Accepts(words[2]) {
		return ""
	}
	children := e.c.index[e.block].children
	has := func(match func(string) bool) bool {
		return slices.ContainsFunc(children, func(l line) bool { return !l.no && match(l.text) })
	}
	switch {
	case !has(func(s string) bool { return covers(text, s) }):
		return "Invalid address"
	case has(func(s string) bool { return s == text }) && !strings.HasSuffix(text, " secondary") && has(func(s string) bool { return startsWith(s, "ip address") && strings.HasSuffix(s, " secondary") }):
		return "Must delete secondary before deleting primary"
	}
	return ""
}

// poolOverlap refuses addresses for clients that another range of the same
// group has.
func (e *Editor) poolOverlap(c *grammar.IPLocalPool) string {
	group := func(p *grammar.IPLocalPool) string {
		if p.Group == nil {
			return ""
		}
		return string(*p.Group)
	}
	last := func(p *grammar.IPLocalPool) netip.Addr {
		if p.Last == nil {
			return p.First.Addr()
		}
		return p.Last.Addr()
	}
	for _, other := range e.c.entries {
		o, ok := other.command.(*grammar.IPLocalPool)
		switch {
		case !ok || group(o) != group(c) || other.text == grammar.Format(c, false):
		case !last(o).Less(c.First.Addr()) && !last(c).Less(o.First.Addr()):
			return fmt.Sprintf("%%IP address range overlaps with pool: %s", o.Name)
		}
	}
	return ""
}

// mapExists refuses to put a crypto map on an interface that is not there. In a
// file it may come later.
func (e *Editor) mapExists(kind, name string) string {
	if e.loading || e.c.hasMap(kind, name) {
		return ""
	}
	return fmt.Sprintf("ERROR: Crypto Map with tag %q does not exist.", name)
}

// setsExist refuses to name a transform set that is not there. In a file it may
// come later.
func (e *Editor) setsExist(c *grammar.SetTransformSet) string {
	if e.loading {
		return ""
	}
	for _, name := range c.Names {
		known := slices.ContainsFunc(e.c.entries, func(o *entry) bool {
			set, ok := o.command.(*grammar.CryptoIPsecTransformSet)
			return ok && set.Name == name
		})
		if !known && name != builtIn {
			return fmt.Sprintf("ERROR: transform set with tag %q does not exist.", name)
		}
	}
	return ""
}

// sets reports whether that line is in the block.
func (e *entry) sets(text string) bool {
	return slices.ContainsFunc(e.children, func(l line) bool { return l.text == text && l.parent == "" })
}

func keyExists(c *grammar.CryptoISAKMPKey) string {
	switch {
	case c.Address != nil && c.Mask != nil:
		return fmt.Sprintf("A pre-shared key for address mask %s %s already exists!", c.Address, c.Mask)
	case c.Address != nil:
		return fmt.Sprintf("A pre-shared key for address mask %s 255.255.255.255 already exists!", c.Address)
	case c.IPv6 != nil:
		return fmt.Sprintf("A pre-shared key for address %s already exists!", c.IPv6)
	}
	return fmt.Sprintf("A pre-shared key for hostname %s already exists!", *c.Hostname)
}
