package compiler

import (
	"net/netip"

	"mainmode/grammar"
)

// badRoute refuses a static route in IOS's words.
func (e *Editor) badRoute(c *grammar.IPRoute) string {
	if p := netip.PrefixFrom(c.Prefix.Addr(), c.Mask.Bits()); p.Masked() != p {
		return "%Inconsistent address and mask"
	}
	gateway := c.Gateway()
	if gateway == nil || e.loading { // a file was checked when it was typed
		return ""
	}
	hop := gateway.Addr()
	switch {
	case hop.IsUnspecified(), hop.IsMulticast(), hop == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		return "%Invalid next hop address"
	case e.c.hasAddress(hop, wordOf(c.VRF)):
		return "%Invalid next hop address (it's this router)"
	}
	return ""
}

// hasAddress reports whether an interface of the VRF that is not shut down has
// the IPv4 address.
func (c *Config) hasAddress(a netip.Addr, vrf string) bool {
	for _, o := range c.entries {
		if _, ok := o.command.(*grammar.SelectInterface); !ok || o.sets("shutdown") || vrfOf(o) != vrf {
			continue
		}
		for i := range o.children {
			if own, ok := o.children[i].command.(*grammar.IPAddress); ok && !o.children[i].no && own.Prefix().Addr() == a {
				return true
			}
		}
	}
	return false
}
