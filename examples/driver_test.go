package examples_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/guest"
	"mainmode/datapath/tun"
	"mainmode/datapath/xfrm"
)

// driverTest is a router with a driver alone, and who is at its two sides.
type driverTest struct {
	*testing.T
	random   *rand.Rand
	ipv6     bool
	driver   datapath.Driver
	lan, wan *tap
}

// perRound is the packets of each direction.
const perRound = 150

// address is a random one of the site 1 or 2.
func (x *driverTest) address(site int) netip.Addr {
	host := pick(x.random, randomHosts)
	if x.ipv6 {
		return netip.MustParseAddr(fmt.Sprintf("2001:db8:%d::%x", site, host))
	}
	return netip.AddrFrom4([4]byte{10, byte(site), byte(host >> 8), byte(host)})
}

// boot has the driver do what a router with that configuration has it do, and
// then more.
func (x *driverTest) boot(text string, then func(r *compiler.Router) error) {
	x.Helper()
	n := newNetwork(x.T, "R:eth1 WAN:eth1", "R:eth2 LAN:eth1")
	n.run("WAN", "ip address add 192.0.2.2/24 dev eth1\nip address add 2001:db8:e::2/64 dev eth1 nodad")
	n.run("LAN", "ip address add 172.20.0.2/24 dev eth1\nip address add 2001:db8:f::2/64 dev eth1 nodad")
	x.lan, x.wan = newTap(n, "LAN", "R", "eth2"), newTap(n, "WAN", "R", "eth1")
	x.Cleanup(func() {
		if x.Failed() {
			x.Log(text)
		}
	})
	config, refused := compiler.Load("R.cfg", text, func() string { return "salt" })
	if len(refused) > 0 {
		x.Fatalf("refused: %v", refused)
	}
	r, _ := compiler.Compile(config, compiler.Env{Devices: []string{"eth1", "eth2"}})
	n.in("R", func() (err error) {
		if guest.Inside() {
			x.driver, err = xfrm.New()
		} else {
			x.driver, err = tun.New()
		}
		if err != nil {
			return err
		}
		x.Cleanup(func() {
			if err := x.driver.Close(); err != nil {
				x.Error(err)
			}
		})
		if err := x.driver.Set(r.Datapath()); err != nil || then == nil {
			return err
		}
		return then(r)
	})
}

// tap sends packets to a router's device, and gets those that the router sends
// by it.
type tap struct {
	n       *network
	relay   func(packet []byte)
	packets chan []byte
}

func newTap(n *network, node, router, device string) *tap {
	file := n.packets(node, "eth1")
	ours, theirs := n.hardware(node, "eth1"), n.hardware(router, device)
	t := &tap{n: n, packets: make(chan []byte, 4*perRound)}
	t.relay = func(p []byte) {
		kind := uint16(unix.ETH_P_IP)
		if p[0]>>4 == 6 {
			kind = unix.ETH_P_IPV6
		}
		frame := binary.BigEndian.AppendUint16(append(append([]byte(nil), theirs...), ours...), kind)
		_, _ = file.Write(append(frame, p...))
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 1<<16)
		for {
			size, err := file.Read(b)
			if err != nil {
				return
			}
			if p := b[14:size]; string(b[6:12]) == string(theirs) && !ownTalk(p) {
				t.packets <- append([]byte(nil), p...)
			}
		}
	}()
	n.t.Cleanup(func() {
		file.Close()
		<-done
	})
	return t
}

// ownTalk is what systems say of themselves: errors, and what no router
// forwards.
func ownTalk(p []byte) bool {
	switch p[0] >> 4 {
	case 4:
		const unreachable, redirect = 3, 5
		return p[9] == unix.IPPROTO_IGMP || p[9] == unix.IPPROTO_ICMP && (p[20] == unreachable || p[20] == redirect)
	case 6:
		const unreachable, firstNeighbour, lastListener = 1, 130, 143
		return p[6] == unix.IPPROTO_HOPOPTS || p[6] == unix.IPPROTO_ICMPV6 && (p[40] == unreachable || p[40] >= firstNeighbour && p[40] <= lastListener)
	}
	return true
}

func (t *tap) send(p []byte) { t.relay(p) }

// next is the next packet of the router.
func (t *tap) next(test *testing.T) []byte {
	test.Helper()
	select {
	case p := <-t.packets:
		return p
	case <-time.After(patience / 4):
		test.Fatal("no packet")
	}
	return nil
}

// passes awaits the packets with these numbers, and no others, from a tap. What
// a machine with several processors sends may overtake.
func (x *driverTest) passes(t *tap, numbers []int, describe func(id int) string) {
	x.Helper()
	missing := map[int]bool{}
	for _, id := range numbers {
		missing[id] = true
	}
	for len(missing) > 0 {
		id := packetID(t.next(x.T))
		if !missing[id] {
			x.Fatalf("%s came through", describe(id))
		}
		delete(missing, id)
	}
}
