package nhrp

import (
	"fmt"
	"net/netip"
	"strings"
)

func (s *station) syslogf(mnemonic, format string, args ...any) {
	s.engine.do(Syslog{3, mnemonic, fmt.Sprintf(format, args...)})
}

// debugPacket prints a packet that is sent or received, as IOS does.
func (s *station) debugPacket(verb string, p *Packet, data []byte) {
	s.engine.debugf(DebugEvents|DebugPackets, "NHRP: %s %s via %s vrf 0x0, packet size: %d", verb, p.Type, s.config.Name, len(data))
	if s.engine.debug&DebugPackets != 0 {
		s.engine.do(Debug{DebugPackets, p.describe(len(data))})
	}
}

// describe is the packet as "debug nhrp packet" prints it, without its first
// line.
func (p *Packet) describe(size int) string {
	var b strings.Builder
	extoff := 0
	if len(p.Extensions) > 0 {
		extoff = size - len(appendExtensions(nil, p.Extensions))
	}
	fmt.Fprintf(&b, " src: %s, dst: %s\n", addr(p.Source), addr(p.Destination))
	fmt.Fprintf(&b, " (F) afn: AF_IP(1), type: IP(800), hop: %d, ver: 1\n", p.HopCount)
	fmt.Fprintf(&b, "     shtl: %d(NSAP), sstl: 0(NSAP)\n", lengthOf(p.SourceNBMA))
	fmt.Fprintf(&b, "     pktsz: %d extoff: %d\n", size, extoff)
	if p.Type.isIndication() {
		if p.Type == ErrorIndication {
			fmt.Fprintf(&b, " (M) error code: %s, offset: %d\n", p.Code, p.Offset)
		} else {
			fmt.Fprintf(&b, " (M) traffic code: redirect(%d)\n", p.Code)
		}
	} else {
		fmt.Fprintf(&b, " (M) flags: \"%s\", reqid: %d\n", p.flagNames(), p.RequestID)
	}
	fmt.Fprintf(&b, "     src NBMA: %s\n", addr(p.SourceNBMA))
	fmt.Fprintf(&b, "     src protocol: %s, dst protocol: %s", addr(p.Source), addr(p.Destination))
	describeClients(&b, " ", p.Clients)
	for i := range p.Extensions {
		e := &p.Extensions[i]
		switch e.Type {
		case Authentication:
			b.WriteString("\n Authentication Extension(7):\n   type:Cleartext(1), data:*") // secrets are not printed
		case Responder, ForwardRecord, ReverseRecord, NATAddress:
			fmt.Fprintf(&b, "\n %s(%d):", extensionNames[e.Type], e.Type)
			describeClients(&b, "   ", p.clientsOf(e.Type))
		default:
			fmt.Fprintf(&b, "\n Extension(%d): %d bytes", e.Type, len(e.Value))
		}
	}
	return b.String()
}

var extensionNames = map[ExtensionType]string{
	Responder:     "Responder Address Extension",
	ForwardRecord: "Forward Transit NHS Record Extension",
	ReverseRecord: "Reverse Transit NHS Record Extension",
	NATAddress:    "NAT address Extension",
}

func describeClients(b *strings.Builder, indent string, clients []Client) {
	for i := range clients {
		c := &clients[i]
		fmt.Fprintf(b, "\n%s(C-%d) code: %s\n", indent, i+1, c.Code)
		fmt.Fprintf(b, "%s      prefix: %d, mtu: %d, hd_time: %d\n", indent, c.Prefix, c.MTU, c.HoldingTime)
		fmt.Fprintf(b, "%s      addr_len: %d(NSAP), subaddr_len: 0(NSAP), proto_len: %d, pref: %d", indent, lengthOf(c.NBMA), lengthOf(c.Address), c.Preference)
		if c.NBMA.IsValid() {
			fmt.Fprintf(b, "\n%s      client NBMA: %s", indent, c.NBMA)
		}
		if c.Address.IsValid() {
			fmt.Fprintf(b, "\n%s      client protocol: %s", indent, c.Address)
		}
	}
}

// flagNames are the flags as IOS prints them, each with a space behind it.
func (p *Packet) flagNames() string {
	type name struct {
		bit  uint16
		text string
	}
	var names []name
	switch p.Type {
	case ResolutionRequest, ResolutionReply:
		names = []name{{FlagRouter, "router"}, {FlagAuthoritative, "auth"}, {FlagDestinationStable, "dst-stable"}, {FlagUniqueBinding, "unique"}, {FlagSourceStable, "src-stable"}}
	case RegistrationRequest, RegistrationReply:
		names = []name{{FlagUnique, "unique"}}
	case PurgeRequest, PurgeReply:
		names = []name{{FlagNoReply, "no-reply"}}
	}
	var b strings.Builder
	for _, n := range append(names, name{FlagNAT, "nat"}) {
		if p.Flags&n.bit != 0 {
			b.WriteString(n.text + " ")
		}
	}
	return b.String()
}

// addr prints an address that may be missing.
func addr(a netip.Addr) string {
	if !a.IsValid() {
		return "0.0.0.0"
	}
	return a.String()
}
