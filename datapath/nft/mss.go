package nft

import (
	"encoding/binary"
	"maps"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Clamp lowers the segment sizes that TCP connections through devices announce,
// RFC 9293, Section 3.7.1: "ip tcp adjust-mss".
type Clamp struct{ table }

// segmentSizes are the greatest of each family, 0: as they are.
type segmentSizes struct{ ipv4, ipv6 int }

// NewClamp returns the clamp of a namespace.
func NewClamp(f *Filter) *Clamp {
	return &Clamp{table{namespace: f, name: Table + "-mss", what: "segment sizes of TCP"}}
}

// Set has links clamp, and tunnels. decrypted names the devices by which
// what the SAs of a link's crypto maps carried comes in, where that is not its
// own.
func (m *Clamp) Set(links []datapath.Link, tunnels []datapath.TunnelInterface, decrypted map[string][]string) error {
	want := map[string]segmentSizes{}
	note := func(device string, s segmentSizes) {
		if device != "" && s != (segmentSizes{}) {
			want[device] = s
		}
	}
	for i := range links {
		s := segmentSizes{links[i].MSS, links[i].IPv6MSS}
		note(links[i].Device, s)
		for _, device := range decrypted[links[i].Device] {
			note(device, s)
		}
	}
	for i := range tunnels {
		note(tunnels[i].Device, segmentSizes{tunnels[i].MSS, tunnels[i].IPv6MSS})
	}
	return m.follow(want, len(want) == 0, func(b *batch) {
		b.baseChain("in", "filter", unix.NF_INET_PRE_ROUTING, manglePriority)
		b.baseChain("out", "filter", unix.NF_INET_POST_ROUTING, manglePriority)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			for chain, key := range map[string]expr.MetaKey{"in": expr.MetaKeyIIFNAME, "out": expr.MetaKeyOIFNAME} {
				if most := want[name].ipv4; most > 0 {
					b.rule(chain, slices.Concat(device(key, name), family(false), clamped(most))...)
				}
				if most := want[name].ipv6; most > 0 {
					b.rule(chain, slices.Concat(device(key, name), family(true), clamped(most))...)
				}
			}
		}
	})
}

// manglePriority is where packets are changed: behind connection tracking.
const manglePriority = -150

// clamped lowers the option of a SYN that announces more.
func clamped(most int) []expr.Any {
	const syn, maximumSegmentSize, value = 2, 2, 2 // flag, kind of the option, and where it has the size
	size := binary.BigEndian.AppendUint16(nil, uint16(most))
	option := expr.Exthdr{Op: expr.ExthdrOpTcpopt, Type: maximumSegmentSize, Offset: value, Len: uint32(len(size))}
	load, store := option, option
	load.DestRegister, store.SourceRegister = 1, 1
	return slices.Concat(protocol(unix.IPPROTO_TCP), tcpFlags(datapath.TCPFlags{Set: syn}), []expr.Any{
		&load, &expr.Cmp{Op: expr.CmpOpGt, Register: 1, Data: size},
		&expr.Immediate{Register: 1, Data: size}, &store,
	})
}
