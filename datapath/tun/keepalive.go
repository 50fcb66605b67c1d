package tun

import (
	"sync"
	"time"

	"mainmode/datapath"
)

// A keepalive of IOS is a GRE packet to the peer with another one inside that
// is addressed back to the sender:
//
//	IP A to B | GRE | IP B to A | GRE, protocol type 0
//
// The peer does what it does with every packet, and the inner one returns: B
// needs not know keepalives.

// keepalives is the state of a tunnel's keepalives.
type keepalives struct {
	mu     sync.Mutex
	next   time.Time
	missed int // sent since the last answer
}

// due reports whether a keepalive is to be sent now, and counts it.
func (k *keepalives) due(now time.Time, g *datapath.GRE) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if g.Keepalive == 0 {
		k.next, k.missed = time.Time{}, 0
		return false
	}
	if now.Before(k.next.Add(-keepaliveTick / 2)) {
		return false // the ticker is not exact either
	}
	k.next = now.Add(g.Keepalive)
	k.missed++
	return true
}

// dead reports whether too many keepalives had no answer.
func (k *keepalives) dead(g *datapath.GRE) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return g.Keepalive > 0 && k.missed > g.Retries
}

func (k *keepalives) answered(d *Driver) {
	k.mu.Lock()
	was := k.missed
	k.missed = 0
	k.mu.Unlock()
	if was > 1 {
		wake(d.routing) // the line may come up
	}
}

// keepaliveSender sends keepalives and returns those of peers.
type keepaliveSender struct {
	sender
	buffer [headroom + ipv4HeaderLen + greHeaderMax]byte
}

// newKeepaliveSender has no memory for packets before the first.
func newKeepaliveSender(d *Driver) *keepaliveSender {
	return &keepaliveSender{sender: sender{driver: d}}
}

// carriage of a packet that the router itself sends through a tunnel; ok is
// false if there is no SA to protect it.
func (t *tunnel) carriage(state *tunnelState) (c carriage, ok bool) {
	c.state = state
	if state.policy == nil {
		return c, state.delivery != nil
	}
	c.sa = state.policy.sender(&state.outer)
	return c, c.sa != nil && state.outer.within(&c.sa.Selector) && !c.sa.expired()
}

// send one packet that begins at start of b, behind room for an IP header.
func (s *keepaliveSender) send(t *tunnel, state *tunnelState, b []byte, start int) {
	c, ok := t.carriage(state)
	if !ok {
		return
	}
	if s.box == nil {
		s.box = newOutbox()
	}
	s.deliver(&c, b, start, envelope{ttl: state.TTL, fragments: true})
}

// ask sends a keepalive.
func (s *keepaliveSender) ask(t *tunnel, state *tunnelState) {
	reply := datapath.GRE{Keyed: state.GRE.Keyed, Key: state.GRE.Key, Checksum: state.GRE.Checksum}
	inner := ipv4HeaderLen + greHeaderLen(&reply)
	b := s.buffer[:headroom+inner]
	putGRE(b[headroom+ipv4HeaderLen:], &reply, greKeepalive, 0)
	putIPv4(b[headroom:], state.Remote.Unmap(), state.Local.Unmap(), false, protoGRE, 0, defaultTTL)
	start := headroom - greHeaderLen(&state.GRE)
	putGRE(b[start:], &state.GRE, etherIPv4, t.nextSequence(&state.GRE))
	s.send(t, state, b, start)
}

// reflect returns the GRE packet that was in a peer's keepalive.
func (s *keepaliveSender) reflect(t *tunnel, state *tunnelState, packet []byte) {
	if len(packet) > ipv4HeaderLen+greHeaderMax {
		return // IOS sends nothing behind the header
	}
	n := copy(s.buffer[headroom:], packet)
	s.send(t, state, s.buffer[:headroom+n], headroom)
}

// flush sends what waits.
func (s *keepaliveSender) flush() {
	if s.box != nil {
		s.sender.flush()
	}
}

// keepaliveTick is how exactly keepalives keep their time.
const keepaliveTick = time.Second

// keepAlive sends the keepalives of all tunnels.
func (d *Driver) keepAlive() {
	ticker := time.NewTicker(keepaliveTick)
	defer ticker.Stop()
	s := newKeepaliveSender(d)
	for {
		select {
		case <-ticker.C:
		case <-d.done:
			return
		}
		now := time.Now()
		for _, t := range *d.greTunnels.Load() {
			state := t.state.Load()
			if !state.delivers() || !t.keepalive.due(now, &state.GRE) {
				continue
			}
			s.ask(t, state)
			if t.keepalive.dead(&state.GRE) {
				wake(d.routing)
			}
		}
		s.flush()
	}
}

// delivers reports whether keepalives can be sent: there are none over IPv6.
func (s *tunnelState) delivers() bool { return s.Local.Is4() && s.Remote.Is4() && !s.Shutdown }
