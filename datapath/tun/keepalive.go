package tun

import (
	"time"

	"mainmode/datapath/gre"
)

// keepaliveSender sends keepalives and returns those of peers.
type keepaliveSender struct {
	sender
	buffer [headroom + gre.KeepaliveMax]byte
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
		c.delivery = state.delivery
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
	start := headroom
	b := gre.AppendKeepalive(s.buffer[:start], &state.GRE, state.Local.Unmap(), state.Remote.Unmap(), t.nextSequence(&state.GRE))
	s.send(t, state, b, start)
}

// reflect returns the GRE packet that was in a peer's keepalive.
func (s *keepaliveSender) reflect(t *tunnel, state *tunnelState, packet []byte) {
	if len(packet) > gre.ReplyMax {
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

// keepAlive sends the keepalives of all tunnels.
func (d *Driver) keepAlive() {
	ticker := time.NewTicker(gre.KeepaliveTick)
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
			if !state.delivers() || !t.keepalive.Due(now, &state.GRE) {
				continue
			}
			s.ask(t, state)
			if t.keepalive.Dead(&state.GRE) {
				d.changes.Note("")
			}
		}
		s.flush()
	}
}

// delivers reports whether keepalives can be sent: there are none over IPv6.
func (s *tunnelState) delivers() bool {
	return s.Local.Is4() && s.Remote.Is4() && !s.Multipoint() && !s.Shutdown
}
