package compiler

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"mainmode/grammar"
)

// mapLine compiles the settings of whole crypto maps, and the entries that are
// a dynamic map.
func (w *compilation) mapLine(e *entry) {
	if e.no {
		return
	}
	switch c := e.command.(type) {
	case *grammar.CryptoMapEntry:
		w.mapEntry(e, w.cryptoMap(string(c.Name), c.IPv6), int(*c.Sequence), c.Kind)
	case *grammar.CryptoMapDynamic:
		m := w.cryptoMap(string(c.Name), c.IPv6)
		m.Entries = append(m.Entries, CryptoMapEntry{Sequence: int(c.Sequence), Dynamic: string(c.Dynamic), Discover: c.Discover})
		w.noteLine(m.Name, int(c.Sequence), "", &e.line)
		if c.Discover {
			w.report(Warning, &e.line, "no effect: peers are not discovered")
		}
	case *grammar.CryptoMapProfile:
		w.report(Warning, &e.line, "no effect: the entry is for L2TP, which is not supported")
	case *grammar.CryptoDynamicMap:
		i := slices.IndexFunc(w.r.DynamicMaps, func(d DynamicMap) bool { return d.Name == string(c.Name) })
		if i < 0 {
			i = len(w.r.DynamicMaps)
			w.r.DynamicMaps = append(w.r.DynamicMaps, DynamicMap{Name: string(c.Name)})
		}
		d := &w.r.DynamicMaps[i]
		d.Entries = append(d.Entries, w.mapTerms(e, int(*c.Sequence), false))
		w.maps.lines[entryName{dynamic: d.Name, sequence: int(*c.Sequence)}] = &e.line
	case *grammar.CryptoMapLocalAddress:
		m := w.cryptoMap(string(c.Name), c.IPv6)
		m.LocalAddress = c.Interface.String()
		w.maps.locals[mapName{m.Name, c.IPv6}] = &e.line
	case *grammar.CryptoMapISAKMPProfile:
		w.cryptoMap(string(c.Name), false).ISAKMPProfile = string(c.Profile)
	case *grammar.CryptoMapClientAuthentication:
		w.cryptoMap(string(c.Name), false).Clients.UserList = string(c.List)
		w.maps.users[string(c.Name)] = &e.line
	case *grammar.CryptoMapISAKMPAuthorization:
		w.cryptoMap(string(c.Name), false).Clients.Authorize = true
	case *grammar.CryptoMapClientConfiguration:
		clients := &w.cryptoMap(string(c.Name), false).Clients
		clients.Respond = clients.Respond || c.Mode == "respond"
		clients.Initiate = clients.Initiate || c.Mode == "initiate"
	case *grammar.CryptoMapRedundancy:
		w.report(Warning, &e.line, "no effect: SAs are not shared with a standby router")
	}
}

// mapNotes are the lines of crypto maps that diagnostics point to.
type mapNotes struct {
	lines  map[entryName]*line
	locals map[mapName]*line
	match  map[entryName]*line // "match address"
	users  map[string]*line    // "client authentication list" by crypto map
}

// mapName names a crypto map: one for IPv6 may have the name of another.
type mapName struct {
	name string
	ipv6 bool
}

// entryName names an entry of a crypto map, or of a dynamic map.
type entryName struct {
	tag, dynamic string
	sequence     int
}

func newMapNotes() mapNotes {
	return mapNotes{lines: map[entryName]*line{}, locals: map[mapName]*line{}, match: map[entryName]*line{}, users: map[string]*line{}}
}

func (w *compilation) noteLine(tag string, sequence int, dynamic string, l *line) {
	w.maps.lines[entryName{tag, dynamic, sequence}] = l
}

func (w *compilation) cryptoMap(name string, ipv6 bool) *CryptoMap {
	if m := w.r.CryptoMap(name, ipv6); m != nil {
		return m
	}
	w.r.CryptoMaps = append(w.r.CryptoMaps, CryptoMap{Name: name, IPv6: ipv6})
	return &w.r.CryptoMaps[len(w.r.CryptoMaps)-1]
}

// mapEntry compiles an entry of a crypto map.
func (w *compilation) mapEntry(e *entry, m *CryptoMap, sequence int, kind string) {
	c := w.mapTerms(e, sequence, m.IPv6)
	w.noteLine(m.Name, sequence, "", &e.line)
	switch kind {
	case "ipsec-manual":
		c.Disabled = "manual keying is not supported: use ipsec-isakmp"
		w.refuse(&e.line, "manual keying is not supported: the entry protects nothing, and its packets are dropped; use ipsec-isakmp")
	case "gdoi":
		c.Disabled = "GDOI is not supported"
		w.refuse(&e.line, "GDOI is not supported: the entry protects nothing, and its packets are dropped")
	}
	if c.Terms.ISAKMPProfile == "" {
		c.Terms.ISAKMPProfile = m.ISAKMPProfile
	}
	m.Entries = append(m.Entries, c)
}

// mapTerms compiles the lines of an entry.
func (w *compilation) mapTerms(e *entry, sequence int, ipv6 bool) CryptoMapEntry {
	c := CryptoMapEntry{Sequence: sequence, Terms: w.global.profile}
	for i := range e.children {
		l := &e.children[i]
		if l.no {
			continue
		}
		switch t := l.command.(type) {
		case *grammar.CryptoMapDescription:
			c.Description = string(t.Text)
		case *grammar.MatchAddress:
			c.AccessList = string(t.List)
		case *grammar.SetPeer:
			w.peer(&c, t, l, ipv6)
		case *grammar.SetTransformSet:
			for _, set := range t.Names {
				c.Terms.TransformSets = append(c.Terms.TransformSets, string(set))
			}
		case *grammar.SetIKEv2Profile:
			w.refuse(l, "IKEv2 is not supported: the entry protects nothing, and its packets are dropped")
			c.Disabled = "IKEv2 is not supported"
		case *grammar.SetReverseRoute:
			if t.Distance != nil {
				c.ReverseRoute.Distance = uint8(*t.Distance)
			}
			if t.Tag != nil {
				c.ReverseRoute.Tag = uint32(*t.Tag)
			}
		case *grammar.ReverseRoute:
			r := &c.ReverseRoute
			r.Enabled, r.Static, r.RemotePeer, r.Gateway = true, t.Static, t.RemotePeer, t.Gateway
			if t.Via != nil {
				r.NextHop = t.Via.Addr()
			}
			if t.Tag != nil {
				r.Tag = uint32(*t.Tag)
			}
		case *grammar.SetSecurityAssociationLevel:
			w.report(Warning, l, "no effect: SAs are for what a line of the access list says, not for each pair of hosts")
		case *grammar.SetIdentity:
			w.report(Warning, l, "no effect: peers are told apart by their addresses and isakmp profiles")
		case *grammar.SetNATDemux:
			w.report(Warning, l, "no effect: hosts behind one NAT are told apart by their selectors")
		case *grammar.SetIPAccessGroup:
			w.report(Error, l, "no effect: what the entry's SAs carry is not filtered")
		case *grammar.QoSPreClassify:
			w.once("qos pre-classify", l, "no effect: there are no queues to classify for")
		default:
			w.profileLine(&c.Terms, l)
		}
	}
	return c
}

// peer adds a peer to an entry.
func (w *compilation) peer(c *CryptoMapEntry, t *grammar.SetPeer, l *line, ipv6 bool) {
	peers := []netip.Addr{t.Address()}
	if t.Host != nil {
		peers = slices.DeleteFunc(slices.Clone(w.addressesOf(string(*t.Host))), func(a netip.Addr) bool { return a.Is6() != ipv6 })
		if len(peers) == 0 {
			w.report(Warning, l, "the address of %s is not known: name it with \"ip host\"", *t.Host)
			return
		}
	}
	for _, p := range peers {
		if p.Is6() != ipv6 {
			w.report(Error, l, "%s cannot be a peer here: the crypto map is for the other family", p)
			continue
		}
		if t.Default && !c.DefaultPeer {
			c.Peers, c.DefaultPeer = slices.Insert(c.Peers, 0, p), true
			continue
		}
		c.Peers = append(c.Peers, p)
	}
}

// profileLine compiles what an ipsec profile and an entry of a crypto map have
// in common.
func (w *compilation) profileLine(p *Profile, l *line) {
	switch c := l.command.(type) {
	case *grammar.SetPFS:
		p.PFS = max(group(c.Group), 1)
		w.weakGroup(l, p.PFS)
	case *grammar.SetSecurityAssociationLifetime:
		setLifetime(p, c.Lifetime)
	case *grammar.SetSecurityAssociationReplay:
		setReplay(p, c.Replay)
	case *grammar.SetSecurityAssociationIdleTime:
		p.IdleTime, p.IdleDefault = time.Duration(c.Seconds)*time.Second, c.Default
	case *grammar.SetSecurityAssociationDFBit:
		mode := df(c.Mode)
		p.DF = &mode
	case *grammar.ResponderOnly:
		p.ResponderOnly = true
	case *grammar.SetISAKMPProfile:
		p.ISAKMPProfile = string(c.Name)
	}
}

// sortMaps puts the entries in the order in which they are asked.
func (w *compilation) sortMaps() {
	bySequence := func(a, b CryptoMapEntry) int { return cmp.Compare(a.Sequence, b.Sequence) }
	for i := range w.r.CryptoMaps {
		slices.SortStableFunc(w.r.CryptoMaps[i].Entries, bySequence)
	}
	for i := range w.r.DynamicMaps {
		slices.SortStableFunc(w.r.DynamicMaps[i].Entries, bySequence)
	}
}
