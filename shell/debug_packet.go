package shell

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/rawsocket"
)

// shownPackets says which packets "debug ip" shows, and which debugs are on
// beside it.
type shownPackets struct {
	System systemDebugs

	ICMP, Packet bool
	Detail       bool   // of Packet: the header behind that of IP
	List         string // of Packet: the access list that must permit it, "": all

	NAT, NATDetail bool
	NATList        string // of NAT: the access list that must permit the inside host, "": all
}

// any reports whether packets must be looked at.
func (p shownPackets) any() bool {
	return p.ICMP || p.Packet || p.NAT || p.System&capturedDebugs != 0
}

func (p shownPackets) detail() string {
	text := ""
	if p.Detail {
		text = " (detailed)"
	}
	return text + forList(p.List)
}

// natDetail is detail of NAT.
func (p shownPackets) natDetail() string {
	text := "debugging is on"
	if p.NATDetail {
		text = "detailed debugging is on"
	}
	return text + forList(p.NATList)
}

// forList says which access list a debug is for, if it is for one.
func forList(name string) string {
	if name == "" {
		return ""
	}
	return " for access list " + name
}

// packetDebug shows packets as they pass the devices of the router. Its zero
// value shows none.
type packetDebug struct {
	mu   sync.Mutex
	want shownPackets
	stop func() // ends the capture, nil: none runs
}

// showing returns what is shown.
func (p *packetDebug) showing() shownPackets {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.want
}

// showPackets has "debug ip" show other packets than before.
func (r *Router) showPackets(want shownPackets) error {
	p := &r.packets
	p.mu.Lock()
	defer p.mu.Unlock()
	needed := want.any()
	if needed && p.stop == nil {
		stop, err := r.capture()
		if err != nil {
			return err
		}
		p.stop = stop
	}
	if !needed && p.stop != nil {
		p.stop()
		p.stop = nil
	}
	if want.System&routingDebugs != 0 && p.want.System&routingDebugs == 0 {
		r.routes.begin(r.driver.Stats().Routes)
	}
	p.want = want
	return nil
}

// Lengths of headers, and where in them is what is shown.
const (
	ipProtocolAt = 9
	ipSourceAt   = 12
	ipTargetAt   = 16
	protocolTCP  = 6
	protocolUDP  = 17
)

// capture begins to read what passes the devices, and returns what ends it.
func (r *Router) capture() (stop func(), err error) {
	const allDevices = 0
	socket, err := rawsocket.Open("packet socket", unix.SOCK_DGRAM)
	if err != nil {
		return nil, fmt.Errorf("debug: %w", err)
	}
	err = rawsocket.Bind(socket, allDevices)
	conn, failed := socket.SyscallConn()
	if err := errors.Join(err, failed); err != nil {
		return nil, errors.Join(fmt.Errorf("debug: %w", err), socket.Close())
	}
	ended := context.AfterFunc(r.ctx, func() { socket.Close() })
	r.wg.Go(func() { r.readPackets(conn) })
	return func() {
		ended()
		socket.Close() // fails only if it is closed already
	}, nil
}

// readPackets shows packets until the socket is closed.
func (r *Router) readPackets(socket syscall.RawConn) {
	buf := make([]byte, 1<<16)
	for {
		var n int
		var from unix.Sockaddr
		var failed error
		err := socket.Read(func(fd uintptr) bool {
			n, from, failed = unix.Recvfrom(int(fd), buf, 0)
			return !errors.Is(failed, unix.EAGAIN)
		})
		if err != nil {
			return
		}
		link, ok := from.(*unix.SockaddrLinklayer)
		if failed != nil || !ok {
			continue
		}
		var show func(b []byte, iface string, leaves bool)
		switch link.Protocol {
		case rawsocket.EtherType(unix.ETH_P_IP):
			show = r.showPacket
		case rawsocket.EtherType(unix.ETH_P_IPV6):
			show = r.showIPv6Packet
		case rawsocket.EtherType(unix.ETH_P_ARP):
			show = r.showARP
		default:
			continue
		}
		if iface := r.interfaceOfDevice(link.Ifindex); iface != "" && r.interfaceConditions.pass(iface) {
			show(buf[:n], iface, link.Pkttype == unix.PACKET_OUTGOING)
		}
	}
}

// interfaceOfDevice is the interface of a device by its index, "" if it is
// none of the router's.
func (r *Router) interfaceOfDevice(index int) string {
	device, err := net.InterfaceByIndex(index)
	if err != nil {
		return ""
	}
	ir := r.IR()
	for i := range ir.Interfaces {
		if ir.Interfaces[i].Owns(device.Name) {
			return ir.Interfaces[i].Name
		}
	}
	return ""
}

// owns reports whether an address is one of the router's own.
func (r *Router) owns(a netip.Addr) bool {
	ir := r.IR()
	for i := range ir.Interfaces {
		for _, p := range ir.Interfaces[i].Addresses {
			if p.Addr() == a {
				return true
			}
		}
	}
	return false
}

// showPacket writes the debugs of one IPv4 packet.
func (r *Router) showPacket(b []byte, iface string, leaves bool) {
	const version4 = 4
	if len(b) < ipv4Header || b[0]>>4 != version4 {
		return
	}
	header := int(b[0]&0xF) * 4
	if header < ipv4Header || len(b) < header {
		return
	}
	source, target := netip.AddrFrom4([4]byte(b[ipSourceAt:])), netip.AddrFrom4([4]byte(b[ipTargetAt:]))
	want := r.packets.showing()
	if want.System&debugDHCP != 0 && b[ipProtocolAt] == protocolUDP {
		for _, text := range dhcpLines(source, target, b[header:], iface, leaves) {
			r.log.Debug(text)
		}
	}
	if want.NAT {
		r.showNAT(b, header, iface, leaves, want)
	}
	if want.Packet && (want.List == "" || shows(r.IR().AccessList(want.List), source, target, b[ipProtocolAt], b[header:])) {
		text := ipLine(source, target, iface, int(binary.BigEndian.Uint16(b[2:])), leaves, r.owns(source), r.owns(target))
		if want.Detail {
			text += transportLine(b[ipProtocolAt], b[header:])
		}
		r.log.Debug(text)
	}
	if want.ICMP && b[ipProtocolAt] == protocolICMP {
		if text := icmpLine(source, target, b[header:], leaves && r.owns(source), !leaves && r.owns(target)); text != "" {
			r.log.Debug(text)
		}
	}
}

// shows reports whether an access list lets "debug ip packet" show a packet: a
// list that does not exist lets all.
func shows(list *compiler.AccessList, source, target netip.Addr, protocol uint8, payload []byte) bool {
	if list == nil {
		return true
	}
	for i := range list.Entries {
		e := &list.Entries[i]
		m := &e.Match
		if e.Rule() && !m.Never && !m.IPv6 && (m.AnyProtocol || m.Protocol == protocol) && m.Source.Contains(source) && m.Destination.Contains(target) &&
			fitsPort(m.SourcePorts, payload, 0) && fitsPort(m.DestinationPorts, payload, 2) &&
			(!m.ICMP || len(payload) >= 2 && payload[0] == m.ICMPType && (m.AnyICMPCode || payload[1] == m.ICMPCode)) {
			return e.Permit
		}
	}
	return false
}

// fitsPort reports whether the port at that place of a header is in one of the
// ranges, of which none are all.
func fitsPort(ranges []datapath.ValueRange, header []byte, at int) bool {
	return ranges == nil || len(header) >= at+2 && datapath.InRanges(ranges, binary.BigEndian.Uint16(header[at:]))
}

// ipLine is a record of "debug ip packet".
func ipLine(source, target netip.Addr, iface string, length int, leaves, ours, forUs bool) string {
	switch {
	case leaves && ours:
		return fmt.Sprintf("IP: s=%s (local), d=%s (%s), len %d, sending", source, target, iface, length)
	case leaves:
		return fmt.Sprintf("IP: s=%s, d=%s (%s), len %d, forward", source, target, iface, length)
	case forUs:
		return fmt.Sprintf("IP: s=%s (%s), d=%s, len %d, rcvd 3", source, iface, target, length)
	}
	return fmt.Sprintf("IP: s=%s (%s), d=%s, len %d, input feature", source, iface, target, length)
}

// transportLine is the second line of a detailed record, "" for a protocol
// that has none.
func transportLine(protocol uint8, b []byte) string {
	const tcpHeader = 20
	switch {
	case protocol == protocolICMP && len(b) >= 2:
		return fmt.Sprintf("\n    ICMP type=%d, code=%d", b[0], b[1])
	case protocol == protocolUDP && len(b) >= 4:
		return fmt.Sprintf("\n    UDP src=%d, dst=%d", binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]))
	case protocol == protocolTCP && len(b) >= tcpHeader:
		flags := ""
		for i, name := range []string{"FIN", "SYN", "RST", "PSH", "ACK", "URG"} {
			if b[13]&(1<<i) != 0 {
				flags += " " + name
			}
		}
		return fmt.Sprintf("\n    TCP src=%d, dst=%d, seq=%d, ack=%d, win=%d%s", binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]),
			binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint16(b[14:]), flags)
	}
	return fmt.Sprintf(", proto=%d", protocol)
}

// icmpLine is a record of "debug ip icmp", "" for what it does not show.
func icmpLine(source, target netip.Addr, b []byte, sent, received bool) string {
	const echoReply, unreachable, redirect, exceeded = 0, 3, 5, 11
	if len(b) < icmpHeader || !sent && !received {
		return ""
	}
	verb := "rcvd"
	if sent {
		verb = "sent"
	}
	switch b[0] {
	case echoReply:
		return fmt.Sprintf("ICMP: echo reply %s, src %s, dst %s, topology BASE, dscp 0 topoid 0", verb, source, target)
	case unreachable:
		what := [...]string{"net", "host", "protocol", "port"}
		name := "host"
		switch code := int(b[1]); {
		case code < len(what):
			name = what[code]
		case code == 4:
			return fmt.Sprintf("ICMP: dst (%s) frag. needed and DF set unreachable %s %s", quotedTarget(b, target), verb, other(sent, source, target))
		case code == 9 || code == 10 || code == 13:
			name = "administratively prohibited"
		}
		return fmt.Sprintf("ICMP: dst (%s) %s unreachable %s %s", quotedTarget(b, target), name, verb, other(sent, source, target))
	case redirect:
		return fmt.Sprintf("ICMP: redirect %s %s", verb, other(sent, source, target))
	case exceeded:
		return fmt.Sprintf("ICMP: time exceeded %s %s (dest was %s)", verb, other(sent, source, target), quotedTarget(b, target))
	}
	return ""
}

// other is the far end of a message: "to 10.0.0.1", "from 10.0.0.1".
func other(sent bool, source, target netip.Addr) string {
	if sent {
		return "to " + target.String()
	}
	return "from " + source.String()
}

// quotedTarget is the destination of the packet that an ICMP error quotes.
func quotedTarget(b []byte, unknown netip.Addr) netip.Addr {
	if len(b) < icmpHeader+ipv4Header {
		return unknown
	}
	return netip.AddrFrom4([4]byte(b[icmpHeader+ipTargetAt:]))
}
