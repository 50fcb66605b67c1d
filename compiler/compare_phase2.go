package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/ike"
)

// encapsulation compares what tunnel interfaces put around packets. It reports
// whether it is the same, so that what they protect can be compared.
func (c *peerComparison) encapsulation() bool {
	ta, tb := c.a.tunnel(), c.b.tunnel()
	switch {
	case ta == nil && tb == nil:
		return true
	case ta == nil || tb == nil:
		// A crypto map may be the other end of a tunnel interface: the
		// identities decide.
		return true
	case ta.Mode != tb.Mode && !(ta.Mode.overIPv4() && tb.Mode.overIPv4()):
		c.mismatch("tunnel mode: %v at %s, %v at %s", ta.Mode, c.a.name(), tb.Mode, c.b.name())
		return false
	}
	if ta.Mode.IPsec() {
		return true
	}
	if keyText(ta.Key) != keyText(tb.Key) {
		c.mismatch("tunnel key: %s at %s, %s at %s", keyText(ta.Key), c.a.name(), keyText(tb.Key), c.b.name())
	}
	if ta.Checksum != tb.Checksum {
		c.note("tunnel checksum: only one side sends it")
	}
	return true
}

func keyText(key *uint32) string {
	if key == nil {
		return "none"
	}
	return fmt.Sprint(*key)
}

// tunnel is the interface's settings, nil for a crypto map.
func (s side) tunnel() *TunnelSettings {
	if in := s.r.router.Interface(s.m.Interface); in != nil {
		return in.Tunnel
	}
	return nil
}

// phase2 compares transform sets, modes, PFS and lifetimes.
func (c *peerComparison) phase2() {
	c.transforms()
	c.pfs()
	if x, y := lifetimeText(c.a.m), lifetimeText(c.b.m); x != y {
		c.note("phase 2 lifetime: %s at %s, %s at %s: the smaller values hold", x, c.a.name(), y, c.b.name())
	}
}

func (c *peerComparison) transforms() {
	for _, x := range c.a.m.TransformSets {
		for _, y := range c.b.m.TransformSets {
			if x.Transform != y.Transform {
				continue
			}
			if x.Mode != y.Mode {
				for _, s := range []side{c.a, c.b} {
					if s.requires(x.Name) || s.requires(y.Name) {
						c.mismatch("phase 2: mode: %v at %s, %v at %s, and %s requires transport mode", x.Mode, c.a.name(), y.Mode, c.b.name(), s.name())
						return
					}
				}
				c.note("phase 2: mode: %v at %s, %v at %s: tunnel mode is used", x.Mode, c.a.name(), y.Mode, c.b.name())
			}
			c.agreed("phase 2: %v: transform set %s of %s and %s of %s", x.Transform, x.Name, c.a.name(), y.Name, c.b.name())
			return
		}
	}
	c.mismatch("phase 2: no transform is the same at both: %s at %s, %s at %s", setsText(c.a.m), c.a.name(), setsText(c.b.m), c.b.name())
}

// requires reports whether a transform set of the side is "mode transport
// require".
func (s side) requires(name string) bool {
	return slices.ContainsFunc(s.r.router.TransformSets, func(t TransformSet) bool { return t.Name == name && t.Require })
}

func setsText(m *ike.Map) string {
	var list []string
	for _, s := range m.TransformSets {
		list = append(list, fmt.Sprintf("%s (%v)", s.Name, s.Transform))
	}
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// pfs: a side that asks for it wants it from the other, with that group; one
// that does not ask takes whatever comes.
func (c *peerComparison) pfs() {
	x, y := c.a.m.PFS, c.b.m.PFS
	switch {
	case x == y && x != 0:
		c.agreed("PFS: group%d", uint16(x))
	case x == y:
	case x != 0 && y != 0:
		c.mismatch("PFS: group%d at %s, group%d at %s", uint16(x), c.a.name(), uint16(y), c.b.name())
	default:
		with, without := c.a, c.b
		if x == 0 {
			with, without = c.b, c.a
		}
		if with.passive() {
			c.mismatch("PFS: %s requires group%d, %s, which begins, offers none", with.name(), uint16(with.m.PFS), without.name())
			return
		}
		c.mismatch("PFS: group%d at %s, none at %s: it comes up only when %s begins", uint16(with.m.PFS), with.name(), without.name(), with.name())
	}
}

// selectors compares what the two sides protect: each must be the mirror of
// the other.
func (c *peerComparison) selectors() {
	if c.a.m.Multipoint || c.b.m.Multipoint {
		c.agreed("protected: GRE between %s and %s", addressText(c.a.m.Local), addressText(c.b.m.Local))
		return
	}
	if len(c.a.m.Selectors) == 0 || len(c.b.m.Selectors) == 0 {
		return // a dynamic map takes what is asked for
	}
	for _, s := range []struct{ one, two side }{{c.a, c.b}, {c.b, c.a}} {
		for _, own := range s.one.m.Selectors {
			if slices.Contains(s.two.m.Selectors, mirrored(own)) {
				continue
			}
			c.unmirrored(s.one, s.two, own)
		}
	}
	if len(c.t.Mismatches) == 0 {
		c.agreed("protected: %s", selectorsText(c.a.m.Selectors))
	}
}

// addresses compares those of the two tunnel interfaces: the tunnel comes up
// with any, and nothing finds its way through it.
func (c *peerComparison) addresses() {
	a, b := c.a.r.router.Interface(c.a.m.Interface), c.b.r.router.Interface(c.b.m.Interface)
	if a == nil || b == nil || a.Tunnel == nil || b.Tunnel == nil || len(a.Addresses) == 0 || len(b.Addresses) == 0 ||
		a.Unnumbered != "" || b.Unnumbered != "" {
		return
	}
	x, y := a.Addresses[0], b.Addresses[0]
	switch {
	case x.Addr().Is4() != y.Addr().Is4():
	case x.Addr() == y.Addr():
		c.note("addresses in the tunnel: both have %s: nothing passes", addressText(x.Addr()))
	case x.Masked() != y.Masked():
		c.note("addresses in the tunnel: %s at %s and %s at %s are not of one network", x, c.a.name(), y, c.b.name())
	}
}

// unmirrored says what is wrong with a selector that the other side has not.
func (c *peerComparison) unmirrored(one, two side, own datapath.Selector) {
	wanted := mirrored(own)
	for _, s := range two.m.Selectors {
		switch {
		case s.Protocol == wanted.Protocol && holds(s, wanted):
			c.note("protected: %v of %s is part of %v of %s: it comes up only when %s begins", own, one.name(), s, two.name(), one.name())
			return
		case s.Protocol == wanted.Protocol && holds(wanted, s):
			return // said from the other side
		}
	}
	c.mismatch("protected: %s has %v, %s does not have %v", one.name(), own, two.name(), wanted)
}

// holds reports whether outer has all packets of inner.
func holds(outer, inner datapath.Selector) bool {
	within := func(o, i netip.Prefix) bool { return covering(o, i) }
	return within(outer.Local, inner.Local) && within(outer.Remote, inner.Remote) &&
		outer.LocalPort == inner.LocalPort && outer.RemotePort == inner.RemotePort
}

func selectorsText(list []datapath.Selector) string {
	var all []string
	for _, s := range list {
		all = append(all, s.String())
	}
	return strings.Join(all, ", ")
}

// String is the comparison as a terminal shows it.
func (p *PeerReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s and %s:", p.A, p.B)
	switch {
	case len(p.Notes) > 0:
		b.WriteString(" no tunnel between them\n")
		for _, s := range p.Notes {
			fmt.Fprintf(&b, "    %-9s %s\n", "note", s)
		}
		return b.String()
	case len(p.Tunnels) == 0:
		b.WriteString(" no tunnel between them: neither has the other's address as its peer\n")
		return b.String()
	}
	b.WriteString("\n")
	for i := range p.Tunnels {
		t := &p.Tunnels[i]
		verdict := "will come up"
		if !t.Agree {
			verdict = "will not come up"
		}
		fmt.Fprintf(&b, "  %s (%s) and %s (%s): %s\n", t.A, t.LocalA, t.B, t.LocalB, verdict)
		for _, part := range []struct {
			mark string
			list []string
		}{{"mismatch", t.Mismatches}, {"agreed", t.Agreed}, {"note", t.Notes}} {
			for _, s := range part.list {
				fmt.Fprintf(&b, "    %-9s %s\n", part.mark, s)
			}
		}
	}
	return b.String()
}
