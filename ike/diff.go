package ike

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
)

// ChangeKind says what becomes of the subject of a Change.
type ChangeKind uint8

const (
	ChangeEnable    ChangeKind = iota // start answering: the first map appeared
	ChangeDisable                     // stop answering: the last map went
	ChangeGlobal                      // phase 1 settings: from the next negotiation on
	ChangeRemove                      // delete the SAs of the map, forget it
	ChangeAdd                         // a new map
	ChangeRekey                       // delete the SAs of the map and request new ones
	ChangeShutdown                    // the map stays, its interface is shut down: delete its SAs
	ChangeStart                       // the map was known, its interface is not shut down any more
	ChangeSettings                    // the SAs of the map stay, the next negotiation differs
	ChangeSelectors                   // and those of the lines of its access list that stay
)

// Change is one difference between two configurations, in the order in which
// the engine applies them.
type Change struct {
	Kind     ChangeKind
	Map      string // of ChangeRemove and what follows it
	Sequence int
	Subject  string // of ChangeGlobal: "phase 1 policies"

	key mapKey // of the map
	to  *Map   // as it is to be, nil: it is removed
}

// String is the line of a plan: "re-key Tunnel23-head-0".
func (c Change) String() string {
	switch c.Kind {
	case ChangeEnable:
		return "turn ISAKMP on"
	case ChangeDisable:
		return "turn ISAKMP off"
	case ChangeGlobal:
		return "use the new " + c.Subject
	case ChangeRemove:
		return "remove " + c.name()
	case ChangeAdd:
		return "add " + c.name()
	case ChangeRekey:
		return "re-key " + c.name()
	case ChangeShutdown:
		return "take down " + c.name()
	case ChangeSettings:
		return "use the new settings of " + c.name()
	case ChangeSelectors:
		return "use the new access list of " + c.name()
	}
	return "bring up " + c.name()
}

// name leaves out the sequence number of a tunnel's map, which is always the same.
func (c Change) name() string {
	if c.Sequence >= TunnelSequence {
		return c.Map
	}
	if c.key.dynamic != "" {
		return fmt.Sprintf("%s %d (%s %d)", c.Map, c.Sequence, c.key.dynamic, c.key.sub)
	}
	return fmt.Sprintf("%s %d", c.Map, c.Sequence)
}

// TunnelSequence is the sequence number that IOS gives to the crypto map entry
// of a tunnel interface with protection.
const TunnelSequence = 65537

// Diff lists what has to happen to get from old to new, either of which may be
// nil. Equal configurations have no difference.
func Diff(old, new *Config) []Change {
	if old == nil {
		old = &Config{}
	}
	if new == nil {
		new = &Config{}
	}
	var changes []Change
	wasOn, isOn := old.active(), new.active()
	if isOn && !wasOn {
		changes = append(changes, Change{Kind: ChangeEnable})
	}
	changes = append(changes, diffGlobal(old, new)...)
	before, after := mapFinder{maps: old.Maps}, mapFinder{maps: new.Maps}
	for i := range old.Maps {
		m := &old.Maps[i]
		if after.find(i, m.key()) == nil {
			changes = append(changes, Change{Kind: ChangeRemove, Map: m.Name, Sequence: m.Sequence, key: m.key()})
		}
	}
	for i := range new.Maps {
		m := &new.Maps[i]
		was := before.find(i, m.key())
		if was != nil && was.equal(m) {
			continue
		}
		c := Change{Map: m.Name, Sequence: m.Sequence, key: m.key(), to: m}
		switch {
		case was == nil:
			c.Kind = ChangeAdd
		case was.AdministrateUp && !m.AdministrateUp:
			c.Kind = ChangeShutdown
		case !was.AdministrateUp && m.AdministrateUp:
			c.Kind = ChangeStart
		case was.sameSAs(m):
			c.Kind = ChangeSettings
		case was.sameButSelectors(m):
			c.Kind = ChangeSelectors
		default:
			c.Kind = ChangeRekey
		}
		changes = append(changes, c)
	}
	if wasOn && !isOn {
		changes = append(changes, Change{Kind: ChangeDisable})
	}
	return changes
}

func diffGlobal(old, new *Config) []Change {
	var changes []Change
	add := func(differ bool, subject string) {
		if differ {
			changes = append(changes, Change{Kind: ChangeGlobal, Subject: subject})
		}
	}
	add(!reflect.DeepEqual(old.Policies, new.Policies), "phase 1 policies")
	add(!equalKeyrings(old.Keyrings, new.Keyrings), "pre-shared keys")
	add(!reflect.DeepEqual(old.Trustpoints, new.Trustpoints), "certificates")
	add(old.Identity != new.Identity || old.Hostname != new.Hostname, "identity")
	add(old.NATTransparency != new.NATTransparency || old.NATKeepalive != new.NATKeepalive, "NAT traversal settings")
	add(old.Fragmentation != new.Fragmentation, "fragmentation setting")
	add(old.Admission != new.Admission, "call admission limits")
	add(!reflect.DeepEqual(old.access(), new.access()), "isakmp profiles")
	add(old.DPD != new.DPD || old.InvalidSPIRecovery != new.InvalidSPIRecovery, "keepalive settings")
	add(old.LogKeys != new.LogKeys, "key log setting")
	add(old.LogSessions != new.LogSessions, "session log setting")
	add(!slices.Equal(old.LocalVRFs, new.LocalVRFs), "addresses in VRFs")
	return changes
}

// active reports whether messages are answered: ISAKMP is on from the first
// crypto map that is applied to an interface which is not shut down.
func (c *Config) active() bool {
	if !c.Enabled {
		return false
	}
	for i := range c.Maps {
		if c.Maps[i].AdministrateUp {
			return true
		}
	}
	return false
}

// sameSAs reports whether SAs negotiated under m are what n asks for, too: like
// IOS, a new lifetime or responder-only waits for the next negotiation, and so
// does a peer that is only added.
func (m *Map) sameSAs(n *Map) bool {
	was := *m
	if len(m.Peers) > 0 && !slices.ContainsFunc(m.Peers, func(p netip.Addr) bool { return !slices.Contains(n.Peers, p) }) {
		was.Peers = n.Peers
	}
	was.IdleTime, was.IdleDefault, was.PreferFirst = n.IdleTime, n.IdleDefault, n.PreferFirst
	was.ResponderOnly, was.Lifetime, was.LifetimeKB = n.ResponderOnly, n.Lifetime, n.LifetimeKB
	was.Profile, was.SourceInterface, was.PathMTU = n.Profile, n.SourceInterface, n.PathMTU
	return was.equal(n)
}

// sameButSelectors reports whether only the access list of a crypto map is
// another one. That of a dynamic map has no SAs of its own.
func (m *Map) sameButSelectors(n *Map) bool {
	was := *m
	was.Selectors = n.Selectors
	return !m.Tunnel && !m.Template && m.DynamicMap == "" && was.sameSAs(n)
}

// mapKey names a crypto map entry on an interface.
type mapKey struct {
	name, iface, dynamic string
	sequence, sub        int
	ipv6                 bool // IOS knows "crypto map CM" and "crypto map ipv6 CM", and an interface may have both
}

func (m *Map) key() mapKey {
	ipv6 := !m.Tunnel && (m.Local.Is6() || len(m.Selectors) > 0 && m.Selectors[0].Local.Addr().Is6())
	return mapKey{m.Name, m.Interface, m.DynamicMap, m.Sequence, m.DynamicSequence, ipv6}
}

// mapFinder finds maps of a list. It looks first where the map stands in
// another list, which is right for all but those behind one that came or went.
type mapFinder struct {
	maps  []Map
	index map[mapKey]*Map // nil: not needed yet
}

func (f *mapFinder) find(near int, k mapKey) *Map {
	if near < len(f.maps) && f.maps[near].key() == k {
		return &f.maps[near]
	}
	if f.index == nil {
		f.index = make(map[mapKey]*Map, len(f.maps))
		for i := range f.maps {
			f.index[f.maps[i].key()] = &f.maps[i]
		}
	}
	return f.index[k]
}
