package ike

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
)

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
	full         time.Time // when it will have carried its lifetime in bytes, as fast as it went; zero: not soon
	softly, hard *timer
	idle         *timer // nil: stays to its end
	sending      bool   // the outbound SA is installed
	switching    *timer // until it will be, where we have begun
	replaced     bool   // a rekey was asked for
	told         bool   // it is one of its peer's session

	peer  netip.Addr // of the ISAKMP SA: where the peer was when that began
	end   netip.Addr // where its NAT has moved it since, zero: nowhere
	roams bool       // the peer is behind a NAT, whose mapping may change

	peerID string // the peer's identity: several peers may be behind one NAT
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
	if old := e.pairs[p.out.ID()]; old != nil {
		e.deletePair(old, false, otherReason) // its peer has forgotten it: the SPI is in use again
	}
	e.pairs[p.in.ID()], e.pairs[p.out.ID()] = p, p
	e.enginef("crypto_engine: Create IPSec SA, SW:%d, SW:%d", p.in.ConnID, p.out.ConnID)
	if both {
		e.emit(InstallSA{SAs: []datapath.SA{p.in, p.out}})
		p.sending = true
		p.out.EncKey, p.out.AuthKey = nil, nil
	} else {
		in, out := p.in, p.out
		in.Reply = &out
		e.emit(InstallSA{SAs: []datapath.SA{in}})
	}
	p.in.EncKey, p.in.AuthKey = nil, nil
	p.hard = e.after(p.lifetime, p.expire)
	if !both && p.initiator {
		p.switching = e.after(p.switchAfter(f), p.enableOutbound)
	}
	p.startIdle()
	p.softly = e.after(softLifetime(p.lifetime, p.initiator), p.rekey)
	if len(f.pairs) == 0 {
		f.since = e.now
		e.stats.IPsecTunnels++
	}
	f.pairs = slices.Insert(f.pairs, 0, p)
}

// volumeParts: a pair is replaced when it has carried all but one of that many
// parts of its lifetime in bytes.
const volumeParts = 10

// switchTime is how long the initiator of a quick mode goes on sending by the
// pair that it replaces: some responders, strongSwan among them, can receive by
// the new one only once they have read message 3.
const switchTime = 2 * time.Second

// switchAfter is how long p waits for its turn. Of what the pair that it replaces
// may still carry, no more than half is left to luck.
func (p *saPair) switchAfter(f *flow) time.Duration {
	wait := switchTime
	for _, old := range f.pairs {
		if old.sending && old.replacedBy(p) && !old.full.IsZero() {
			wait = min(wait, old.full.Sub(f.m.e.now)/2)
		}
	}
	return max(wait, 0)
}

// canWait reports whether there is a pair for the same packets to send by until
// then.
func (p *saPair) canWait(f *flow) bool {
	return slices.ContainsFunc(f.pairs, func(old *saPair) bool {
		return old.sending && old.replacedBy(p) && old.expires.After(f.m.e.now.Add(switchTime))
	})
}

// replacedBy reports whether another pair is for the same packets between the
// same ends.
func (p *saPair) replacedBy(other *saPair) bool {
	return p.in.Remote == other.in.Remote && sameSelector(p.in.Selector, other.in.Selector)
}

// alive reports whether the pair is still there: it may be deleted between
// quick mode's messages 2 and 3.
func (p *saPair) alive() bool { return p.f.m.e.pairs[p.in.ID()] == p }

// enableOutbound hands the outbound SA to the datapath: from now on packets
// leave by it.
func (p *saPair) enableOutbound() {
	p.switching.stop()
	p.sending = true
	p.f.m.e.emit(InstallSA{SAs: []datapath.SA{p.out}})
	p.out.EncKey, p.out.AuthKey = nil, nil
}

// announce prints the pair as the key engine of IOS does and raises the line
// of its tunnel.
func (p *saPair) announce() {
	f := p.f
	e := f.m.e
	f.request.stop()
	f.count = 0
	f.m.serving(p.peer)
	p.sessionUp()
	if e.debugging(DebugIPsec) {
		if !f.m.config.Tunnel {
			e.proxyMatch(p.in.Selector, cmp.Or(int(p.in.Selector.Protocol), anyProtocol))
		}
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
		ip(dest), spi(sa.SPI), typedName(sa.Transform), sa.ConnID, p.lifetimeKB, int(p.lifetime.Seconds()))
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
		p.f.m.e.deletePair(p, true, lifetimeOver)
		return
	}
	if now := p.f.m.e.now; p.full.IsZero() {
		p.full = now.Add(now.Sub(p.installed) / (volumeParts - 1))
	}
	p.rekey()
}

// deletePair removes both SAs of a pair, and tells the peer when notify is
// set. A tunnel without SAs asks for new ones.
func (e *Engine) deletePair(p *saPair, notify bool, why endReason) {
	f := p.f
	i := slices.Index(f.pairs, p)
	if i < 0 {
		return
	}
	if len(f.pairs) == 1 {
		e.flowEnded(f, why)
	}
	f.pairs = slices.Delete(f.pairs, i, i+1)
	p.softly.stop()
	p.hard.stop()
	p.idle.stop()
	p.switching.stop()
	delete(e.pairs, p.in.ID())
	delete(e.pairs, p.out.ID())
	delete(e.spis, p.in.SPI)
	clear(p.out.EncKey) // still here when its time never came
	clear(p.out.AuthKey)
	if e.debugging(DebugIPsec) {
		e.ipsecf("IPSEC(delete_sa): deleting SA,\n%s,\n%s", p.describe(&p.in), f.identity())
		e.ipsecf("IPSEC(delete_sa): deleting SA,\n%s,\n%s", p.describe(&p.out), f.identity())
	}
	if notify {
		e.sendDeleteESP(p)
	}
	e.emit(DeleteSA{IDs: []datapath.SAID{p.in.ID(), p.out.ID()}})
	e.enginef("crypto engine: deleting IPSec SA SW:%d, SW:%d", p.in.ConnID, p.out.ConnID)
	p.sessionDown()
	for _, other := range f.pairs {
		if other.switching.running() && !other.canWait(f) {
			other.enableOutbound()
		}
	}
	if len(f.pairs) == 0 {
		f.since = time.Time{}
		f.m.setLine()
		f.m.reap()
		if f.m.config.Tunnel && !f.request.running() {
			f.requestSoon()
		}
	}
}
