package examples_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// protectedGRE has the tunnel of a replayRouter be GRE, whose line does not wait
// for SAs.
const protectedGRE = `crypto ipsec transform-set TS esp-aes esp-sha-hmac
 mode transport
interface Tunnel0
 tunnel mode gre ip
`

// TestHeldAnswer has message 3 of quick mode be lost: what R1 sends by its new
// SAs overtakes it, and what R2 answers waits until it has come again.
func TestHeldAnswer(t *testing.T) {
	t.Parallel()
	n := newNetwork(t, "R1:eth1 M:eth1", "R2:eth1 M:eth2")
	relay := n.relay("M", "R1", "R2")
	quick := 0
	relay.judging(func(side int, frame []byte) bool {
		if side == 0 && isQuickMode(frame) {
			quick++
		}
		return side != 0 || quick != 2 || !isQuickMode(frame)
	})
	n.boot("R2", replayRouter(2, 1, "responder-only")+protectedGRE)
	r1 := n.boot("R1", replayRouter(1, 2, "no responder-only")+protectedGRE)
	if out := r1.exec("ping 10.0.0.2 repeat 5 timeout 60"); !strings.Contains(out, "Success rate is 100 percent (5/5)") {
		t.Errorf("answers are lost:\n%s", out)
	}
	relay.mu.Lock()
	defer relay.mu.Unlock()
	if quick < 3 {
		t.Errorf("R1 has sent %d messages of quick mode, and message 3 only once", quick)
	}
}

// isQuickMode reports whether a frame has a message of quick mode, RFC 2409,
// Section 5.5, over IPv4.
func isQuickMode(frame []byte) bool {
	const ip, udp, exchange, quickMode = 14, 14 + 20, 14 + 20 + 8 + 18, 32
	return len(frame) > exchange && binary.BigEndian.Uint16(frame[12:]) == unix.ETH_P_IP && frame[ip] == 0x45 && frame[ip+9] == unix.IPPROTO_UDP &&
		binary.BigEndian.Uint16(frame[udp+2:]) == 500 && frame[exchange] == quickMode
}
