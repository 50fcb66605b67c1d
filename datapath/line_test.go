package datapath_test

import (
	"errors"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"mainmode/datapath"
)

// TestLine: the line of a tunnel follows IKE, that of GRE the route to the peer
// and the keepalives; both are down for a minute when that route leads into the
// tunnel.
func TestLine(t *testing.T) {
	const peer, itself, none = "eth0", "tunnel0", ""
	vti := datapath.TunnelInterface{
		Name: "Tunnel0", Device: itself, Local: netip.MustParseAddr("192.0.2.1"), Remote: netip.MustParseAddr("192.0.2.2"),
	}
	overGRE := vti
	overGRE.Encapsulation = datapath.InGRE
	steps := []struct {
		what   string
		tunnel *datapath.TunnelInterface
		asked  bool
		device string // to the peer, "": no route
		dead   bool
		wait   time.Duration
		up     bool
		told   []datapath.Event
	}{
		{"IKE has no SAs yet", &vti, false, peer, false, 0, false, nil},
		{"IKE has SAs", &vti, true, peer, false, 0, true, nil},
		{"a route comes that leads into it", &vti, true, itself, false, 0, false, []datapath.Event{datapath.RecursiveRoute{Interface: "Tunnel0", Found: true}}},
		{"the route went with the line", &vti, true, peer, false, 59 * time.Second, false, nil},
		{"a minute later", &vti, true, peer, false, time.Second, true, []datapath.Event{datapath.RecursiveRoute{Interface: "Tunnel0"}}},
		{"it becomes GRE, for which IKE has SAs too", &overGRE, true, peer, false, 0, true, nil},
		{"its keepalives are not answered", &overGRE, true, peer, true, 0, false, []datapath.Event{datapath.LineChange{Interface: "Tunnel0"}}},
		{"they are again", &overGRE, true, peer, false, 0, true, []datapath.Event{datapath.LineChange{Interface: "Tunnel0", Up: true}}},
		{"no route leads to the peer", &overGRE, true, none, false, 0, false, []datapath.Event{datapath.LineChange{Interface: "Tunnel0"}}},
	}
	synctest.Test(t, func(t *testing.T) {
		var line datapath.Line
		for _, step := range steps {
			time.Sleep(step.wait)
			if allowed := line.Ask(step.asked); step.tunnel == &vti {
				line.Set(allowed)
			}
			var told []datapath.Event
			emit := func(e datapath.Event) { told = append(told, e) }
			up := line.Want(step.tunnel, &datapath.Surroundings{
				RouteTo: func(*datapath.TunnelInterface) (string, error) {
					if step.device == none {
						return "", errors.New("no route")
					}
					return step.device, nil
				},
				Suspect: true, Dead: step.dead, Emit: emit,
			})
			if up != line.Up() {
				line.Set(up)
				line.Tell(step.tunnel, emit)
			}
			if up != step.up || !slices.Equal(told, step.told) {
				t.Errorf("%s: up is %v, told %v, want %v, %v", step.what, up, told, step.up, step.told)
			}
		}
	})
}

// TestMultipointLine: GRE to any number of routers is up as long as there is the
// address from which it leaves.
func TestMultipointLine(t *testing.T) {
	tunnel := &datapath.TunnelInterface{
		Name: "Tunnel0", Device: "Tu0", Encapsulation: datapath.InGRE, Local: netip.MustParseAddr("192.0.2.1"), Remote: netip.IPv4Unspecified(),
	}
	there := false
	s := &datapath.Surroundings{Source: func(*datapath.TunnelInterface) bool { return there }, Emit: func(datapath.Event) {}}
	var line datapath.Line
	for _, want := range []bool{false, true, false} {
		there = want
		if line.Want(tunnel, s) != want {
			t.Errorf("up: %t with an address: %t", !want, want)
		}
	}
	there, tunnel.Shutdown = true, true
	if line.Want(tunnel, s) {
		t.Error("up while it is shut down")
	}
}
