package nft

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/google/nftables/expr"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// livesFor is the chain that says how long a new translation lives without
// packets.
const livesFor = "NAT timeouts"

// What linux/netfilter/nf_tables.h has and unix does not.
const (
	objectTimeout   = 7 // NFT_OBJECT_CT_TIMEOUT
	timeoutFamily   = 1 // NFTA_CT_TIMEOUT_L3PROTO
	timeoutProtocol = 2 // NFTA_CT_TIMEOUT_L4PROTO
	timeoutData     = 3 // NFTA_CT_TIMEOUT_DATA
)

// timeouts makes the chain livesFor. A protocol that has states has a time for
// each, in the order of linux/netfilter/nfnetlink_cttimeout.h.
func (f *firewall) timeouts(t *datapath.NATTimeouts) {
	f.chain(livesFor)
	const dnsPort = 53
	for _, p := range []struct {
		name     string
		protocol uint8
		match    []expr.Any
		states   []time.Duration
	}{
		{"NAT tcp", unix.IPPROTO_TCP, nil, []time.Duration{
			t.SYN, t.SYN, t.TCP, t.FinRst, t.FinRst, t.FinRst, t.FinRst, t.FinRst, t.SYN,
		}},
		{"NAT dns", unix.IPPROTO_UDP, portRange(2, datapath.ValueRange{First: dnsPort, Last: dnsPort}), []time.Duration{t.DNS, t.DNS}},
		{"NAT udp", unix.IPPROTO_UDP, nil, []time.Duration{t.UDP, t.UDP}},
		{"NAT icmp", unix.IPPROTO_ICMP, nil, []time.Duration{t.ICMP}},
	} {
		f.timeout(p.name, p.protocol, p.states)
		f.rule(livesFor, slices.Concat(protocol(p.protocol), p.match,
			[]expr.Any{&expr.Objref{Type: objectTimeout, Name: p.name}, verdict(expr.VerdictReturn, "")})...)
	}
}

// timeout adds the times of a protocol.
func (f *firewall) timeout(name string, protocol uint8, states []time.Duration) {
	var list attributes
	for i, d := range states {
		list = append(list, number(uint16(i+1), uint32(d/time.Second)))
	}
	f.add(unix.NFT_MSG_NEWOBJ, netlink.Create, attributes{
		text(unix.NFTA_OBJ_TABLE, f.table), text(unix.NFTA_OBJ_NAME, name), number(unix.NFTA_OBJ_TYPE, objectTimeout),
		f.nested(unix.NFTA_OBJ_DATA, attributes{
			{Type: timeoutFamily, Data: binary.BigEndian.AppendUint16(nil, unix.NFPROTO_IPV4)},
			{Type: timeoutProtocol, Data: []byte{protocol}},
			f.nested(timeoutData, list),
		}),
	})
}
