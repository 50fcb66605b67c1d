package ike

import (
	"fmt"
	mathrand "math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// TestPhase1Algorithms negotiates every combination of cipher and hash, and
// every group.
func TestPhase1Algorithms(t *testing.T) {
	ciphers := []Policy{
		{Encryption: isakmp.DES_CBC}, {Encryption: isakmp.TripleDES_CBC},
		{Encryption: isakmp.AES_CBC, KeyBits: 128}, {Encryption: isakmp.AES_CBC, KeyBits: 192}, {Encryption: isakmp.AES_CBC, KeyBits: 256},
	}
	hashes := []isakmp.HashAlgorithm{isakmp.MD5, isakmp.SHA, isakmp.SHA2_256, isakmp.SHA2_384, isakmp.SHA2_512}
	try := func(p Policy) {
		t.Run(fmt.Sprintf("%v-%d-%v-group%d", p.Encryption, p.KeyBits, p.Hash, p.Group), func(t *testing.T) {
			p.Priority, p.Auth, p.Lifetime = 10, isakmp.PreShared, time.Hour
			n, r2, r3, c2, c3 := pair(t)
			r2.handle(SetDebug{})
			c2.Policies, c3.Policies = []Policy{p}, []Policy{p}
			bringUp(n, r2, r3, c2, c3)
			wantUp(t, r2, r3)
			if got := r2.engine.Snapshot(n.now).SAs[0].Policy; got != p {
				t.Errorf("negotiated %+v", got)
			}
		})
	}
	for _, p := range ciphers {
		for _, h := range hashes {
			p.Hash, p.Group = h, 1
			try(p)
		}
	}
	for _, g := range []dh.Group{1, 2, 5, 14, 15, 16, 19, 20, 21} {
		try(Policy{Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA, Group: g})
	}
}

// TestPhase2Algorithms negotiates every combination of ESP cipher and HMAC,
// with and without PFS.
func TestPhase2Algorithms(t *testing.T) {
	ciphers := []datapath.Transform{
		{Cipher: datapath.Null}, {Cipher: datapath.DES}, {Cipher: datapath.TripleDES},
		{Cipher: datapath.AESCBC, KeyBits: 128}, {Cipher: datapath.AESCBC, KeyBits: 192}, {Cipher: datapath.AESCBC, KeyBits: 256},
	}
	var transforms []datapath.Transform
	for _, c := range ciphers {
		for i := datapath.NoIntegrity; i <= datapath.HMACSHA512; i++ {
			c.Integrity = i
			if c.Cipher != datapath.Null || i != datapath.NoIntegrity {
				transforms = append(transforms, c)
			}
		}
	}
	for _, bits := range []int{128, 192, 256} {
		transforms = append(transforms, datapath.Transform{Cipher: datapath.AESGCM, KeyBits: bits})
	}
	for _, transform := range transforms {
		for _, pfs := range []dh.Group{0, 2, 19} {
			t.Run(fmt.Sprintf("%v-pfs%d", transform, pfs), func(t *testing.T) {
				n, r2, r3, c2, c3 := pair(t)
				for _, c := range []*Config{c2, c3} {
					c.Maps[0].TransformSets[0].Transform = transform
					c.Maps[0].PFS = pfs
				}
				bringUp(n, r2, r3, c2, c3)
				wantUp(t, r2, r3)
				flow := r2.engine.Snapshot(n.now).Flows[0]
				if flow.PFS != pfs || flow.Pairs[0].Transform != transform {
					t.Errorf("negotiated %v with PFS %d", flow.Pairs[0].Transform, flow.PFS)
				}
			})
		}
	}
}

// TestSecondChoice has the ends agree on what neither likes best.
func TestSecondChoice(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	strong := Policy{Priority: 1, Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_256, Auth: isakmp.PreShared, Group: 14, Lifetime: time.Hour}
	c2.Policies = append([]Policy{strong}, c2.Policies...)
	gcm := TransformSet{Name: "GCM", Transform: datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 128}}
	c2.Maps[0].TransformSets = append([]TransformSet{gcm}, c2.Maps[0].TransformSets...)
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	if got := r3.engine.Snapshot(n.now).Flows[0].Pairs[0].Transform.String(); got != "esp-aes esp-sha-hmac" {
		t.Errorf("negotiated %s", got)
	}
}

func TestShorterLifetimesWin(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c3.Policies[0].Lifetime = 1200 * time.Second
	c3.Maps[0].Lifetime, c3.Maps[0].LifetimeKB = 10*time.Minute, 5000
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	for _, r := range n.routers {
		s := r.engine.Snapshot(n.now)
		if got := s.SAs[0]; got.Policy.Lifetime != 1200*time.Second || got.Expires.Sub(got.Established) != 1200*time.Second {
			t.Errorf("%s: phase 1 lifetime %v", r.name, got.Policy.Lifetime)
		}
		p := s.Flows[0].Pairs[0]
		if life := p.Expires.Sub(p.Installed); life > 10*time.Minute || life < 9*time.Minute || p.LifetimeKB != 5000 {
			t.Errorf("%s: phase 2 lifetimes %v, %d kB", r.name, life, p.LifetimeKB)
		}
	}
}

// TestTransportFallsBack has a map in transport mode meet one in tunnel mode,
// both ways round.
func TestTransportFallsBack(t *testing.T) {
	for _, test := range []struct {
		initiator, responder, want datapath.Mode
	}{
		{datapath.Transport, datapath.Transport, datapath.Transport},
		{datapath.Transport, datapath.Tunnel, datapath.Tunnel},
		{datapath.Tunnel, datapath.Transport, datapath.Tunnel},
	} {
		n, r2, r3, c2, c3 := pair(t)
		c2.Maps[0].TransformSets[0].Mode, c3.Maps[0].TransformSets[0].Mode = test.initiator, test.responder
		bringUp(n, r2, r3, c2, c3)
		wantUp(t, r2, r3)
		if got := r2.engine.Snapshot(n.now).Flows[0].Pairs[0].Mode; got != test.want {
			t.Errorf("%v with %v makes %v", test.initiator, test.responder, got)
		}
	}
}

// TestAcquire has a map without tunnel wait for traffic, and accept a flow that
// is narrower than its own.
func TestAcquire(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.Maps[0].Tunnel, c3.Maps[0].Tunnel = false, false
	c2.Maps[0].Selectors = []datapath.Selector{{Local: prefix("10.2.1.0/24"), Remote: prefix("10.3.0.0/16"), Protocol: 6}}
	c3.Maps[0].Selectors = []datapath.Selector{{Local: prefix("10.3.0.0/16"), Remote: prefix("10.2.0.0/16")}}
	bringUp(n, r2, r3, c2, c3)
	wantPairs(t, r2, r3, 0)
	packet := datapath.Selector{Local: prefix("10.2.1.1/32"), Remote: prefix("10.3.0.1/32"), Protocol: 17}
	r2.handle(Datapath{datapath.Acquire{Policy: "Tunnel23-head-0", Selector: packet}})
	n.run(time.Second)
	wantPairs(t, r2, r3, 0)
	packet.Protocol = 6
	r2.handle(Datapath{datapath.Acquire{Policy: "Tunnel23-head-0", Selector: packet}})
	n.run(time.Second)
	wantUp(t, r2, r3)
	if len(r2.lines) != 0 {
		t.Error("a map without tunnel has no line")
	}
	r3.handle(Datapath{datapath.Acquire{Policy: "Tunnel23-head-0", Selector: packet}})
	n.run(time.Second)
	wantUp(t, r2, r3)
}

// TestSimultaneousStart boots both ends at once, a little apart, and with a
// slow network: they end with one pair and stay with it.
func TestSimultaneousStart(t *testing.T) {
	for seed := range uint64(40) {
		random := mathrand.New(mathrand.NewPCG(seed, 0))
		n, r2, r3, c2, c3 := pair(t)
		c3.Maps[0].ResponderOnly = false
		n.latency = time.Duration(random.IntN(40)) * time.Millisecond
		n.compute = time.Duration(random.IntN(60)) * time.Millisecond
		r3.handle(Configure{c3})
		n.run(time.Duration(random.IntN(150)) * time.Millisecond)
		r2.handle(Configure{c2})
		n.run(5 * time.Second)
		for _, r := range n.routers {
			for _, sa := range r.engine.Snapshot(n.now).SAs {
				if sa.State != "QM_IDLE" {
					t.Errorf("%s shows the exchange that lost: %s %d", r.name, sa.State, sa.ConnID)
				}
			}
		}
		n.run(35 * time.Second)
		wantUp(t, r2, r3)
		changes := len(r2.installed)
		n.run(30 * time.Minute)
		wantUp(t, r2, r3)
		if !r2.lines["Tunnel23"] || !r3.lines["Tunnel23"] || len(r2.installed) != changes {
			t.Fatalf("seed %d: the tunnel did not stay up", seed)
		}
		if t.Failed() {
			t.Fatalf("seed %d\n%s\n%s", seed, r2.log.String(), r3.log.String())
		}
	}
}

// TestPeerComesLate boots one end a long time before the other.
func TestPeerComesLate(t *testing.T) {
	for _, after := range []time.Duration{5, 31, 59, 61, 95, 200} {
		n, r2, r3, c2, c3 := pair(t)
		c3.Maps[0].ResponderOnly = false
		r3.handle(Configure{c3})
		n.run(after * time.Second)
		r2.handle(Configure{c2})
		n.run(5 * time.Second)
		wantUp(t, r2, r3)
		n.run(30 * time.Minute)
		wantUp(t, r2, r3)
	}
}

func TestIPv4WithoutNAT(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	c2, c3 := reference("192.0.2.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.2")
	c3.Maps[0].ResponderOnly = true
	r2.handle(SetDebug{debugAll})
	r3.handle(SetDebug{debugAll})
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	golden(t, "ipv4-initiator", r2.log.String())
	golden(t, "ipv4-responder", r3.log.String())
}

// TestNAT puts the initiator behind a NAT: both float to port 4500 and ESP goes
// through UDP.
func TestNAT(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "10.0.0.2", 2), n.add("R3", "192.0.2.3", 3)
	outside := netip.MustParseAddr("192.0.2.9")
	n.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		if from == r2 {
			return netip.AddrPortFrom(outside, s.Local.Port()+20000), s.Remote
		}
		return s.Local, netip.AddrPortFrom(r2.addr, s.Remote.Port()-20000)
	}
	c2, c3 := reference("10.0.0.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.9")
	c3.Maps[0].ResponderOnly = true
	c2.NATKeepalive = 20 * time.Second
	r2.handle(SetDebug{debugAll})
	r3.handle(SetDebug{debugAll})
	bringUp(n, r2, r3, c2, c3)
	if len(r2.installed) != 2 || len(r3.installed) != 2 {
		t.Fatalf("SAs: %d and %d\n%s\n%s", len(r2.installed), len(r3.installed), r2.log.String(), r3.log.String())
	}
	for _, sa := range r3.installed {
		if sa.LocalPort != 4500 || sa.RemotePort != 24500 || sa.Remote != outside {
			t.Errorf("responder's SA goes from %d to %v port %d", sa.LocalPort, sa.Remote, sa.RemotePort)
		}
	}
	s := r3.engine.Snapshot(n.now)
	if !s.SAs[0].NATT || s.SAs[0].Remote.Port() != 24500 || s.Flows[0].PeerPort != 24500 || s.SAs[0].PeerID != "10.0.0.2" {
		t.Errorf("snapshot %+v", s.SAs[0])
	}
	n.run(time.Minute)
	if r2.alive != 3 || r3.alive != 0 {
		t.Errorf("keepalives: %d and %d, want 3 and 0", r2.alive, r3.alive)
	}
	golden(t, "nat-initiator", r2.log.String())
	golden(t, "nat-responder", r3.log.String())
}
