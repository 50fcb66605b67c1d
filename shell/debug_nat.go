package shell

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"mainmode/datapath"
)

// natPacket is what "debug ip nat" needs to know of a packet on an outside
// interface. As there, ports are 0 where the protocol has none, and those of
// ICMP are its identifier.
type natPacket struct {
	protocol       uint8
	source, target netip.AddrPort
	id             uint16 // of the IP header
}

// newNATPacket reads a packet with its header of that length, but not those of
// which only the first fragment tells the ports.
func newNATPacket(b []byte, header int) (p natPacket, ok bool) {
	const offset = 0x1FFF // of a fragment
	if binary.BigEndian.Uint16(b[6:])&offset != 0 {
		return p, false
	}
	p.protocol, p.id = b[ipProtocolAt], binary.BigEndian.Uint16(b[4:])
	var from, to uint16
	switch rest := b[header:]; {
	case len(rest) < icmpHeader:
	case p.protocol == protocolTCP, p.protocol == protocolUDP:
		from, to = binary.BigEndian.Uint16(rest), binary.BigEndian.Uint16(rest[2:])
	case p.protocol == protocolICMP:
		from = binary.BigEndian.Uint16(rest[4:])
		to = from
	}
	p.source = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[ipSourceAt:])), from)
	p.target = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[ipTargetAt:])), to)
	return p, true
}

// translationOf is the translation by which a packet left, or is about to come
// in, and nil if there is none.
func (p natPacket) translationOf(list []datapath.Translation, leaves bool) *datapath.Translation {
	ours, theirs := p.target, p.source
	if leaves {
		ours, theirs = theirs, ours
	}
	// A static translation leaves open what it is not about.
	fits := func(end, packet netip.AddrPort) bool {
		return !end.IsValid() || end.Addr() == packet.Addr() && (end.Port() == 0 || end.Port() == packet.Port())
	}
	for i := range list {
		t := &list[i]
		if (t.Protocol == 0 || t.Protocol == p.protocol) && fits(t.InsideGlobal, ours) && fits(t.OutsideGlobal, theirs) {
			return t
		}
	}
	return nil
}

// natLines are the records of a packet: with "detailed" a line of its
// addresses before they are translated, then one for each that is. fast marks
// the packets that IOS translates without a look at its tables.
func natLines(p natPacket, t *datapath.Translation, leaves, fast, detailed bool) (lines []string) {
	mark := "NAT"
	if fast {
		mark = "NAT*"
	}
	// changed is an address and what it becomes.
	changed := func(from, to netip.Addr) string { return from.String() + "->" + to.String() }
	local, outside := t.InsideLocal.Addr(), t.OutsideLocal.Addr()
	global, far := p.source.Addr(), p.target.Addr()
	if !leaves {
		global, far = far, global
	}
	if !local.IsValid() {
		local = global
	}
	if !outside.IsValid() {
		outside = far
	}
	if detailed {
		name, known := protocolNames[p.protocol]
		if !known {
			name = fmt.Sprint(p.protocol)
		}
		side, from, to := "o", p.source, p.target
		if leaves {
			side = "i"
			from, to = netip.AddrPortFrom(local, t.InsideLocal.Port()), netip.AddrPortFrom(outside, p.target.Port())
		}
		lines = append(lines, fmt.Sprintf("%s: %s: %s (%s, %d) -> (%s, %d) [%d]", mark, side, name, from.Addr(), from.Port(), to.Addr(), to.Port(), p.id))
	}
	if leaves {
		if local != global {
			lines = append(lines, fmt.Sprintf("%s: s=%s, d=%s [%d]", mark, changed(local, global), outside, p.id))
		}
		if outside != far {
			lines = append(lines, fmt.Sprintf("%s: s=%s, d=%s [%d]", mark, global, changed(outside, far), p.id))
		}
		return lines
	}
	if outside != far {
		lines = append(lines, fmt.Sprintf("%s: s=%s, d=%s [%d]", mark, changed(far, outside), global, p.id))
	}
	if local != global {
		lines = append(lines, fmt.Sprintf("%s: s=%s, d=%s [%d]", mark, outside, changed(global, local), p.id))
	}
	return lines
}

// natTable is the translations as they were when last looked at. The zero value
// has none.
type natTable struct {
	mu   sync.Mutex
	list []datapath.Translation
	none map[natPacket]time.Time // packets that no translation is for, and when it was so
}

// natAgain is after which time packets without a translation are looked up
// again, and natNone how many are known.
const (
	natAgain = time.Second
	natNone  = 1024
)

// find looks a packet up; new are packets whose translation was not there yet
// when the last one was looked up.
func (n *natTable) find(p natPacket, leaves bool, now time.Time, look func() []datapath.Translation) (t *datapath.Translation, new bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if t := p.translationOf(n.list, leaves); t != nil {
		return t, false
	}
	key := p
	key.id = 0
	if seen, ok := n.none[key]; ok && now.Sub(seen) < natAgain {
		return nil, false
	}
	n.list = look()
	if t := p.translationOf(n.list, leaves); t != nil {
		return t, true
	}
	if n.none == nil || len(n.none) >= natNone {
		n.none = map[natPacket]time.Time{}
	}
	n.none[key] = now
	return nil, false
}

// showNAT writes the debugs of a packet on an outside interface, which is
// behind NAT when it leaves and before it when it comes in.
func (r *Router) showNAT(b []byte, header int, iface string, leaves bool, want shownPackets) {
	ir := r.IR()
	if in := ir.Interface(iface); in == nil || in.NAT != "outside" {
		return
	}
	p, ok := newNATPacket(b, header)
	if !ok {
		return
	}
	t, new := r.natTable.find(p, leaves, r.clock.Now(), func() []datapath.Translation {
		dynamic, err := r.driver.Translations()
		if err != nil {
			return nil // "show ip nat translations" says why
		}
		return translations(ir, dynamic)
	})
	if t == nil {
		return
	}
	// The access list is about the inside host.
	if local := t.InsideLocal.Addr(); want.NATList != "" && (!local.IsValid() || !shows(ir.AccessList(want.NATList), local, p.target.Addr(), p.protocol, b[header:])) {
		return
	}
	for _, line := range natLines(p, t, leaves, !new, want.NATDetail) {
		r.log.Debug(line)
	}
}
