package compiler

import (
	"strconv"
	"strings"
)

// dialect is what "show running-config" of the release of IOS that "version"
// names prints otherwise than that of 15.x, which is the zero value.
type dialect struct {
	encryption bool // 16.x: "encryption aes" in ISAKMP policies instead of "encr aes"
	sequences  bool // 17.x: the sequence numbers of access lists, in blocks also of those with a number
	bare       bool // 12.x: no "mode tunnel", which is the default
}

// dialect is that of the configuration.
func (c *Config) dialect() dialect {
	e := c.index["version"]
	if e == nil {
		return dialect{}
	}
	major, _, _ := strings.Cut(nthWord(e.text, 1), ".")
	release, err := strconv.Atoi(major)
	return dialect{encryption: release >= 16, sequences: release >= 17, bare: err == nil && release < 15}
}

// child is how the dialect has a line of the block, "" if it has none.
func (d dialect) child(e *entry, l *line) string {
	switch {
	case d.bare && l.text == "mode tunnel" && startsWith(e.text, "crypto ipsec transform-set"):
		return ""
	case d.encryption && startsWith(l.text, "encr") && startsWith(e.text, "crypto isakmp policy"):
		return "encryption" + strings.TrimPrefix(l.text, "encr")
	case d.sequences && (startsWith(e.text, "ip access-list standard") || startsWith(e.text, "ip access-list extended")) && !isRemark(l):
		return strconv.Itoa(sequenceOf(l)) + " " + l.text
	}
	return l.text
}
