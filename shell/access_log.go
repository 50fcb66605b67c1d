package shell

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/ike"
)

// logInterval is after which time the packets are told that came after the
// first one of a flow.
const logInterval = 5 * time.Minute

// logFlows is how many flows are counted at a time.
const logFlows = 4096

// loggedFlow is what the packets have in common that one message tells of.
type loggedFlow struct {
	entry               datapath.EntryID
	permit              bool
	protocol            uint8
	source, destination netip.AddrPort
	kind, code          uint8 // of ICMP
	device              string
	mac                 [6]byte
}

// loggedCount is the packets of a flow since the last message.
type loggedCount struct {
	packets int
	due     time.Time
}

// accessLog tells of the packets of access list lines with "log": of the first
// one of a flow at once, of the others every five minutes, or when they are as
// many as a threshold says. The zero value has seen none.
type accessLog struct {
	mu     sync.Mutex
	flows  map[loggedFlow]*loggedCount
	missed int
}

// add counts a packet. It returns how many packets of its flow are to be told
// now: 1 of a new flow, as many as the threshold, or 0. A threshold of 0 is none.
func (a *accessLog) add(f loggedFlow, now time.Time, threshold int) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.flows[f]; c != nil {
		c.packets++
		if threshold == 0 || c.packets < threshold {
			return 0
		}
		told := c.packets
		c.packets, c.due = 0, now.Add(logInterval)
		return told
	}
	if len(a.flows) >= logFlows {
		a.missed++
		return 0
	}
	if a.flows == nil {
		a.flows = map[loggedFlow]*loggedCount{}
	}
	a.flows[f] = &loggedCount{due: now.Add(logInterval)}
	return 1
}

// loggedReport is a message that is due.
type loggedReport struct {
	flow    loggedFlow
	packets int
}

// due takes what has come of the flows whose time it is; a flow of which
// nothing has come is forgotten. missed are packets of which nothing is known.
func (a *accessLog) due(now time.Time) (reports []loggedReport, missed int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for f, c := range a.flows {
		switch {
		case now.Before(c.due):
		case c.packets == 0:
			delete(a.flows, f)
		default:
			reports = append(reports, loggedReport{f, c.packets})
			c.packets, c.due = 0, now.Add(logInterval)
		}
	}
	slices.SortFunc(reports, func(a, b loggedReport) int {
		return cmp.Or(cmp.Compare(a.flow.entry.List, b.flow.entry.List), a.flow.entry.Sequence-b.flow.entry.Sequence,
			a.flow.source.Compare(b.flow.source), a.flow.destination.Compare(b.flow.destination))
	})
	missed, a.missed = a.missed, 0
	return reports, missed
}

// logPacket counts a packet of a line with "log".
func (r *Router) logPacket(ev datapath.Logged) {
	f, ok := flowOf(&ev)
	if !ok {
		return
	}
	if l := r.loggedLine(f.entry); l == nil || !l.LogInput {
		f.device, f.mac = "", [6]byte{}
	}
	r.countLogged(f)
}

// countLogged counts a packet of a flow, and tells of it when it is time.
func (r *Router) countLogged(f loggedFlow) {
	if n := r.accessLog.add(f, r.clock.Now(), r.IR().Logging.AccessThreshold); n > 0 {
		r.sayLogged(f, n)
	}
}

// reportLogged tells of the packets that are due, until the router ends.
func (r *Router) reportLogged() {
	const look = 5 * time.Second
	for {
		select {
		case <-time.After(look):
		case <-r.ctx.Done():
			return
		}
		reports, missed := r.accessLog.due(r.clock.Now())
		for _, report := range reports {
			r.sayLogged(report.flow, report.packets)
		}
		if missed > 0 {
			r.log.Syslog(ike.Syslog{Facility: "SEC", Severity: Informational, Mnemonic: "IPACCESSLOGRL",
				Text: "access-list logging rate-limited or missed " + packets(missed)})
		}
	}
}

// loggedLine finds a line of an access list, nil if it is no more.
func (r *Router) loggedLine(id datapath.EntryID) *compiler.AccessEntry {
	ir := r.IR()
	l := ir.AccessList(id.List)
	if id.IPv6 {
		l = ir.IPv6AccessList(id.List)
	}
	if l == nil {
		return nil
	}
	if i := slices.IndexFunc(l.Entries, func(e compiler.AccessEntry) bool { return e.Rule() && e.Sequence == id.Sequence }); i >= 0 {
		return &l.Entries[i]
	}
	return nil
}

// sayLogged is the message about packets of a flow.
func (r *Router) sayLogged(f loggedFlow, n int) {
	l := r.IR().AccessList(f.entry.List)
	standard := !f.entry.IPv6 && l != nil && l.Kind == compiler.StandardList
	text, mnemonic := loggedText(&f, standard)
	text += packets(n)
	if line := r.loggedLine(f.entry); line != nil && line.Cookie != "" {
		text += "  [" + line.Cookie + "]"
	}
	facility := "SEC"
	if f.entry.IPv6 {
		facility = "IPV6_ACL"
	} else {
		mnemonic = "IP" + mnemonic
	}
	r.log.Syslog(ike.Syslog{Facility: facility, Severity: Informational, Mnemonic: mnemonic, Text: text})
}

func packets(n int) string {
	if n == 1 {
		return "1 packet"
	}
	return fmt.Sprintf("%d packets", n)
}

// loggedProtocols are those that the messages have words for.
var loggedProtocols = map[uint8]string{1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 58: "icmpv6"}

// loggedText is the message about a flow, up to the count, and its mnemonic.
func loggedText(f *loggedFlow, standard bool) (text, mnemonic string) {
	action := "denied"
	if f.permit {
		action = "permitted"
	}
	list := f.entry.List
	if f.entry.IPv6 {
		list = fmt.Sprintf("%s/%d", list, f.entry.Sequence)
	}
	source, destination := formatAddr(f.source.Addr(), ""), formatAddr(f.destination.Addr(), "")
	if standard {
		return fmt.Sprintf("list %s %s %s ", list, action, source), "ACCESSLOGS"
	}
	protocol := loggedProtocols[f.protocol]
	if protocol == "" {
		protocol = fmt.Sprint(f.protocol)
	}
	from := ""
	if f.device != "" {
		from = fmt.Sprintf(" (%s %s)", f.device, formatMAC(f.mac[:]))
	}
	switch f.protocol {
	case protocolTCP, protocolUDP:
		return fmt.Sprintf("list %s %s %s %s(%d)%s -> %s(%d), ", list, action, protocol, source, f.source.Port(), from, destination, f.destination.Port()), "ACCESSLOGP"
	case protocolICMP, protocolICMPv6:
		return fmt.Sprintf("list %s %s %s %s%s -> %s (%d/%d), ", list, action, protocol, source, from, destination, f.kind, f.code), "ACCESSLOGDP"
	}
	return fmt.Sprintf("list %s %s %s %s%s -> %s, ", list, action, protocol, source, from, destination), "ACCESSLOGNP"
}

// flowOf reads the headers of a packet.
func flowOf(ev *datapath.Logged) (loggedFlow, bool) {
	f := loggedFlow{entry: ev.Entry, permit: ev.Permit, device: ev.Device, mac: ev.MAC}
	b := ev.Packet
	var source, destination netip.Addr
	const ipv6Size = 40
	switch {
	case len(b) >= ipv4Header && b[0]>>4 == 4:
		size := int(b[0]&0xF) * 4
		if size < ipv4Header || len(b) < size {
			return f, false
		}
		source, destination = netip.AddrFrom4([4]byte(b[ipSourceAt:])), netip.AddrFrom4([4]byte(b[ipTargetAt:]))
		f.protocol = b[ipProtocolAt]
		if later := binary.BigEndian.Uint16(b[6:])&0x1FFF != 0; later {
			b = nil // the ports are in the first fragment
		} else {
			b = b[size:]
		}
	case len(b) >= ipv6Size && b[0]>>4 == 6:
		source, destination = netip.AddrFrom16([16]byte(b[8:])), netip.AddrFrom16([16]byte(b[24:]))
		f.protocol, b = b[6], b[ipv6Size:]
	default:
		return f, false
	}
	var ports [2]uint16
	switch {
	case (f.protocol == protocolTCP || f.protocol == protocolUDP) && len(b) >= 4:
		ports = [2]uint16{binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])}
	case (f.protocol == protocolICMP || f.protocol == protocolICMPv6) && len(b) >= 2:
		f.kind, f.code = b[0], b[1]
	}
	f.source, f.destination = netip.AddrPortFrom(source, ports[0]), netip.AddrPortFrom(destination, ports[1])
	return f, true
}
