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

// A symptom is a fault and what an operator sees of it: the table by which
// faults of IOS routers are told apart.
type symptom struct {
	name  string
	pair  func(t *testing.T) (n *network, r2, r3 *router, c2, c3 *Config) // nil: pair
	fault func(n *network, r2, r3 *router, c2, c3 *Config)
	run   time.Duration
	works bool // it is none that keeps the ends apart
	// What each end prints, in that order, and what it must not print.
	initiator, responder       []string
	initiatorNot, responderNot []string
	// The states that "show crypto isakmp sa" has at the end, "" for none.
	initiatorState, responderState string
}

const deletedState = "MM_NO_STATE (deleted)"

// mismatch is a fault of one attribute of phase 1: the responder says which,
// and the initiator learns no more than that it was refused.
func mismatch(name, reason string, change func(p *Policy)) symptom {
	return symptom{
		name:  "phase 1 proposal: " + name,
		fault: func(_ *network, _, _ *router, c2, _ *Config) { change(&c2.Policies[0]) },
		run:   2 * time.Second,
		responder: []string{reason, "atts are not acceptable. Next payload is 0", "no offers accepted!",
			" phase 1 SA policy not acceptable! (local 2001:DB8::3 remote 2001:DB8::2)",
			"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main Mode failed with peer at 2001:DB8::2"},
		initiator:      []string{"Notify has no hash. Rejected."},
		initiatorNot:   []string{reason, "no offers accepted!"},
		initiatorState: "MM_NO_STATE", responderState: deletedState,
	}
}

func phase2Refused(code string, before ...string) []string {
	return append(before, "IPSec policy invalidated proposal with error "+code, " phase 2 SA policy not acceptable! (local 2001:DB8::3 remote 2001:DB8::2)",
		"Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 2001:DB8::2")
}

// phase2NotChosen is all that the initiator sees of it.
var phase2NotChosen = []string{"processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3", `error TRUE reason "Delete Larval"`}

func symptoms() []symptom {
	return []symptom{
		{
			name:  "no key for the peer",
			fault: func(_ *network, _, _ *router, c2, _ *Config) { c2.Keyrings = nil },
			initiator: []string{"No pre-shared key with 2001:DB8::3!", " No Cert or pre-shared address key. ",
				" construct_initial_message: Can not start Main mode", "ISAKMP: Error while processing SA request: Failed to initialize SA",
				"ISAKMP: Error while processing KMI message 0, error 2."},
			initiatorNot: []string{"sending packet"},
		},
		mismatch("encryption", "Encryption algorithm offered does not match policy!", func(p *Policy) { p.Encryption = isakmp.TripleDES_CBC }),
		mismatch("hash", "Hash algorithm offered does not match policy!", func(p *Policy) { p.Hash = isakmp.MD5 }),
		mismatch("group", "Diffie-Hellman group offered does not match policy!", func(p *Policy) { p.Group = 2 }),
		{
			name: "phase 1 proposal: key length, and more transforms follow",
			fault: func(_ *network, _, _ *router, c2, c3 *Config) {
				c3.Policies[0].Encryption, c3.Policies[0].KeyBits = isakmp.AES_CBC, 256
				c2.Policies[0].Encryption, c2.Policies[0].KeyBits = isakmp.AES_CBC, 128
				c2.Policies = append(c2.Policies, c2.Policies[0])
				c2.Policies[1].Priority = 20
			},
			responder: []string{"Checking ISAKMP transform 1 against priority 10 policy", "Proposed key length does not match policy",
				"atts are not acceptable. Next payload is 3", "Checking ISAKMP transform 2 against priority 10 policy",
				"atts are not acceptable. Next payload is 0", "no offers accepted!"},
			initiatorState: "MM_NO_STATE", responderState: deletedState,
		},
		{
			name: "phase 1 proposal: authentication",
			pair: func(t *testing.T) (*network, *router, *router, *Config, *Config) {
				n, r2, r3, c2, c3, _ := signing(t)
				c3.Policies[0].Auth = isakmp.PreShared
				c3.Keyrings = reference(addrR3, addrR2).Keyrings
				return n, r2, r3, c2, c3
			},
			responder:      []string{"Authentication method offered does not match policy!", "no offers accepted!"},
			initiatorState: "MM_NO_STATE", responderState: deletedState,
		},
		{
			name:  "pre-shared keys differ",
			fault: func(_ *network, _, _ *router, _, c3 *Config) { c3.Keyrings[0].Keys[0].Secret = "csico" },
			run:   15 * time.Second,
			initiator: []string{" retransmitting phase 1 MM_KEY_EXCH...",
				"incrementing error counter on sa, attempt 1 of 5: retransmit phase 1"},
			responder: []string{"ISAKMP: reserved not zero on ID payload!",
				"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 2001:DB8::2 failed its sanity check or is malformed"},
			initiatorNot:   []string{"IKMP_BAD_MESSAGE"},
			initiatorState: "MM_KEY_EXCH", responderState: "MM_KEY_EXCH",
		},
		{
			name:           "pre-shared keys differ, a minute later",
			fault:          func(_ *network, _, _ *router, _, c3 *Config) { c3.Keyrings[0].Keys[0].Secret = "csico" },
			run:            61 * time.Second,
			initiator:      []string{`deleting SA reason "Death by retransmission P1" state (I) MM_KEY_EXCH (peer 2001:DB8::3)`},
			initiatorState: deletedState, responderState: deletedState,
		},
		{
			name: "proxy identities are not mirrored",
			fault: func(_ *network, _, _ *router, c2, c3 *Config) {
				c2.Maps[0].Selectors = []datapath.Selector{{Local: prefix("2001:db8:2::/48"), Remote: prefix("2001:db8:3::/48")}}
				c3.Maps[0].Selectors = []datapath.Selector{{Local: prefix("2001:db8:3::/48"), Remote: prefix("2001:db8:4::/48")}}
			},
			responder: phase2Refused("32", "map_db_find_best did not find matching map",
				"IPSEC(ipsec_process_proposal): proxy identities not supported"),
			initiator: phase2NotChosen, initiatorState: "QM_IDLE", responderState: "QM_IDLE",
		},
		{
			name: "the peer is not in the crypto map",
			fault: func(_ *network, _, _ *router, _, c3 *Config) {
				c3.Maps[0].Peers[0] = netip.MustParseAddr("2001:db8::9")
			},
			responder: phase2Refused("32", "atts are acceptable.", "map_db_find_best did not find matching map"),
			initiator: phase2NotChosen, initiatorState: "QM_IDLE", responderState: "QM_IDLE",
		},
		{
			name: "transform sets differ",
			fault: func(_ *network, _, _ *router, c2, _ *Config) {
				c2.Maps[0].TransformSets[0].Transform = datapath.Transform{Cipher: datapath.DES, Integrity: datapath.HMACSHA1}
			},
			responder: phase2Refused("256", "IPSEC(ipsec_process_proposal): transform proposal not supported for identity:\n    {esp-des esp-sha-hmac }"),
			initiator: phase2NotChosen, initiatorState: "QM_IDLE", responderState: "QM_IDLE",
		},
		{
			name:      "PFS at the responder only",
			fault:     func(_ *network, _, _ *router, _, c3 *Config) { c3.Maps[0].PFS = 2 },
			responder: phase2Refused("1024"),
			initiator: phase2NotChosen, initiatorState: "QM_IDLE", responderState: "QM_IDLE",
		},
		{
			// So it looks when the peer gives phase 1 up too, as other routers do:
			// people think that it is about keepalives.
			name: "PFS at the responder only, which then deletes phase 1",
			fault: func(n *network, _, r3 *router, _, c3 *Config) {
				c3.Maps[0].PFS = 2
				n.later(500*time.Millisecond, r3, Clear{What: ClearISAKMP})
			},
			responder: append(phase2Refused("1024"), `deleting SA reason "No reason" state (R) QM_IDLE       (peer 2001:DB8::2)`),
			initiator: slices.Concat(phase2NotChosen, []string{"processing DELETE payload.", "peer does not do paranoid keepalives.",
				`deleting SA reason "No reason" state (I) QM_IDLE       (peer 2001:DB8::3)`, "Input = IKE_MESG_INTERNAL, IKE_PHASE1_DEL",
				`deleting SA reason "No reason"`, "isadb_mark_sa_deleted(), count 0", "Deleting peer node by peer_reap for 2001:DB8::3"}),
			initiatorState: deletedState, responderState: deletedState,
		},
		{
			name:  "PFS at the initiator only",
			works: true,
			fault: func(_ *network, _, _ *router, c2, _ *Config) { c2.Maps[0].PFS = 2 },
			// A responder that does not ask for it does not mind.
			responderNot: []string{"not acceptable!"}, initiator: []string{"changed state to up"},
			initiatorState: "QM_IDLE", responderState: "QM_IDLE",
		},
		{
			name:  "transport mode at one end falls back to tunnel mode",
			works: true,
			fault: func(_ *network, _, _ *router, c2, c3 *Config) {
				c2.Maps[0].TransformSets[0].Mode = datapath.Transport
			},
			responderNot: []string{"not acceptable!"}, initiatorNot: []string{"NOTIFY"},
			initiator: []string{"changed state to up"}, initiatorState: "QM_IDLE", responderState: "QM_IDLE",
		},
		{
			name: "UDP 500 is blocked",
			fault: func(n *network, _, _ *router, _, _ *Config) {
				n.fate = func(*router, Send) []time.Duration { return nil }
			},
			run: 61 * time.Second,
			initiator: []string{" retransmitting phase 1 MM_NO_STATE...", "incrementing error counter on sa, attempt 1 of 5: retransmit phase 1",
				"attempt 5 of 5: retransmit phase 1", `deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer 2001:DB8::3)`},
			responderNot: []string{"received packet"}, initiatorState: deletedState,
		},
		{
			name: "UDP 4500 is blocked",
			pair: func(t *testing.T) (*network, *router, *router, *Config, *Config) {
				b := newBehindNAT(t)
				b.fate = func(_ *router, s Send) []time.Duration {
					if s.Remote.Port()%20000 == portEncap {
						return nil
					}
					return []time.Duration{0}
				}
				return b.network, b.r2, b.r3, b.c2, b.c3
			},
			run: 12 * time.Second,
			initiator: []string{"sending packet to 192.0.2.3 my_port 4500 peer_port 4500 (I) MM_KEY_EXCH", " retransmitting phase 1 MM_KEY_EXCH...",
				"sending packet to 192.0.2.3 my_port 4500 peer_port 4500 (I) MM_KEY_EXCH"},
			initiatorState: "MM_KEY_EXCH", responderState: "MM_KEY_EXCH",
		},
		{
			name: "aggressive mode is disabled at the responder",
			pair: func(t *testing.T) (*network, *router, *router, *Config, *Config) {
				return aggressivePair(t, "192.0.2.2", "192.0.2.3")
			},
			fault:          func(_ *network, _, _ *router, _, c3 *Config) { c3.AggressiveDisabled = true },
			responder:      []string{"Unable to initiate or respond to Aggressive Mode while disabled", "%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Aggressive mode failed with peer at 192.0.2.2"},
			initiatorState: "AG_NO_STATE",
		},
		{
			name: "aggressive mode is disabled at the initiator",
			pair: func(t *testing.T) (*network, *router, *router, *Config, *Config) {
				return aggressivePair(t, "192.0.2.2", "192.0.2.3")
			},
			fault:        func(_ *network, _, _ *router, c2, _ *Config) { c2.AggressiveDisabled = true },
			initiator:    []string{"Unable to initiate or respond to Aggressive Mode while disabled", "Can not start Aggressive mode, trying Main mode."},
			responderNot: []string{"received packet"},
		},
		{
			name: "an IKE message without an SA",
			fault: func(n *network, r2, r3 *router, c2, _ *Config) {
				c2.Maps = nil
				h := isakmp.Header{InitiatorCookie: cookie{1}, ResponderCookie: cookie{2}, Exchange: isakmp.QuickMode, MessageID: 7}
				n.later(time.Millisecond, r3, Received{r3.end(500), r2.end(500), isakmp.MarshalEncrypted(h, isakmp.TypeHash, make([]byte, 32))})
			},
			responder: []string{"%CRYPTO-4-IKMP_NO_SA: IKE message from 2001:DB8::2 has no SA and is not an initialization offer"},
		},
	}
}

// start makes two ends with the fault.
func (s *symptom) start(t *testing.T) (n *network, r2, r3 *router, c2, c3 *Config) {
	if s.pair == nil {
		s.pair = pair
	}
	n, r2, r3, c2, c3 = s.pair(t)
	if s.fault != nil {
		s.fault(n, r2, r3, c2, c3)
	}
	return n, r2, r3, c2, c3
}

// TestSymptoms has each fault print what IOS prints, at the end at which IOS
// prints it.
func TestSymptoms(t *testing.T) {
	for _, s := range symptoms() {
		t.Run(s.name, func(t *testing.T) {
			n, r2, r3, c2, c3 := s.start(t)
			bringUp(n, r2, r3, c2, c3)
			n.run(max(s.run, 2*time.Second) - time.Second)
			for _, end := range []struct {
				r         *router
				says, not []string
				state     string
			}{{r2, s.initiator, s.initiatorNot, s.initiatorState}, {r3, s.responder, s.responderNot, s.responderState}} {
				wantInOrder(t, end.r, end.says...)
				for _, line := range end.not {
					if strings.Contains(end.r.log.String(), line) {
						t.Errorf("%s prints %q", end.r.name, line)
					}
				}
				if got := end.r.shown(); got != end.state {
					t.Errorf("%s shows %q, want %q", end.r.name, got, end.state)
				}
			}
			if t.Failed() {
				t.Logf("R2:\n%s\nR3:\n%s", r2.log.String(), r3.log.String())
			}
		})
	}
}

// TestKeyChanged has the key of one end change while there are SAs: these go on
// to their end, and only what is negotiated then fails.
func TestKeyChanged(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	other := reference(addrR3, addrR2)
	other.Maps[0].ResponderOnly = true
	other.Keyrings[0].Keys[0].Secret = "csico"
	r3.handle(Configure{other})
	n.run(20 * time.Minute)
	wantUp(t, r2, r3)
	if r2.shown() != "QM_IDLE" {
		t.Errorf("R2 shows %q", r2.shown())
	}
	r2.handle(Clear{What: ClearSession})
	n.run(30 * time.Second)
	wantPairs(t, r2, r3, 0)
	wantInOrder(t, r3, "%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 2001:DB8::2 failed its sanity check or is malformed")
}

// TestDatapathSymptoms are the faults that the datapath notices.
func TestDatapathSymptoms(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	bringUp(n, r2, r3, c2, c3)
	p := r3.engine.Snapshot(n.now).Flows[0].Pairs[0]
	id := p.Inbound
	id.Remote = r2.addr
	for _, ev := range []datapath.Event{
		datapath.NotIPsec{Source: r2.addr, Destination: r3.addr, Protocol: 47},
		datapath.InvalidSPI{Local: r3.addr, Remote: r2.addr, SPI: 0x72662541},
		datapath.Replayed{ID: id, Sequence: 219},
		datapath.NotAuthentic{ID: id, Sequence: 0x71328},
		datapath.NotAuthentic{ID: id, Sequence: 1, Truncated: true},
		datapath.NotAuthentic{ID: datapath.SAID{SPI: 1}},
	} {
		r3.handle(Datapath{ev})
	}
	wantInOrder(t, r3,
		"%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /2001:DB8::3, src_addr= 2001:DB8::2, prot= 47\n",
		"%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=2001:DB8::3, prot=50, spi=0x72662541(1919296833), srcaddr=2001:DB8::2\n",
		"%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=1, sequence number=219\n",
		"%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=1 local=2001:DB8::3 remote=2001:DB8::2 spi=",
		" seqno=00071328\n", "seqno=00000001: the peer cuts HMAC-SHA-256 to 96 bits, no packet of it passes\n")
	if got := strings.Count(r3.log.String(), "RECVD_PKT_MAC_ERR"); got != 2 {
		t.Errorf("%d RECVD_PKT_MAC_ERR, want 2", got)
	}
	wantUp(t, r2, r3)
}

// shown is the state of the only SA, as "show crypto isakmp sa" has it.
func (r *router) shown() string {
	sas := r.engine.Snapshot(r.net.now).SAs
	if len(sas) == 0 {
		return ""
	}
	last := sas[len(sas)-1]
	if last.Deleted {
		return last.State + " (deleted)"
	}
	return last.State
}

// wantInOrder checks that a router has printed lines, one after the other.
func wantInOrder(t *testing.T, r *router, lines ...string) {
	t.Helper()
	rest := r.log.String()
	for _, line := range lines {
		_, after, found := strings.Cut(rest, line)
		if !found {
			t.Errorf("%s does not print %q after what comes before it", r.name, line)
			return
		}
		rest = after
	}
}

// TestEngineDebugs: the debugs of the key managers' messages and of the crypto
// engine tell of what they are about, also alone.
func TestEngineDebugs(t *testing.T) {
	for _, c := range []struct {
		class DebugClass
		want  []string
	}{
		{DebugKMI, []string{"IPSEC(sa_request): ,", "IPSEC(key_engine): got a queue event with 1 KMI message(s)"}},
		{DebugEngine, []string{"crypto_engine: Create IKE SA, conn id 1001", "crypto_engine: Encrypt IKE packet", "crypto_engine: Decrypt IKE packet",
			"crypto_engine: Create IPSec SA, SW:1, SW:2", "crypto engine: deleting IKE SA SW:1001", "crypto engine: deleting IPSec SA SW:1, SW:2"}},
	} {
		n, r2, r3, c2, c3 := pair(t)
		r2.handle(SetDebug{c.class})
		bringUp(n, r2, r3, c2, c3)
		r2.handle(Clear{What: ClearSession})
		n.run(time.Second)
		log := r2.log.String()
		for _, want := range c.want {
			if !strings.Contains(log, want) {
				t.Errorf("no %q in:\n%s", want, log)
			}
		}
		if strings.Contains(log, "Old State") || strings.Contains(log, "IPSEC(create_sa)") {
			t.Errorf("and more:\n%s", log)
		}
	}
}

// TestErrorDebugs: the debugs of errors alone tell of what fails, and of nothing
// that goes well.
func TestErrorDebugs(t *testing.T) {
	for _, c := range []struct {
		name      string
		fault     func(c3 *Config)
		responder string
	}{
		{"all is well", func(*Config) {}, ""},
		{"phase 1 policies differ", func(c3 *Config) { c3.Policies[0].Hash = isakmp.MD5 }, "no offers accepted!"},
		{"the peer is not in the crypto map", func(c3 *Config) { c3.Maps[0].Peers[0] = netip.MustParseAddr("2001:db8::9") },
			"IPSEC(ipsec_process_proposal): proxy identities not supported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, r2, r3, c2, c3 := pair(t)
			r3.handle(SetDebug{DebugISAKMPErrors | DebugIPsecErrors})
			c.fault(c3)
			bringUp(n, r2, r3, c2, c3)
			log := r3.log.String()
			if !strings.Contains(log, c.responder) || strings.Contains(log, "received packet from") || strings.Contains(log, "Old State") {
				t.Errorf("R3:\n%s", log)
			}
			if c.responder == "" && strings.Contains(log, "ISAKMP:") {
				t.Errorf("R3:\n%s", log)
			}
		})
	}
}
