package ike

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mainmode/datapath"
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
	// failures counts the peers in a row that did not answer.
	failures int
	root     uint32
	flows    []*flow
	lineUp   bool
	ended    bool // replaced or removed

	template *cryptoMap // of an instance: what it was made from
	client   *phase1    // of an instance: its newest ISAKMP SA
}

// flow is one selector of a map, with the SA pairs that protect it.
type flow struct {
	m        *cryptoMap
	selector datapath.Selector
	policy   string    // the datapath's name for what protects the selector
	within   *flow     // of the line that covers it, when the peer asked for less
	pairs    []*saPair // the newest first
	since    time.Time // the first of an unbroken row of pairs was created

	request *timer // pending until there is a pair
	hurried bool   // the next packet asks, though request is pending
	count   int    // how often request fired in a row
	node    *quickMode
}

func (e *Engine) newCryptoMap(config Map) *cryptoMap {
	m := &cryptoMap{e: e, config: config}
	for _, s := range config.Selectors {
		m.flows = append(m.flows, &flow{m: m, selector: s, policy: config.Policy(s)})
	}
	return m
}

// enabled reports whether the map is on an interface that is up.
func (m *cryptoMap) enabled() bool {
	return !m.ended && m.config.AdministrateUp && m.e.config.Enabled
}

// ready reports whether SAs may be negotiated for the map.
func (m *cryptoMap) ready() bool {
	return m.enabled() && m.config.Local.IsValid() && len(m.config.Peers) > 0
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
		if !m.ready() || m.config.ResponderOnly || m.open() {
			continue
		}
		for _, f := range m.flows {
			if f.policy == ev.Policy && f.covers(ev.Selector) {
				f.requestForPacket()
				return
			}
		}
	}
	for _, m := range e.byPolicy[ev.Policy] {
		if m.config.Multipoint && m.enabled() && !m.config.ResponderOnly && m.reaches(ev.Selector) {
			m.reach(ev.Selector.Remote.Addr())
			return
		}
	}
}

// requestForPacket asks for an SA pair unless there is one, or it has been asked
// for.
func (f *flow) requestForPacket() {
	if len(f.pairs) == 0 && f.node == nil && (f.hurried || !f.request.running()) {
		f.requestSA()
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
	f.m.e.about = f.m.remote()
	f.m.e.keyEnginef("IPSEC(sa_request): ,\n%s", f.keyMessage())
	f.request = f.m.e.after(requestInterval, f.requestFired)
	f.hurried = false
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
		return
	}
	f.m.reap()
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
		typedName(t.Transform), t.Mode, int(c.Lifetime.Seconds()), c.LifetimeKB, keySize(t.Transform))
}

// typedName is the name of a transform in the IPSEC debugs: as it is typed, where
// show commands have "esp-256-aes".
func typedName(t datapath.Transform) string {
	const shortest = 128 // is not said
	bits := t.KeyBits
	if t.Cipher != datapath.AESCBC || bits == shortest {
		return t.String()
	}
	t.KeyBits = shortest
	cipher, rest, _ := strings.Cut(t.String(), " ")
	return strings.TrimSuffix(fmt.Sprintf("%s %d %s", cipher, bits, rest), " ")
}

// proxyMatch prints that the key engine looks for the entry of a crypto map
// that a selector belongs to.
func (e *Engine) proxyMatch(s datapath.Selector, protocol int) {
	e.ipsecf("Crypto mapdb : proxy_match\n        src addr     : %s\n        dst addr     : %s\n"+
		"        protocol     : %d\n        src port     : %d\n        dst port     : %d",
		ip(s.Local.Addr()), ip(s.Remote.Addr()), protocol, s.LocalPort.First, s.RemotePort.First)
}

// anyProtocol is the number by which the key engine knows a selector of every
// protocol.
const anyProtocol = 256

// keySize is what the IPSEC debugs print: only ciphers with a choice have one.
func keySize(t datapath.Transform) int { return t.KeyBits }

// title of a map in the debugs: a tunnel's sequence number says nothing.
func (m *cryptoMap) title() string {
	if m.config.Tunnel {
		return m.config.Name
	}
	return fmt.Sprintf("%s, %d", m.config.Name, m.config.Sequence)
}

// setLine has the line protocol of a tunnel follow its SAs.
func (m *cryptoMap) setLine() {
	if m.template != nil {
		m.template.setLine()
		return
	}
	if !m.config.Tunnel || m.config.GRE {
		return
	}
	up := m.clonesUp() || slices.ContainsFunc(m.flows, func(f *flow) bool { return len(f.pairs) > 0 })
	if up != m.lineUp {
		m.lineUp = up
		m.e.emit(Line{Interface: m.config.Interface, Up: up})
	}
}

// end removes all that runs for a map.
func (m *cryptoMap) end() {
	m.ended = true
	m.endClones()
	m.stop()
	m.reap()
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
		f.m.e.deletePair(f.pairs[0], true, operatorRequest)
	}
	f.request.stop()
}
