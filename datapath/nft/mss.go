package nft

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// mssTable is the name of the table that lowers the segment sizes of TCP.
const mssTable = Table + "-mss"

// Clamp lowers the segment sizes that TCP connections through devices announce,
// RFC 9293, Section 3.7.1: "ip tcp adjust-mss". It is not safe for concurrent
// use.
type Clamp struct {
	namespace *Filter
	set       bool // Set has been called
	now       map[string]segmentSizes
}

// segmentSizes are the greatest of each family, 0: as they are.
type segmentSizes struct{ ipv4, ipv6 int }

// NewClamp returns the clamp of a namespace.
func NewClamp(f *Filter) *Clamp { return &Clamp{namespace: f} }

// Set has links clamp, and tunnels. decrypted names the device by which what
// the SAs of a link's crypto map carried comes in, where that is not its own.
func (m *Clamp) Set(links []datapath.Link, tunnels []datapath.TunnelInterface, decrypted map[string]string) error {
	want := map[string]segmentSizes{}
	note := func(device string, s segmentSizes) {
		if device != "" && s != (segmentSizes{}) {
			want[device] = s
		}
	}
	for i := range links {
		s := segmentSizes{links[i].MSS, links[i].IPv6MSS}
		note(links[i].Device, s)
		note(decrypted[links[i].Device], s)
	}
	for i := range tunnels {
		note(tunnels[i].Device, segmentSizes{tunnels[i].MSS, tunnels[i].IPv6MSS})
	}
	return m.follow(want)
}

// Close removes the rules.
func (m *Clamp) Close() error {
	if len(m.now) == 0 {
		return nil
	}
	return m.follow(nil)
}

func (m *Clamp) follow(want map[string]segmentSizes) error {
	if m.set && maps.Equal(m.now, want) {
		return nil
	}
	err := m.replace(want)
	if err != nil {
		err = fmt.Errorf("segment sizes of TCP: %w", err)
	}
	if !m.set && len(want) == 0 {
		err = nil // a system without nf_tables has none of a killed process either
	}
	if err == nil {
		m.set, m.now = true, want
	}
	return err
}

// replace is the transaction.
func (m *Clamp) replace(want map[string]segmentSizes) error {
	b := begin(unix.NFPROTO_INET, mssTable)
	if len(want) > 0 {
		b.addTable()
		b.baseChain("in", "filter", unix.NF_INET_PRE_ROUTING, manglePriority)
		b.baseChain("out", "filter", unix.NF_INET_POST_ROUTING, manglePriority)
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		for chain, key := range map[string]expr.MetaKey{"in": expr.MetaKeyIIFNAME, "out": expr.MetaKeyOIFNAME} {
			for _, f := range []struct {
				ipv6 bool
				most int
			}{{false, want[name].ipv4}, {true, want[name].ipv6}} {
				if f.most > 0 {
					b.rule(chain, slices.Concat(device(key, name), family(f.ipv6), clamped(f.most))...)
				}
			}
		}
	}
	c, err := m.namespace.dial()
	if err != nil {
		return err
	}
	return errors.Join(b.commit(c), c.Close())
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
