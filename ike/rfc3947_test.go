package ike

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 3947 that they check. Elsewhere are
// Section 7 on mappings that change (TestMappingChanges), Section 5.1 on the
// encapsulation modes and the numbers of the drafts (TestNATTVersions), and
// Section 5.2 on NAT-OA (TestOriginalAddresses). Left out are
//
//   - Section 3.2, several NAT-D payloads of a sender with several addresses:
//     a peer's are all looked at, but we know which address we send from
//   - Section 4, certificates and aggressive mode: the float is the same code
//   - Section 5, the choice between AH and ESP: AH is not implemented
//   - Section 4, "If the support of the NAT-Traversal is enabled, the port in the
//     ID payload in Main Mode/Aggressive Mode MUST be set to 0": genuine IOS sends
//     500 where no NAT is found, and so do we; either is taken
//   - Section 8, which has advice for those who deploy it

// Section 3.1: "The NAT-Traversal capability of the remote host is determined by
// an exchange of vendor ID payloads": without one there is no NAT-D.
func TestNATTByVendorID(t *testing.T) {
	b := newBehindNAT(t)
	b.onlyVendor(isakmp.VendorDPD)
	b.seen = func(_ *router, s Send) {
		if m, err := isakmp.Parse(s.Data); err == nil && isakmp.First[*isakmp.NATDiscovery](m.Payloads) != nil {
			t.Error("NAT-D is sent to a peer that does not know it")
		}
	}
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
}

// Section 3.2: "The NAT-D payloads are included in the third and fourth packets
// of Main Mode", the first of them over the remote end's address and port, and
// the hash is "HASH(CKY-I | CKY-R | IP | Port)".
func TestNATDiscoveryPayloads(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", "192.0.2.2", 2), n.add("R3", "192.0.2.3", 3)
	c2, c3 := reference("192.0.2.2", "192.0.2.3"), reference("192.0.2.3", "192.0.2.2")
	c3.Maps[0].ResponderOnly = true
	messages := 0
	n.seen = func(_ *router, s Send) {
		messages++
		m, err := isakmp.Parse(s.Data)
		if err != nil {
			t.Fatal(err)
		}
		all := isakmp.All[*isakmp.NATDiscovery](m.Payloads)
		if third := messages == 3 || messages == 4; (len(all) > 0) != third {
			t.Errorf("message %d has %d NAT-D payloads", messages, len(all))
		}
		if len(all) == 0 {
			return
		}
		hash := hashFunction(c2.Policies[0].Hash)
		for i, end := range []netip.AddrPort{s.Remote, s.Local} {
			if !bytes.Equal(all[i].Hash, isakmp.NATDiscoveryHash(hash, m.InitiatorCookie, m.ResponderCookie, end)) {
				t.Errorf("message %d: payload %d is not over %v", messages, i+1, end)
			}
		}
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
}

// Section 4: "The initiator MUST set both UDP source and destination ports to
// 4500. All subsequent packets sent to this peer (including informational
// notifications) MUST be sent on port 4500." That is from the ID payload on, and
// the responder answers to where that came from.
func TestFloat(t *testing.T) {
	b := newBehindNAT(t)
	sent := map[*router][]Send{}
	b.seen = func(from *router, s Send) { sent[from] = append(sent[from], s) }
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	b.r2.handle(Clear{What: ClearSession})
	b.run(time.Minute)
	// After its DELETEs R2 begins again, on port 500.
	for r, count := range map[*router]int{b.r2: 7, b.r3: 4} {
		for i, s := range sent[r][:count] {
			local, remote := uint16(500), uint16(500)
			if i >= 2 {
				local, remote = 4500, 4500
			}
			if r == b.r3 {
				remote += b.shift
			}
			if s.Local.Port() != local || s.Remote.Port() != remote {
				t.Fatalf("%s: message %d goes from port %d to %d", r.name, i+1, s.Local.Port(), s.Remote.Port())
			}
		}
	}
}

// Section 4: "Any implementation that supports NAT traversal MUST support
// negotiations that begin on port 4500."
func TestBeginOnPort4500(t *testing.T) {
	b := newBehindNAT(t)
	b.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		if from == b.r2 {
			return netip.AddrPortFrom(b.outside, 34500), netip.AddrPortFrom(s.Remote.Addr(), 4500)
		}
		if s.Local.Port() != 4500 || s.Remote != netip.AddrPortFrom(b.outside, 34500) {
			t.Errorf("R3 sends from port %d to %v", s.Local.Port(), s.Remote)
		}
		return s.Local, netip.AddrPortFrom(b.r2.addr, 500)
	}
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	if len(b.r3.installed) != 2 || len(b.r2.installed) != 2 {
		t.Errorf("R2 has %d SAs, R3 %d", len(b.r2.installed), len(b.r3.installed))
	}
	for _, sa := range b.r3.installed {
		if sa.LocalPort != 4500 || sa.RemotePort != 34500 {
			t.Errorf("SA from port %d to port %d", sa.LocalPort, sa.RemotePort)
		}
	}
}

// Section 4: "Once port change has occurred, if a packet is received on port 500,
// that packet is old." One of main mode "SHOULD be discarded".
func TestOldPort(t *testing.T) {
	b := newBehindNAT(t)
	var old []Send
	b.seen = func(from *router, s Send) {
		if from == b.r2 && s.Local.Port() == 500 {
			old = append(old, s)
		}
	}
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	b.fate = func(*router, Send) []time.Duration { return nil }
	for _, s := range old {
		b.r3.handle(Received{Local: s.Remote, Remote: netip.AddrPortFrom(b.outside, 500+b.shift), Data: s.Data})
	}
	b.wantMoved(t, netip.AddrPortFrom(b.outside, 24500))
}

// Section 6: after an INITIAL-CONTACT "the receiving end SHOULD remove all the
// SAs associated with the same ID payload", and not those of others behind the
// same NAT.
func TestInitialContactBehindNAT(t *testing.T) {
	b := newBehindNAT(t)
	r4 := b.add("R4", "10.0.0.4", 4)
	nat := b.nat
	b.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		switch {
		case from == r4:
			return netip.AddrPortFrom(b.outside, s.Local.Port()+30000), s.Remote
		case from == b.r3 && s.Remote.Port() >= 30000:
			return s.Local, netip.AddrPortFrom(r4.addr, s.Remote.Port()-30000)
		}
		return nat(from, s)
	}
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	c4 := reference("10.0.0.4", "192.0.2.3")
	r4.handle(Configure{c4})
	b.run(time.Second)
	if len(b.r3.installed) != 4 {
		t.Fatalf("%d SAs for two peers", len(b.r3.installed))
	}
	// R4 boots again, and its NAT gives it another port.
	again := b.add("R4 again", "10.0.0.44", 44)
	b.nat = func(from *router, s Send) (local, remote netip.AddrPort) {
		if from == again {
			return netip.AddrPortFrom(b.outside, s.Local.Port()+40000), s.Remote
		}
		if from == b.r3 && s.Remote.Port() >= 40000 {
			return s.Local, netip.AddrPortFrom(again.addr, s.Remote.Port()-40000)
		}
		return nat(from, s)
	}
	c4.Maps[0].Local = again.addr
	for _, sa := range b.r3.engine.peers[b.outside].sas {
		if sa.remote.Port() == 34500 {
			sa.peerID = "10.0.0.44" // the identity of both is that address
		}
	}
	for _, p := range b.r3.engine.pairs {
		if p.in.RemotePort == 34500 {
			p.peerID = "10.0.0.44"
		}
	}
	again.handle(Configure{c4})
	b.run(time.Second)
	ports := map[uint16]int{}
	for _, sa := range b.r3.installed {
		ports[sa.RemotePort]++
	}
	if ports[24500] != 2 || ports[34500] != 0 || ports[44500] != 2 {
		t.Errorf("SAs by port: %v", ports)
	}
}
