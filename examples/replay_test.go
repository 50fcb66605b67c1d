package examples_test

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"testing"
	"time"

	"mainmode/datapath/guest"
)

// replayRouter has a tunnel that needs no traffic to come up; role is a line of
// its profile.
func replayRouter(number, peer int, role string) string {
	return fmt.Sprintf(`logging buffered debugging
crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 19
crypto isakmp key interop-lab-key address 192.0.2.%[2]d
crypto ipsec transform-set TS esp-aes esp-sha-hmac
crypto ipsec profile PRO
 set transform-set TS
 %[3]s
interface GigabitEthernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
interface Tunnel0
 ip address 10.0.0.%[1]d 255.255.255.0
 tunnel source GigabitEthernet0/0
 tunnel destination 192.0.2.%[2]d
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile PRO
`, number, peer, role)
}

// TestReplay has someone on the cable hold packets back and send them again. A
// packet that is late by less than the window is taken, once; one that is later
// is not. Two mainmodes number packets with 64 bits: it counts as one of the next
// 2^32, whose ICV is wrong (RFC 4303, Appendix A2.1). Without replay detection
// everything is taken.
func TestReplay(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 M:eth1", "R2:eth1 M:eth2")
	relay := n.relay("M", "R1", "R2")
	// One of them begins: two pairs, of which one goes, would change the counters.
	r1, r2 := n.boot("R1", replayRouter(1, 2, "responder-only")), n.boot("R2", replayRouter(2, 1, "no responder-only"))
	windows := []int{64, 128, 256, 512, 1024, 0}
	if guest.Inside() {
		windows = []int{64, 1024, 0}
	}
	for _, window := range windows {
		line := fmt.Sprintf("set security-association replay window-size %d", window)
		if window == 0 {
			line = "set security-association replay disable"
		}
		r2.configure("crypto ipsec profile PRO", line)
		r2.exec("clear crypto session")
		for _, r := range []*router{r1, r2} {
			r.await("show crypto session", "Session status: UP-ACTIVE")
		}
		x := &replayer{
			relay: relay, receiver: r2, frames: make(chan []byte, 64),
			conn: n.listenUDP("R1", netip.MustParseAddrPort("10.0.0.1:0")),
		}
		x.settle(t)
		x.test(t, window)
		x.conn.Close()
		if window == windows[0] {
			r2.await("show logging", "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=")
		}
	}
}

// replayer sends packets from R1 to R2 one by one.
type replayer struct {
	relay    *relay
	receiver *router
	frames   chan []byte // ESP from R1, as far as it is not let through
	conn     *net.UDPConn
}

// settle returns when a packet from R1 is one that R2 takes: R1 may still have
// the SAs that R2 has cleared, and may have packets that wait for new ones.
func (x *replayer) settle(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; {
		before := x.counters(t).decaps
		x.send(t)
		now := before
		for again := time.Now().Add(time.Second); now == before && time.Now().Before(again); time.Sleep(20 * time.Millisecond) {
			now = x.counters(t).decaps
		}
		if now == before+1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("R2 takes nothing from R1")
		}
	}
}

// send has R1 send a packet.
func (x *replayer) send(t *testing.T) {
	t.Helper()
	if _, err := x.conn.WriteToUDP([]byte("replay"), &net.UDPAddr{IP: net.IPv4(10, 0, 0, 2), Port: 9}); err != nil {
		t.Fatal(err)
	}
}

func (x *replayer) test(t *testing.T, window int) {
	x.relay.judging(func(side int, frame []byte) bool {
		if _, ok := espSequence(frame); !ok || side != 0 {
			return true
		}
		x.frames <- bytes.Clone(frame)
		return false
	})
	defer x.relay.judging(nil)
	reach := max(window, 64)
	before := x.counters(t)
	late := x.next(t)
	edge := x.next(t) // of the window once the last of what follows has come
	var last []byte
	for range reach - 1 {
		last = x.next(t)
		x.relay.send(1, last)
	}
	x.relay.send(1, edge)
	x.relay.send(1, late)
	x.relay.send(1, edge)
	x.relay.send(1, last)
	want := replayCounters{before.decaps + reach, before.replayed + 2, before.unverified + 1}
	if window == 0 {
		want = replayCounters{before.decaps + reach + 3, before.replayed, before.unverified}
	}
	var got replayCounters
	for deadline := time.Now().Add(patience); got != want; time.Sleep(20 * time.Millisecond) {
		if got = x.counters(t); time.Now().After(deadline) {
			t.Fatalf("window %d: %+v, want %+v", window, got, want)
		}
	}
}

// next is the next packet from R1.
func (x *replayer) next(t *testing.T) []byte {
	t.Helper()
	x.send(t)
	select {
	case f := <-x.frames:
		return f
	case <-time.After(patience):
		t.Fatal("R1 sends nothing")
	}
	return nil
}

type replayCounters struct{ decaps, replayed, unverified int }

var (
	decaps     = regexp.MustCompile(`#pkts decaps: (\d+)`)
	replayed   = regexp.MustCompile(`#pkts replay failed \(rcv\): (\d+)`)
	unverified = regexp.MustCompile(`#pkts verify failed: (\d+)`)
)

func (x *replayer) counters(t *testing.T) (c replayCounters) {
	t.Helper()
	out := x.receiver.exec("show crypto ipsec sa detail")
	for into, pattern := range map[*int]*regexp.Regexp{&c.decaps: decaps, &c.replayed: replayed, &c.unverified: unverified} {
		m := pattern.FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("no %v in\n%s", pattern, out)
		}
		*into, _ = strconv.Atoi(m[1])
	}
	return c
}
