package shell

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mainmode/grammar"
	"mainmode/ike"
)

// conditionKind is what a condition of "debug crypto condition" looks at.
type conditionKind uint8

const (
	byPeer     conditionKind = iota // Prefix
	byHost                          // Text: the peer's name
	byGroup                         // Text
	byUser                          // Text
	byLocal                         // Prefix
	byConnID                        // Number
	byFlowID                        // Number
	bySPI                           // Number
	byFVRF                          // Text
	byIVRF                          // Text
	byProfile                       // Text
	conditions                      // how many there are
)

// condition is one limit of the crypto debugs. Of Prefix, Number and Text the
// one counts that its kind says.
type condition struct {
	Kind   conditionKind
	Prefix netip.Prefix // a single address has a full prefix
	Number uint32
	Engine uint32 // of a connection or flow id, as it was typed
	Text   string
}

// debugConditions limit the crypto debugs. A record is shown when any of them
// is met. The zero value limits nothing.
type debugConditions struct {
	mu   sync.Mutex
	list conditionList
}

// conditionList is a copy of debugConditions.
type conditionList struct {
	All       []condition    // in the order of entry
	Unmatched ike.DebugClass // classes of which what concerns no known peer is shown as well
}

func (c *debugConditions) snapshot() conditionList {
	c.mu.Lock()
	defer c.mu.Unlock()
	return conditionList{slices.Clone(c.list.All), c.list.Unmatched}
}

// add limits debugs to what meets a condition, or one of those before.
func (c *debugConditions) add(x condition) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.ContainsFunc(c.list.All, x.same) {
		c.list.All = append(c.list.All, x)
	}
}

func (c *debugConditions) remove(x condition) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list.All = slices.DeleteFunc(c.list.All, x.same)
}

// same reports whether the conditions are met by the same records.
func (x condition) same(y condition) bool {
	x.Engine, y.Engine = 0, 0
	return x == y
}

// unmatched switches what concerns no known peer on or off for some classes.
func (c *debugConditions) unmatched(classes ike.DebugClass, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list.Unmatched &^= classes
	if on {
		c.list.Unmatched |= classes
	}
}

// reset removes all conditions.
func (c *debugConditions) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = conditionList{}
}

// pass reports whether a record is to be shown.
func (c *debugConditions) pass(d *ike.Debug) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list.pass(d)
}

// needsSubject reports whether there is a condition that the address of the
// peer does not decide.
func (c *debugConditions) needsSubject() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.ContainsFunc(c.list.All, func(x condition) bool { return x.Kind != byPeer })
}

func (l *conditionList) pass(d *ike.Debug) bool {
	if len(l.All) == 0 {
		return true
	}
	if !d.Peer.IsValid() {
		return l.Unmatched&d.Class != 0
	}
	return slices.ContainsFunc(l.All, func(x condition) bool { return x.met(d) })
}

func (x *condition) met(d *ike.Debug) bool {
	about := &d.About
	switch x.Kind {
	case byPeer:
		return x.Prefix.Contains(d.Peer.WithZone(""))
	case byHost:
		return slices.ContainsFunc(about.Names, func(name string) bool { return strings.EqualFold(name, x.Text) })
	case byGroup:
		return slices.Contains(about.Groups, x.Text)
	case byUser:
		return slices.Contains(about.Users, x.Text)
	case byLocal:
		return slices.ContainsFunc(about.Locals, x.Prefix.Contains)
	case byConnID:
		return slices.Contains(about.ConnIDs, int(x.Number)) || slices.Contains(about.FlowIDs, x.Number)
	case byFlowID:
		return slices.Contains(about.FlowIDs, x.Number)
	case bySPI:
		return slices.Contains(about.SPIs, x.Number)
	case byFVRF:
		return slices.Contains(about.VRFs, x.Text)
	case byIVRF:
		return slices.Contains(about.Insides, x.Text)
	case byProfile:
		return slices.Contains(about.Profiles, x.Text)
	}
	return false
}

// conditionOf reads what was typed, which is not "unmatched".
func conditionOf(c *grammar.DebugCondition) condition {
	address := func(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }
	number := func(n *grammar.Number) uint32 {
		if n == nil {
			return 0
		}
		return uint32(*n)
	}
	switch p := c.Peer; {
	case p == nil:
	case p.IPv4 != nil:
		return condition{Kind: byPeer, Prefix: address(p.IPv4.Addr())}
	case p.IPv6 != nil:
		return condition{Kind: byPeer, Prefix: address(p.IPv6.Addr())}
	case p.Subnet != nil:
		return condition{Kind: byPeer, Prefix: netip.PrefixFrom(p.Subnet.Addr(), p.Mask.Bits()).Masked()}
	case p.Host != nil:
		return condition{Kind: byHost, Text: string(*p.Host)}
	case p.Group != nil:
		return condition{Kind: byGroup, Text: string(*p.Group)}
	default:
		return condition{Kind: byUser, Text: string(*p.User)}
	}
	switch {
	case c.Local != nil && c.Local.IPv4 != nil:
		return condition{Kind: byLocal, Prefix: address(c.Local.IPv4.Addr())}
	case c.Local != nil:
		return condition{Kind: byLocal, Prefix: address(c.Local.IPv6.Addr())}
	case c.ConnID != nil:
		return condition{Kind: byConnID, Number: number(c.ConnID), Engine: number(c.ConnOn)}
	case c.FlowID != nil:
		return condition{Kind: byFlowID, Number: number(c.FlowID), Engine: number(c.FlowOn)}
	case c.SPI != nil:
		return condition{Kind: bySPI, Number: uint32(*c.SPI)}
	case c.FVRF != nil:
		return condition{Kind: byFVRF, Text: string(*c.FVRF)}
	case c.IVRF != nil:
		return condition{Kind: byIVRF, Text: string(*c.IVRF)}
	}
	return condition{Kind: byProfile, Text: word(c.Profile)}
}
