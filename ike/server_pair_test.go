package ike

import (
	"bytes"
	"crypto/rand"
	"net/netip"
	"testing"

	"mainmode/datapath"
)

// TestServerPair has two servers bring a tunnel up by real datagrams, and one
// of them take it down.
func TestServerPair(t *testing.T) {
	port := freePort(t)
	type side struct {
		server *Server
		lines  chan bool
		sas    chan datapath.SA
	}
	newSide := func(addr netip.Addr) *side {
		s := &side{lines: make(chan bool, 8), sas: make(chan datapath.SA, 8)}
		s.server = startServer(t, ServerOptions{
			Driver: newEncapDriver(), Addresses: []netip.Addr{addr}, Port: port,
			Error: func(err error) { t.Error(err) },
			Handle: func(a Action) {
				switch a := a.(type) {
				case InstallSA:
					for _, sa := range a.SAs {
						s.sas <- sa
					}
				case Line:
					s.lines <- a.Up
				}
			},
		}, New(rand.Reader))
		return s
	}
	a, b := newSide(loopback1), newSide(loopback2)
	answer := reference(loopback2.String(), loopback1.String())
	answer.Maps[0].ResponderOnly = true
	b.server.Configure(answer)
	a.server.Configure(reference(loopback1.String(), loopback2.String()))
	for _, s := range []*side{a, b} {
		if !wait(t, "line protocol", s.lines) {
			t.Error("the line goes down")
		}
	}
	keys := map[uint32][]byte{}
	for range 2 {
		sa := wait(t, "SA", a.sas)
		keys[sa.SPI] = sa.EncKey
	}
	for range 2 {
		sa := wait(t, "SA", b.sas)
		if key := keys[sa.SPI]; len(key) == 0 || !bytes.Equal(key, sa.EncKey) {
			t.Errorf("SPI %#x has another key at the other end", sa.SPI)
		}
	}
	snapshot := a.server.Snapshot()
	if len(snapshot.SAs) != 1 || snapshot.SAs[0].State != "QM_IDLE" || len(snapshot.Flows) != 1 || len(snapshot.Flows[0].Pairs) != 1 {
		t.Errorf("snapshot %+v", snapshot)
	}
	a.server.Shutdown()
	if wait(t, "line protocol", b.lines) {
		t.Error("the line is still up after the peer's DELETE")
	}
}
