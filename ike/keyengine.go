package ike

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
)

// The IPSEC key engine of IOS: it knows the crypto maps, asks phase 1 and
// phase 2 for the SAs that a map lacks, and hands out what they negotiated.

const (
	requestInterval = 30 * time.Second // between two requests for the same SA
	requestsInARow  = 2                // after so many a map without traffic gives up
	// yieldTime is how long a router that could start a negotiation waits for
	// the peer that is about to: two routers that both began at once would
	// end up with two pairs.
	yieldTime = time.Second
)

// cryptoMap is a Map and what runs for it.
type cryptoMap struct {
	e      *Engine
	config Map
	peer   int // index into config.Peers of the one in use
	root   uint32
	flows  []*flow
	lineUp bool
	ended  bool // replaced or removed
}

// flow is one selector of a map, with the SA pairs that protect it.
type flow struct {
	m        *cryptoMap
	selector datapath.Selector
	pairs    []*saPair // the newest first
	since    time.Time // the first of an unbroken row of pairs was created

	request *timer // pending until there is a pair
	count   int    // how often request fired in a row
	node    *quickMode
}

func (e *Engine) newCryptoMap(config Map) *cryptoMap {
	m := &cryptoMap{e: e, config: config}
	for _, s := range config.Selectors {
		m.flows = append(m.flows, &flow{m: m, selector: s})
	}
	return m
}

// ready reports whether SAs may be negotiated for the map.
func (m *cryptoMap) ready() bool {
	return !m.ended && m.config.AdministrateUp && m.e.config.Enabled && m.config.Local.IsValid() && len(m.config.Peers) > 0
}

// remote is the peer in use.
func (m *cryptoMap) remote() netip.Addr {
	if len(m.config.Peers) == 0 {
		return netip.Addr{}
	}
	return m.config.Peers[m.peer]
}

// start prints what IOS does when a map is put on an interface, and has a
// tunnel request its SAs.
func (m *cryptoMap) start() {
	if !m.ready() {
		return
	}
	m.root = m.e.handles.root()
	v6 := m.config.Local.Is6()
	if v6 {
		m.e.ipsecf("IPSEC(sa ident sadb root initialize created IPv6 ACL %%s) : %s-%d-%s-ACL-6-IPSECV6-ACL",
			m.config.Name, m.config.Sequence, m.config.Name)
	}
	m.e.ipsecf("IPSEC(recalculate_mtu) : reset sadb_root %X mtu to %d", m.root, m.config.PathMTU)
	for _, f := range m.flows {
		f.adjustMTU()
	}
	if m.config.Tunnel {
		for _, f := range m.flows {
			f.requestSA()
		}
	}
}

// adjustMTU prints how the path MTU of a new flow starts: from what the
// smallest Ethernet leaves behind an IPv6 header.
func (f *flow) adjustMTU() {
	e, c := f.m.e, &f.m.config
	if !e.debugging(DebugIPsec) || !c.Local.Is6() || c.PathMTU == 0 {
		return
	}
	const initial = 1500 - 40
	if c.PathMTU == initial {
		return
	}
	e.ipsecf("IPSEC(adjust_mtu) : adjusting ident ip mtu from %d to %d,\n%s", initial, c.PathMTU, f.identity())
	e.ipsecf("IPSEC(adjust_mtu): adjusting path mtu from %d to %d,\n%s", initial, c.PathMTU, f.identity())
}

// identity is the block that names a flow in the debugs.
func (f *flow) identity() string {
	return fmt.Sprintf("  (identity) local= %s:0, remote= %s:0,\n%s", ip(f.m.config.Local), ip(f.m.remote()), f.proxies())
}

func (f *flow) proxies() string { return proxies(f.selector) }

func proxies(s datapath.Selector) string {
	return fmt.Sprintf("    local_proxy= %s,\n    remote_proxy= %s",
		proxy(s.Local, s.Protocol, s.LocalPort), proxy(s.Remote, s.Protocol, s.RemotePort))
}

// acquire is told that a packet had no SA.
func (e *Engine) acquire(ev datapath.Acquire) {
	for _, m := range e.byPolicy[ev.Policy] {
		if !m.ready() || m.config.ResponderOnly {
			continue
		}
		for _, f := range m.flows {
			if f.covers(ev.Selector) {
				if len(f.pairs) == 0 && f.node == nil && !f.request.running() {
					f.requestSA()
				}
				return
			}
		}
	}
}

// covers reports whether a packet's selector lies within the flow.
func (f *flow) covers(s datapath.Selector) bool {
	return f.selector.Contains(s.Local.Addr(), s.Remote.Addr(), s.Protocol, s.LocalPort.First, s.RemotePort.First)
}

// requestSA asks for an SA pair, now and every 30 seconds until there is one.
func (f *flow) requestSA() {
	f.request.stop()
	if !f.m.ready() || f.m.config.ResponderOnly {
		return
	}
	f.m.e.ipsecf("IPSEC(sa_request): ,\n%s", f.keyMessage())
	f.request = f.m.e.after(requestInterval, f.requestFired)
	f.m.e.saRequest(f)
}

// requestSoon asks for an SA pair unless the peer brings one about first.
func (f *flow) requestSoon() {
	if f.m.ready() && !f.m.config.ResponderOnly {
		f.request.stop()
		f.request = f.m.e.after(yieldTime+f.m.e.jitter(yieldTime), f.requestSA)
	}
}

func (f *flow) requestFired() {
	e := f.m.e
	f.count++
	e.ipsecf("IPSEC(key_engine): request timer fired: count = %d,\n%s", f.count, f.identity())
	if f.count < requestsInARow {
		f.requestSA()
		return
	}
	f.count = 0
	if f.m.config.Tunnel {
		f.requestSA()
	}
}

// keyMessage is the block of an sa_request: what we would like best.
func (f *flow) keyMessage() string {
	c := &f.m.config
	var t TransformSet
	if len(c.TransformSets) > 0 {
		t = c.TransformSets[0]
	}
	return fmt.Sprintf("  (key eng. msg.) OUTBOUND local= %s:500, remote= %s:500,\n%s,\n"+
		"    protocol= ESP, transform= %s  (%s),\n    lifedur= %ds and %dkb,\n"+
		"    spi= 0x0(0), conn_id= 0, keysize= %d, flags= 0x0",
		ip(c.Local), ip(f.m.remote()), f.proxies(),
		plainName(t.Transform), t.Mode, int(c.Lifetime.Seconds()), c.LifetimeKB, keySize(t.Transform))
}

// plainName is the name of a transform in the IPSEC debugs, where the key
// length has its own field.
func plainName(t datapath.Transform) string {
	switch t.Cipher {
	case datapath.AESCBC:
		t.KeyBits = 128
	case datapath.AESGCM:
		t.KeyBits = 128
	}
	return t.String()
}

// keySize is what the IPSEC debugs print: only ciphers with a choice have one.
func keySize(t datapath.Transform) int { return t.KeyBits }

// saPair is what one quick mode negotiated: an inbound and an outbound SA.
type saPair struct {
	f            *flow
	in, out      datapath.SA // without keys
	initiator    bool
	pfs          dh.Group
	installed    time.Time
	expires      time.Time
	lifetime     time.Duration // what this router uses of the negotiated one
	lifetimeKB   uint64
	softly, hard *timer
	sending      bool // the outbound SA is installed
	replaced     bool // a rekey was asked for
}

// create makes a pair known and hands its inbound SA to the datapath, and with
// it the outbound one when both may be used. Keys go to the datapath only.
func (f *flow) create(p *saPair, both bool) {
	e := f.m.e
	p.f = f
	p.installed = e.now
	p.expires = e.now.Add(p.lifetime)
	e.saConnID++
	p.in.ConnID = e.saConnID
	e.saConnID++
	p.out.ConnID = e.saConnID
	e.pairs[p.in.ID()], e.pairs[p.out.ID()] = p, p
	if both {
		e.emit(InstallSA{SAs: []datapath.SA{p.in, p.out}})
		p.sending = true
	} else {
		e.emit(InstallSA{SAs: []datapath.SA{p.in}})
	}
	p.in.EncKey, p.in.AuthKey = nil, nil
	p.hard = e.after(p.lifetime, func() {
		e.ipsecf("IPSEC(lifetime_expiry): SA lifetime threshold reached, expiring in %d seconds", 0)
		e.deletePair(p, true)
	})
	p.softly = e.after(softLifetime(p.lifetime, p.initiator), p.rekey)
	if len(f.pairs) == 0 {
		f.since = e.now
	}
	f.pairs = slices.Insert(f.pairs, 0, p)
}

// enableOutbound hands the outbound SA to the datapath: from now on packets
// leave by it.
func (p *saPair) enableOutbound() {
	if !p.sending {
		p.sending = true
		p.f.m.e.emit(InstallSA{SAs: []datapath.SA{p.out}})
	}
	p.out.EncKey, p.out.AuthKey = nil, nil
}

// announce prints the pair as the key engine of IOS does and raises the line
// of its tunnel.
func (p *saPair) announce() {
	f := p.f
	e := f.m.e
	f.request.stop()
	f.count = 0
	if e.debugging(DebugIPsec) {
		e.ipsecf("IPSEC(crypto_ipsec_create_ipsec_sas): Map found %s", f.m.title())
		e.ipsecf("IPSEC(crypto_ipsec_sa_find_ident_head): reconnecting with the same proxies and peer %s", ip(p.in.Remote))
		e.ipsecf("IPSEC(create_sa): sa created,\n%s", p.describe(&p.in))
		e.ipsecf("IPSEC(create_sa): sa created,\n%s", p.describe(&p.out))
	}
	f.m.setLine()
}

// describe is the block of one SA in create_sa and delete_sa.
func (p *saPair) describe(sa *datapath.SA) string {
	dest := sa.Remote
	if sa.Direction == datapath.Inbound {
		dest = sa.Local
	}
	return fmt.Sprintf("  (sa) sa_dest= %s, sa_proto= 50,\n    sa_spi= %s,\n    sa_trans= %s , sa_conn_id= %d\n    sa_lifetime(k/sec)= (%d/%d)",
		ip(dest), spi(sa.SPI), plainName(sa.Transform), sa.ConnID, p.lifetimeKB, int(p.lifetime.Seconds()))
}

// title of a map in the debugs: a tunnel's sequence number says nothing.
func (m *cryptoMap) title() string {
	if m.config.Tunnel {
		return m.config.Name
	}
	return fmt.Sprintf("%s, %d", m.config.Name, m.config.Sequence)
}

// setLine has the line protocol of a tunnel follow its SAs.
func (m *cryptoMap) setLine() {
	if !m.config.Tunnel {
		return
	}
	up := slices.ContainsFunc(m.flows, func(f *flow) bool { return len(f.pairs) > 0 })
	if up != m.lineUp {
		m.lineUp = up
		m.e.emit(Line{Interface: m.config.Interface, Up: up})
	}
}

// softLifetime is when a pair is replaced: a tenth of the lifetime before its
// end, and not less than 30 seconds. Whoever responded waits a little longer,
// so that normally only one end starts.
func softLifetime(lifetime time.Duration, initiator bool) time.Duration {
	margin := max(lifetime/10, 30*time.Second)
	if !initiator {
		margin = margin * 2 / 3
	}
	return max(lifetime-margin, lifetime/2)
}

// localLifetime is the share of a negotiated lifetime that this router uses:
// the two ends, and the many SAs of one, shall not expire at once.
func (e *Engine) localLifetime(negotiated time.Duration) time.Duration {
	return (negotiated - e.jitter(negotiated/20)).Truncate(time.Second)
}

// rekey asks for a pair that will replace p.
func (p *saPair) rekey() {
	if p.replaced || p.f.node != nil || p.f.pairs[0] != p {
		return
	}
	p.replaced = true
	p.f.m.e.ipsecf("IPSEC(lifetime_expiry): SA lifetime threshold reached, expiring in %d seconds",
		int(p.expires.Sub(p.f.m.e.now).Seconds()))
	p.f.requestSA()
}

// volumeExpired is told that an SA of p has carried its lifetime in bytes.
func (p *saPair) volumeExpired(hard bool) {
	if hard {
		p.f.m.e.deletePair(p, true)
	} else {
		p.rekey()
	}
}

// deletePair removes both SAs of a pair, and tells the peer when notify is
// set. A tunnel without SAs asks for new ones.
func (e *Engine) deletePair(p *saPair, notify bool) {
	f := p.f
	i := slices.Index(f.pairs, p)
	if i < 0 {
		return
	}
	f.pairs = slices.Delete(f.pairs, i, i+1)
	p.softly.stop()
	p.hard.stop()
	delete(e.pairs, p.in.ID())
	delete(e.pairs, p.out.ID())
	delete(e.spis, p.in.SPI)
	if e.debugging(DebugIPsec) {
		e.ipsecf("IPSEC(delete_sa): deleting SA,\n%s,\n%s", p.describe(&p.in), f.identity())
		e.ipsecf("IPSEC(delete_sa): deleting SA,\n%s,\n%s", p.describe(&p.out), f.identity())
	}
	if notify {
		e.sendDeleteESP(p)
	}
	e.emit(DeleteSA{IDs: []datapath.SAID{p.in.ID(), p.out.ID()}})
	if len(f.pairs) == 0 {
		f.since = time.Time{}
		f.m.setLine()
		if f.m.config.Tunnel && !f.request.running() {
			f.requestSoon()
		}
	}
}

// end removes all that runs for a map.
func (m *cryptoMap) end() {
	m.ended = true
	m.stop()
}

// stop deletes the SAs of a map, which stays.
func (m *cryptoMap) stop() {
	for _, f := range m.flows {
		f.stop()
	}
	m.setLine()
}

// stop forgets what a flow asked for and deletes its SAs.
func (f *flow) stop() {
	f.request.stop()
	f.count = 0
	if f.node != nil {
		f.node.abandon("Delete Larval")
	}
	for len(f.pairs) > 0 {
		f.m.e.deletePair(f.pairs[0], true)
	}
	f.request.stop()
}
