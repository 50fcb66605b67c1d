package compiler

import (
	"net/netip"
	"slices"

	"mainmode/datapath"
)

// proxyOf is what IKE asks for to protect what a line matches: an ID payload
// has room for one port, so that a range is any, RFC 2407, Section 4.6.2. ok is
// false for addresses that are no network.
func proxyOf(m *datapath.Match) (s datapath.Selector, ok bool) {
	local, ok1 := m.Source.Prefix(m.IPv6)
	remote, ok2 := m.Destination.Prefix(m.IPv6)
	s = datapath.Selector{Local: local, Remote: remote, LocalPort: onePort(m.SourcePorts), RemotePort: onePort(m.DestinationPorts)}
	if !m.AnyProtocol {
		s.Protocol = m.Protocol
	}
	return s, ok1 && ok2
}

func onePort(ranges []datapath.ValueRange) datapath.PortRange {
	if len(ranges) != 1 || ranges[0].First != ranges[0].Last {
		return datapath.PortRange{}
	}
	return datapath.PortRange{First: ranges[0].First, Last: ranges[0].Last}
}

// selectorsOf is all that a line matches; nil: it would be too many.
func selectorsOf(m *datapath.Match) []datapath.Selector {
	locals, remotes := networksOf(m.Source, m.IPv6), networksOf(m.Destination, m.IPv6)
	if len(locals)*len(remotes) > mostNetworks {
		return nil
	}
	var all []datapath.Selector
	for _, local := range locals {
		for _, remote := range remotes {
			for _, localPort := range portsOf(m.SourcePorts) {
				for _, remotePort := range portsOf(m.DestinationPorts) {
					s := datapath.Selector{Local: local, Remote: remote, LocalPort: localPort, RemotePort: remotePort}
					if !m.AnyProtocol {
						s.Protocol = m.Protocol
					}
					all = append(all, s)
				}
			}
		}
	}
	return all
}

func portsOf(ranges []datapath.ValueRange) []datapath.PortRange {
	if ranges == nil {
		return []datapath.PortRange{{}}
	}
	var all []datapath.PortRange
	for _, r := range ranges {
		all = append(all, datapath.PortRange(r))
	}
	return all
}

// mostNetworks are those that a wildcard mask with holes may stand for.
const mostNetworks = 256

// networksOf is the addresses that a line matches as networks; nil: it would
// be too many.
func networksOf(m datapath.AddressMatch, ipv6 bool) []netip.Prefix {
	if p, ok := m.Prefix(ipv6); ok {
		return []netip.Prefix{p}
	}
	address, mask := m.Address.AsSlice(), m.Mask.AsSlice()
	bits := 0 // up to the last one of the mask
	var holes []int
	for i := range 8 * len(mask) {
		if mask[i/8]&(0x80>>(i%8)) != 0 {
			bits = i + 1
		}
		address[i/8] &= mask[i/8]
	}
	for i := range bits {
		if mask[i/8]&(0x80>>(i%8)) == 0 {
			holes = append(holes, i)
		}
	}
	if len(holes) > 8 {
		return nil
	}
	var all []netip.Prefix
	for n := range 1 << len(holes) {
		x := slices.Clone(address)
		for j, i := range holes {
			if n>>(len(holes)-1-j)&1 != 0 {
				x[i/8] |= 0x80 >> (i % 8)
			}
		}
		a, _ := netip.AddrFromSlice(x)
		all = append(all, netip.PrefixFrom(a, bits))
	}
	return all
}
