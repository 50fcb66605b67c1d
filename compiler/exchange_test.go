package compiler

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

const (
	anyKey = "crypto isakmp key cisco address 0.0.0.0\n"
	// policy10 and profileP are what most of these tests are about something
	// besides.
	policy10 = "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5\n"
	profileP = "crypto ipsec transform-set T esp-aes esp-sha-hmac\ncrypto ipsec profile P\n set transform-set T\n"
)

// protected is a tunnel to the router 192.0.2.N.
func protected(n int, profile string) string {
	return fmt.Sprintf(`interface Tunnel1
 ip address 10.0.1.%d 255.255.255.252
 tunnel source Ethernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 192.0.2.%d
 tunnel protection ipsec profile %s
`, 3-n, n, profile)
}

// mapped is a crypto map towards the router 192.0.2.N for the traffic between
// the networks 10.(3-N).0.0 and 10.N.0.0, with more in its entry.
func mapped(n int, more string) string {
	return fmt.Sprintf(`crypto ipsec transform-set T esp-aes esp-sha-hmac
access-list 101 permit ip 10.%d.0.0 0.0.255.255 10.%d.0.0 0.0.255.255
crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.%d
 set transform-set T
 match address 101
%sinterface Ethernet0/0
 crypto map CM
`, 3-n, n, n, more)
}

// traffic is a packet of router 1's network to router 2's that has no SA.
func (r *worldRouter) traffic() {
	m := &r.config.Maps[0]
	r.handle(ike.Datapath{Event: datapath.Acquire{Policy: m.Policy(m.Selectors[0]), Selector: datapath.Selector{
		Local: netip.MustParsePrefix("10.1.0.1/32"), Remote: netip.MustParsePrefix("10.2.0.1/32"), Protocol: 1}}})
	r.w.run(0)
}

// TestAggressiveModeCommands has router 1 begin aggressive mode by each of the
// commands for that, under the identity that these say.
func TestAggressiveModeCommands(t *testing.T) {
	const named = "crypto keyring SPOKES\n pre-shared-key hostname r1.example.net key spokes\n"
	for _, test := range []struct {
		name       string
		first      string // router 1's
		second     string // router 2's
		identity   string // that router 2 sees; "": nothing comes of it
		aggressive bool
	}{
		{"isakmp profile", "hostname r1\nip domain name example.net\ncrypto keyring HUB\n pre-shared-key address 192.0.2.2 key spokes\n" +
			"crypto isakmp profile HUB\n keyring HUB\n match identity address 192.0.2.2 255.255.255.255\n self-identity fqdn\n initiate mode aggressive\n" +
			profileP + " set isakmp-profile HUB\n", named, "r1.example.net", true},
		{"isakmp profile without the mode", anyKey + "crypto isakmp profile HUB\n keyring default\n match identity address 192.0.2.2 255.255.255.255\n" +
			profileP + " set isakmp-profile HUB\n", anyKey, "192.0.2.1", false},
		{"peer address, fqdn", profileP + "crypto isakmp peer address 192.0.2.2\n set aggressive-mode password spokes\n set aggressive-mode client-endpoint fqdn r1.example.net\n",
			named, "r1.example.net", true},
		{"peer hostname, fqdn", profileP + "ip host hub.example.net 192.0.2.2\ncrypto isakmp peer hostname hub.example.net\n" +
			" set aggressive-mode password spokes\n set aggressive-mode client-endpoint fqdn r1.example.net\n", named, "r1.example.net", true},
		{"peer hostname, user-fqdn", profileP + "ip host hub 192.0.2.2\ncrypto isakmp peer hostname hub\n" +
			" set aggressive-mode password cisco\n set aggressive-mode client-endpoint user-fqdn r1@example.net\n", anyKey, "r1@example.net", true},
		{"peer address, ipv4-address, key of the keyring", profileP + anyKey + "crypto isakmp peer address 192.0.2.2\n set aggressive-mode client-endpoint ipv4-address 192.0.2.1\n",
			anyKey, "192.0.2.1", true},
		{"peer of another name", profileP + anyKey + "ip host hub 192.0.2.9\ncrypto isakmp peer hostname hub\n set aggressive-mode password spokes\n",
			anyKey, "192.0.2.1", false},
		{"another password", profileP + "crypto isakmp peer address 192.0.2.2\n set aggressive-mode password speaks\n set aggressive-mode client-endpoint fqdn r1.example.net\n",
			named, "", true},
		{"disabled here", profileP + anyKey + "crypto isakmp aggressive-mode disable\ncrypto isakmp peer address 192.0.2.2\n set aggressive-mode password cisco\n",
			anyKey, "192.0.2.1", false},
		{"disabled there", profileP + "crypto isakmp peer address 192.0.2.2\n set aggressive-mode password cisco\n",
			anyKey + "crypto isakmp aggressive-mode disable\n", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.router(1, policy10+test.first+protected(2, "P"))
			second := w.router(2, policy10+profileP+" responder-only\n"+test.second+protected(1, "P"))
			w.start()
			if got := second.isakmpSA().PeerID; got != test.identity {
				t.Errorf("router 2 knows %q, want %q", got, test.identity)
			}
			w.wantPairs(map[bool]int{true: 1}[test.identity != ""])
			if got := w.exchanges(); got[isakmp.Aggressive] != test.aggressive || got[isakmp.MainMode] == test.aggressive {
				t.Errorf("exchanges %v", got)
			}
		})
	}
}

// TestIdentityCommand has main mode show the identity that "crypto isakmp
// identity" says.
func TestIdentityCommand(t *testing.T) {
	for command, want := range map[string]string{
		"":                                  "192.0.2.1",
		"crypto isakmp identity address\n":  "192.0.2.1",
		"crypto isakmp identity hostname\n": "r1.example.net",
		"crypto isakmp identity dn\n":       "192.0.2.1", // it has no certificate
		"crypto isakmp identity hostname\nno crypto isakmp identity hostname\n": "192.0.2.1",
	} {
		w := newWorld(t)
		w.router(1, "hostname r1\nip domain name example.net\n"+anyKey+policy10+profileP+command+protected(2, "P"))
		second := w.router(2, anyKey+policy10+profileP+protected(1, "P"))
		w.start()
		w.wantPairs(1)
		if got := second.isakmpSA().PeerID; got != want {
			t.Errorf("%q: the peer is %q, want %q", command, got, want)
		}
	}
}

// TestResponderOnly never begins, neither for a tunnel nor for traffic, nor to
// replace what it has; it answers, and the peer replaces.
func TestResponderOnly(t *testing.T) {
	const only = profileP + " responder-only\n"
	w := newWorld(t)
	first := w.router(1, anyKey+policy10+only+protected(2, "P"))
	w.router(2, anyKey+policy10+only+protected(1, "P"))
	w.start()
	first.traffic()
	w.run(10 * time.Minute)
	if len(w.sent) != 0 {
		t.Errorf("two that only respond: %d messages", len(w.sent))
	}

	w = newWorld(t)
	first = w.router(1, anyKey+policy10+only+protected(2, "P"))
	second := w.router(2, anyKey+policy10+profileP+protected(1, "P"))
	w.start()
	w.wantPairs(1)
	old := first.engine.Snapshot(w.now).Flows[0].Pairs[0]
	if old.Initiator {
		t.Error("it has begun")
	}
	w.run(58 * time.Minute)
	if p := first.engine.Snapshot(w.now).Flows[0].Pairs[0]; p.Inbound == old.Inbound || p.Initiator {
		t.Errorf("after an hour it has %+v", p)
	}
	// Gone without a word, it waits for the peer.
	before := len(w.sent)
	second.engine, second.timer = ike.New(zeroSource{}), time.Time{}
	first.handle(ike.Clear{What: ike.ClearSession})
	w.run(10 * time.Minute)
	for _, s := range w.sent[before:] {
		if h, err := isakmp.ParseHeader(s.Data); err != nil || h.Exchange != isakmp.Informational {
			t.Errorf("it begins %v, %v", h.Exchange, err)
		}
	}
}

// zeroSource is random bytes for an engine that needs none.
type zeroSource struct{}

func (zeroSource) Read(b []byte) (int, error) { return len(b), nil }

// TestIdleTimeCommands have SAs go that carry nothing, at the end that has the
// command, by each place where it can stand.
func TestIdleTimeCommands(t *testing.T) {
	for _, test := range []struct {
		name, global, entry string
		stays               bool
	}{
		{"global", "crypto ipsec security-association idle-time 60\n", "", false},
		{"of the entry", "", " set security-association idle-time 60\n", false},
		{"the entry's counts", "crypto ipsec security-association idle-time 60\n", " set security-association idle-time 3000\n", true},
		{"none", "", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			first := w.router(1, anyKey+policy10+test.global+mapped(2, test.entry))
			w.router(2, anyKey+policy10+mapped(1, ""))
			w.start()
			w.wantPairs(0)
			first.traffic()
			w.wantPairs(1)
			for range 12 { // it carries something for two minutes
				w.run(10 * time.Second)
				for id := range first.installed {
					first.used[id] = datapath.SAStats{Packets: 1, LastUsed: w.now.Unix()}
				}
			}
			w.wantPairs(1)
			w.run(75 * time.Second)
			w.wantPairs(map[bool]int{true: 1}[test.stays])
			if first.isakmpSA().ConnID == 0 {
				t.Error("the ISAKMP SA is gone too")
			}
		})
	}
}

// TestNATTransparencyCommand has routers look for a NAT, or not.
func TestNATTransparencyCommand(t *testing.T) {
	const off = "no crypto ipsec nat-transparency udp-encapsulation\n"
	for _, test := range []struct {
		first, second string
		vendors, look bool // router 1 names versions, both look
	}{
		{"", "", true, true},
		{off, "", false, false},
		{"", off, true, false},
		{off, off, false, false},
		{off + "crypto ipsec nat-transparency udp-encapsulation\n", "", true, true},
	} {
		w := newWorld(t)
		w.router(1, test.first+anyKey+policy10+profileP+protected(2, "P"))
		w.router(2, test.second+anyKey+policy10+profileP+" responder-only\n"+protected(1, "P"))
		w.start()
		w.wantPairs(1)
		vendors, look := false, false
		for _, s := range w.sent {
			m, err := isakmp.Parse(s.Data)
			if err != nil {
				t.Fatal(err)
			}
			look = look || isakmp.First[*isakmp.NATDiscovery](m.Payloads) != nil
			if m.ResponderCookie.IsZero() {
				vendors = slices.ContainsFunc(isakmp.All[*isakmp.VendorID](m.Payloads), func(v *isakmp.VendorID) bool {
					return v.Vendor(m.InitiatorCookie) == isakmp.VendorRFC3947
				})
			}
		}
		if vendors != test.vendors || look != test.look {
			t.Errorf("%q and %q: names versions: %t, looks: %t", test.first, test.second, vendors, look)
		}
	}
}

// TestLifetimeCommands have the lower lifetimes of two routers count, whoever
// begins: RESPONDER-LIFETIME tells an initiator whose ones are longer.
func TestLifetimeCommands(t *testing.T) {
	short := strings.NewReplacer("group 5\n", "group 5\n lifetime 600\n",
		"set transform-set T\n", "set transform-set T\n set security-association lifetime seconds 300\n set security-association lifetime kilobytes 3000\n").Replace
	for _, responder := range []bool{false, true} {
		configs := []string{anyKey + policy10 + profileP, anyKey + policy10 + profileP}
		configs[map[bool]int{true: 1}[responder]] = short(anyKey + policy10 + profileP)
		w := newWorld(t)
		first := w.router(1, configs[0]+protected(2, "P"))
		w.router(2, configs[1]+" responder-only\n"+protected(1, "P"))
		w.start()
		w.wantPairs(1)
		for _, r := range w.routers {
			sa, pair := r.isakmpSA(), r.engine.Snapshot(w.now).Flows[0].Pairs[0]
			life := pair.Expires.Sub(pair.Installed)
			if got := sa.Expires.Sub(sa.Established); got != 10*time.Minute || life > 5*time.Minute || life < 4*time.Minute || pair.LifetimeKB != 3000 {
				t.Errorf("short at the responder %t: %s has %v, %v and %d kilobytes", responder, r.address, got, life, pair.LifetimeKB)
			}
		}
		if told := strings.Contains(first.said.String(), " restart ike sa timer to 600 secs"); told != responder {
			t.Errorf("short at the responder %t: the initiator is told: %t", responder, told)
		}
	}
}
