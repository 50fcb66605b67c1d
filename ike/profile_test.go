package ike

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

func TestMostSpecificKeyWins(t *testing.T) {
	local, other := netip.MustParseAddr("203.0.113.1"), netip.MustParseAddr("203.0.113.2")
	key := func(prefix, secret string) Key {
		return Key{Prefix: netip.MustParsePrefix(prefix), Secret: Secret(secret)}
	}
	x := newKeyIndex([]Keyring{
		{Name: "default", Keys: []Key{
			key("0.0.0.0/0", "any"), key("198.51.100.0/24", "net"), key("::/0", "any6"), key("2001:db8::/32", "net6"),
			{Hostname: "r3.example.net", Addresses: []netip.Addr{netip.MustParseAddr("198.51.100.3")}, Secret: "named"},
		}},
		{Name: "A", Local: local, Keys: []Key{key("198.51.100.7/32", "host"), key("198.51.100.0/24", "second")}},
	})
	for _, test := range []struct {
		local    netip.Addr
		remote   string
		keyrings []string
		want     Secret
	}{
		{local, "192.0.2.1", nil, "any"},
		{local, "198.51.100.1", nil, "net"},
		{local, "198.51.100.3", nil, "named"},
		{local, "198.51.100.7", nil, "host"},
		{other, "198.51.100.7", nil, "net"}, // keyring A is not for this address of ours
		{local, "198.51.100.1", []string{"A"}, "second"},
		{local, "198.51.100.7", []string{"default"}, "net"},
		{local, "192.0.2.1", []string{"A"}, ""},
		{other, "198.51.100.7", []string{"A"}, ""},
		{local, "198.51.100.7", []string{"missing"}, ""},
		{local, "2001:db8::1", nil, "net6"},
		{local, "fe80::1%eth0", nil, "any6"},
	} {
		got, _ := x.find("", test.local, netip.MustParseAddr(test.remote), test.keyrings)
		if got.secret != test.want {
			t.Errorf("%s from %s in %v: %q, want %q", test.remote, test.local, test.keyrings, string(got.secret), string(test.want))
		}
	}
	if k, ok := x.findName("", local, "R3.Example.NET", nil); !ok || k.secret != "named" {
		t.Error("the key of a name is not found")
	}
	if _, ok := x.findName("", local, "r4.example.net", nil); ok {
		t.Error("a key of no name is found")
	}
}

func TestProfileMatches(t *testing.T) {
	name := func(kind isakmp.IDType, s string) *isakmp.Identification {
		return &isakmp.Identification{IDType: kind, Data: []byte(s)}
	}
	address := func(s string) *isakmp.Identification { return isakmp.AddressID(netip.MustParseAddr(s), 17, 500) }
	for _, test := range []struct {
		match Match
		id    *isakmp.Identification
		want  bool
	}{
		{Match{Prefix: netip.MustParsePrefix("192.0.2.0/24")}, address("192.0.2.9"), true},
		{Match{Prefix: netip.MustParsePrefix("192.0.2.0/24")}, address("192.0.3.9"), false},
		{Match{Prefix: netip.MustParsePrefix("0.0.0.0/0")}, address("2001:db8::1"), false},
		{Match{Prefix: netip.MustParsePrefix("2001:db8::/32")}, address("2001:db8::1"), true},
		{Match{Prefix: netip.MustParsePrefix("0.0.0.0/0")}, name(isakmp.IDFQDN, "192.0.2.9"), false},
		{Match{Kind: MatchHost, Name: "r3.example.net"}, name(isakmp.IDFQDN, "R3.example.net"), true},
		{Match{Kind: MatchHost, Name: "r3.example.net"}, name(isakmp.IDUserFQDN, "r3.example.net"), false},
		{Match{Kind: MatchHostDomain, Name: "example.net"}, name(isakmp.IDFQDN, "r3.example.net"), true},
		{Match{Kind: MatchHostDomain, Name: "example.net"}, name(isakmp.IDFQDN, "r3.lab.example.net"), true},
		{Match{Kind: MatchHostDomain, Name: "example.net"}, name(isakmp.IDFQDN, "r3.badexample.net"), false},
		{Match{Kind: MatchHostDomain, Name: "example.net"}, name(isakmp.IDFQDN, "example.net"), false},
		{Match{Kind: MatchUser, Name: "a@example.net"}, name(isakmp.IDUserFQDN, "a@example.net"), true},
		{Match{Kind: MatchUserDomain, Name: "example.net"}, name(isakmp.IDUserFQDN, "a@example.net"), true},
		{Match{Kind: MatchUserDomain, Name: "example.net"}, name(isakmp.IDUserFQDN, "example.net"), false},
		{Match{Kind: MatchGroup, Name: "vpn"}, name(isakmp.IDKeyID, "vpn"), true},
		{Match{Kind: MatchGroup, Name: "vpn"}, name(isakmp.IDKeyID, "VPN"), false},
		{Match{Kind: MatchGroup, Name: "vpn"}, name(isakmp.IDFQDN, "vpn"), false},
	} {
		p := Profile{Match: []Match{test.match}}
		if got := p.accepts("", netip.MustParseAddr("192.0.2.1"), test.id) > 0; got != test.want {
			t.Errorf("%+v, %v %s: %v, want %v", test.match, test.id.IDType, test.id.Data, got, test.want)
		}
		p.LocalAddress = netip.MustParseAddr("192.0.2.2")
		if p.accepts("", netip.MustParseAddr("192.0.2.1"), test.id) > 0 {
			t.Error("a profile for another address of ours matches")
		}
	}
}

// TestMainModeProfiles has two routers with profiles and keyrings, as the
// configurations of cloud gateways have them.
func TestMainModeProfiles(t *testing.T) {
	setUp := func(change func(c2, c3 *Config)) (*router, *router) {
		n, r2, r3, c2, c3 := pair(t)
		for _, c := range []*Config{c2, c3} {
			c.Keyrings = []Keyring{
				{Name: "default", Keys: []Key{{Prefix: netip.MustParsePrefix("::/0"), Secret: "other"}}},
				{Name: "VPN", Keys: []Key{{Prefix: netip.MustParsePrefix("2001:db8::/64"), Secret: "cisco"}}},
			}
			c.Profiles = []Profile{{Name: "VPN", Keyrings: []string{"VPN"}, Match: []Match{{Prefix: netip.MustParsePrefix("2001:db8::/64")}}}}
			c.Maps[0].ISAKMPProfile = "VPN"
		}
		if change != nil {
			change(c2, c3)
		}
		bringUp(n, r2, r3, c2, c3)
		n.run(time.Second)
		return r2, r3
	}
	r2, r3 := setUp(nil)
	wantUp(t, r2, r3)
	if sa := r3.engine.Snapshot(epoch).SAs[0]; sa.Keyring != "VPN" {
		t.Errorf("keyring %q", sa.Keyring)
	}
	golden(t, "profile-responder", r3.log.String())
	for name, change := range map[string]func(c2, c3 *Config){
		"the initiator's profile does not match the peer": func(c2, _ *Config) {
			c2.Profiles[0].Match[0].Prefix = netip.MustParsePrefix("2001:db8::7/128")
		},
		"the key is of a keyring that the profile does not have": func(_, c3 *Config) {
			c3.Profiles[0].Keyrings = []string{"default"}
		},
		"the keyring is for another address": func(c2, _ *Config) {
			c2.Keyrings[1].Local = netip.MustParseAddr("2001:db8::99")
		},
	} {
		t.Run(name, func(t *testing.T) {
			r2, r3 := setUp(change)
			wantPairs(t, r2, r3, 0)
		})
	}
	named := func(c2, _ *Config) {
		c2.Profiles[0].SelfIdentity = SelfIdentity{Type: isakmp.IDFQDN, Value: "r2.example.net"}
	}
	// A map of a profile is not for peers that match none.
	r2, r3 = setUp(named)
	wantPairs(t, r2, r3, 0)
	if !strings.Contains(r3.log.String(), "map_db_check_isakmp_profile profile did not match") {
		t.Error("the responder does not say that the profile is another one")
	}
	r2, r3 = setUp(func(c2, c3 *Config) {
		named(c2, c3)
		c3.Profiles[0].Match = append(c3.Profiles[0].Match, Match{Kind: MatchHost, Name: "r2.example.net"})
	})
	wantPairs(t, r2, r3, 1)
	if sa := r3.engine.Snapshot(epoch).SAs[0]; sa.PeerID != "r2.example.net" {
		t.Errorf("the peer is %q", sa.PeerID)
	}
}
