package nft

import (
	"net/netip"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Silence keeps the system from answering GRE that is ours: where it knows
// GRE it tells the peer, in clear, that there is no such tunnel, or that it is
// down.
type Silence struct{ table }

// NewSilence returns that of a namespace.
func NewSilence(f *Filter) *Silence {
	return &Silence{table{namespace: f, name: Table + "-gre", what: "answers to GRE"}}
}

// Set has the system be silent about the GRE tunnels among these.
func (s *Silence) Set(tunnels []datapath.TunnelInterface) error {
	var ends [][2]netip.Addr
	for i := range tunnels {
		t := &tunnels[i]
		local, remote := t.Local.Unmap().WithZone(""), t.Remote.Unmap().WithZone("")
		if t.Encapsulation == datapath.InGRE && local.IsValid() && remote.IsValid() && local.Is4() == remote.Is4() {
			ends = append(ends, [2]netip.Addr{local, remote})
		}
	}
	slices.SortFunc(ends, func(a, b [2]netip.Addr) int { return slices.CompareFunc(a[:], b[:], netip.Addr.Compare) })
	ends = slices.Compact(ends)
	return s.follow(ends, len(ends) == 0, func(b *batch) {
		const chain = "out"
		b.baseChain(chain, "filter", unix.NF_INET_LOCAL_OUT, filterPriority)
		for _, e := range ends {
			b.rule(chain, append(unreachableGRE(e[0], e[1]), verdict(expr.VerdictDrop, ""))...)
		}
	})
}

// unreachableGRE is the ICMP errors from one end of a tunnel to the other that
// quote GRE, RFC 792 and RFC 4443, Section 3.1.
func unreachableGRE(local, remote netip.Addr) []expr.Any {
	const quoted = 8 // behind the header of ICMP
	ipv6 := local.Is6()
	kind, transport, next := byte(3), byte(unix.IPPROTO_ICMP), uint32(9)
	if ipv6 {
		kind, transport, next = 1, unix.IPPROTO_ICMPV6, 6
	}
	whole := func(a netip.Addr) datapath.AddressMatch {
		if a.IsUnspecified() { // multipoint
			return datapath.AddressMatch{}
		}
		return datapath.MatchPrefix(netip.PrefixFrom(a, a.BitLen()))
	}
	h := headers[ipv6]
	return slices.Concat(family(ipv6), address(h.source, whole(local)), address(h.destination, whole(remote)),
		protocol(transport), transportByte(0, kind), transportByte(quoted+next, unix.IPPROTO_GRE))
}
