package ike

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// The numbers by which IOS says why the key engine refused a proposal.
const (
	codeProxies   = 32
	codeTransform = 256
	codePFS       = 1024
)

// refusal says that a phase 2 proposal is not chosen.
type refusal struct{ code int }

func (r *refusal) Error() string { return fmt.Sprintf("proposal refused with error %d", r.code) }

// proposal is what both ends agreed on in phase 2.
type proposal struct {
	attributes isakmp.Phase2
	transform  datapath.Transform
	mode       datapath.Mode
	udp        bool
	seconds    uint64
	kilobytes  uint64
}

// espTransform is the transform ID and the attributes of a transform.
func espTransform(t datapath.Transform) (id isakmp.ESPTransform, auth isakmp.AuthAlgorithm) {
	switch t.Cipher {
	case datapath.Null:
		id = isakmp.ESP_NULL
	case datapath.DES:
		id = isakmp.ESP_DES
	case datapath.TripleDES:
		id = isakmp.ESP_3DES
	case datapath.AESCBC:
		id = isakmp.ESP_AES
	case datapath.AESGCM:
		id = isakmp.ESP_GCM
	}
	switch t.Integrity {
	case datapath.HMACMD5:
		auth = isakmp.HMAC_MD5
	case datapath.HMACSHA1:
		auth = isakmp.HMAC_SHA
	case datapath.HMACSHA256:
		auth = isakmp.HMAC_SHA256
	case datapath.HMACSHA384:
		auth = isakmp.HMAC_SHA384
	case datapath.HMACSHA512:
		auth = isakmp.HMAC_SHA512
	}
	return id, auth
}

// proposals is what the map offers: one proposal a transform set, in order.
// Behind those of transport mode comes the same in tunnel mode, to which IOS
// falls back when the peer does not want transport mode.
func (m *cryptoMap) proposals(number uint32, sa *phase1) []isakmp.Proposal {
	var all []isakmp.Proposal
	add := func(t datapath.Transform, mode datapath.Mode) {
		id, auth := espTransform(t)
		attributes := isakmp.Phase2{
			Encapsulation: sa.natt.encapsulation(mode),
			Seconds:       uint64(m.config.Lifetime / time.Second), Kilobytes: m.config.LifetimeKB,
			Auth: auth, KeyBits: t.KeyBits, Group: uint16(m.config.PFS),
			ESN: sa.ours && m.extends(t),
		}
		p := isakmp.Proposal{
			Number: uint8(len(all) + 1), Protocol: isakmp.ProtocolESP, SPI: binary.BigEndian.AppendUint32(nil, number),
			Transforms: []isakmp.Transform{{Number: 1, ID: uint8(id), Attributes: attributes.Attributes()}},
		}
		if attributes.ESN { // of which the peer may not want to know
			attributes.ESN = false
			p.Transforms = append(p.Transforms, isakmp.Transform{Number: 2, ID: uint8(id), Attributes: attributes.Attributes()})
		}
		all = append(all, p)
	}
	for _, set := range m.config.TransformSets {
		add(set.Transform, set.Mode)
	}
	for _, set := range m.config.TransformSets {
		if set.Mode == datapath.Transport {
			add(set.Transform, datapath.Tunnel)
		}
	}
	return all
}

// takeChoice checks that message 2 holds one of the proposals that we made.
// Some Cisco routers do not return its number.
func (n *quickMode) takeChoice(reply *isakmp.SA) error {
	if len(reply.Proposals) != 1 || len(reply.Proposals[0].Transforms) != 1 {
		return &refusal{codeTransform}
	}
	p := &reply.Proposals[0]
	t := &p.Transforms[0]
	a, ok := n.inspect(p, t)
	if !ok || p.Protocol != isakmp.ProtocolESP || !n.takeSPI(p) {
		return &refusal{codeTransform}
	}
	n.validate(a)
	n.search(n.f.m.config.Tunnel)
	sets := n.f.m.offering(n.sa, n.selector).offeredSets()
	for i := range n.offer {
		for j := range n.offer[i].Transforms {
			ours, _ := isakmp.ParsePhase2(&n.offer[i].Transforms[j])
			if n.offer[i].Transforms[j].ID == t.ID && ours.Encapsulation == a.Encapsulation && ours.Auth == a.Auth &&
				ours.KeyBits == a.KeyBits && ours.Group == a.Group && ours.ESN == a.ESN {
				n.agree(a, sets[i])
				n.accepted()
				return nil
			}
		}
	}
	return &refusal{codeTransform}
}

// offering is the map as it negotiates for a selector: transport mode is for
// packets between the peers themselves, those of others need tunnel mode. The
// map of a tunnel knows already.
func (m *cryptoMap) offering(sa *phase1, s datapath.Selector) *cryptoMap {
	host := func(p netip.Prefix, a netip.Addr) bool { return p.IsSingleIP() && p.Addr() == a }
	if m.config.Sequence == TunnelSequence || host(s.Local, sa.local.Addr()) && host(s.Remote, sa.remote.Addr()) {
		return m
	}
	tunnel := *m
	tunnel.config.TransformSets = slices.Clone(m.config.TransformSets)
	for i := range tunnel.config.TransformSets {
		tunnel.config.TransformSets[i].Mode = datapath.Tunnel
	}
	return &tunnel
}

// offeredSets is the transform sets in the order of proposals.
func (m *cryptoMap) offeredSets() []TransformSet {
	sets := append([]TransformSet(nil), m.config.TransformSets...)
	for _, set := range m.config.TransformSets {
		if set.Mode == datapath.Transport {
			set.Mode = datapath.Tunnel
			sets = append(sets, set)
		}
	}
	return sets
}

// agree notes what was agreed on. The shorter lifetimes count.
func (n *quickMode) agree(a isakmp.Phase2, set TransformSet) {
	n.chosen = proposal{
		attributes: a, transform: set.Transform, mode: set.Mode, udp: n.sa.natt.found(),
	}
	n.limit(a.Seconds, a.Kilobytes)
}

// limit has an SA pair live no longer than the peer wants, and than we want.
func (n *quickMode) limit(seconds, kilobytes uint64) {
	c := &n.f.m.config
	own := uint64(c.Lifetime / time.Second)
	if own == 0 {
		own = 28800 // RFC 2407, Section 4.5: the default
	}
	// A peer may not have us negotiate all the time.
	seconds = shorter(seconds, own)
	n.chosen.seconds = max(seconds, min(own, leastSeconds))
	n.chosen.kilobytes = min(shorter(kilobytes, c.LifetimeKB), mostKilobytes)
	if n.chosen.kilobytes != 0 {
		n.chosen.kilobytes = max(n.chosen.kilobytes, leastKilobytes)
	}
}

const (
	leastSeconds   = 60
	leastKilobytes = 2560
	mostKilobytes  = 1 << 40
)

// shorter is the lower of two limits of which 0 is none.
func shorter(a, b uint64) uint64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// choose picks a proposal of message 1: the peer's first that one of our
// transform sets is.
func (n *quickMode) choose(offer *isakmp.SA, ids []*isakmp.Identification) error {
	e := n.sa.e
	selector, readable := n.clientSelector(ids)
	n.takeOriginal()
	var entries []candidate
	if readable {
		entries = e.candidates(n.sa, selector)
		if translated := n.original.translate(n.sa, selector); len(entries) == 0 && translated != selector {
			entries, selector = e.candidates(n.sa, translated), translated
		}
	}
	for i := range offer.Proposals {
		p := &offer.Proposals[i]
		if p.Protocol != isakmp.ProtocolESP || bundled(offer, i) || !n.takeSPI(p) {
			n.sa.debugf("Checking IPSec proposal %d", p.Number)
			n.sa.errorf(" protocol %s is not supported here", p.Protocol)
			continue
		}
		transforms := oneOfTwins(p.Transforms, extends(entries))
		for j := range transforms {
			t := &transforms[j]
			a, ok := n.inspect(p, t)
			if !ok {
				continue
			}
			n.selector = selector
			n.validate(a)
			n.search(e.tunnelTo(n.sa, entries))
			set, code := n.supports(entries, t, a)
			if code != 0 {
				n.sa.errorf(" IPSec policy invalidated proposal with error %d", code)
				continue
			}
			n.agree(a, set)
			n.accepted()
			n.reply = &isakmp.SA{Proposals: []isakmp.Proposal{{
				Number: p.Number, Protocol: p.Protocol, Transforms: []isakmp.Transform{*t},
			}}}
			return nil
		}
	}
	return &refusal{}
}

// bundled reports whether proposal i is one of several with its number: they
// would all have to be applied, RFC 2408, Section 4.2.
func bundled(sa *isakmp.SA, i int) bool {
	for j := range sa.Proposals {
		if j != i && sa.Proposals[j].Number == sa.Proposals[i].Number {
			return true
		}
	}
	return false
}

// takeSPI notes by which SPI the peer wants our packets, if it may have it: none
// that RFC 4303, Section 2.1, reserves, and none of another peer behind the same
// NAT, whose SA would be lost to it.
func (n *quickMode) takeSPI(p *isakmp.Proposal) bool {
	if len(p.SPI) != 4 {
		return false
	}
	n.peerSPI = binary.BigEndian.Uint32(p.SPI)
	other := n.sa.e.pairs[datapath.SAID{Direction: datapath.Outbound, Remote: n.sa.remote.Addr(), SPI: n.peerSPI}]
	return n.peerSPI >= 256 && (other == nil || n.sa.owns(other))
}

// supports returns the transform set that a transform is, of the first entry
// that has it, or the code of the error with which IOS refuses it.
func (n *quickMode) supports(entries []candidate, t *isakmp.Transform, a isakmp.Phase2) (TransformSet, int) {
	e := n.sa.e
	if len(entries) == 0 {
		e.ipsecErrorf("map_db_find_best did not find matching map")
		e.ipsecErrorf("IPSEC(ipsec_process_proposal): proxy identities not supported")
		return TransformSet{}, codeProxies
	}
	refused := codeTransform
	for _, entry := range entries {
		set, code := entry.m.offering(n.sa, n.selector).accepts(&n.sa.natt, t, a)
		if code == 0 {
			n.f = entry.flow(n.sa, n.selector)
			return set, 0
		}
		if code == codePFS {
			refused = code
		}
	}
	if refused == codeTransform && e.debugging(DebugIPsec) {
		e.ipsecErrorf("IPSEC(ipsec_process_proposal): transform proposal not supported for identity:\n    {%s }", describeTransform(t, a))
	}
	return TransformSet{}, refused
}

// accepts returns the transform set of the map that a transform is.
func (m *cryptoMap) accepts(natt *natTraversal, t *isakmp.Transform, a isakmp.Phase2) (TransformSet, int) {
	for _, set := range m.config.TransformSets {
		id, auth := espTransform(set.Transform)
		if t.ID != uint8(id) || a.Auth != auth || keyBits(id, a.KeyBits) != set.Transform.KeyBits || a.ESN && !m.extends(set.Transform) {
			continue
		}
		for _, mode := range []datapath.Mode{set.Mode, datapath.Tunnel} {
			if a.Encapsulation == natt.encapsulation(mode) {
				if !acceptsGroup(m.config.PFS, dh.Group(a.Group)) {
					return TransformSet{}, codePFS
				}
				set.Mode = mode
				return set, 0
			}
		}
	}
	return TransformSet{}, codeTransform
}

// keyBits fills in what a peer may leave out: AES without a length has 128 bits.
func keyBits(id isakmp.ESPTransform, bits int) int {
	if id == isakmp.ESP_AES && bits == 0 {
		return 128
	}
	return bits
}

// acceptsGroup reports whether PFS with the peer's group is as strong as ours.
func acceptsGroup(ours, theirs dh.Group) bool {
	switch {
	case theirs == ours:
		return true
	case theirs == 0 || !dh.Supported(theirs):
		return false
	case ours == 0:
		return true
	}
	curve := func(g dh.Group) bool { return g.SharedLen() != g.PublicLen() }
	return curve(ours) == curve(theirs) && theirs.Bits() >= ours.Bits()
}

// describeTransform is what the peer offered in the words of a transform set.
func describeTransform(t *isakmp.Transform, a isakmp.Phase2) string {
	d := datapath.Transform{KeyBits: a.KeyBits}
	switch isakmp.ESPTransform(t.ID) {
	case isakmp.ESP_NULL:
		d.Cipher = datapath.Null
	case isakmp.ESP_DES:
		d.Cipher = datapath.DES
	case isakmp.ESP_3DES:
		d.Cipher = datapath.TripleDES
	case isakmp.ESP_AES:
		d.Cipher = datapath.AESCBC
	case isakmp.ESP_GCM:
		d.Cipher = datapath.AESGCM
	default:
		return isakmp.ESPTransform(t.ID).String()
	}
	switch a.Auth {
	case isakmp.HMAC_MD5:
		d.Integrity = datapath.HMACMD5
	case isakmp.HMAC_SHA:
		d.Integrity = datapath.HMACSHA1
	case isakmp.HMAC_SHA256:
		d.Integrity = datapath.HMACSHA256
	case isakmp.HMAC_SHA384:
		d.Integrity = datapath.HMACSHA384
	case isakmp.HMAC_SHA512:
		d.Integrity = datapath.HMACSHA512
	}
	return d.String()
}

// inspect prints a transform and reads its attributes.
func (n *quickMode) inspect(p *isakmp.Proposal, t *isakmp.Transform) (isakmp.Phase2, bool) {
	sa := n.sa
	sa.debugf("Checking IPSec proposal %d", p.Number)
	if sa.e.debugging(DebugISAKMP) {
		sa.e.isakmpf("ISAKMP: transform %d, %s", t.Number, isakmp.ESPTransform(t.ID))
		sa.e.isakmpf("ISAKMP:   attributes in transform:")
		for _, a := range t.Attributes {
			if a.Type == isakmp.IPsecESN {
				continue // of which IOS knows nothing to print
			}
			sa.e.isakmpf("ISAKMP:      %s", phase2Attribute(a))
		}
	}
	a, err := isakmp.ParsePhase2(t)
	if err != nil {
		sa.errorf("atts not acceptable. Next payload is 0")
		return a, false
	}
	sa.debugf("atts are acceptable.")
	return a, true
}

func phase2Attribute(a isakmp.Attribute) string {
	v, _ := a.Uint()
	switch a.Type {
	case isakmp.IPsecEncapsulation:
		return fmt.Sprintf("encaps is %d (%s)", v, isakmp.Encapsulation(v))
	case isakmp.IPsecLifeType:
		return fmt.Sprintf("SA life type in %s", isakmp.LifeType(v))
	case isakmp.IPsecLifeDuration:
		return "SA life duration " + duration(a)
	case isakmp.IPsecAuthAlgorithm:
		return fmt.Sprintf("authenticator is %s", isakmp.AuthAlgorithm(v))
	case isakmp.IPsecKeyLength:
		return fmt.Sprintf("key length is %d", v)
	case isakmp.IPsecGroup:
		return fmt.Sprintf("group is %d", v)
	}
	return fmt.Sprintf("attribute %d", a.Type)
}

// validate prints that the key engine looks at a transform.
func (n *quickMode) validate(a isakmp.Phase2) {
	e := n.sa.e
	if !e.debugging(DebugIPsec) {
		return
	}
	e.ipsecf("IPSEC(validate_proposal_request): proposal part #1")
	e.ipsecf("IPSEC(validate_proposal_request): proposal part #1,\n"+
		"  (key eng. msg.) INBOUND local= %s:0, remote= %s:0,\n%s,\n"+
		"    protocol= ESP, transform= NONE  (%s),\n    lifedur= 0s and 0kb,\n"+
		"    spi= 0x0(0), conn_id= 0, keysize= %d, flags= 0x0",
		ip(n.sa.local.Addr()), ip(n.sa.remote.Addr()), proxies(n.selector), a.Encapsulation, a.KeyBits)
}

// search prints that the entry of a crypto map is looked for. The protection of
// a tunnel is known without.
func (n *quickMode) search(tunnel bool) {
	if !tunnel && n.sa.e.debugging(DebugIPsec) {
		n.sa.e.proxyMatch(n.selector, int(n.selector.Protocol))
	}
}

// accepted prints which entry of a crypto map it is.
func (n *quickMode) accepted() {
	if m := n.f.m; !m.config.Tunnel {
		m.e.ipsecf("(ipsec_process_proposal)Map Accepted: %s", m.title())
	}
}

// tunnelTo reports whether what protects packets to the peer is a tunnel.
func (e *Engine) tunnelTo(sa *phase1, entries []candidate) bool {
	if len(entries) > 0 {
		return entries[0].m.config.Tunnel
	}
	return slices.ContainsFunc(e.byPeer[addrPair{sa.local.Addr(), sa.peer.addr}], func(m *cryptoMap) bool { return m.config.Tunnel })
}
