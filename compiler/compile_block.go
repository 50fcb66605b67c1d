package compiler

import (
	"net/netip"
	"slices"
	"time"

	"mainmode/grammar"
)

// block compiles a command that opens a block, with the lines in it.
func (w *compilation) block(e *entry) {
	if e.no { // what is built in is off
		return
	}
	switch c := e.command.(type) {
	case *grammar.CryptoISAKMPPolicy:
		w.policy(e, int(c.Priority))
	case *grammar.CryptoKeyring:
		if c.VRF != nil {
			w.keyring(string(c.Name)).VRF = string(*c.VRF)
		}
		for i := range e.children {
			l := &e.children[i]
			switch k := l.command.(type) {
			case *grammar.KeyringPreSharedKey:
				w.key(string(c.Name), l, keyLine{k.Type, k.Key, k.Address, k.Mask, k.IPv6, k.Hostname, false})
			case *grammar.LocalAddress:
				w.access.locals[string(c.Name)] = l
			}
		}
	case *grammar.CryptoPKITrustpoint:
		w.trustpoint(e, string(c.Name))
	case *grammar.CryptoPKICertificateMap:
		w.certificateMap(e, c)
	case *grammar.CryptoPKICertificateChain:
		w.chain(e, string(c.Name))
	case *grammar.CryptoIPsecTransformSet:
		w.transformSet(e, c)
	case *grammar.CryptoIPsecProfile:
		w.profile(e, string(c.Name))
	case *grammar.SelectInterface:
		w.interfaceBlock(e, c)
	case *grammar.IPAccessListStandard:
		w.accessList(e, c.String(), StandardList)
	case *grammar.IPAccessListExtended:
		w.accessList(e, c.String(), ExtendedList)
	case *grammar.IPv6AccessList:
		w.accessList(e, string(c.Name), IPv6List)
	case *grammar.SelectLine:
		w.lineBlock(e, c)
	case *grammar.RouteMapEntry:
		w.routeMap(e, c)
	case *grammar.NATPoolRanges:
		w.natPool(&e.line, c.Name, c.Mask, c.Bits, c.Options, e.children)
	default:
		w.mapLine(e)
		w.accessBlock(e)
	}
}

// interfaceBlock compiles an interface.
func (w *compilation) interfaceBlock(e *entry, c *grammar.SelectInterface) {
	if w.interfaceAgain(e) {
		return
	}
	said := w.remarks
	in := Interface{Name: c.Name.String(), Kind: kindOf(c.Name), DF: w.global.df, FragmentAfter: w.global.fragmentAfter}
	template := c.Type && c.Name.Kind == "Virtual-Template"
	if template {
		in.Kind = Tunnel
	}
	if in.Kind == Tunnel {
		in.Tunnel = newTunnel(template)
	}
	for i := range e.children {
		w.interfaceLine(&in, &e.children[i])
	}
	w.checkKeepalive(&in, e)
	w.addInterface(in, made{entry: e, silent: w.remarks == said, from: -1, mapAt: -1})
}

// wanted reports whether packets are expected on an interface. A router has
// others that nobody has configured: Vlan1, those of its modules.
func (in *Interface) wanted() bool {
	return !in.Shutdown && (len(in.Addresses) > 0 || in.Negotiated || in.Unnumbered != "" || in.CryptoMap != "" || in.IPv6Enabled)
}

func (w *compilation) addInterface(in Interface, m made) {
	if w.last == nil || !w.last.sameNames {
		w.interfaces[in.Name] = len(w.r.Interfaces)
	}
	if m.tunnelAt = w.tunnelCount; in.Tunnel != nil {
		w.tunnelCount++
	}
	w.made = append(w.made, m)
	w.r.Interfaces = append(w.r.Interfaces, in)
}

func kindOf(name grammar.InterfaceName) InterfaceKind {
	switch {
	case name.Subinterface() && (physicalKinds[name.Kind] || name.Kind == "Port-channel"):
		return Subinterface
	case name.Kind == "Tunnel":
		return Tunnel
	case name.Kind == "Loopback":
		return Loopback
	case physicalKinds[name.Kind]:
		return Physical
	}
	return Virtual
}

// isVirtual reports whether a command opens an interface that is not made here:
// it is kept unless it stands for a device of the system.
func isVirtual(command any) bool {
	c, ok := command.(*grammar.SelectInterface)
	return ok && kindOf(c.Name) == Virtual && !c.Type
}

// linkLocalBits is the prefix length of a link-local address, RFC 4291,
// Section 2.5.6.
const linkLocalBits = 64

func (w *compilation) interfaceLine(in *Interface, l *line) {
	switch l.command.(type) {
	case *grammar.IPUnreachables:
		in.Silent = l.no
	case *grammar.IPv6Unreachables:
		in.IPv6Silent = l.no
	}
	if l.no {
		return // "no ip address" stands for the default
	}
	switch c := l.command.(type) {
	case *grammar.InterfaceDescription:
		in.Description = string(c.Text)
	case *grammar.Device:
		in.Device = string(c.Name)
	case *grammar.IPAddress:
		if c.Secondary {
			in.Addresses = append(in.Addresses, c.Prefix())
		} else { // which is the first, wherever its line stands
			in.Addresses = slices.Insert(in.Addresses, 0, c.Prefix())
		}
	case *grammar.IPAddressDHCP:
		in.DHCP = dhcpSettings(c)
	case *grammar.IPAddressNegotiated:
		in.Negotiated = true
	case *grammar.VRFForwarding:
		w.joins(in, c.Name, c.Downstream, l)
	case *grammar.IPVRFForwarding:
		w.joins(in, c.Name, c.Downstream, l)
	case *grammar.IPUnnumbered:
		in.Unnumbered = c.Interface.String()
	case *grammar.EncapsulationDot1Q:
		w.encapsulation(in, c, l)
	case *grammar.IPv6Address:
		in.IPv6Enabled = true
		switch {
		case c.Anycast:
			w.once("anycast", l, "the address is that of the interface alone: there are no anycast addresses")
			in.Addresses = append(in.Addresses, c.Prefix.Prefix())
		case c.CGA:
			w.once("cga", l, "the address is as it is typed: none is made from a key (RFC 3972)")
			in.Addresses = append(in.Addresses, c.Prefix.Prefix())
		case c.EUI64:
			in.EUI64 = append(in.EUI64, c.Prefix.Prefix())
		case c.LinkLocal != nil:
			in.Addresses = append(in.Addresses, netip.PrefixFrom(c.LinkLocal.Addr(), linkLocalBits))
		case c.Prefix != nil:
			in.Addresses = append(in.Addresses, c.Prefix.Prefix())
		}
	case *grammar.IPv6Enable:
		in.IPv6Enabled = true
	case *grammar.Shutdown:
		in.Shutdown = true
	case *grammar.MTU:
		in.MTU = int(c.Bytes)
	case *grammar.IPMTU:
		in.IPMTU = int(c.Bytes)
	case *grammar.IPv6MTU:
		in.IPv6MTU = int(c.Bytes)
	case *grammar.ApplyCryptoMap:
		in.CryptoMap = string(c.Name)
		if c.Redundancy != nil {
			w.report(Warning, l, "no effect: SAs are not shared with a standby router")
		}
	case *grammar.ApplyIPv6CryptoMap:
		in.IPv6CryptoMap = string(c.Name)
	case *grammar.IPTCPAdjustMSS:
		in.AdjustMSS = int(c.Bytes)
	case *grammar.IPv6TCPAdjustMSS:
		in.IPv6AdjustMSS = int(c.Bytes)
	case *grammar.CryptoIPsecDFBit:
		in.DF = df(c.Mode)
	case *grammar.CryptoIPsecFragmentation:
		in.FragmentAfter = c.When == "after-encryption"
	case *grammar.IPAccessGroup:
		*map[string]*string{"in": &in.AccessIn, "out": &in.AccessOut}[c.Direction] = c.List.String()
	case *grammar.IPv6TrafficFilter:
		*map[string]*string{"in": &in.IPv6AccessIn, "out": &in.IPv6AccessOut}[c.Direction] = string(c.List)
	case *grammar.InterfaceNAT:
		in.NAT = c.Side
	case nil:
		if !in.tunneling(fields(l.text)) || l.no {
			w.unservedLine(l)
		}
	default:
		w.tunnelCommand(in, l)
	}
}

// lineBlock compiles a terminal line.
func (w *compilation) lineBlock(e *entry, c *grammar.SelectLine) {
	kind := map[string]LineKind{"console": Console, "aux": Aux, "vty": VTY}[c.Kind]
	first := int(c.First)
	last := first
	if c.Last != nil {
		last = int(*c.Last)
	}
	l := newLine(kind, first, last)
	for i := range e.children {
		lineCommand(&l, &e.children[i])
	}
	for i := range w.r.Lines {
		if old := &w.r.Lines[i]; old.Kind == kind && old.First == first {
			*old = l
			return
		}
	}
	at := len(w.r.Lines)
	for at > 0 && w.r.Lines[at-1].Kind > kind {
		at--
	}
	w.r.Lines = append(w.r.Lines[:at], append([]Line{l}, w.r.Lines[at:]...)...)
}

func lineCommand(t *Line, l *line) {
	switch c := l.command.(type) {
	case *grammar.ExecTimeout:
		t.ExecTimeout = time.Duration(value(c.Minutes))*time.Minute + time.Duration(value(c.Seconds))*time.Second
	case *grammar.LineExec:
		t.NoExec = l.no
	case *grammar.LoggingSynchronous:
		t.Synchronous = !l.no
	case *grammar.LineExecTimestamp:
		t.Timestamps = !l.no
	case *grammar.Lockable:
		t.Lockable = !l.no
	case *grammar.LineLength:
		t.Length = value(c.Lines)
	case *grammar.LineWidth:
		t.Width = value(c.Columns)
	case *grammar.LineHistory:
		if c.Size != nil {
			t.History = value(c.Size)
		}
	case *grammar.PrivilegeLevel:
		t.Privilege = value(c.Level)
	case *grammar.LineLogin:
		t.Login, t.LoginLocal = !l.no, c.Local && !l.no
	case *grammar.LinePassword:
		t.Password = password(c.Type, c.Password)
	case *grammar.TransportInput:
		t.transport(c, l.no)
	case *grammar.TransportPreferred:
		t.Preferred = ""
		if c.Protocol != nil {
			t.Preferred = c.Protocol.Name
		}
	case nil:
		if !l.no {
			t.read(fields(l.text))
		}
	}
}

func value(n *grammar.Number) int {
	if n == nil {
		return 0
	}
	return int(*n)
}
