package ike

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// watched brings up a pair of routers of which R2 watches R3.
func watched(t *testing.T, d DPD) (n *network, r2, r3 *router) {
	n, r2, r3, c2, c3 := pair(t)
	c2.DPD = d
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	r2.log.Reset()
	r3.log.Reset()
	return n, r2, r3
}

// carried has the pair of a router look as if packets had just gone or come.
func (r *router) carried(directions ...datapath.Direction) {
	r.used = map[datapath.SAID]datapath.SAStats{}
	for id := range r.installed {
		if slices.Contains(directions, id.Direction) {
			r.used[id] = datapath.SAStats{Packets: 1, LastUsed: r.net.now.Unix()}
		}
	}
}

// TestPeriodicDPD counts the probes of an idle hour.
func TestPeriodicDPD(t *testing.T) {
	n, r2, r3 := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true})
	n.run(10 * time.Minute)
	wantUp(t, r2, r3)
	sent := strings.Count(r2.log.String(), "Sending NOTIFY DPD/R_U_THERE protocol 1")
	answers := strings.Count(r2.log.String(), "DPD/R_U_THERE_ACK received from peer 2001:DB8::3")
	if sent < 58 || sent > 60 || answers != sent {
		t.Errorf("%d probes, %d answers in ten minutes", sent, answers)
	}
	if strings.Contains(r3.log.String(), "Sending NOTIFY DPD/R_U_THERE protocol 1") {
		t.Error("R3 probes without being told to")
	}
}

// TestOnDemandDPD probes only when packets go out and none come back: RFC 3706,
// Section 5.4, and then it does so an interval after the last that came.
func TestOnDemandDPD(t *testing.T) {
	for _, test := range []struct {
		name   string
		busy   []datapath.Direction
		probes bool
	}{
		{"idle", nil, false},
		{"answered", []datapath.Direction{datapath.Outbound, datapath.Inbound}, false},
		{"inbound only", []datapath.Direction{datapath.Inbound}, false},
		{"unanswered", []datapath.Direction{datapath.Outbound}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			n, r2, r3 := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second})
			for range 60 {
				r2.carried(test.busy...)
				n.run(time.Second)
			}
			wantUp(t, r2, r3)
			probes := strings.Count(r2.log.String(), "Sending NOTIFY DPD/R_U_THERE protocol 1")
			if (probes > 0) != test.probes || probes > 6 {
				t.Errorf("%d probes in a minute", probes)
			}
		})
	}
}

// TestDeadPeer has R3 vanish: five probes go out, two seconds apart, then all
// that there was with it is gone, and the tunnel asks anew.
func TestDeadPeer(t *testing.T) {
	n, r2, r3 := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second})
	n.fate = func(*router, Send) []time.Duration { return nil }
	died := n.now
	for r2.lines["Tunnel23"] && n.now.Before(died.Add(time.Minute)) {
		r2.carried(datapath.Outbound)
		n.run(time.Second)
	}
	if took := n.now.Sub(died); took < 18*time.Second || took > 32*time.Second {
		t.Errorf("dead after %v", took)
	}
	wantNothing(t, r2)
	n.run(3 * time.Second)
	if !strings.Contains(r2.log.String(), "beginning Main Mode exchange") {
		t.Error("nothing is negotiated anew")
	}
	golden(t, "dead-peer", r2.log.String())
	n.fate = nil
	n.run(3 * time.Minute)
	wantUp(t, r2, r3)
}

func wantNothing(t *testing.T, r *router) {
	t.Helper()
	if len(r.installed) != 0 {
		t.Errorf("%s still has %d SAs", r.name, len(r.installed))
	}
	for _, sa := range r.engine.Snapshot(r.net.now).SAs {
		if !sa.Deleted {
			t.Errorf("%s still has %+v", r.name, sa)
		}
	}
}

// TestDPDSequence checks RFC 3706, Section 6.2: the first sequence number is
// random with a clear highest bit, and each has one more than the one before.
func TestDPDSequence(t *testing.T) {
	n, r2, _ := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true})
	n.run(25 * time.Second)
	sa := r2.engine.usable(r2.addr, r2.net.routers[1].addr)
	first := sa.dead.sequence
	n.run(10 * time.Second)
	if sa.dead.sequence != first+1 || first>>31 != 0 {
		t.Errorf("%#x after %#x", sa.dead.sequence, first)
	}
}

// TestReplayedAck checks RFC 3706, Section 6: an answer to an earlier probe does
// not prove that the peer is there.
func TestReplayedAck(t *testing.T) {
	n, r2, r3 := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true})
	var answer *Send
	n.seen = func(from *router, s Send) {
		if from == r3 && answer == nil {
			answer = &s
		}
	}
	n.run(30 * time.Second)
	if answer == nil {
		t.Fatal("no answer")
	}
	n.fate = func(*router, Send) []time.Duration { return nil }
	for range 120 {
		n.later(0, r2, Received{Local: answer.Remote, Remote: answer.Local, Data: answer.Data})
		n.run(time.Second)
	}
	wantPairs(t, r2, &router{name: "nobody"}, 0)
}

// TestAckOutOfSequence has the peer answer with sequence numbers that no probe
// under way has.
func TestAckOutOfSequence(t *testing.T) {
	n, r2, r3 := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true})
	n.run(15 * time.Second)
	ours, theirs := r2.engine.usable(r2.addr, r3.addr), r3.engine.usable(r3.addr, r2.addr)
	n.fate = func(from *router, s Send) []time.Duration {
		if from == r2 {
			return nil // no probe arrives
		}
		return []time.Duration{0}
	}
	for i := uint32(0); r2.lines["Tunnel23"] && i < 60; i++ {
		// One that is over, or one that has not been sent yet.
		number := ours.dead.sequence + 1 - i%2*(uint32(ours.dead.errors)+2)
		theirs.inform(theirs.notification(isakmp.RUThereAck, binary.BigEndian.AppendUint32(nil, number)))
		r3.flush()
		n.run(time.Second)
	}
	if r2.lines["Tunnel23"] {
		t.Error("answers that answer nothing keep the peer alive")
	}
	if !strings.Contains(r2.log.String(), "DPD/R_U_THERE_ACK with wrong sequence") {
		t.Error("nothing was printed")
	}
}

// TestProbesOfOthers do not go unanswered, and one of them proves as much as an
// answer: of two ends that probe each other only one has to.
func TestProbesOfOthers(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	c2.DPD = DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true}
	c3.DPD = DPD{Interval: 11 * time.Second, Retry: 2 * time.Second, Periodic: true}
	bringUp(n, r2, r3, c2, c3)
	n.run(5 * time.Minute)
	wantUp(t, r2, r3)
	if s := strings.Count(r3.log.String(), "Sending NOTIFY DPD/R_U_THERE protocol 1"); s > 2 {
		t.Errorf("R3 sent %d probes to a peer that it hears every ten seconds", s)
	}
}

// TestDPDWithoutTraffic has the datapath never say what the SAs carried.
func TestDPDWithoutTraffic(t *testing.T) {
	n, r2, _ := watched(t, DPD{Interval: 10 * time.Second, Retry: 2 * time.Second})
	samples := 0
	r2.engine.sample(func(map[datapath.SAID]datapath.SAStats) { samples++ })
	r2.engine.actions = nil // the Sample is lost
	n.run(time.Minute)
	if samples != 1 || len(r2.engine.sampler.uses) != 0 {
		t.Errorf("%d samples, %d wait", samples, len(r2.engine.sampler.uses))
	}
}

// TestFailover has the first of three peers dead from the start and the second
// die: the SAs are with the next that answers, in the order of the list.
func TestFailover(t *testing.T) {
	for _, preferred := range []bool{false, true} {
		n, r2, r3, c2, c3 := pair(t)
		const addrR1, addrR4 = "2001:db8::1", "2001:db8::4"
		r4 := n.add("R4", addrR4, 4)
		c2.DPD = DPD{Interval: 10 * time.Second, Retry: 2 * time.Second, Periodic: true}
		c2.Maps[0].Peers = append(c2.Maps[0].Peers, reference(addrR4, addrR2).Maps[0].Local)
		c2.Maps[0].Peers = slices.Insert(c2.Maps[0].Peers, 0, reference(addrR1, addrR2).Maps[0].Local)
		c2.Maps[0].PreferFirst = preferred
		c4 := reference(addrR4, addrR2)
		c4.Maps[0].ResponderOnly = true
		r4.handle(Configure{c4})
		r3.handle(Configure{c3})
		r2.handle(Configure{c2})
		n.run(65 * time.Second)
		wantUp(t, r2, r3)
		n.fate = func(from *router, s Send) []time.Duration {
			if from == r3 || s.Remote.Addr() == r3.addr {
				return nil
			}
			return []time.Duration{0}
		}
		r2.log.Reset()
		n.run(25 * time.Second)
		wantPairs(t, r2, r4, map[bool]int{false: 1, true: 0}[preferred])
		first := "sending packet to 2001:DB8::4 my_port 500 peer_port 500 (I) MM_NO_STATE"
		if preferred {
			first = "sending packet to 2001:DB8::1 my_port 500 peer_port 500 (I) MM_NO_STATE"
		}
		if !strings.Contains(r2.log.String(), first) {
			t.Errorf("preferred %v: not found: %s", preferred, first)
		}
	}
}

// TestCommitBit takes messages 2 and 3 with the commit bit of RFC 2408,
// Section 3.1, and the CONNECTED that follows.
func TestCommitBit(t *testing.T) {
	n, r2, r3, c2, c3 := pair(t)
	n.seen = func(from *router, s Send) {
		if isakmp.ExchangeType(s.Data[18]) == isakmp.QuickMode {
			s.Data[19] |= byte(isakmp.Commit)
		}
	}
	bringUp(n, r2, r3, c2, c3)
	wantUp(t, r2, r3)
	sa := r3.engine.usable(r3.addr, r2.addr)
	sa.inform(&isakmp.Notification{DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP,
		SPI: binary.BigEndian.AppendUint32(nil, 1), Notify: isakmp.Connected})
	r3.flush()
	n.run(time.Second)
	wantUp(t, r2, r3)
	if !strings.Contains(r2.log.String(), "processing NOTIFY CONNECTED protocol 3") {
		t.Error("CONNECTED was not read")
	}
}
