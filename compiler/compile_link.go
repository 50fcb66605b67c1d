package compiler

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"

	"mainmode/datapath"
	"mainmode/grammar"
)

// noVLAN is why the encapsulation of a subinterface makes no VLAN of it.
type noVLAN struct {
	at     *line
	reason string
}

// encapsulation makes a subinterface a VLAN.
func (w *compilation) encapsulation(in *Interface, c *grammar.EncapsulationDot1Q, l *line) {
	switch {
	case c.Native:
		in.Native = true
		w.noVLANs[in.Name] = noVLAN{l, "no effect: untagged packets belong to the interface itself, which has an address or shares its device with another native VLAN"}
	case c.Any || c.Second != nil:
		inner, ok := c.Inner()
		if !ok {
			w.noVLANs[in.Name] = noVLAN{l, "no effect: a network has one inner VLAN: name it"}
			return
		}
		in.OuterVLAN, in.VLAN = int(c.VLAN), inner
	default:
		in.VLAN = int(c.VLAN)
	}
}

// tunneling reads "dot1q tunneling ethertype 0x88A8", how the tags of outer VLANs
// of the interface begin.
func (in *Interface) tunneling(words []string) bool {
	if len(words) != 4 || !is(words, "dot1q", "tunneling", "ethertype") || !strings.EqualFold(words[3], "0x88A8") {
		return false
	}
	in.EtherType = datapath.EtherType8021AD
	return true
}

// unserved are kept lines by which a router would give an interface an address,
// or keep packets from passing it.
var unserved = []struct{ line, reason string }{
	{"ip address pool", "no address is taken from a pool: the interface has none; give it one by \"ip address\""},
	{"ipv6 address autoconfig", "router advertisements are not taken: the interface has no address by them"},
	{"ipv6 address dhcp", "addresses are not asked for by DHCP: the interface has none by it"},
	{"ipv6 address", "prefixes are not asked for by DHCP: the address is not given to the interface"},
	{"dot1q tunneling ethertype", "the tags of outer VLANs begin with 0x8100 or 0x88A8"},
	{"zone-member", "what passes between zones is not filtered: use \"ip access-group\""},
	{"ip inspect", "connections are not inspected: access lists alone decide what comes back"},
	{"ipv6 inspect", "connections are not inspected: access lists alone decide what comes back"},
	{"ip ips", "packets are not searched for attacks"},
	{"ip auth-proxy", "nobody is asked who they are: access lists alone decide"},
	{"ip admission", "nobody is asked who they are: access lists alone decide"},
	{"macsec", "frames are not encrypted: they leave in clear"},
	{"crypto ipsec client ezvpn", "this router is no client of Easy VPN: what would go through its tunnel leaves in clear"},
	{"tunnel protection ipsec policy", "the tunnel protects whatever is routed into it, as one SA pair"},
}

// unservedLine warns of a kept line without which the interface does something
// else than on a router.
func (w *compilation) unservedLine(l *line) {
	for _, u := range unserved {
		if startsWith(l.text, u.line) {
			w.report(Warning, l, "no effect: %s", u.reason)
			return
		}
	}
}

// maxDeviceName is the most bytes of the name of a device.
const maxDeviceName = 15

// assignVLANs gives each subinterface the device of its VLAN. It has none where
// it is no VLAN, or where its interface has no device.
func (w *compilation) assignVLANs() {
	taken := map[string]string{} // device -> subinterface
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		if in.Kind != Subinterface {
			continue
		}
		at := strings.LastIndexByte(in.Name, '.')
		parent := w.interfaceNamed(in.Name[:at])
		switch {
		case in.Native && in.untagged(parent):
			continue
		case in.VLAN == 0:
			w.withoutVLAN(in)
			continue
		case parent == nil || parent.Kind != Physical || parent.Device == "":
			w.report(Warning, w.tunnelLine(in), "%s: no effect: %s has no Ethernet device", in.Name, in.Name[:at])
			in.VLAN = 0
			continue
		}
		id := "." + strconv.Itoa(in.VLAN)
		in.Parent = parent.Device
		if in.OuterVLAN != 0 {
			in.EtherType = cmp.Or(parent.EtherType, datapath.EtherType8021Q)
			outer := outerName(in.OuterVLAN, in.EtherType)
			in.Outer, id = in.Parent[max(0, len(in.Parent)+len(outer)-maxDeviceName):]+outer, outer+id
		}
		in.Device = in.Parent[max(0, len(in.Parent)+len(id)-maxDeviceName):] + id
		if other := taken[in.Device]; other != "" {
			w.report(Error, w.tunnelLine(in), "%s: VLAN %d is that of %s already", in.Name, in.VLAN, other)
			in.Device, in.Parent, in.VLAN, in.Outer = "", "", 0, ""
			continue
		}
		taken[in.Device] = in.Name
		in.Shutdown = in.Shutdown || parent.Shutdown
	}
}

// untagged gives a subinterface the packets of the interface that have no tag, if
// nothing else is configured to have them: the device is then its own. A router
// tells them apart by the tag, too, but has nobody who would send it.
func (in *Interface) untagged(parent *Interface) bool {
	switch {
	case parent == nil || parent.Kind != Physical || parent.Device == "" || parent.wanted() || parent.Untagged != "":
		return false
	case in.Shutdown && !parent.Shutdown:
		return false // other VLANs need the device to be up
	}
	parent.Untagged = in.Name
	in.Device, in.Parent = parent.Device, parent.Device
	in.Shutdown = in.Shutdown || parent.Shutdown
	in.MTU = cmp.Or(in.MTU, parent.MTU)
	return true
}

// withoutVLAN says why a subinterface has no device, if packets are expected on
// it.
func (w *compilation) withoutVLAN(in *Interface) {
	switch why, given := w.noVLANs[in.Name]; {
	case !in.wanted():
	case given:
		w.report(Warning, why.at, "%s", why.reason)
	default:
		w.report(Warning, w.tunnelLine(in), "%s: no effect: it is no VLAN (encapsulation dot1Q)", in.Name)
	}
}

// outerName is the end of the name of the device of an outer VLAN, which is that
// of the VLAN itself where their tags are the same.
func outerName(id int, etherType uint16) string {
	if etherType == datapath.EtherType8021AD {
		return ".s" + strconv.Itoa(id)
	}
	return "." + strconv.Itoa(id)
}

// finishEUI64 gives interfaces the addresses whose second half is made of a MAC
// address, RFC 4291, Appendix A. What has none of its own takes that of the
// first Ethernet device, as on a router.
func (w *compilation) finishEUI64() {
	first := [6]byte{}
	for _, d := range w.env.Devices {
		if mac, ok := w.env.MAC[d]; ok {
			first = mac
			break
		}
	}
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		for _, p := range in.EUI64 {
			mac, ok := w.env.MAC[in.Device]
			if !ok {
				mac, ok = w.env.MAC[in.Parent]
			}
			if !ok {
				mac = first
			}
			in.Addresses = append(in.Addresses, netip.PrefixFrom(eui64(p, mac), p.Bits()))
		}
	}
}

// eui64 is an address of the prefix with an interface identifier in modified
// EUI-64 format.
func eui64(p netip.Prefix, mac [6]byte) netip.Addr {
	b := p.Masked().Addr().As16()
	copy(b[8:], []byte{mac[0] ^ 0x02, mac[1], mac[2], 0xFF, 0xFE, mac[3], mac[4], mac[5]})
	return netip.AddrFrom16(b)
}
