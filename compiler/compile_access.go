package compiler

import (
	"time"

	"encoding/binary"
	"net/netip"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

// access is what one compilation knows of ISAKMP profiles and clients before
// all names are resolved.
type access struct {
	profiles  []profileBlock
	groups    []groupBlock
	peerNames map[int]string   // index into ISAKMP.AggressivePeers: configured by name
	locals    map[string]*line // "local-address INTERFACE" by keyring
}

type profileBlock struct {
	e        *entry
	userLine *line
	local    *line

	maps, trustpoints []*line // "match certificate" and "ca trust-point"
}

type groupBlock struct {
	e   *entry
	acl *line
}

// accessLine compiles the global commands for clients.
func (w *compilation) accessLine(l *line) {
	switch c := l.command.(type) {
	case *grammar.CryptoISAKMPAggressiveMode:
		w.r.ISAKMP.AggressiveDisabled = !l.no
	case *grammar.IPLocalPool:
		p := ike.Pool{Name: string(c.Name), First: c.First.Addr(), Last: c.First.Addr()}
		if c.Last != nil {
			p.Last = c.Last.Addr()
		}
		if p.Last.Less(p.First) {
			w.report(Error, l, "ip local pool %s: %s is before %s", p.Name, p.Last, p.First)
			return
		}
		w.r.ISAKMP.Pools = append(w.r.ISAKMP.Pools, p)
	case nil:
		if !l.no {
			w.r.SSH.read(fields(l.text))
			w.r.Zone.read(fields(l.text))
		}
	}
}

// accessBlock compiles the blocks for clients.
func (w *compilation) accessBlock(e *entry) {
	switch c := e.command.(type) {
	case *grammar.CryptoISAKMPPeer:
		w.aggressivePeer(e, c)
	case *grammar.CryptoISAKMPProfile:
		w.isakmpProfile(e, string(c.Name))
	case *grammar.CryptoISAKMPClientGroup:
		w.clientGroup(e, string(c.Name))
	}
}

// networks are the sources that a list permits: what the clients of a group
// reach by the tunnel.
func (w *compilation) networks(l *AccessList, at *line) []netip.Prefix {
	var list []netip.Prefix
	for i := range l.Entries {
		e := &l.Entries[i]
		if !e.Rule() || !e.Permit {
			continue
		}
		p, ok := e.Match.Source.Prefix(e.Match.IPv6)
		if !ok {
			w.report(Error, at, "access-list %s: %q permits no network: clients take networks only", l.Name, e.Text)
			continue
		}
		list = append(list, p)
	}
	return list
}

func (w *compilation) aggressivePeer(e *entry, c *grammar.CryptoISAKMPPeer) {
	var p ike.AggressivePeer
	switch {
	case c.Hostname != nil:
		w.access.peerNames[len(w.r.ISAKMP.AggressivePeers)] = string(*c.Hostname)
	case c.Address != nil:
		p.Addresses = []netip.Addr{c.Address.Addr()}
	default:
		p.Addresses = []netip.Addr{c.IPv6.Addr()}
	}
	mode := false
	for i := range e.children {
		l := &e.children[i]
		switch c := l.command.(type) {
		case *grammar.SetAggressivePassword:
			p.Password, _ = w.usableSecret(c.Type, c.Password, l)
			mode = true
		case *grammar.SetAggressiveEndpoint:
			mode = true
			switch {
			case c.Address != nil:
				p.Endpoint = ike.SelfIdentity{Type: isakmp.IDIPv4Addr, Value: c.Address.Addr().String()}
			case c.FQDN != nil:
				p.Endpoint = ike.SelfIdentity{Type: isakmp.IDFQDN, Value: string(*c.FQDN)}
			case c.UserFQDN != nil:
				p.Endpoint = ike.SelfIdentity{Type: isakmp.IDUserFQDN, Value: string(*c.UserFQDN)}
			}
		}
	}
	if mode {
		w.r.ISAKMP.AggressivePeers = append(w.r.ISAKMP.AggressivePeers, p)
		w.once("aggressive mode", &e.line, "aggressive mode shows a hash of the key to anyone who asks: choose a long random one")
	} else {
		delete(w.access.peerNames, len(w.r.ISAKMP.AggressivePeers))
	}
}

func (w *compilation) isakmpProfile(e *entry, name string) {
	p := ike.Profile{Name: name}
	block := profileBlock{e: e}
	for i := range e.children {
		l := &e.children[i]
		switch c := l.command.(type) {
		case *grammar.UseKeyring:
			p.Keyrings = append(p.Keyrings, string(c.Name))
		case *grammar.MatchIdentity:
			p.Match = append(p.Match, match(c))
		case *grammar.SelfIdentity:
			p.SelfIdentity = selfIdentity(c)
		case *grammar.LocalAddress:
			block.local = l
		case *grammar.ProfileKeepalive:
			p.DPD = ike.DPD{Interval: time.Duration(c.Seconds) * time.Second, Retry: time.Duration(c.Retry) * time.Second}
		case *grammar.InitiateMode:
			p.InitiateAggressive = true
			w.once("aggressive mode", l, "aggressive mode shows a hash of the key to anyone who asks: choose a long random one")
		case *grammar.MatchCertificate:
			block.maps = append(block.maps, l)
		case *grammar.ProfileTrustpoint:
			p.Trustpoints = append(p.Trustpoints, string(c.Name))
			block.trustpoints = append(block.trustpoints, l)
		case *grammar.ProfileVRF:
			p.VRF = string(c.Name)
		case *grammar.UseVirtualTemplate:
			p.Template = "Virtual-Template" + c.Number.String()
		case *grammar.ClientAuthentication:
			p.UserList, block.userLine = string(c.List), l
		case *grammar.ISAKMPAuthorization:
			p.Authorize = true
		case *grammar.ClientConfigurationAddress:
			p.Respond = p.Respond || c.Mode == "respond"
			p.Initiate = p.Initiate || c.Mode == "initiate"
		}
	}
	if len(p.Match) == 0 && len(block.maps) == 0 {
		w.report(Warning, &e.line, "crypto isakmp profile %s matches no identity: it is used where another profile names it only", name)
	}
	w.r.ISAKMP.Profiles = append(w.r.ISAKMP.Profiles, p)
	w.access.profiles = append(w.access.profiles, block)
}

func match(c *grammar.MatchIdentity) ike.Match {
	switch {
	case c.Address != nil:
		m := ike.Match{Prefix: netip.PrefixFrom(c.Address.Addr(), 0)}
		if c.Mask != nil {
			m.Prefix = netip.PrefixFrom(c.Address.Addr(), c.Mask.Bits()).Masked()
		}
		if c.VRF != nil {
			m.VRF = string(*c.VRF)
		}
		return m
	case c.IPv6 != nil:
		m := ike.Match{Prefix: c.IPv6.Prefix().Masked()}
		if c.IPv6VRF != nil {
			m.VRF = string(*c.IPv6VRF)
		}
		return m
	case c.Host != nil:
		return ike.Match{Kind: ike.MatchHost, Name: string(*c.Host)}
	case c.HostDomain != nil:
		return ike.Match{Kind: ike.MatchHostDomain, Name: string(*c.HostDomain)}
	case c.User != nil:
		return ike.Match{Kind: ike.MatchUser, Name: string(*c.User)}
	case c.UserDomain != nil:
		return ike.Match{Kind: ike.MatchUserDomain, Name: string(*c.UserDomain)}
	}
	return ike.Match{Kind: ike.MatchGroup, Name: string(*c.Group)}
}

func selfIdentity(c *grammar.SelfIdentity) ike.SelfIdentity {
	switch {
	case c.IPv4 != nil:
		return ike.SelfIdentity{Type: isakmp.IDIPv4Addr, Value: c.IPv4.Addr().String()}
	case c.FQDN && c.Name != nil:
		return ike.SelfIdentity{Type: isakmp.IDFQDN, Value: string(*c.Name)}
	case c.FQDN:
		return ike.SelfIdentity{Type: isakmp.IDFQDN}
	case c.UserFQDN != nil:
		return ike.SelfIdentity{Type: isakmp.IDUserFQDN, Value: string(*c.UserFQDN)}
	}
	return ike.SelfIdentity{Type: isakmp.IDIPv4Addr}
}

func (w *compilation) clientGroup(e *entry, name string) {
	g := ike.Group{Name: name}
	block := groupBlock{e: e}
	for i := range e.children {
		l := &e.children[i]
		switch c := l.command.(type) {
		case *grammar.GroupKey:
			g.Key, _ = w.usableSecret(c.Type, c.Key, l)
		case *grammar.GroupPool:
			g.Pool = string(c.Name)
		case *grammar.GroupDNS:
			g.DNS = addresses(c.Servers)
		case *grammar.GroupWINS:
			g.WINS = addresses(c.Servers)
		case *grammar.GroupDomain:
			g.Domain = string(c.Name)
		case *grammar.GroupNetmask:
			g.Netmask = netip.Addr(c.Mask)
		case *grammar.GroupACL:
			block.acl = l
		case *grammar.GroupSavePassword:
			g.SavePassword = true
		case *grammar.GroupMaxUsers:
			g.MaxUsers = int(c.Number)
		case *grammar.GroupBanner:
			delimiter, text := cutDelimiter(string(c.Text))
			if l.body != "" {
				text += "\n" + l.body
			}
			g.Banner, _, _ = strings.Cut(text, delimiter)
		}
	}
	w.r.ISAKMP.Groups = append(w.r.ISAKMP.Groups, g)
	w.access.groups = append(w.access.groups, block)
}

func addresses(list []grammar.IPv4) []netip.Addr {
	var all []netip.Addr
	for _, a := range list {
		all = append(all, a.Addr())
	}
	return all
}

// finishAccess resolves the names in profiles, groups and keyrings, once
// everything they refer to is compiled.
func (w *compilation) finishAccess() {
	isa := &w.r.ISAKMP
	for i, name := range w.access.peerNames {
		isa.AggressivePeers[i].Addresses = w.addressesOf(name)
	}
	for i := range isa.Keyrings {
		k := &isa.Keyrings[i]
		k.Local = w.localAddress(w.access.locals[k.Name])
		for j := range k.Keys {
			if k.Keys[j].Hostname != "" {
				k.Keys[j].Addresses = w.addressesOf(k.Keys[j].Hostname)
			}
		}
	}
	for i := range w.access.groups {
		w.finishGroup(&isa.Groups[i], &w.access.groups[i])
	}
	for i := range w.access.profiles {
		w.finishISAKMPProfile(&isa.Profiles[i], &w.access.profiles[i])
	}
}

// addressesOf are those of "ip host".
func (w *compilation) addressesOf(name string) []netip.Addr {
	if name == "" {
		return nil
	}
	for _, h := range w.r.Hosts {
		if strings.EqualFold(h.Name, name) || w.r.DomainName != "" && strings.EqualFold(h.Name+"."+w.r.DomainName, name) {
			return h.Addresses
		}
	}
	return nil
}

// localAddress is the address that a "local-address" means. One that is not
// there must not mean any: then it is one that nobody has.
func (w *compilation) localAddress(l *line) netip.Addr {
	if l == nil {
		return netip.Addr{}
	}
	c := l.command.(*grammar.LocalAddress)
	switch {
	case c.Address != nil:
		return c.Address.Addr()
	case c.IPv6 != nil:
		return c.IPv6.Addr()
	}
	name := c.Interface.String()
	if in := w.interfaceNamed(name); in != nil {
		if a := addressOf(in, false); a.IsValid() {
			return a
		}
		if a := addressOf(in, true); a.IsValid() {
			return a
		}
		if in.DHCP != nil {
			return netip.IPv4Unspecified() // it may get one
		}
	}
	w.report(Error, l, "%s has no address", name)
	return netip.IPv4Unspecified()
}

func (w *compilation) finishGroup(g *ike.Group, block *groupBlock) {
	if g.Pool != "" && !slices.ContainsFunc(w.r.ISAKMP.Pools, func(p ike.Pool) bool { return p.Name == g.Pool }) {
		w.report(Error, &block.e.line, "crypto isakmp client configuration group %s: ip local pool %s does not exist", g.Name, g.Pool)
	}
	if block.acl != nil {
		name := string(block.acl.command.(*grammar.GroupACL).Name)
		if list := w.r.AccessList(name); list != nil {
			g.Include = w.networks(list, block.acl)
		}
		if g.Include == nil {
			w.report(Error, block.acl, "access-list %s permits no network: clients would send everything by the tunnel", name)
		}
	}
}

func (w *compilation) finishISAKMPProfile(p *ike.Profile, block *profileBlock) {
	l := &block.e.line
	p.LocalAddress = w.localAddress(block.local)
	for _, name := range p.Keyrings {
		if name != defaultKeyring && !slices.ContainsFunc(w.r.ISAKMP.Keyrings, func(k ike.Keyring) bool { return k.Name == name }) {
			w.report(Error, l, "crypto isakmp profile %s: crypto keyring %s does not exist", p.Name, name)
		}
	}
	w.profileCertificates(p, block)
	w.asksUsers(p.UserList, block.userLine)
	if p.Template == "" {
		return
	}
	if in := w.interfaceNamed(p.Template); in == nil || in.Tunnel == nil {
		w.report(Error, l, "crypto isakmp profile %s: interface %s type tunnel does not exist", p.Name, p.Template)
		return
	}
	if p.Authorize {
		w.poolRoutes(p.Template)
	}
}

// asksUsers reports a list of clients' users by which nobody can log in.
func (w *compilation) asksUsers(list string, l *line) {
	if list != "" && !w.r.SSH.AsksUsers(list) {
		w.report(Error, l, "nobody can log in: aaa new-model and aaa authentication login %s local are missing", list)
	}
}

// poolRoutes has the addresses of clients lead to their interface. IOS adds a
// route with each client; the pools say which ones there can be.
func (w *compilation) poolRoutes(template string) {
	vrf := w.interfaceNamed(template).VRF
	for _, g := range w.r.ISAKMP.Groups {
		for _, pool := range w.r.ISAKMP.Pools {
			if pool.Name != g.Pool {
				continue
			}
			for _, p := range rangePrefixes(pool.First, pool.Last) {
				r := datapath.Route{VRF: vrf, NextHopVRF: vrf, Prefix: p, Interface: template, Distance: 1}
				if !slices.Contains(w.r.Routes, r) {
					w.r.Routes = append(w.r.Routes, r)
				}
			}
		}
	}
}

// rangePrefixes is a range of addresses as prefixes.
func rangePrefixes(first, last netip.Addr) []netip.Prefix {
	a, b := first.As4(), last.As4()
	low, high := uint64(binary.BigEndian.Uint32(a[:])), uint64(binary.BigEndian.Uint32(b[:]))
	var all []netip.Prefix
	for low <= high {
		size := 32
		for size > 0 && low&(1<<(33-size)-1) == 0 && low+1<<(33-size)-1 <= high {
			size--
		}
		var x [4]byte
		binary.BigEndian.PutUint32(x[:], uint32(low))
		all = append(all, netip.PrefixFrom(netip.AddrFrom4(x), size))
		low += 1 << (32 - size)
	}
	return all
}
