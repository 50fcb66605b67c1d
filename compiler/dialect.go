package compiler

import (
	"slices"
	"strconv"
	"strings"
)

// dialect is what "show running-config" of the release of IOS that "version"
// names prints otherwise than that of 15.x, which is the zero value.
type dialect struct {
	encryption bool // 16.x: "encryption aes" in ISAKMP policies instead of "encr aes"
	sequences  bool // 17.x: the sequence numbers of access lists, in blocks also of those with a number
	bare       bool // 12.x: no "mode tunnel", which is the default

	// cards are the line cards of a switch: what the names of interfaces have in
	// common of which some are told what ports they are, "GigabitEthernet1/0/".
	cards map[string]bool
}

// dialect is that of the configuration.
func (c *Config) dialect() dialect {
	cards := c.cards()
	e := c.index["version"]
	if e == nil {
		return dialect{cards: cards}
	}
	major, _, _ := strings.Cut(nthWord(e.text, 1), ".")
	release, err := strconv.Atoi(major)
	return dialect{encryption: release >= 16, sequences: release >= 17, bare: err == nil && release < 15, cards: cards}
}

// cards finds the line cards of a switch.
func (c *Config) cards() map[string]bool {
	cards := map[string]bool{}
	for _, e := range c.entries {
		if isInterface(e) && slices.ContainsFunc(e.children, func(l line) bool { return startsWith(l.text, "switchport") }) {
			cards[cardOf(e.text)] = true
		}
	}
	return cards
}

// cardOf is the name of an interface without the number of its port.
func cardOf(text string) string { return strings.TrimRight(text, "0123456789") }

// isPort reports whether the interface is a port of a switch of which nothing is
// said but what any port may have: it has no IP, and IOS does not say so.
func (d dialect) isPort(e *entry) bool {
	return d.cards[cardOf(e.text)] && !strings.Contains(e.text, ".") && !slices.ContainsFunc(e.children, func(l line) bool {
		return !l.implied && (startsWith(l.text, "ip") || startsWith(l.text, "no switchport") || startsWith(l.text, "ipv6") || startsWith(l.text, "vrf"))
	})
}

// child is how the dialect has a line of the block, "" if it has none.
func (d dialect) child(e *entry, l *line) string {
	switch {
	case l.implied && d.isPort(e):
		return ""
	case d.bare && l.text == "mode tunnel" && startsWith(e.text, "crypto ipsec transform-set"):
		return ""
	case d.encryption && startsWith(l.text, "encr") && startsWith(e.text, "crypto isakmp policy"):
		return "encryption" + strings.TrimPrefix(l.text, "encr")
	case d.sequences && (startsWith(e.text, "ip access-list standard") || startsWith(e.text, "ip access-list extended")) && !isRemark(l):
		return strconv.Itoa(sequenceOf(l)) + " " + l.text
	}
	return l.text
}
