package ike

import (
	"net/netip"
	"slices"
	"strings"

	"mainmode/ike/isakmp"
)

// accessState is what a phase 1 SA has to do with profiles, aggressive mode,
// users and their addresses.
type accessState struct {
	aggressive bool
	ownID      []byte                 // body of IDii, as the initiator of aggressive mode
	peerID     *isakmp.Identification // as its responder: not proved yet
	peerIDBody []byte                 // as it was on the wire
	arrived    [2]netip.AddrPort      // local and remote of the last message
	balance    int                    // as its responder: bytes that came from the peer less those that it got
	keyed      bool                   // the pre-shared key is that of an identity
	noXAUTH    bool                   // of the key
	profile    *Profile
	wanted     bool // the profile is that of our map, and not one that the peer matched
	matched    bool // and the peer's identity is one of it
	group      *Group

	xauth       bool       // negotiated: the initiator must be asked
	login       string     // the user that the client names
	asked       bool       // who may come in
	user        string     // once that is known
	address     netip.Addr // given to the client
	transaction *transaction
	request     request
	answered    map[uint32]*answer // transactions of the peer, by message ID
}

// keyrings are those in which the peer's key may be, none: all.
func (a *accessState) keyrings() []string {
	if a.profile == nil {
		return nil
	}
	return a.profile.Keyrings
}

func (c *Config) profile(name string) *Profile {
	i := slices.IndexFunc(c.Profiles, func(p Profile) bool { return p.Name == name })
	if name == "" || i < 0 {
		return nil
	}
	return &c.Profiles[i]
}

func (c *Config) group(name string) *Group {
	i := slices.IndexFunc(c.Groups, func(g Group) bool { return g.Name == name })
	if i < 0 {
		return nil
	}
	return &c.Groups[i]
}

// accepts returns how closely an identity that shows itself in a VRF matches
// the profile, 0: not at all.
func (p *Profile) accepts(vrf string, local netip.Addr, id *isakmp.Identification) int {
	if p.LocalAddress.IsValid() && p.LocalAddress != local.WithZone("") {
		return 0
	}
	best := 0
	for i := range p.Match {
		best = max(best, p.Match[i].accepts(vrf, id))
	}
	return best
}

// How closely a Match is met: an address by the length of its prefix, and
// closer than a domain than a name is nothing.
const (
	matchedDomain = 200
	matchedName   = 201
)

func (m *Match) accepts(vrf string, id *isakmp.Identification) int {
	name := string(id.Data)
	met := func(ok bool, rank int) int {
		if ok {
			return rank
		}
		return 0
	}
	switch {
	case m.Kind == MatchAddress && m.VRF != vrf:
		return 0
	case m.Kind == MatchAddress:
		a, ok := id.Addr()
		return met(ok && m.Prefix.Contains(a), 1+m.Prefix.Bits())
	case m.Kind == MatchHost && id.IDType == isakmp.IDFQDN:
		return met(strings.EqualFold(name, m.Name), matchedName)
	case m.Kind == MatchHostDomain && id.IDType == isakmp.IDFQDN:
		_, domain, ok := strings.Cut(name, ".")
		return met(ok && withinDomain(domain, m.Name), matchedDomain)
	case m.Kind == MatchUser && id.IDType == isakmp.IDUserFQDN:
		return met(strings.EqualFold(name, m.Name), matchedName)
	case m.Kind == MatchUserDomain && id.IDType == isakmp.IDUserFQDN:
		_, domain, ok := strings.Cut(name, "@")
		return met(ok && strings.EqualFold(domain, m.Name), matchedDomain)
	case m.Kind == MatchGroup && id.IDType == isakmp.IDKeyID:
		return met(name == m.Name, matchedName)
	}
	return 0
}

func withinDomain(name, domain string) bool {
	return strings.EqualFold(name, domain) ||
		len(name) > len(domain) && strings.EqualFold(name[len(name)-len(domain)-1:], "."+domain)
}

// matchProfile finds the profile of the identity that the peer shows. The SA
// that was begun for a profile must be with a peer that it matches.
func (sa *phase1) matchProfile(id *isakmp.Identification) error {
	var found *Profile
	best := 0
	for i := range sa.e.config.Profiles {
		p := &sa.e.config.Profiles[i]
		if n := p.accepts(sa.vrf(), sa.local.Addr(), id); n > best || n > 0 && n == best && p == sa.access.profile {
			best, found = n, p
		}
	}
	if found == nil {
		sa.e.isakmpf("ISAKMP:(0):: peer matches *none* of the profiles")
		found = sa.mapClients()
	} else {
		sa.e.isakmpf("ISAKMP:(0):: peer matches %s profile", found.Name)
	}
	if wanted := sa.access.profile; sa.initiator && wanted != nil {
		sa.access.wanted = true
		sa.access.matched = wanted.accepts(sa.vrf(), sa.local.Addr(), id) > 0
		byCertificate := sa.signs() && len(wanted.Certificates) > 0 // it is not read yet
		if len(wanted.Match) > 0 && !sa.access.matched && !byCertificate {
			return fail("Peer does not match the isakmp profile", isakmp.InvalidIDInformation)
		}
		found = wanted
	}
	sa.access.profile = found
	switch id.IDType {
	case isakmp.IDKeyID, isakmp.IDFQDN:
		sa.access.group = sa.e.config.group(string(id.Data))
	case isakmp.IDUserFQDN:
		name, _, _ := strings.Cut(string(id.Data), "@")
		sa.access.group = sa.e.config.group(name)
	}
	return nil
}

// mapClients is what the crypto map at our address says of a peer that has begun
// the exchange, nil: nothing.
func (sa *phase1) mapClients() *Profile {
	clients := sa.e.config.MapClients
	i := slices.IndexFunc(clients, func(p Profile) bool { return p.LocalAddress == sa.local.Addr().WithZone("") })
	if sa.initiator || i < 0 {
		return nil
	}
	return &clients[i]
}

// checkKeyring checks that the key by which the peer has proved itself, before
// its identity was known, is one that its profile allows.
func (sa *phase1) checkKeyring() error {
	rings := sa.access.keyrings()
	if len(rings) == 0 || slices.Contains(rings, sa.keyring) {
		return nil
	}
	if k, ok := sa.e.keys.find(sa.vrf(), sa.local.Addr(), sa.remote.Addr(), rings); ok && k.secret == sa.psk {
		sa.keyring = k.keyring
		return nil
	}
	sa.errorf("Key of keyring %s is not allowed by profile %s", sa.keyring, sa.access.profile.Name)
	return fail("Key is not of the isakmp profile", isakmp.AuthenticationFailed)
}

// namedIdentity is the identity that "crypto isakmp peer", the profile or
// "crypto isakmp identity hostname" gives us, nil: the address.
func (sa *phase1) namedIdentity(protocol uint8, port uint16) *isakmp.Identification {
	self := SelfIdentity{}
	if p := sa.access.profile; p != nil {
		self = p.SelfIdentity
	}
	if p := sa.aggressivePeer(); p != nil && p.Endpoint.Type != 0 {
		self = p.Endpoint
	}
	if self.Type == 0 && sa.e.config.Identity == IdentityHostname {
		self.Type = isakmp.IDFQDN
	}
	switch self.Type {
	case isakmp.IDFQDN, isakmp.IDUserFQDN, isakmp.IDKeyID:
		if self.Value == "" {
			self.Value = sa.e.config.Hostname
		}
		if self.Value == "" {
			return nil
		}
		return &isakmp.Identification{IDType: self.Type, Protocol: protocol, Port: port, Data: []byte(self.Value)}
	case isakmp.IDIPv4Addr:
		if a, err := netip.ParseAddr(self.Value); err == nil {
			return isakmp.AddressID(a, protocol, port)
		}
	}
	return nil
}

// access is what of a configuration concerns profiles and clients.
func (c *Config) access() any {
	return []any{c.AggressiveDisabled, c.AggressivePeers, c.Profiles, c.MapClients, c.Groups, c.Pools}
}
