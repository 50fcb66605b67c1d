package host

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// TestForks: no route of IPv6 is added where it parts from one that is there,
// for which the system would lose sight of the latter. The kernel is asked for
// what it tells everyone.
func TestForks(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	events := make(chan netlink.RouteUpdate, 10000)
	done := make(chan struct{})
	defer close(done)
	if err := ns.Do(func() error { return netlink.RouteSubscribe(events, done) }); err != nil {
		t.Fatal(err)
	}
	next := netip.MustParseAddr("2001:db8::8")
	always := []datapath.Route{{Prefix: netip.MustParsePrefix("::/0"), NextHop: next, Distance: 1}}
	random := rand.New(rand.NewPCG(1, 2))
	present := map[netip.Prefix]int{}
	added, staged := 0, 0
	for round := range 20 {
		c := Config{Routes: slices.Clone(always), Devices: []Device{{
			Name: "eth1", Interface: "Ethernet0/0", Up: true, Multiaccess: true,
			Addresses: prefixes("192.0.2.1/24", "2001:db8::1/64"),
		}}}
		for range random.IntN(20) {
			site := [16]byte{0x20, 0x01, 0x0d, 0xb8, 0, byte(random.IntN(8)), byte(random.IntN(4) << 6), byte(random.IntN(4))}
			p := netip.PrefixFrom(netip.AddrFrom16(site), 40+random.IntN(25)).Masked()
			c.Routes = append(c.Routes, datapath.Route{Prefix: p, NextHop: next, Distance: 1})
		}
		if round%2 == 1 {
			c.Devices = append(c.Devices, Device{
				Name: "eth2", Interface: "Ethernet0/1", Up: true, Multiaccess: true, Addresses: prefixes("2001:db8:5::1/64"),
			})
		}
		if err := ns.Do(func() error { return h.Set(c) }); err != nil {
			t.Fatal(err)
		}
		mark := netip.MustParsePrefix("198.51.100.0/24") // the last change of the round
		c.Routes = append(c.Routes, datapath.Route{Prefix: mark, NextHop: netip.MustParseAddr("192.0.2.8"), Distance: uint8(1 + round)})
		if err := ns.Do(func() error { return h.Set(c) }); err != nil {
			t.Fatal(err)
		}
		want := map[netip.Prefix]bool{}
		for _, r := range c.Routes {
			want[r.Prefix] = true
		}
		for _, d := range c.Devices {
			for _, a := range d.Addresses {
				want[a.Masked()] = true
			}
		}
		for last := false; !last; {
			select {
			case e := <-events:
				p := keyOf(&e.Route).prefix
				last = e.Type == unix.RTM_NEWROUTE && p == mark && e.Route.Priority == 1+round
				if p.Addr().Is4() || e.Route.Table != unix.RT_TABLE_MAIN {
					continue
				}
				if e.Type == unix.RTM_DELROUTE {
					if present[p]--; present[p] == 0 {
						delete(present, p)
					}
					continue
				}
				if e.Route.Protocol == Protocol && present[p] == 0 {
					if added++; !want[p] {
						staged++
					}
					if q, parts := partsFrom(p, present); parts && present[always[0].Prefix] > 0 {
						t.Errorf("round %d: %s parts from %s", round, p, q)
					}
				}
				present[p]++
			case <-time.After(10 * time.Second):
				t.Fatalf("round %d has no end", round)
			}
		}
	}
	if added < 100 || staged < 20 {
		t.Errorf("%d routes were added, %d of them at forks", added, staged)
	}
	for _, r := range ownRoutes(t, h) {
		if p := keyOf(&r).prefix; p.Addr().Is6() && present[p] == 0 {
			t.Errorf("%s is there and was not told of", p)
		}
	}
}

// partsFrom finds a network of which p shares more than of any that contains it.
func partsFrom(p netip.Prefix, present map[netip.Prefix]int) (netip.Prefix, bool) {
	shared := func(q netip.Prefix) int {
		n := min(p.Bits(), q.Bits())
		for netip.PrefixFrom(p.Addr(), n).Masked() != netip.PrefixFrom(q.Addr(), n).Masked() {
			n--
		}
		return n
	}
	var from netip.Prefix
	most, within := -1, -1
	for q := range present {
		if n := shared(q); n > most {
			from, most = q, n
		}
		if q.Contains(p.Addr()) && q.Bits() < p.Bits() {
			within = max(within, q.Bits())
		}
	}
	return from, most > within && most < p.Bits() && most > 0
}
