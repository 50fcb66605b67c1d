package compiler

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"mainmode/datapath"
	"mainmode/ike"
)

// advise looks at what surrounds the tunnels: packet sizes, routes, NAT, access
// lists.
func (r *Report) advise() {
	for i := range r.router.Maps {
		m := &r.router.Maps[i]
		r.filters(m)
		if in := r.router.Interface(m.Interface); in != nil && in.Tunnel != nil {
			r.sizes(m, in)
			r.tunnelRoutes(m, in)
			continue
		}
		r.mapRoutes(m)
		r.exemptions(m)
	}
	r.wildcards()
}

// about is a finding about an interface.
func (r *Report) about(kind string, grade Grade, iface, format string, args ...any) {
	text := "interface " + iface
	r.find(Finding{Kind: kind, Grade: grade, Line: r.lineOf(text), Text: text, Reason: fmt.Sprintf(format, args...)})
}

// Header lengths in bytes.
const (
	greHeader    = 4 // and 4 more for each of key, checksum and sequence number
	ipv4Header   = 20
	ipv6Header   = 40
	tcpHeader    = 20
	mostIPMTU    = 1500
	greOptionLen = 4
)

// room is the largest packet that a tunnel carries in one packet of its path.
func room(m *ike.Map, t *TunnelSettings) int {
	least := mostIPMTU
	for _, s := range m.TransformSets {
		sa := datapath.SA{Transform: s.Transform, Mode: s.Mode, Remote: t.Destination}
		least = min(least, sa.PlaintextMTU(m.PathMTU))
	}
	if t.Mode.IPsec() {
		return least
	}
	least -= greHeader + ipv4Header
	if t.outerIPv6() {
		least -= ipv6Header - ipv4Header
	}
	for _, on := range []bool{t.Key != nil, t.Checksum, t.Sequence} {
		if on {
			least -= greOptionLen
		}
	}
	return least
}

// sizes compares what the operator set with what fits.
func (r *Report) sizes(m *ike.Map, in *Interface) {
	if len(m.TransformSets) == 0 || !in.Tunnel.Destination.IsValid() {
		return
	}
	fits := room(m, in.Tunnel)
	set := in.IPMTU
	switch {
	case set > fits:
		r.about(FoundMTU, Problem, in.Name, "ip mtu %d is more than the %d bytes that fit: larger packets are cut in two: use ip mtu %d", set, fits, fits)
	case set == 0 && !in.Tunnel.Mode.IPsec():
		r.about(FoundMTU, Note, in.Name, "no ip mtu: %d bytes fit behind GRE and ESP: use ip mtu %d", fits, min(fits, 1400))
	}
	if set == 0 || set > fits {
		set = fits
	}
	header := ipv4Header
	if m.Selectors[0].Local.Addr().Is6() {
		header = ipv6Header
	}
	switch mss := r.setting(in.Name, "ip tcp adjust-mss"); {
	case mss == 0:
		r.about(FoundMTU, Note, in.Name, "no ip tcp adjust-mss: TCP depends on path MTU discovery: use ip tcp adjust-mss %d or less", set-header-tcpHeader)
	case mss > set-header-tcpHeader:
		r.about(FoundMTU, Problem, in.Name, "ip tcp adjust-mss %d makes packets of %d bytes where %d fit: use %d or less", mss, mss+header+tcpHeader, set, set-header-tcpHeader)
	}
}

// setting is the number that a line of an interface sets, 0 if there is none.
func (r *Report) setting(iface, command string) int {
	e := r.config.index["interface "+iface]
	if e == nil {
		return 0
	}
	for i := range e.children {
		if v, ok := strings.CutPrefix(e.children[i].text, command+" "); ok {
			n, _ := strconv.Atoi(v)
			return n
		}
	}
	return 0
}

// says reports whether an interface has a line.
func (r *Report) says(iface, line string) bool {
	e := r.config.index["interface "+iface]
	return e != nil && e.sets(line)
}

// learned reports whether routes come from elsewhere too: then none is missed.
func (r *Report) learned() bool {
	for _, e := range r.config.entries {
		switch {
		case startsWith(e.text, "router"), startsWith(e.text, "ipv6 router"), startsWith(e.text, "ip route 0.0.0.0 0.0.0.0 dhcp"):
			return true
		case startsWith(e.text, "interface") && (e.sets("ip address dhcp") || e.sets("ip address negotiated") || e.sets("ipv6 address autoconfig default")):
			return true
		}
	}
	return false
}

// egress is the interface by which packets for a prefix leave; ok is false
// where no route covers it.
func (r *Report) egress(p netip.Prefix) (iface string, ok bool) {
	best := -1
	for i := range r.router.Interfaces {
		in := &r.router.Interfaces[i]
		for _, a := range in.Addresses {
			if !in.Shutdown && covering(a.Masked(), p) && a.Bits() > best {
				best, iface = a.Bits(), in.Name
			}
		}
	}
	for _, route := range r.router.Routes {
		discard := route.Interface == "" && !route.NextHop.IsValid()
		if !discard && covering(route.Prefix, p) && route.Prefix.Bits() > best {
			best, iface = route.Prefix.Bits(), route.Interface
			if iface == "" {
				iface = r.connected(route.NextHop)
			}
		}
	}
	return iface, best >= 0
}

// connected is the interface on whose network an address is, "" if on none.
func (r *Report) connected(a netip.Addr) string {
	for i := range r.router.Interfaces {
		for _, p := range r.router.Interfaces[i].Addresses {
			if p.Masked().Contains(a) {
				return r.router.Interfaces[i].Name
			}
		}
	}
	return ""
}

// covering reports whether outer holds all of inner.
func covering(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

func host(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a.WithZone(""), a.BitLen()) }

// tunnelRoutes looks for the routes to the other end and into the tunnel.
func (r *Report) tunnelRoutes(m *ike.Map, in *Interface) {
	if r.learned() {
		return
	}
	for _, peer := range m.Peers {
		if peer.IsLinkLocalUnicast() {
			continue
		}
		switch out, ok := r.egress(host(peer)); {
		case !ok:
			r.about(FoundRoute, Problem, in.Name, "no route to the tunnel destination %s", addressText(peer))
		case out == in.Name:
			r.about(FoundRoute, Fault, in.Name, "the route to the tunnel destination %s leads into the tunnel itself", addressText(peer))
		}
	}
	for _, route := range r.router.Routes {
		if route.Interface == in.Name || route.NextHop.IsValid() && r.connected(route.NextHop) == in.Name {
			return
		}
	}
	r.about(FoundRoute, Note, in.Name, "no route leads into the tunnel: only its own network is reached by it")
}

// mapRoutes looks whether what a crypto map protects leaves where the map is.
func (r *Report) mapRoutes(m *ike.Map) {
	if r.learned() || m.DynamicMap != "" {
		return
	}
	for _, peer := range m.Peers {
		if _, ok := r.egress(host(peer)); !ok {
			r.about(FoundRoute, Problem, m.Interface, "crypto map %s %d: no route to the peer %s", m.Name, m.Sequence, addressText(peer))
		}
	}
	for _, s := range m.Selectors {
		switch out, ok := r.egress(s.Remote); {
		case !ok:
			r.about(FoundRoute, Problem, m.Interface, "crypto map %s %d: no route to %v: nothing is sent there", m.Name, m.Sequence, s.Remote)
		case out != "" && out != m.Interface && m.Interfaces == nil:
			r.about(FoundRoute, Problem, m.Interface, "crypto map %s %d: packets for %v leave by %s, where the map is not", m.Name, m.Sequence, s.Remote, out)
		}
	}
}

// exemptions looks for translation of what a crypto map is to protect: NAT
// comes first, and the map does not know the packets any more.
func (r *Report) exemptions(m *ike.Map) {
	if !r.says(m.Interface, "ip nat outside") {
		return
	}
	for _, e := range r.config.entries {
		rest, ok := strings.CutPrefix(e.text, "ip nat inside source ")
		if !ok || e.no {
			continue
		}
		words := fields(rest)
		if len(words) < 2 {
			continue
		}
		for _, list := range r.translated(words[0], words[1]) {
			for _, s := range m.Selectors {
				if translates(list, s) {
					r.find(Finding{Kind: FoundNAT, Grade: Problem, Line: e.number, Text: redact(e.text), Reason: fmt.Sprintf(
						"translates %v, which crypto map %s %d is to protect: put \"deny ip %s %s\" first into access list %s",
						s, m.Name, m.Sequence, wildcardText(s.Local), wildcardText(s.Remote), list.Name)})
				}
			}
		}
	}
}

// translated are the access lists of "list L" or "route-map M".
func (r *Report) translated(by, name string) []*AccessList {
	var lists []*AccessList
	add := func(name string) {
		if l := r.router.AccessList(name); l != nil {
			lists = append(lists, l)
		}
	}
	switch by {
	case "list":
		add(name)
	case "route-map":
		for _, e := range r.config.entries {
			if !startsWith(e.text, "route-map "+name) {
				continue
			}
			for i := range e.children {
				for _, n := range fields(strings.TrimPrefix(e.children[i].text, "match ip address ")) {
					if strings.HasPrefix(e.children[i].text, "match ip address ") {
						add(n)
					}
				}
			}
		}
	}
	return lists
}

// translates reports whether a list permits packets of the selector.
func translates(list *AccessList, s datapath.Selector) bool {
	for i := range list.Entries {
		e := &list.Entries[i]
		if !e.Rule() || e.Match.IPv6 || e.Match.Never || !s.Local.Addr().Is4() {
			continue
		}
		if !e.Match.AnyProtocol && s.Protocol != 0 && e.Match.Protocol != s.Protocol {
			continue
		}
		destination := e.Match.Destination
		if list.Kind == StandardList {
			destination = datapath.AddressMatch{}
		}
		if !overlaps(e.Match.Source, s.Local) || !overlaps(destination, s.Remote) {
			continue
		}
		if e.Permit {
			return true
		}
		if e.Match.AnyProtocol && within(e.Match.Source, s.Local) && within(destination, s.Remote) {
			return false
		}
	}
	return false
}

func number4(a netip.Addr) uint32 { b := a.As4(); return binary.BigEndian.Uint32(b[:]) }

func prefixMask(p netip.Prefix) uint32 { return ^uint32(0) << (32 - p.Bits()) }

// overlaps reports whether some address of the prefix fits.
func overlaps(m datapath.AddressMatch, p netip.Prefix) bool {
	return m.Any() || (number4(m.Address)^number4(p.Addr()))&number4(m.Mask)&prefixMask(p) == 0
}

// within reports whether every address of the prefix fits.
func within(m datapath.AddressMatch, p netip.Prefix) bool {
	return m.Any() || number4(m.Mask)&^prefixMask(p) == 0 && overlaps(m, p)
}

// wildcardText is a prefix as an access list has it.
func wildcardText(p netip.Prefix) string {
	switch p.Bits() {
	case 0:
		return "any"
	case p.Addr().BitLen():
		return "host " + p.Addr().String()
	}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], ^prefixMask(p))
	return p.Addr().String() + " " + netip.AddrFrom4(b).String()
}

// wildcards finds network masks in access lists, where bits that are set do
// not count: "10.1.0.0 255.255.0.0" fits nearly everything.
func (r *Report) wildcards() {
	for i := range r.Lines {
		l := &r.Lines[i]
		words := fields(l.Text)
		if l.Fate != Applied || len(words) < 3 || !strings.HasPrefix(words[0], "access-l") && words[0] != "permit" && words[0] != "deny" && words[1] != "permit" && words[1] != "deny" {
			continue
		}
		for j := 1; j < len(words); j++ {
			if _, err := netip.ParseAddr(words[j-1]); err != nil {
				continue
			}
			a, err := netip.ParseAddr(words[j])
			if err != nil || !a.Is4() {
				continue
			}
			v := number4(a)
			if ones := bits.LeadingZeros32(^v); ones < 8 || ones == 32 || bits.OnesCount32(v) != ones {
				continue
			}
			r.find(Finding{Kind: FoundMistyped, Grade: Problem, Line: l.Line, Text: l.Text, Reason: fmt.Sprintf(
				"%s looks like a network mask, and access lists have wildcards: did you mean %s %s?", a, words[j-1], netip.AddrFrom4(inverse(a)))})
		}
	}
}

func inverse(a netip.Addr) [4]byte {
	b := a.As4()
	for i := range b {
		b[i] = ^b[i]
	}
	return b
}
