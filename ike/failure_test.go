package ike

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// failures are ways in which two ends do not agree.
var failures = []struct {
	name   string
	change func(c2, c3 *Config)
	run    time.Duration
}{
	{"wrong-key", func(c2, c3 *Config) { c3.Keyrings[0].Keys[0].Secret = "csico" }, 90 * time.Second},
	{"no-key-initiator", func(c2, c3 *Config) { c2.Keyrings = nil }, time.Second},
	{"no-key-responder", func(c2, c3 *Config) { c3.Keyrings = nil }, time.Second},
	{"no-acceptable-proposal", func(c2, c3 *Config) {
		c2.Policies = append(c2.Policies, Policy{Priority: 20, Encryption: isakmp.TripleDES_CBC, Hash: isakmp.MD5,
			Auth: isakmp.PreShared, Group: 2, Lifetime: time.Hour})
		c3.Policies[0].Encryption, c3.Policies[0].KeyBits = isakmp.AES_CBC, 256
	}, time.Second},
	{"proxies-not-mirrored", func(c2, c3 *Config) {
		c2.Maps[0].Selectors = []datapath.Selector{{Local: prefix("2001:db8:2::/48"), Remote: prefix("2001:db8:3::/48")}}
		c3.Maps[0].Selectors = []datapath.Selector{{Local: prefix("2001:db8:3::/48"), Remote: prefix("2001:db8:4::/48")}}
	}, time.Second},
	{"transform-mismatch", func(c2, c3 *Config) {
		c2.Maps[0].TransformSets[0].Transform = datapath.Transform{Cipher: datapath.DES, Integrity: datapath.HMACSHA1}
	}, time.Second},
	{"pfs-mismatch", func(c2, c3 *Config) { c3.Maps[0].PFS = 2 }, time.Second},
	{"peer-not-in-map", func(c2, c3 *Config) { c3.Maps[0].Peers[0] = netip.MustParseAddr("2001:db8::9") }, time.Second},
}

// TestFailures shows what both ends print when they do not agree.
func TestFailures(t *testing.T) {
	for _, test := range failures {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3 := pair(t)
			test.change(c2, c3)
			bringUp(n, r2, r3, c2, c3)
			n.run(test.run - time.Second)
			wantPairs(t, r2, r3, 0)
			golden(t, test.name+"-initiator", r2.log.String())
			golden(t, test.name+"-responder", r3.log.String())
		})
	}
}

// TestFaultsLeaveNothing has each of the faults happen to a map that waits for
// traffic. Minutes later neither end holds anything of it.
func TestFaultsLeaveNothing(t *testing.T) {
	for _, test := range symptoms() {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3, c2, c3 := test.start(t)
			for i := range c2.Maps {
				c2.Maps[i].Tunnel = false
			}
			bringUp(n, r2, r3, c2, c3)
			for _, m := range c2.Maps {
				host := func(p netip.Prefix) netip.Prefix {
					a := p.Addr().Next()
					return netip.PrefixFrom(a, a.BitLen())
				}
				r2.handle(Datapath{datapath.Acquire{Policy: m.Name, Selector: datapath.Selector{
					Local: host(m.Selectors[0].Local), Remote: host(m.Selectors[0].Remote), Protocol: 58}}})
			}
			n.run(test.run + 4*time.Minute)
			for _, r := range n.routers {
				if !test.works && len(r.installed) != 0 {
					t.Errorf("%s has %d SAs", r.name, len(r.installed))
				}
				r.handle(Clear{What: ClearSession}) // phase 1 may have come up
			}
			n.run(2 * time.Minute)
			for _, r := range n.routers {
				if left := leftovers(r.engine); left != "" {
					t.Errorf("%s: left over: %s", r.name, left)
				}
				for _, m := range r.engine.mapOrder {
					for _, f := range m.flows {
						if f.node != nil || f.request.running() {
							t.Errorf("%s: %s still negotiates", r.name, m.config.Name)
						}
					}
				}
			}
		})
	}
}

// leavesNothing checks that routers whose tunnels are gone hold nothing of what
// they have tried, some minutes later.
func leavesNothing(t *testing.T, n *network) {
	t.Helper()
	for _, r := range n.routers {
		r.handle(Configure{&Config{}})
	}
	n.run(3 * time.Minute)
	for _, r := range n.routers {
		if left := leftovers(r.engine); left != "" || len(r.installed) != 0 {
			t.Errorf("%s: left over: %s %d SAs installed", r.name, left, len(r.installed))
		}
	}
}

// TestWrongIdentity has the initiator's packets come from another address than
// its identification payload says.
func TestWrongIdentity(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	other := netip.MustParseAddr("2001:db8::9")
	n.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		if from == r2 {
			return netip.AddrPortFrom(other, s.Local.Port()), s.Remote
		}
		return s.Local, netip.AddrPortFrom(r2.addr, s.Remote.Port())
	}
	c3.Maps[0].Peers[0] = other
	bringUp(n, r2, r3, c2, c3)
	wantPairs(t, r2, r3, 0)
	golden(t, "wrong-identity-initiator", r2.log.String())
	golden(t, "wrong-identity-responder", r3.log.String())
	leavesNothing(t, n)
}

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// A responder that finds nothing for the identities of a quick mode may have no
// SA of phase 2 to speak of, and says it of the ISAKMP SA. The quick mode ends
// all the same, when there is only one that can be meant.
func TestQuickModeRefusedUnderTheISAKMPSA(t *testing.T) {
	for notify, ends := range map[isakmp.NotifyType]bool{
		isakmp.InvalidIDInformation: true,
		isakmp.NoProposalChosen:     true,
		isakmp.InvalidCookie:        false,
	} {
		n, r2, r3, c2, c3 := pair(t)
		n.fate = func(from *router, s Send) []time.Duration {
			if from == r3 && isakmp.ExchangeType(s.Data[18]) == isakmp.QuickMode {
				return nil
			}
			return []time.Duration{0}
		}
		bringUp(n, r2, r3, c2, c3)
		sa := r3.engine.usable(r3.addr, r2.addr)
		sa.inform(&isakmp.Notification{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolISAKMP, Notify: notify})
		r3.flush()
		n.run(11 * time.Second) // by when message 1 is sent again
		log := r2.log.String()
		if got := strings.Contains(log, `error TRUE reason "Delete Larval"`); got != ends {
			t.Errorf("%s: the quick mode ends: %t", notify, got)
		}
		if got := strings.Contains(log, "retransmitting phase 2"); got == ends {
			t.Errorf("%s: message 1 is sent again: %t", notify, got)
		}
	}
}
