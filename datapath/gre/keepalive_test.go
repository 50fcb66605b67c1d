package gre

import (
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
)

// TestKeepalive: the packet inside a keepalive is one from the peer to us, with
// an answer of the tunnel.
func TestKeepalive(t *testing.T) {
	local, remote := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for bits := range 8 {
		g := datapath.GRE{Keyed: bits&1 != 0, Checksum: bits&2 != 0, Sequence: bits&4 != 0}
		if g.Keyed {
			g.Key = 7
		}
		b := AppendKeepalive([]byte("room"), &g, local, remote, 9)
		outer, ok := Parse(b[4:])
		if !ok || !outer.Fits(&g) || outer.Protocol != TypeIPv4 || g.Sequence && outer.Sequence != 9 || len(b)-4 > KeepaliveMax {
			t.Fatalf("%+v: %+v, %t", g, outer, ok)
		}
		inner := b[4+outer.Size:]
		if datapath.FoldChecksum(datapath.Checksum(0, inner[:ipv4HeaderLen])) != 0 || int(inner[3]) != len(inner) ||
			netip.AddrFrom4([4]byte(inner[12:])) != remote || netip.AddrFrom4([4]byte(inner[16:])) != local {
			t.Errorf("%+v: % x", g, inner)
		}
		answer, ok := Parse(inner[ipv4HeaderLen:])
		if !ok || !answer.Answers(&g) || answer.Sequenced || len(inner) > ReplyMax {
			t.Errorf("%+v: %+v, %t", g, answer, ok)
		}
		if other := (datapath.GRE{Keyed: true, Key: 8}); answer.Answers(&other) {
			t.Errorf("%+v answers %+v", answer, other)
		}
	}
}

func TestKeepalives(t *testing.T) {
	g := &datapath.GRE{Keepalive: 10 * time.Second, Retries: 2}
	var k Keepalives
	now := time.Unix(1000, 0)
	for i := range 3 {
		if !k.Due(now, g) || k.Due(now.Add(9*time.Second), g) {
			t.Fatalf("keepalive %d is not due, or twice", i)
		}
		if dead := k.Dead(g); dead != (i == 2) {
			t.Errorf("after %d keepalives dead is %t", i+1, dead)
		}
		now = now.Add(g.Keepalive)
	}
	if !k.Answered(g) || k.Dead(g) || k.Answered(g) {
		t.Error("an answer does not bring the peer back, or twice")
	}
	if k.Due(now, &datapath.GRE{}) {
		t.Error("keepalives that are turned off are sent")
	}
}
