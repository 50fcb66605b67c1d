package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// PeerReport is whether the tunnels between two configurations will come up.
type PeerReport struct {
	A       string       `json:"a"` // files
	B       string       `json:"b"`
	Tunnels []PeerTunnel `json:"tunnels"`
	// Notes are tunnels that one has to the other and the other does not have.
	Notes []string `json:"notes"`
}

// PeerTunnel is a tunnel that both configurations have.
type PeerTunnel struct {
	A      string `json:"a"` // "Tunnel23", "GigabitEthernet0/0 CMAP 10"
	B      string `json:"b"`
	LocalA string `json:"local_a"` // addresses
	LocalB string `json:"local_b"`
	Agree  bool   `json:"agree"`
	// Agreed is what they agree upon, Mismatches what keeps the tunnel from
	// coming up, Notes what differs without harm.
	Agreed     []string `json:"agreed"`
	Mismatches []string `json:"mismatches"`
	Notes      []string `json:"notes"`
}

// Status is the exit status of "mainmode check": 2 where a tunnel will not come
// up, 1 where there is none between the two.
func (p *PeerReport) Status() int {
	if len(p.Tunnels) == 0 {
		return 1
	}
	if slices.ContainsFunc(p.Tunnels, func(t PeerTunnel) bool { return !t.Agree }) {
		return 2
	}
	return 0
}

// ComparePeers compares each report with each other one.
func ComparePeers(reports []*Report) []PeerReport {
	var all []PeerReport
	for i, a := range reports {
		for _, b := range reports[i+1:] {
			all = append(all, compare(a, b))
		}
	}
	return all
}

func compare(a, b *Report) PeerReport {
	p := PeerReport{A: a.File, B: b.File, Tunnels: []PeerTunnel{}, Notes: []string{}}
	for i := range a.router.Maps {
		ma := &a.router.Maps[i]
		if mb := other(a, b, ma); mb != nil {
			c := peerComparison{a: side{a, ma}, b: side{b, mb}, t: PeerTunnel{
				A: mapText(ma), B: mapText(mb), LocalA: addressText(ma.Local), LocalB: addressText(mb.Local),
				Agreed: []string{}, Mismatches: []string{}, Notes: []string{},
			}}
			c.run()
			p.Tunnels = append(p.Tunnels, c.t)
		}
	}
	if len(p.Tunnels) == 0 {
		p.oneSided(a, b)
		p.oneSided(b, a)
	}
	return p
}

// oneSided notes the tunnels of one to addresses of the other.
func (p *PeerReport) oneSided(one, two *Report) {
	for i := range one.router.Maps {
		m := &one.router.Maps[i]
		for _, peer := range m.Peers {
			iface := two.connected(peer)
			if in := two.router.Interface(iface); in == nil || addressOf(in, peer.Is6()) != peer {
				continue
			}
			p.Notes = append(p.Notes, fmt.Sprintf("%s of %s has %s of %s as its peer, which has no tunnel from there to %s",
				mapText(m), one.Hostname, addressText(peer), two.Hostname, localText(m.Local)))
		}
	}
}

// localText is the address of our end, or that it has none.
func localText(a netip.Addr) string {
	if !a.IsValid() {
		return "it"
	}
	return addressText(a)
}

// other finds the map of b that is the other end of a map of a: each has the
// other's address as peer, or takes any; of two that take any, both must be of
// multipoint GRE, since somebody must begin. Of several it is the one that protects
// most of the same.
func other(a, b *Report, ma *ike.Map) *ike.Map {
	var found *ike.Map
	best := -1
	for i := range b.router.Maps {
		mb := &b.router.Maps[i]
		if !ma.Local.IsValid() || !mb.Local.IsValid() || !takes(ma, mb.Local) || !takes(mb, ma.Local) ||
			len(ma.Peers) == 0 && len(mb.Peers) == 0 && !(ma.Multipoint && mb.Multipoint) {
			continue
		}
		score := 0
		for _, s := range ma.Selectors {
			if slices.Contains(mb.Selectors, mirrored(s)) {
				score += 2
			}
		}
		if len(mb.Peers) > 0 {
			score++
		}
		if score > best {
			best, found = score, mb
		}
	}
	return found
}

// takes reports whether the map has the address as a peer, or any.
func takes(m *ike.Map, peer netip.Addr) bool {
	return len(m.Peers) == 0 && (m.DynamicMap != "" || m.Template || m.Multipoint) || slices.Contains(m.Peers, peer)
}

func mirrored(s datapath.Selector) datapath.Selector {
	s.Local, s.Remote = s.Remote, s.Local
	s.LocalPort, s.RemotePort = s.RemotePort, s.LocalPort
	return s
}

// mapText names a map: a tunnel by its interface.
func mapText(m *ike.Map) string {
	if m.Sequence == ike.TunnelSequence {
		return m.Interface
	}
	return fmt.Sprintf("%s, crypto map %s %d", m.Interface, m.Name, m.Sequence)
}

// side is one end of a tunnel.
type side struct {
	r *Report
	m *ike.Map
}

// name is what messages call the side.
func (s side) name() string { return s.r.Hostname }

// peerComparison is the work of comparing the two ends of a tunnel.
type peerComparison struct {
	a, b side
	t    PeerTunnel
}

func (c *peerComparison) mismatch(format string, args ...any) {
	c.t.Mismatches = append(c.t.Mismatches, fmt.Sprintf(format, args...))
}

func (c *peerComparison) note(format string, args ...any) {
	c.t.Notes = append(c.t.Notes, fmt.Sprintf(format, args...))
}

func (c *peerComparison) agreed(format string, args ...any) {
	c.t.Agreed = append(c.t.Agreed, fmt.Sprintf(format, args...))
}

func (c *peerComparison) run() {
	for _, s := range []side{c.a, c.b} {
		if !s.m.AdministrateUp {
			c.mismatch("%s: %s stays down", s.name(), mapText(s.m))
		}
		if !s.r.router.ISAKMP.Enabled {
			c.mismatch("%s: no crypto isakmp enable", s.name())
		}
	}
	c.reaches(c.a, c.b.m.Local)
	c.reaches(c.b, c.a.m.Local)
	if c.a.passive() && c.b.passive() {
		c.mismatch("neither side begins: both only answer")
	}
	c.phase1()
	same := c.encapsulation()
	c.phase2()
	if same {
		c.selectors()
	}
	c.addresses()
	c.t.Agree = len(c.t.Mismatches) == 0
}

// reaches looks whether a side reaches the other, and lets in what it answers.
func (c *peerComparison) reaches(s side, other netip.Addr) {
	if in, reason := s.r.keepsOut(s.m, other); in != nil {
		c.mismatch("%s: interface %s: %s", s.name(), in.Name, reason)
	}
	if s.r.learned() || other.IsLinkLocalUnicast() {
		return
	}
	switch out, ok := s.r.egress(host(other)); {
	case !ok:
		c.mismatch("%s: no route to %s", s.name(), addressText(other))
	case out == s.m.Interface && s.m.Sequence == ike.TunnelSequence:
		c.mismatch("%s: the route to %s leads into the tunnel itself", s.name(), addressText(other))
	}
}

// passive reports whether the side only answers.
func (s side) passive() bool { return s.m.ResponderOnly || s.m.DynamicMap != "" || s.m.Template }

// phase1 compares policies, keys and identities.
func (c *peerComparison) phase1() {
	var found *ike.Policy
	pa, pb := c.a.r.router.IKE().Policies, c.b.r.router.IKE().Policies
	for i := range pa {
		for j := range pb {
			if found == nil && len(policyDifferences(&pa[i], &pb[j])) == 0 {
				found = &pa[i]
				c.agreed("phase 1: policy %d of %s and policy %d of %s", pa[i].Priority, c.a.name(), pb[j].Priority, c.b.name())
				if pa[i].Lifetime != pb[j].Lifetime {
					c.note("phase 1 lifetime: %d s at %s, %d s at %s: the shorter one holds",
						int(pa[i].Lifetime.Seconds()), c.a.name(), int(pb[j].Lifetime.Seconds()), c.b.name())
				}
			}
		}
	}
	if found == nil {
		c.noPolicy(pa, pb)
	}
	if found == nil || found.Auth == isakmp.PreShared {
		c.keys()
	}
	c.identities()
}

// noPolicy says how the two policies differ that are nearest to each other.
func (c *peerComparison) noPolicy(pa, pb []ike.Policy) {
	if len(pa) == 0 || len(pb) == 0 {
		for _, s := range []side{c.a, c.b} {
			if len(s.r.router.IKE().Policies) == 0 {
				c.mismatch("phase 1: %s has no policy", s.name())
			}
		}
		return
	}
	var nearest []string
	var a, b *ike.Policy
	for i := range pa {
		for j := range pb {
			if d := policyDifferences(&pa[i], &pb[j]); nearest == nil || len(d) < len(nearest) {
				nearest, a, b = d, &pa[i], &pb[j]
			}
		}
	}
	c.mismatch("phase 1: no policy is the same at both: nearest are policy %d of %s and policy %d of %s: %s",
		a.Priority, c.a.name(), b.Priority, c.b.name(), strings.Join(nearest, ", "))
}

// policyDifferences are what must be equal and is not.
func policyDifferences(a, b *ike.Policy) []string {
	var d []string
	add := func(what, x, y string) {
		if x != y {
			d = append(d, fmt.Sprintf("%s %s against %s", what, x, y))
		}
	}
	add("encryption", encryptionText(a), encryptionText(b))
	add("hash", hashText(a.Hash), hashText(b.Hash))
	add("authentication", authText(a.Auth), authText(b.Auth))
	add("group", fmt.Sprint(uint16(a.Group)), fmt.Sprint(uint16(b.Group)))
	return d
}

// keys compares the pre-shared keys, which are never shown.
func (c *peerComparison) keys() {
	ka, ringA, okA := c.a.r.secretFor(c.a.m, c.b.m.Local)
	kb, ringB, okB := c.b.r.secretFor(c.b.m, c.a.m.Local)
	switch {
	case !okA:
		c.mismatch("pre-shared key: %s has none for %s", c.a.name(), addressText(c.b.m.Local))
	case !okB:
		c.mismatch("pre-shared key: %s has none for %s", c.b.name(), addressText(c.a.m.Local))
	case ka != kb:
		c.mismatch("pre-shared key: that of keyring %s at %s is not that of keyring %s at %s", ringA, c.a.name(), ringB, c.b.name())
	default:
		c.agreed("pre-shared key: the same at both")
	}
}

// identities looks whether each side takes what the other shows.
func (c *peerComparison) identities() {
	for _, s := range [][2]side{{c.a, c.b}, {c.b, c.a}} {
		p := s[0].r.profileFor(s[0].m, s[1].m.Local)
		if p == nil || s[0].m.ISAKMPProfile == "" || s[1].r.router.ISAKMP.Identity != ike.IdentityAddress {
			continue
		}
		fits := slices.ContainsFunc(p.Match, func(k ike.Match) bool {
			return k.Kind == ike.MatchAddress && k.VRF == s[0].m.VRF && k.Prefix.Contains(s[1].m.Local)
		})
		if !fits && len(p.Certificates) == 0 && s[1].r.identity(s[1].m) == addressText(s[1].m.Local) {
			c.mismatch("identity: crypto isakmp profile %s of %s does not match %s", p.Name, s[0].name(), addressText(s[1].m.Local))
		}
	}
}
