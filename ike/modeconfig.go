package ike

import (
	"encoding/binary"
	"net/netip"
	"slices"

	"mainmode/ike/isakmp"
)

// lease is an address that a client has.
type lease struct {
	pool, group string
	user        string
	peer        netip.Addr
	sa          *phase1
}

// pool is the ranges of a pool.
func (c *Config) pool(name string) []Pool {
	var ranges []Pool
	for _, p := range c.Pools {
		if p.Name == name {
			ranges = append(ranges, p)
		}
	}
	return ranges
}

// pushes reports whether the client is given its configuration unasked.
func (sa *phase1) pushes() bool {
	p := sa.access.profile
	return !sa.initiator && p != nil && p.Authorize && p.Initiate && sa.access.group != nil && !sa.access.address.IsValid()
}

// takeRequest reads what the client would like to have.
func (sa *phase1) takeRequest() (Input, error) {
	sa.debugf("checking request:")
	for _, a := range sa.access.request.attributes.Attributes {
		sa.e.isakmpf("ISAKMP:    %s", isakmp.ConfigName(a.Type))
	}
	return aaaGroupAttr, nil
}

// sendReply sends REPLY.
func (sa *phase1) sendReply() (Input, error) {
	asked := sa.access.request.attributes
	r := &isakmp.Attributes{Config: isakmp.ConfigReply}
	if p := sa.access.profile; p != nil && p.Authorize && p.Respond && sa.access.group != nil {
		var want netip.Addr
		if a, ok := asked.Find(isakmp.ConfigIP4Address); ok && len(a.Value) == 4 {
			want = netip.AddrFrom4([4]byte(a.Value))
		}
		wants := func(t uint16) bool { _, ok := asked.Find(t); return ok }
		if wants(isakmp.ConfigIP4Address) && !sa.allocate(want) {
			sa.errorf("No address in pool %s is free", sa.access.group.Pool)
		}
		r.Attributes = sa.settings(wants)
	} else {
		sa.errorf("No configuration for this peer")
	}
	sa.reply(r)
	return await, nil
}

// sendSet sends SET, with what any client understands.
func (sa *phase1) sendSet() (Input, error) {
	if !sa.allocate(netip.Addr{}) {
		return await, fail("No address for the client", 0)
	}
	common := func(t uint16) bool { return t < isakmp.XAUTHType }
	sa.beginTransaction(&isakmp.Attributes{Config: isakmp.ConfigSet, Attributes: sa.settings(common)}, "CONF_ADDR")
	return await, nil
}

// setDone reads ACK.
func (sa *phase1) setDone() (Input, error) {
	sa.endTransaction("Transaction mode done")
	sa.display = "QM_IDLE"
	return await, nil
}

func (sa *phase1) afterSet() { step(mainMode, sa, p1Complete) }

// settings are the attributes of the client's group that it wants.
func (sa *phase1) settings(wants func(uint16) bool) []isakmp.Attribute {
	g := sa.access.group
	var all []isakmp.Attribute
	add := func(t uint16, value []byte) {
		if wants(t) {
			all = append(all, isakmp.Attribute{Type: t, Value: value})
		}
	}
	if a := sa.access.address; a.IsValid() {
		sa.e.isakmpf("ISAKMP: Sending private address: %s", a)
		add(isakmp.ConfigIP4Address, a.AsSlice())
		mask := netip.AddrFrom4([4]byte{255, 255, 255, 255})
		if g.Netmask.IsValid() {
			mask = g.Netmask
		}
		if wants(isakmp.ConfigIP4Netmask) {
			sa.e.isakmpf("ISAKMP: Sending subnet mask: %s", mask)
		}
		add(isakmp.ConfigIP4Netmask, mask.AsSlice())
	}
	for _, a := range g.DNS {
		if wants(isakmp.ConfigIP4DNS) {
			sa.e.isakmpf("ISAKMP: Sending IP4_DNS server address: %s", a)
		}
		add(isakmp.ConfigIP4DNS, a.AsSlice())
	}
	for _, a := range g.WINS {
		add(isakmp.ConfigIP4NBNS, a.AsSlice())
	}
	if wants(isakmp.ConfigApplication) {
		add(isakmp.ConfigApplication, []byte("mainmode"))
	}
	if g.Banner != "" {
		add(isakmp.UnityBanner, []byte(g.Banner))
	}
	if g.Domain != "" {
		if wants(isakmp.UnityDomain) {
			sa.e.isakmpf("ISAKMP: Sending DEFAULT_DOMAIN default domain name: %s", g.Domain)
		}
		add(isakmp.UnityDomain, []byte(g.Domain))
	}
	if wants(isakmp.UnitySavePassword) {
		save := uint16(0)
		if g.SavePassword {
			save = 1
		}
		all = append(all, isakmp.BasicAttribute(isakmp.UnitySavePassword, save))
	}
	if len(g.Include) > 0 {
		add(isakmp.UnitySplitInclude, splitInclude(g.Include))
	}
	return all
}

// splitInclude is the networks behind us, each an address, a mask, a protocol
// and two ports, of 14 bytes in all.
func splitInclude(networks []netip.Prefix) []byte {
	var b []byte
	for _, p := range networks {
		b = append(b, p.Masked().Addr().AsSlice()...)
		b = append(b, mask(p.Bits()).AsSlice()...)
		b = append(b, 0, 0, 0, 0, 0, 0)
	}
	return b
}

// allocate gives the client an address of its group's pool: the one it has, the
// one it wants if that is its own or free, or the first that is free.
func (sa *phase1) allocate(want netip.Addr) bool {
	if sa.access.address.IsValid() {
		return true
	}
	e, g := sa.e, sa.access.group
	pool := e.config.pool(g.Pool)
	if pool == nil {
		return false
	}
	used := 0
	for _, l := range e.leases {
		if l.group == g.Name {
			used++
		}
	}
	mine := lease{pool: g.Pool, group: g.Name, user: sa.access.user, peer: sa.remote.Addr(), sa: sa}
	if l := e.leases[want]; l != nil && l.pool == mine.pool && l.user == mine.user && l.peer == mine.peer && l.sa.peerID == sa.peerID {
		l.sa.access.address = netip.Addr{} // it renews phase 1
		*l = mine
		sa.access.address = want
		return true
	}
	if g.MaxUsers > 0 && used >= g.MaxUsers {
		sa.debugf("group %s has %d users already", g.Name, used)
		return false
	}
	inside := want.IsValid() && slices.ContainsFunc(pool, func(p Pool) bool { return want.Compare(p.First) >= 0 && want.Compare(p.Last) <= 0 })
	if inside && e.leases[want] == nil {
		sa.access.address = want
	} else if sa.access.address = e.freeAddress(pool); !sa.access.address.IsValid() {
		return false
	}
	sa.debugf("allocating address %s", sa.access.address)
	e.leases[sa.access.address] = &mine
	return true
}

// freeAddress is the first of a pool that nobody has.
func (e *Engine) freeAddress(pool []Pool) netip.Addr {
	for _, p := range pool {
		if a := e.freeIn(p); a.IsValid() {
			return a
		}
	}
	return netip.Addr{}
}

func (e *Engine) freeIn(p Pool) netip.Addr {
	first, last := p.First.As4(), p.Last.As4()
	for n := binary.BigEndian.Uint32(first[:]); n <= binary.BigEndian.Uint32(last[:]); n++ {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], n)
		if a := netip.AddrFrom4(b); e.leases[a] == nil {
			return a
		}
		if n == 1<<32-1 {
			break
		}
	}
	return netip.Addr{}
}

// release takes back the address of an SA that is gone, unless its IPsec SAs
// live on.
func (e *Engine) release(sa *phase1) {
	a := sa.access.address
	if l := e.leases[a]; !a.IsValid() || l == nil || l.sa != sa {
		return
	}
	for _, m := range e.clones {
		if m.config.Selectors[0].Remote.Addr() == a && len(m.flows[0].pairs) > 0 {
			return
		}
	}
	delete(e.leases, a)
}
