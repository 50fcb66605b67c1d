package tun

import (
	"mainmode/datapath"
	"mainmode/datapath/gre"
)

// inClear reports whether GRE without protection may carry the packet.
func (o *outbound) inClear(c *carriage, f *flow) bool {
	d := c.state.delivery
	own := d != nil && f.protocol == protoGRE && f.source == d.local && f.destination == d.remote
	if d == nil || !o.tunnel.line.Up() || own {
		o.tunnel.sendErrors.Add(1)
		return false
	}
	c.delivery, c.fits = d, c.state.fits(nil, d.mtu())
	return true
}

// noteProtection tells the tunnel of a GRE packet that a crypto map protects
// how long its packets may be: no ICMP error could, without the system taking
// it to be about the path of ESP, too.
func (d *Driver) noteProtection(packet []byte, f *flow, fits int) {
	if f.protocol != protoGRE || f.transport == 0 {
		return
	}
	h, ok := gre.Parse(packet[f.transport:f.size])
	if !ok {
		return
	}
	if t := (*d.greTunnels.Load())[greKey{f.source, f.destination, h.Keyed, h.Key}]; t != nil {
		if way := t.state.Load().delivery; way != nil {
			way.protected.Store(int32(fits))
		}
	}
}

// gre puts the packet behind the headroom of b in GRE.
func (o *outbound) gre(c *carriage, b []byte, e envelope) {
	protocol := uint16(gre.TypeIPv4)
	if b[headroom]>>4 == 6 {
		protocol = gre.TypeIPv6
	}
	o.greOf(protocol, c, b, e)
}

// greOf puts what is behind the headroom of b, of that protocol, in GRE.
func (o *outbound) greOf(protocol uint16, c *carriage, b []byte, e envelope) {
	start := headroom - gre.HeaderLen(&c.state.GRE)
	gre.Put(b[start:], &c.state.GRE, protocol, o.tunnel.nextSequence(&c.state.GRE))
	o.deliver(c, b, start, e)
}

// deliver sends the GRE packet that begins at start. Before it is room for an
// IP header.
func (s *sender) deliver(c *carriage, b []byte, start int, e envelope) {
	sa := c.sa
	if sa == nil {
		s.clear(c.delivery, b[start:], e)
		return
	}
	if sa.Remote.Is4() {
		b = b[start-ipv4HeaderLen:]
		putIPv4(b, sa.Local, sa.Remote, !e.fragments, protoGRE, e.trafficClass, defaultTTL)
	} else {
		b = b[start-ipv6HeaderLen:]
		putIPv6(b, sa.Local, sa.Remote, protoGRE, e.trafficClass, defaultTTL)
	}
	s.protect(sa, b, e)
}

// nextSequence numbers the packets that the tunnel sends, from 0: RFC 2890,
// Section 2.2.
func (t *tunnel) nextSequence(g *datapath.GRE) uint32 {
	if !g.Sequence {
		return 0
	}
	return t.sent.Add(1) - 1
}
