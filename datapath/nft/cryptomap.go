package nft

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Interface is a device with a crypto map, or with one of several. The packets
// that leave by it and are protected go to the device Out instead; those that
// came in clear and should not have, to In, as far as they are not too many.
type Interface struct {
	Device string
	// Mark is that of the packets that leave, under datapath.TableMask; 0: those
	// that have the mark of no other crypto map of the device.
	Mark    uint32
	Entries []datapath.CryptoEntry // without Negotiated rules
	Out, In uint32                 // indexes; Out 0: the system itself protects what leaves, and opens what comes
}

// reported is how many packets a second go to Interface.In.
const reported = 10

// SetInterfaces replaces what was set before. Those of a device are next to each
// other, the one without Mark last. Packets with the mark own leave
// as they are; of those to an address of ours, ESP and ISAKMP come in as they
// are.
func (f *Filter) SetInterfaces(list []Interface, addresses []netip.Addr, own uint32) error {
	b := begin(unix.NFPROTO_NETDEV, Table)
	if len(list) > 0 {
		b.addTable()
	}
	for i, j := 0, 0; i < len(list); i = j {
		for j = i; j < len(list) && list[j].Device == list[i].Device; j++ {
			b.cryptoMap(&list[j])
		}
		b.protect(list[i:j], addresses, own)
	}
	c, err := f.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return b.commit(c)
}

// name of the chain for one direction.
func (m *Interface) name(direction string) string {
	if m.Mark == 0 {
		return direction + " " + m.Device
	}
	return fmt.Sprintf("%s %s mark 0x%x", direction, m.Device, m.Mark)
}

// cryptoMap makes the chains of the entries of a crypto map.
func (b *batch) cryptoMap(m *Interface) {
	out, in := m.name("out"), m.name("in")
	protect, refuse := out+" protect", in+" refuse"
	if m.Out != 0 {
		b.chain(protect)
		b.forwarding(protect, m.Out)
	}
	b.chain(refuse)
	b.forwarding(refuse, m.In, &expr.Limit{Type: expr.LimitTypePkts, Rate: reported, Unit: expr.LimitTimeSecond, Burst: reported})
	b.rule(refuse, verdict(expr.VerdictDrop, ""))
	for i := range m.Entries {
		if m.Out != 0 {
			b.chain(fmt.Sprintf("%s %d", out, i))
		}
		b.chain(fmt.Sprintf("%s %d", in, i))
		for _, r := range m.Entries[i].Rules {
			if m.Out != 0 {
				b.rules(fmt.Sprintf("%s %d", out, i), r.Selector, false, r.Policy != "", protect)
			}
			b.rules(fmt.Sprintf("%s %d", in, i), r.Selector, true, r.Policy != "", refuse)
		}
	}
}

// protect has the packets of a device meet the entries of its crypto maps.
func (b *batch) protect(list []Interface, addresses []netip.Addr, own uint32) {
	const base = "device "
	device, redirects := list[0].Device, list[0].Out != 0
	out, in := base+"out "+device, base+"in "+device
	b.deviceChain(in, device, unix.NF_NETDEV_INGRESS)
	if redirects {
		b.deviceChain(out, device, unix.NF_NETDEV_EGRESS)
		b.rule(out, &expr.Meta{Key: expr.MetaKeyMARK, Register: 1}, masked(datapath.MarkMask), equal(word(own)), verdict(expr.VerdictAccept, ""))
	} else {
		// What was in ESP comes again when it is open.
		b.rule(in, &expr.Meta{Key: secpath, Register: 1}, equal([]byte{1}), verdict(expr.VerdictAccept, ""))
	}
	for _, a := range addresses {
		for _, s := range exempt {
			s.Local = netip.PrefixFrom(a, a.BitLen())
			s.Remote = netip.PrefixFrom(datapath.Unspecified(a), 0)
			b.rule(in, append(match(s, true), verdict(expr.VerdictAccept, ""))...)
		}
	}
	for i := range list {
		m := &list[i]
		all := out
		if m.Mark != 0 && redirects {
			all = m.name("out")
			b.chain(all)
			b.rule(out, &expr.Meta{Key: expr.MetaKeyMARK, Register: 1}, masked(datapath.TableMask), equal(word(m.Mark)), verdict(expr.VerdictGoto, all))
		}
		for j := range m.Entries {
			if redirects {
				b.rule(all, verdict(expr.VerdictJump, fmt.Sprintf("%s %d", m.name("out"), j)))
			}
			b.rule(in, verdict(expr.VerdictJump, fmt.Sprintf("%s %d", m.name("in"), j)))
		}
	}
}

// secpath is NFT_META_SECPATH of linux/netfilter/nf_tables.h: whether a packet
// was in ESP.
const secpath expr.MetaKey = 25

// exempt is what IPsec itself consists of.
var exempt = []datapath.Selector{
	{Protocol: unix.IPPROTO_ESP},
	{Protocol: unix.IPPROTO_UDP, LocalPort: datapath.PortRange{First: 500, Last: 500}},
	{Protocol: unix.IPPROTO_UDP, LocalPort: datapath.PortRange{First: 4500, Last: 4500}},
}

// rules adds a line of an access list: what it permits goes to the chain to,
// what it denies back.
func (b *batch) rules(chain string, s datapath.Selector, inbound, permit bool, to string) {
	ipv4, does := s.Local.Addr().Is4(), verdict(expr.VerdictReturn, "")
	if permit {
		does = verdict(expr.VerdictGoto, to)
	}
	if s.LocalPort.Any() && s.RemotePort.Any() {
		b.rule(chain, append(match(s, inbound), does)...)
		return
	}
	for _, packets := range withPorts(ipv4) {
		b.rule(chain, slices.Concat(packets, match(s, inbound), []expr.Any{does})...)
	}
	if permit {
		// Fragments but the first have no ports: none may pass in clear.
		s.LocalPort, s.RemotePort = datapath.PortRange{}, datapath.PortRange{}
		b.rule(chain, slices.Concat(match(s, inbound), laterFragment(ipv4), []expr.Any{does})...)
	}
}
