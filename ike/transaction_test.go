package ike

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// A client is the test's own: the transaction exchanges of a router that has
// just come to a gateway.
type client struct {
	*testing.T
	n       *network
	r, gw   *router
	sa      *phase1
	ivs     map[uint32][]byte
	answers []*isakmp.Attributes // from the gateway, oldest first
	ids     []uint32
	heard   map[string]bool // what it repeats is left out
}

// newClient brings a router with the key of a group to a gateway whose clients
// have a user and a password. change is given the gateway's configuration.
func newClient(t *testing.T, change func(*Config)) *client {
	return newClientAs(t, SelfIdentity{Type: isakmp.IDUserFQDN, Value: "vpn@example.net"}, change)
}

// newClientAs is newClient with another identity.
func newClientAs(t *testing.T, identity SelfIdentity, change func(*Config)) *client {
	n := newNetwork(t)
	c := &client{T: t, n: n, r: n.add("R2", "192.0.2.2", 2), gw: n.add("GW", "192.0.2.3", 3), ivs: map[uint32][]byte{}, heard: map[string]bool{}}
	c.gw.handle(SetDebug{debugAll})
	ours, gateway := reference("192.0.2.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.2")
	ours.Maps[0].ISAKMPProfile = "GROUP"
	ours.Maps[0].Tunnel = false
	ours.Profiles = []Profile{{Name: "GROUP", InitiateAggressive: true, SelfIdentity: identity}}
	gateway.Keyrings = []Keyring{{Name: "GROUPS", Keys: []Key{{Hostname: "vpn@example.net", Secret: "cisco"}}}}
	gateway.Profiles = []Profile{{
		Name: "CLIENTS", Keyrings: []string{"GROUPS"}, UserList: "USERS", Authorize: true, Respond: true,
		Match: []Match{{Kind: MatchUserDomain, Name: "example.net"}}, Template: "Virtual-Template1",
	}}
	gateway.Groups = []Group{{
		Name: "vpn", Pool: "POOL", DNS: []netip.Addr{netip.MustParseAddr("10.2.0.53")}, Domain: "example.net",
		Include: []netip.Prefix{netip.MustParsePrefix("10.2.0.0/16")}, Banner: "hello", SavePassword: true,
	}}
	gateway.Pools = []Pool{{Name: "POOL", First: netip.MustParseAddr("10.9.9.1"), Last: netip.MustParseAddr("10.9.9.2")}}
	m := &gateway.Maps[0]
	m.Name, m.Interface, m.Template, m.Peers = "Virtual-Template1-head-0", "Virtual-Template1", true, nil
	if change != nil {
		change(gateway)
	}
	n.seen = c.listen
	c.gw.handle(Configure{gateway})
	c.r.handle(Configure{ours})
	c.r.handle(Datapath{datapath.Acquire{Policy: "Tunnel23-head-0", Selector: datapath.Selector{
		Local: netip.MustParsePrefix("10.0.0.1/32"), Remote: netip.MustParsePrefix("10.2.0.1/32")}}})
	n.run(time.Second)
	// From here on the test speaks for the router, whose own quick mode came
	// too early.
	for _, m := range c.r.engine.mapOrder {
		m.stop()
	}
	n.fate = func(*router, Send) []time.Duration { return nil }
	return c
}

// listen reads what the gateway sends in transactions.
func (c *client) listen(from *router, s Send) {
	h, _ := isakmp.ParseHeader(s.Data)
	if from != c.gw || h.Exchange != isakmp.Transaction || c.heard[string(s.Data)] {
		return
	}
	c.heard[string(s.Data)] = true
	if c.sa == nil {
		c.sa = c.r.engine.peers[c.gw.addr].sas[0]
	}
	m, err := c.sa.unseal(s.Data, c.iv(h.MessageID))
	if err != nil {
		c.Fatal(err)
	}
	if !equalHash(c.sa.keys.hash1(h.MessageID, m.rest), m.hash) {
		c.Error("HASH of the gateway is wrong")
	}
	c.ivs[h.MessageID] = m.nextIV
	c.answers = append(c.answers, m.payloads[1].(*isakmp.Attributes))
	c.ids = append(c.ids, h.MessageID)
}

func (c *client) iv(id uint32) []byte {
	if iv := c.ivs[id]; iv != nil {
		return iv
	}
	return c.sa.keys.exchangeIV(c.sa.main.iv, id)
}

// say sends attributes to the gateway and lets it act.
func (c *client) say(id uint32, payloads ...isakmp.Payload) {
	c.Helper()
	if c.sa == nil {
		c.sa = c.r.engine.peers[c.gw.addr].sas[0]
	}
	data, next := c.sa.seal(isakmp.Transaction, id, c.iv(id), func(rest []byte) []byte { return c.sa.keys.hash1(id, rest) }, payloads)
	c.ivs[id] = next
	c.n.later(0, c.gw, Received{Local: netip.AddrPortFrom(c.gw.addr, 500), Remote: netip.AddrPortFrom(c.r.addr, 500), Data: data})
	c.n.run(100 * time.Millisecond)
}

// last is the newest message of the gateway.
func (c *client) last() (uint32, *isakmp.Attributes) {
	c.Helper()
	if len(c.answers) == 0 {
		c.Fatalf("nothing came\n%s", c.gw.log.String())
	}
	return c.ids[len(c.ids)-1], c.answers[len(c.answers)-1]
}

// login answers the gateway's questions.
func (c *client) login(user, password string) (status uint64) {
	c.Helper()
	id, request := c.last()
	if _, ok := request.Find(isakmp.XAUTHPassword); request.Config != isakmp.ConfigRequest || !ok {
		c.Fatalf("%v %+v is no question for a password", request.Config, request.Attributes)
	}
	c.say(id, &isakmp.Attributes{Config: isakmp.ConfigReply, Identifier: request.Identifier, Attributes: []isakmp.Attribute{
		{Type: isakmp.XAUTHUser, Value: []byte(user)}, {Type: isakmp.XAUTHPassword, Value: []byte(password)},
	}})
	id, set := c.last()
	a, ok := set.Find(isakmp.XAUTHStatus)
	if set.Config != isakmp.ConfigSet || !ok {
		c.Fatalf("%v %+v is no status", set.Config, set.Attributes)
	}
	c.say(id, &isakmp.Attributes{Config: isakmp.ConfigAck, Identifier: set.Identifier, Attributes: []isakmp.Attribute{{Type: isakmp.XAUTHStatus}}})
	status, _ = a.Uint()
	return status
}

func (c *client) gatewaySA() *phase1 {
	if p := c.gw.engine.peers[c.r.addr]; p != nil && len(p.sas) > 0 {
		return p.sas[len(p.sas)-1]
	}
	c.Fatal("the gateway has no SA")
	return nil
}

func wantAddress() *isakmp.Attributes {
	return &isakmp.Attributes{Config: isakmp.ConfigRequest, Identifier: 7, Attributes: []isakmp.Attribute{
		{Type: isakmp.ConfigIP4Address}, {Type: isakmp.ConfigIP4Netmask}, {Type: isakmp.ConfigIP4DNS}, {Type: isakmp.UnityBanner},
		{Type: isakmp.UnitySplitInclude}, {Type: isakmp.UnitySavePassword}, {Type: isakmp.UnityDomain}, {Type: 28683},
	}}
}

// TestAttributesInCompany has a client put other payloads before its ATTR
// payload, which draft-dukes-ike-mode-cfg-02, Section 3.2, does not forbid.
func TestAttributesInCompany(t *testing.T) {
	c := newClient(t, nil)
	id, request := c.last()
	c.say(id, &isakmp.Notification{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolISAKMP, Notify: 40000},
		&isakmp.VendorID{Data: []byte("somebody")},
		&isakmp.Attributes{Config: isakmp.ConfigReply, Identifier: request.Identifier, Attributes: []isakmp.Attribute{
			{Type: isakmp.XAUTHUser, Value: []byte("alice")}, {Type: isakmp.XAUTHPassword, Value: []byte("right")},
		}})
	if _, set := c.last(); set.Config != isakmp.ConfigSet {
		t.Errorf("the answer is %v", set.Config)
	}
}

func TestClient(t *testing.T) {
	c := newClient(t, nil)
	if s := c.gatewaySA(); s.state != IKE_XAUTH_REQ_SENT {
		t.Fatalf("%s\n%s", s.state, c.gw.log.String())
	}
	if status := c.login("carol", "right"); status != 1 {
		t.Fatalf("status %d", status)
	}
	c.say(0x1234, wantAddress())
	_, reply := c.last()
	if reply.Config != isakmp.ConfigReply || reply.Identifier != 7 {
		t.Fatalf("%+v", reply)
	}
	for attribute, want := range map[uint16]string{
		isakmp.ConfigIP4Address: "\x0a\x09\x09\x01", isakmp.ConfigIP4Netmask: "\xff\xff\xff\xff", isakmp.ConfigIP4DNS: "\x0a\x02\x00\x35",
		isakmp.UnityBanner: "hello", isakmp.UnityDomain: "example.net", isakmp.UnitySavePassword: "\x00\x01",
		isakmp.UnitySplitInclude: "\x0a\x02\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00",
	} {
		if a, _ := reply.Find(attribute); string(a.Value) != want {
			t.Errorf("%s is %q, want %q", isakmp.ConfigName(attribute), a.Value, want)
		}
	}
	// The same request again has the same answer, and takes no other address.
	retransmitted, known := c.gw.engine.stats.Retransmitted, len(c.answers)
	delete(c.ivs, 0x1234)
	c.say(0x1234, wantAddress())
	if len(c.gw.engine.leases) != 1 || len(c.answers) != known || c.gw.engine.stats.Retransmitted != retransmitted+1 {
		t.Errorf("%d leases, %d other answers, repeated %d times", len(c.gw.engine.leases), len(c.answers)-known,
			c.gw.engine.stats.Retransmitted-retransmitted)
	}
	if strings.Contains(c.gw.log.String(), "right") {
		t.Error("the password is in the log")
	}
	c.gw.handle(Clear{What: ClearSession})
	c.n.run(2 * time.Minute)
	if len(c.gw.engine.leases) != 0 || len(c.gw.engine.clones) != 0 {
		t.Errorf("%d leases, %d clones stay", len(c.gw.engine.leases), len(c.gw.engine.clones))
	}
}

// push has the gateway give a client its configuration unasked.
func push(c *Config) {
	c.Profiles[0].Respond, c.Profiles[0].Initiate = false, true
}

// TestPush has the gateway begin: SET, which the client acknowledges. Only then
// does it take a quick mode, and an acknowledgement of something else is none.
func TestPush(t *testing.T) {
	for name, user := range map[string]bool{"with XAUTH": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, func(c *Config) {
				push(c)
				if !user {
					c.Profiles[0].UserList = ""
				}
			})
			if user {
				if status := c.login("carol", "right"); status != 1 {
					t.Fatalf("status %d", status)
				}
				c.n.run(time.Second)
			}
			id, set := c.last()
			if set.Config != isakmp.ConfigSet || c.gatewaySA().state != IKE_CONFIG_MODE_SET_SENT {
				t.Fatalf("%v in %s\n%s", set.Config, c.gatewaySA().state, c.gw.log.String())
			}
			for attribute, want := range map[uint16]string{
				isakmp.ConfigIP4Address: "\x0a\x09\x09\x01", isakmp.ConfigIP4Netmask: "\xff\xff\xff\xff", isakmp.ConfigIP4DNS: "\x0a\x02\x00\x35",
			} {
				if a, _ := set.Find(attribute); string(a.Value) != want {
					t.Errorf("%s is %q, want %q", isakmp.ConfigName(attribute), a.Value, want)
				}
			}
			// The client may not ask meanwhile, nor acknowledge what was not said.
			c.say(0x77, wantAddress())
			c.say(0x78, &isakmp.Attributes{Config: isakmp.ConfigAck, Identifier: set.Identifier})
			if c.gatewaySA().state != IKE_CONFIG_MODE_SET_SENT {
				t.Fatalf("in state %s", c.gatewaySA().state)
			}
			// The gateway repeats itself until it is answered.
			before := c.gw.engine.stats.Retransmitted
			c.n.run(12 * time.Second)
			if c.gw.engine.stats.Retransmitted != before+1 {
				t.Error("SET is not repeated")
			}
			c.say(id, &isakmp.Attributes{Config: isakmp.ConfigAck, Identifier: set.Identifier, Attributes: []isakmp.Attribute{
				{Type: isakmp.ConfigIP4Address}, {Type: isakmp.ConfigIP4Netmask}}})
			sa := c.gatewaySA()
			if sa.state != IKE_P1_COMPLETE || sa.display != "QM_IDLE" || sa.access.transaction != nil {
				t.Errorf("after ACK in %s, %s", sa.state, sa.display)
			}
			want := datapath.Selector{Local: netip.MustParsePrefix("0.0.0.0/0"), Remote: netip.MustParsePrefix("10.9.9.1/32")}
			if len(c.gw.engine.candidates(sa, want)) == 0 {
				t.Error("the client's selector is not taken")
			}
			// Nobody else gets the address, and it is free when the client goes.
			c.gw.handle(Clear{What: ClearSession})
			c.n.run(2 * time.Minute)
			if len(c.gw.engine.leases) != 0 {
				t.Error("the address stays taken")
			}
		})
	}
}

// TestPushWithoutAnswer gives up a client that says nothing to its address.
func TestPushWithoutAnswer(t *testing.T) {
	c := newClient(t, push)
	c.login("carol", "right")
	c.r.handle(Configure{&Config{}})
	c.n.run(5 * time.Minute)
	if e := c.gw.engine; len(e.leases) != 0 || len(e.byCookies) != 0 || len(e.peers) != 0 {
		t.Errorf("%d leases, %d ISAKMP SAs, %d peers", len(e.leases), len(e.byCookies), len(e.peers))
	}
}

// TestGroupSettings reads every attribute of a group on the wire, of a client
// that names its group as ID_KEY_ID in aggressive mode and has the group's key.
func TestGroupSettings(t *testing.T) {
	netmask := netip.MustParseAddr("255.255.255.0")
	for _, pushed := range []bool{false, true} {
		c := newClientAs(t, SelfIdentity{Type: isakmp.IDKeyID, Value: "staff"}, func(c *Config) {
			c.Keyrings = nil
			c.Profiles[0].Keyrings, c.Profiles[0].Match = nil, []Match{{Kind: MatchGroup, Name: "staff"}}
			c.Groups = append(c.Groups, Group{
				Name: "staff", Key: "cisco", Pool: "POOL", Netmask: netmask, Domain: "staff.example.net",
				DNS:     []netip.Addr{netip.MustParseAddr("10.2.0.53"), netip.MustParseAddr("10.2.0.54")},
				WINS:    []netip.Addr{netip.MustParseAddr("10.2.0.137"), netip.MustParseAddr("10.2.0.138")},
				Include: []netip.Prefix{netip.MustParsePrefix("10.2.0.0/16"), netip.MustParsePrefix("10.3.4.0/24")},
			})
			if pushed {
				push(c)
			}
		})
		c.login("carol", "right")
		if !pushed {
			c.say(0x99, &isakmp.Attributes{Config: isakmp.ConfigRequest, Attributes: []isakmp.Attribute{
				{Type: isakmp.ConfigIP4Address}, {Type: isakmp.ConfigIP4Netmask}, {Type: isakmp.ConfigIP4DNS}, {Type: isakmp.ConfigIP4NBNS},
				{Type: isakmp.ConfigApplication}, {Type: isakmp.UnityDomain}, {Type: isakmp.UnitySplitInclude}, {Type: isakmp.UnitySavePassword},
				{Type: isakmp.UnityBanner},
			}})
		}
		_, got := c.last()
		type attribute struct {
			kind  uint16
			value string
		}
		want := []attribute{
			{isakmp.ConfigIP4Address, "\x0a\x09\x09\x01"}, {isakmp.ConfigIP4Netmask, "\xff\xff\xff\x00"},
			{isakmp.ConfigIP4DNS, "\x0a\x02\x00\x35"}, {isakmp.ConfigIP4DNS, "\x0a\x02\x00\x36"},
			{isakmp.ConfigIP4NBNS, "\x0a\x02\x00\x89"}, {isakmp.ConfigIP4NBNS, "\x0a\x02\x00\x8a"},
			{isakmp.ConfigApplication, "mainmode"},
		}
		if !pushed {
			// What only Cisco's clients know is for those that ask for it.
			want = append(want, attribute{isakmp.UnityDomain, "staff.example.net"}, attribute{isakmp.UnitySavePassword, "\x00\x00"},
				attribute{isakmp.UnitySplitInclude, "\x0a\x02\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00" +
					"\x0a\x03\x04\x00\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00"})
		}
		var all []attribute
		for _, a := range got.Attributes {
			all = append(all, attribute{a.Type, string(a.Value)})
		}
		if !slices.Equal(all, want) {
			t.Errorf("pushed %v:\ngot  %v\nwant %v", pushed, all, want)
		}
		if sa := c.gatewaySA(); sa.peerID != "staff" || sa.access.group.Name != "staff" {
			t.Errorf("the peer is %q of group %+v", sa.peerID, sa.access.group)
		}
	}
}

// TestGroupKey keeps out who names a group that there is not, or has another
// key.
func TestGroupKey(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no such group": func(c *Config) { c.Groups[0].Name = "others" },
		"another key":   func(c *Config) { c.Groups[0].Key = "csico" },
		"no key":        func(c *Config) { c.Groups[0].Key = "" },
	} {
		t.Run(name, func(t *testing.T) {
			c := newClientAs(t, SelfIdentity{Type: isakmp.IDKeyID, Value: "vpn"}, func(c *Config) {
				c.Groups[0].Key = "cisco"
				c.Profiles[0].Match = []Match{{Kind: MatchGroup, Name: "vpn"}}
				change(c)
			})
			if len(c.answers) != 0 {
				t.Error("a user is asked for")
			}
		})
	}
}

// TestClientIsRefused leaves no state of those that may not come in.
func TestClientIsRefused(t *testing.T) {
	for name, do := range map[string]func(*client){
		"wrong password": func(c *client) {
			if c.login("carol", "wrong") != 0 {
				c.Error("let in")
			}
		},
		"no such user": func(c *client) {
			if c.login("nobody", "right") != 0 {
				c.Error("let in")
			}
		},
		"no answer": func(c *client) { c.n.run(2 * time.Minute) },
		"address before the password": func(c *client) {
			c.say(0x99, wantAddress())
			if len(c.gw.engine.leases) != 0 {
				c.Error("got an address")
			}
			c.n.run(2 * time.Minute)
		},
		"acknowledges what was not said": func(c *client) {
			id, request := c.last()
			c.say(id, &isakmp.Attributes{Config: isakmp.ConfigAck, Identifier: request.Identifier})
			if s := c.gatewaySA(); s.state != IKE_XAUTH_REQ_SENT {
				c.Errorf("in state %s", s.state)
			}
			c.n.run(2 * time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, nil)
			do(c)
			c.r.handle(Configure{&Config{}})
			c.n.run(5 * time.Minute)
			e := c.gw.engine
			if len(c.gw.installed) != 0 || len(e.leases) != 0 || len(e.clones) != 0 || len(e.byCookies) != 0 || len(e.peers) != 0 || e.unproven() != 0 {
				t.Errorf("%d SAs, %d leases, %d clones, %d ISAKMP SAs, %d peers, %d half open",
					len(c.gw.installed), len(e.leases), len(e.clones), len(e.byCookies), len(e.peers), e.unproven())
			}
		})
	}
}

// TestClientQuickMode takes the client's selector and no other: it has nothing
// before the password, and the address that it was given after it.
func TestClientQuickMode(t *testing.T) {
	c := newClient(t, nil)
	c.n.run(30 * time.Second)
	if len(c.gw.installed) != 0 {
		t.Fatal("quick mode before the password")
	}
	c.login("carol", "right")
	c.say(5, wantAddress())
	sa := c.gatewaySA()
	any4 := netip.MustParsePrefix("0.0.0.0/0")
	for remote, want := range map[string]bool{"10.9.9.1/32": true, "10.9.9.2/32": false, "0.0.0.0/0": false, "10.9.9.0/24": false} {
		f := c.gw.engine.candidates(sa, datapath.Selector{Local: any4, Remote: netip.MustParsePrefix(remote)})
		if (len(f) > 0) != want {
			t.Errorf("%s: %d entries, want any: %v", remote, len(f), want)
		}
	}
}

func TestPoolRunsDry(t *testing.T) {
	c := newClient(t, func(c *Config) { c.Groups[0].MaxUsers = 1 })
	c.login("carol", "right")
	e := c.gw.engine
	e.leases[netip.MustParseAddr("10.9.9.1")] = &lease{pool: "POOL", group: "vpn", sa: &phase1{}}
	if c.gatewaySA().allocate(netip.Addr{}) {
		t.Error("more users than the group may have")
	}
	e.config.Groups[0].MaxUsers = 0
	if sa := c.gatewaySA(); !sa.allocate(netip.MustParseAddr("10.9.9.1")) || sa.access.address != netip.MustParseAddr("10.9.9.2") {
		t.Error("the second address is not given")
	}
	other := &phase1{e: e, remote: netip.MustParseAddrPort("192.0.2.77:500"), access: accessState{group: &e.config.Groups[0]}}
	if other.allocate(netip.Addr{}) {
		t.Error("an address too many")
	}
}
