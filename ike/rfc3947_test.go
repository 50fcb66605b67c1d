package ike

import (
	"bytes"
	"net/netip"
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// These tests quote the sentences of RFC 3947 that they check. Elsewhere are
// Section 7 on mappings that change, and that "The host behind dynamic NAT MUST
// NOT do this" (TestMappingChanges, TestMappingIsNotForged), Section 5.1 on the
// encapsulation modes and the numbers of the drafts (TestNATTVersions), Section 4
// on aggressive mode, "if successful, MUST update it's internal IKE ports"
// (TestAggressiveModeThroughNAT), and the vendor ID that Section 3.1 has sent "In
// the first two messages of Phase 1" (TestPayloadOrder). Left out are
//
//   - Section 2, how to read the key words
//   - Section 3.2, several NAT-D payloads of a sender with several addresses:
//     a peer's are all looked at, but we know which address we send from
//   - Section 4, "the IKE data MUST be prepended with a non-ESP marker": that is
//     the driver's, which has port 4500; its tests are in datapath/tun
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

// Section 4: "In Main Mode, the initiator MUST change ports when sending the ID
// payload if there is NAT between the hosts. The initiator MUST set both UDP
// source and destination ports to 4500. All subsequent packets sent to this peer (including informational
// notifications) MUST be sent on port 4500." That is from the ID payload on.
// Section 3: "recipients MUST be able to process IKE packets whose source port is
// different from 500." and "Recipients MUST reply back to the source address from
// the packet", and Section 4: "The responder MUST respond with all subsequent IKE
// packets to this peer by using UDP(4500,Y)."
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

// Section 6: "the IP and port numbers MUST NOT be used to determine which
// IKE/IPsec SAs to remove": after an INITIAL-CONTACT "the receiving end SHOULD remove all the
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

// Section 3: "This means that when the original responder is doing rekeying or
// sending notifications to the original initiator, it MUST send the packets using
// the same set of port and IP numbers used when the IKE SA was last used." Section
// 4: "the responder MUST update local state so that all subsequent packets
// (including informational notifications) to the peer use the new port", and "if
// the responder has to rekey the Phase 1 SA, then the rekey negotiation MUST be
// started by using UDP(4500,Y)."
func TestResponderRekeys(t *testing.T) {
	b := newBehindNAT(t)
	bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
	begun := map[isakmp.ExchangeType]int{}
	b.seen = func(from *router, s Send) {
		if from != b.r3 {
			return
		}
		begun[isakmp.ExchangeType(s.Data[18])]++
		if want := netip.AddrPortFrom(b.outside, 24500); s.Local.Port() != 4500 || s.Remote != want {
			t.Errorf("R3 sends from port %d to %v, want %v", s.Local.Port(), s.Remote, want)
		}
	}
	sa := b.r3.engine.usable(b.r3.addr, b.outside)
	f := b.r3.engine.mapOrder[0].flows[0]
	sa.startQuickMode(f)
	sa.inform(sa.notification(isakmp.RUThere, []byte{0, 0, 0, 1}))
	b.r3.flush()
	b.run(switchTime + time.Second)
	wantMore := len(b.r3.installed)
	b.r3.engine.beginPhase1(addrPair{b.r3.addr, b.outside}, f)
	b.r3.flush()
	b.run(time.Second)
	if begun[isakmp.QuickMode] < 2 || begun[isakmp.Informational] == 0 || begun[isakmp.MainMode] != 3 || wantMore != 4 {
		t.Errorf("R3 sent %v and has %d SAs", begun, wantMore)
	}
	if now := b.r3.engine.usable(b.r3.addr, b.outside); now == sa || !now.initiator {
		t.Errorf("phase 1 was not made anew\n%s", b.r3.log.String())
	}
}

// Section 5.2: "In the case of transport mode, both ends MUST send both original
// Initiator and Responder addresses to the other end." And "The initiator MUST
// send the payloads if it proposes any UDP-Encapsulated-Transport mode, and the
// responder MUST send the payload only if it selected UDP-Encapsulated-Transport
// mode.": the initiator's address first, as the sender sees it.
func TestOriginalAddressPayloads(t *testing.T) {
	for _, test := range []struct {
		modes       [2]datapath.Mode // of R2 and R3
		first, then []string         // in messages 1 and 2
	}{
		{[2]datapath.Mode{datapath.Transport, datapath.Transport}, []string{"10.0.0.2", "192.0.2.3"}, []string{"192.0.2.9", "192.0.2.3"}},
		{[2]datapath.Mode{datapath.Transport, datapath.Tunnel}, []string{"10.0.0.2", "192.0.2.3"}, nil},
		{[2]datapath.Mode{datapath.Tunnel, datapath.Transport}, nil, nil},
	} {
		b := newBehindNAT(t)
		b.c2.Maps[0].TransformSets[0].Mode, b.c3.Maps[0].TransformSets[0].Mode = test.modes[0], test.modes[1]
		var sent []Send
		b.seen = func(_ *router, s Send) { sent = append(sent, s) }
		bringUp(b.network, b.r2, b.r3, b.c2, b.c3)
		if len(b.r2.installed) != 2 || len(sent) != 9 {
			t.Fatalf("%v: %d SAs after %d messages", test.modes, len(b.r2.installed), len(sent))
		}
		all := decrypted(t, b.r2.engine.usable(b.r2.addr, b.r3.addr), sent)
		for i, want := range [][]string{test.first, test.then} {
			var got []string
			for _, p := range isakmp.All[*isakmp.NATOriginalAddress](all[6+i]) {
				got = append(got, p.Addr.String())
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v: message %d has %v, want %v", test.modes, i+1, got, want)
			}
		}
	}
}
