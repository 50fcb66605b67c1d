package examples_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"mainmode/datapath/guest"
	"mainmode/datapath/rawsocket"
)

// sentry looks at every frame on a cable, and finds fault with each that is
// neither IPsec between the two ends nor what devices say to their neighbours.
type sentry struct {
	ends []netip.Addr
	esp  atomic.Int64

	mu     sync.Mutex
	faults []string
}

// watch posts a sentry at a cable, "R1:eth1 ISP:eth1", or at one end of it. It
// looks at what these devices send: where the kernel decrypts, what was inside comes in once more by
// the same device, but was never on the cable.
func (n *network) watch(cable string, ends ...string) *sentry {
	n.t.Helper()
	s := &sentry{}
	for _, e := range ends {
		s.ends = append(s.ends, netip.MustParseAddr(e))
	}
	for _, end := range strings.Fields(cable) {
		node, device, _ := strings.Cut(end, ":")
		file := n.packets(node, device)
		n.must(onlySent(file))
		done := make(chan struct{})
		go func() {
			defer close(done)
			frame := make([]byte, 1<<16)
			for {
				size, err := file.Read(frame)
				switch {
				case err == nil:
					s.look(frame[:size])
				case !errors.Is(err, unix.ENETDOWN):
					return
				}
			}
		}()
		n.t.Cleanup(func() {
			file.Close()
			<-done
		})
	}
	return s
}

// onlySent has a packet socket see only what its device sends.
func onlySent(file *os.File) error {
	return rawsocket.Filter(file, []bpf.Instruction{
		bpf.LoadExtension{Num: bpf.ExtType},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.PACKET_OUTGOING, SkipFalse: 1},
		bpf.RetConstant{Val: 1 << 16},
		bpf.RetConstant{},
	})
}

func (s *sentry) look(frame []byte) {
	const header = 14
	if len(frame) < header {
		return
	}
	kind, p := binary.BigEndian.Uint16(frame[12:]), frame[header:]
	why := ""
	switch kind {
	case unix.ETH_P_ARP:
	case unix.ETH_P_IP:
		why = s.ipv4(p)
	case unix.ETH_P_IPV6:
		why = s.ipv6(p)
	default:
		why = fmt.Sprintf("protocol %#x", kind)
	}
	if why == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) < 10 {
		s.faults = append(s.faults, why)
	}
}

func (s *sentry) ipv4(p []byte) string {
	source, destination := netip.AddrFrom4([4]byte(p[12:16])), netip.AddrFrom4([4]byte(p[16:20]))
	body := p[min(int(p[0]&15)*4, len(p)):]
	if binary.BigEndian.Uint16(p[6:])&0x1fff != 0 {
		body = nil // a fragment other than the first
	}
	return s.packet(source, destination, p[9], body)
}

func (s *sentry) ipv6(p []byte) string {
	source, destination := netip.AddrFrom16([16]byte(p[8:24])), netip.AddrFrom16([16]byte(p[24:40]))
	next, body := p[6], p[40:]
	if next == unix.IPPROTO_HOPOPTS { // multicast listener reports
		next, body = body[0], body[8*(1+int(body[1])):]
	}
	if next == unix.IPPROTO_FRAGMENT {
		later := binary.BigEndian.Uint16(body[2:])&^7 != 0
		next, body = body[0], body[8:]
		if later {
			body = nil
		}
	}
	// Neighbour discovery and listener reports, which no router forwards. One
	// that has just lost its address tries to, and quotes 254 hops in the error.
	if hops := p[7]; next == unix.IPPROTO_ICMPV6 && len(body) > 0 && (hops >= 254 && body[0] >= 133 && body[0] <= 136 ||
		hops == 1 && (body[0] >= 130 && body[0] <= 132 || body[0] == 143)) {
		return ""
	}
	return s.packet(source, destination, next, body)
}

// packet says what is wrong with a packet, "" if nothing is. body is nil where
// another fragment has it.
func (s *sentry) packet(source, destination netip.Addr, protocol byte, body []byte) string {
	fault := fmt.Sprintf("%s to %s, protocol %d, %d bytes", source, destination, protocol, len(body))
	isError := protocol == unix.IPPROTO_ICMP || protocol == unix.IPPROTO_ICMPV6 // which anybody on the way may send
	if !isError && (!slices.Contains(s.ends, source) || !slices.Contains(s.ends, destination)) {
		return fault
	}
	switch protocol {
	case unix.IPPROTO_ESP:
		s.esp.Add(1)
		return ""
	case unix.IPPROTO_UDP:
		if body == nil || len(body) >= 8 && (port(body, 0) == 500 || port(body, 2) == 500 || port(body, 0) == 4500 || port(body, 2) == 4500) {
			return ""
		}
	case unix.IPPROTO_ICMP:
		// An error that quotes what may pass.
		if len(body) >= 28 && (body[0] == 3 || body[0] == 11) && s.ipv4(body[8:]) == "" {
			return ""
		}
	case unix.IPPROTO_ICMPV6:
		if len(body) >= 48 && body[0] < 128 && s.ipv6(body[8:]) == "" {
			return ""
		}
	}
	if isError {
		fault += fmt.Sprintf(": % x", body[:min(len(body), 56)])
	}
	return fault
}

func port(b []byte, at int) uint16 { return binary.BigEndian.Uint16(b[at:]) }

// sees waits until so many packets have been ESP: what has arrived it may still
// have to read.
func (s *sentry) sees(t *testing.T, packets int64) {
	t.Helper()
	await(t, fmt.Sprintf("%d packets of ESP between %v", packets, s.ends), func() bool { return s.esp.Load() >= packets })
}

// silent fails the test if there was a fault.
func (s *sentry) silent(t *testing.T, when string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) > 0 {
		t.Errorf("%s: in clear: %q", when, s.faults)
		s.faults = nil
	}
}

// stream is datagrams that one host sends another all the time.
type stream struct {
	name           string
	sent, received atomic.Uint64 // numbers, the last of each
}

// streamInterval is the time between two datagrams. In a guest each costs much.
func streamInterval() time.Duration {
	if guest.Inside() {
		return 10 * time.Millisecond
	}
	return 2 * time.Millisecond
}

// stream starts one of datagrams with so many bytes of payload.
func (n *network) stream(from, source, to, destination string, size int) *stream {
	n.t.Helper()
	local, remote := netip.MustParseAddr(source), netip.AddrPortFrom(netip.MustParseAddr(destination), 5001)
	out, in := n.listenUDP(from, netip.AddrPortFrom(local, 0)), n.listenUDP(to, remote)
	s := &stream{name: source + " to " + destination}
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		b := make([]byte, size)
		every(streamInterval(), done, func() {
			binary.BigEndian.PutUint64(b, s.sent.Add(1))
			_, _ = out.WriteToUDPAddrPort(b, remote) // the way may be away
		})
	})
	wg.Go(func() {
		b := make([]byte, 1<<16)
		for {
			size, err := in.Read(b)
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil && size >= 8 {
				s.received.Store(binary.BigEndian.Uint64(b))
			}
		}
	})
	n.t.Cleanup(func() {
		close(done)
		out.Close()
		in.Close()
		wg.Wait()
	})
	return s
}

// every does the work at an interval until done is closed.
func every(interval time.Duration, done <-chan struct{}, work func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			work()
		}
	}
}

// flows waits until datagrams arrive that are sent from now on.
func flows(t *testing.T, streams ...*stream) {
	t.Helper()
	for _, s := range streams {
		now := s.sent.Load()
		await(t, "datagrams from "+s.name, func() bool { return s.received.Load() > now })
	}
}
