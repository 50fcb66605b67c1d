package ike

import (
	"net/netip"
	"strings"
	"testing"

	"mainmode/ike/isakmp"
)

// onMap has the gateway's clients be those of a crypto map with a dynamic map
// instead of a profile.
func onMap(change func(*Profile)) func(*Config) {
	return func(c *Config) {
		clients := Profile{LocalAddress: netip.MustParseAddr("192.0.2.3"), UserList: "USERS", Authorize: true, Respond: true}
		change(&clients)
		c.Profiles, c.MapClients = nil, []Profile{clients}
		m := &c.Maps[0]
		m.Name, m.Interface, m.Template, m.Tunnel = "M", "GigabitEthernet0/0", false, false
		m.Sequence, m.DynamicMap, m.DynamicSequence = 10, "DYN", 1
	}
}

// TestMapClients has a client come to a crypto map with "client authentication
// list", "isakmp authorization list" and "client configuration address respond",
// where no isakmp profile is configured.
func TestMapClients(t *testing.T) {
	c := newClient(t, onMap(func(*Profile) {}))
	if s := c.gatewaySA(); s.state != IKE_XAUTH_REQ_SENT {
		t.Fatalf("%s\n%s", s.state, c.gw.log.String())
	}
	if !strings.Contains(c.gw.log.String(), "peer matches *none* of the profiles") {
		t.Error("a profile is said to match")
	}
	if status := c.login("carol", "right"); status != 1 {
		t.Fatalf("status %d", status)
	}
	c.say(0x1234, wantAddress())
	if _, reply := c.last(); reply.Config != isakmp.ConfigReply {
		t.Fatalf("%+v", reply)
	} else if a, _ := reply.Find(isakmp.ConfigIP4Address); string(a.Value) != "\x0a\x09\x09\x01" {
		t.Errorf("the address is %q", a.Value)
	}
}

// TestMapClientsRefused has them give a wrong password, and come to an address
// at which no crypto map asks for users.
func TestMapClientsRefused(t *testing.T) {
	c := newClient(t, onMap(func(*Profile) {}))
	if status := c.login("carol", "wrong"); status != 0 {
		t.Errorf("status %d for a wrong password", status)
	}
	c = newClient(t, onMap(func(p *Profile) { p.LocalAddress = netip.MustParseAddr("192.0.2.4") }))
	if len(c.answers) > 0 {
		t.Errorf("asked at another address: %+v", c.answers[0])
	}
	c.say(0x1234, wantAddress())
	if n := len(c.answers); n > 0 {
		if _, ok := c.answers[n-1].Find(isakmp.ConfigIP4Address); ok {
			t.Error("a peer of no map is given an address")
		}
	}
}
