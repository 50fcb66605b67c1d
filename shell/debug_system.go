package shell

import (
	"cmp"
	"fmt"
	"io"

	"mainmode/grammar"
)

// systemDebugs is a bit set of the debugs that are on or off and no more, and
// that are not about IPsec.
type systemDebugs uint8

const (
	debugAAA systemDebugs = 1 << iota
	debugARP
	debugDHCP
	debugRouting
	debugICMPv6
	debugIPv6Packet
	debugIPv6Routing

	capturedDebugs = debugARP | debugDHCP | debugICMPv6 | debugIPv6Packet // those that look at packets
	routingDebugs  = debugRouting | debugIPv6Routing
	ipv6Debugs     = debugICMPv6 | debugIPv6Packet | debugIPv6Routing
)

// systemTopics are these debugs in the order in which they are listed, under
// the part of the router that they belong to.
var systemTopics = []struct {
	debug      systemDebugs
	part, name string
}{
	{debugAAA, "General OS:", "AAA Authentication debugging"},
	{debugARP, "ARP:", "ARP packet debugging"},
	{debugDHCP, "DHCP:", "DHCP client activity debugging"},
	{debugRouting, "IP routing:", "IP routing debugging"},
	{debugICMPv6, "Generic IPv6:", "ICMP Packet debugging"},
	{debugIPv6Packet, "Generic IPv6:", "IPv6 unicast packet debugging"},
	{debugIPv6Routing, "Generic IPv6:", "IPv6 routing table events debugging"},
}

// allSystemDebugs are those of the table.
func allSystemDebugs() (all systemDebugs) {
	for _, t := range systemTopics {
		all |= t.debug
	}
	return all
}

// systemDebugOf is the debug that a command names.
func systemDebugOf(c *grammar.SystemDebug) systemDebugs {
	switch {
	case c.AAA:
		return debugAAA
	case c.ARP:
		return debugARP
	case c.DHCP:
		return debugDHCP
	case c.Routing:
		return debugRouting
	case c.IPv6 == "icmp":
		return debugICMPv6
	case c.IPv6 == "packet":
		return debugIPv6Packet
	}
	return debugIPv6Routing
}

// debugSystem switches one of these debugs.
func (s *Session) debugSystem(c *grammar.SystemDebug, on bool) error {
	which := systemDebugOf(c)
	want, state := s.router.packets.showing(), "off"
	want.System &^= which
	if on {
		want.System |= which
		state = "on"
	}
	if err := s.router.showPackets(want); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	for _, t := range systemTopics {
		if t.debug == which {
			s.Printf("%s is %s\n", t.name, state)
		}
	}
	return nil
}

// writeSystemDebugs lists those that are on.
func writeSystemDebugs(w io.Writer, on systemDebugs) {
	part := ""
	for _, t := range systemTopics {
		if on&t.debug == 0 {
			continue
		}
		if t.part != part {
			part = t.part
			fmt.Fprintln(w, part)
		}
		fmt.Fprintf(w, "  %s is on\n", t.name)
	}
}

// debugLogin is what "debug aaa authentication" says of somebody who logs in
// by a list of "aaa new-model", "": the default one.
func (r *Router) debugLogin(list string) {
	if r.packets.showing().System&debugAAA == 0 || !r.IR().SSH.NewModel {
		return
	}
	id := r.logins.Add(1)
	r.log.Debug(fmt.Sprintf("AAA/BIND(%08X): Bind i/f", id))
	r.log.Debug(fmt.Sprintf("AAA/AUTHEN/LOGIN (%08X): Pick method list '%s'", id, cmp.Or(list, "default")))
}
