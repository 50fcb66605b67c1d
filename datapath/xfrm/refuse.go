package xfrm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/nft"
	"mainmode/datapath/rawsocket"
)

// refusedDevice gets what came in clear and should not have, for us to tell of
// it. The kernel's policies cannot refuse such packets: they do not know the
// device by which one came.
const refusedDevice = "crypto0"

// refusal is the packets in clear that interfaces with crypto maps refuse.
type refusal struct {
	filter  *nft.Filter
	watch   *os.File // what goes to refusedDevice
	index   int      // of the device, 0: it is not there
	set     []nft.Interface
	own     []netip.Addr
	cleaned bool // what a killed process left is gone
}

// openRefusal opens what the namespace of this thread needs.
func openRefusal() (r refusal, err error) {
	if r.filter, err = nft.Open(); err != nil {
		return r, err
	}
	if r.watch, err = rawsocket.Open("refused", unix.SOCK_DGRAM); err != nil {
		r.filter.Close()
		return r, fmt.Errorf("xfrm: %w", err)
	}
	return r, nil
}

func (r *refusal) close() {
	if r.filter != nil {
		r.filter.Close()
	}
	if r.watch != nil {
		r.watch.Close()
	}
}

// refuse tells the system which packets must not come in clear.
func (d *Driver) refuse(c *datapath.Config) error {
	r := &d.refusal
	var list []nft.Interface
	var own []netip.Addr
	if c != nil && len(c.CryptoMaps) > 0 {
		if err := d.makeRefusedDevice(); err != nil {
			return err
		}
		byPlace := c.CryptoMapsByPlace()
		for _, place := range slices.SortedFunc(maps.Keys(byPlace), c.ComparePlaces) {
			list = append(list, nft.Interface{
				Device: place.Device, Mark: c.ForeignMark(place), Entries: d.explicit(byPlace[place].Entries), In: uint32(r.index),
			})
		}
		for _, l := range c.Links {
			own = appendAddresses(own, l.Addresses)
		}
		for i := range c.Tunnels {
			own = appendAddresses(own, c.Tunnels[i].Addresses)
		}
	}
	if r.cleaned && reflect.DeepEqual(list, r.set) && reflect.DeepEqual(own, r.own) {
		return nil
	}
	if err := r.filter.SetInterfaces(list, own, datapath.Mark); err != nil && (len(list) > 0 || len(r.set) > 0) {
		return fmt.Errorf("xfrm: crypto maps: %w", err)
	} // else a system without nf_tables has none of a killed process either
	r.set, r.own, r.cleaned = list, own, true
	if len(list) == 0 && r.index != 0 {
		r.index = 0
		return d.removeLink(refusedDevice)
	}
	return nil
}

func appendAddresses(all []netip.Addr, prefixes []netip.Prefix) []netip.Addr {
	for _, p := range prefixes {
		all = append(all, p.Addr())
	}
	return all
}

// explicit is entries of a crypto map with what dynamic maps have negotiated.
func (d *Driver) explicit(entries []datapath.CryptoEntry) []datapath.CryptoEntry {
	var all []datapath.CryptoEntry
	for _, e := range entries {
		var rules []datapath.CryptoRule
		for _, r := range e.Rules {
			if !r.Negotiated {
				rules = append(rules, r)
				continue
			}
			for sa := range d.outboundSAs {
				if sa.Policy == r.Policy {
					rules = append(rules, datapath.CryptoRule{Selector: sa.Selector, Policy: r.Policy})
				}
			}
		}
		all = append(all, datapath.CryptoEntry{Rules: rules})
	}
	return all
}

// makeRefusedDevice makes the device, which swallows all packets, and watches
// it.
func (d *Driver) makeRefusedDevice() error {
	link, err := d.handle.LinkByName(refusedDevice)
	if err == nil && d.links[refusedDevice] && link.Attrs().Index == d.refusal.index {
		return nil
	}
	dummy := &netlink.Dummy{LinkAttrs: named(refusedDevice)}
	if err := d.handle.LinkAdd(dummy); err != nil {
		return fmt.Errorf("xfrm: device %s: %w", refusedDevice, err)
	}
	d.links[refusedDevice] = true
	link, err = d.handle.LinkByName(refusedDevice)
	if err != nil {
		return fmt.Errorf("xfrm: device %s: %w", refusedDevice, err)
	}
	index := link.Attrs().Index
	if err := rawsocket.Bind(d.refusal.watch, index); err != nil {
		return fmt.Errorf("xfrm: device %s: %w", refusedDevice, err)
	}
	// The device must not say anything of its own.
	err = os.WriteFile("/proc/sys/net/ipv6/conf/"+refusedDevice+"/disable_ipv6", []byte("1"), 0)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("xfrm: device %s: %w", refusedDevice, err)
	}
	d.refusal.index = index
	return d.handle.LinkSetUp(link)
}

// refusedInterval is how often a refused packet is told of.
const refusedInterval = time.Minute

// reportRefused tells of packets that came in clear until the driver is closed.
func (d *Driver) reportRefused() {
	b := make([]byte, 64)
	var told time.Time
	for {
		n, err := d.refusal.watch.Read(b)
		switch {
		case errors.Is(err, os.ErrClosed):
			return
		case err != nil: // the device is down, or was removed
			time.Sleep(10 * time.Millisecond)
			continue
		case time.Since(told) < refusedInterval:
			continue
		}
		if e, ok := notIPsec(b[:n]); ok {
			told = time.Now()
			d.events.Emit(e)
		}
	}
}

// notIPsec reads the header of an IP packet.
func notIPsec(p []byte) (datapath.NotIPsec, bool) {
	switch {
	case len(p) >= 20 && p[0]>>4 == 4:
		return datapath.NotIPsec{Source: netip.AddrFrom4([4]byte(p[12:])), Destination: netip.AddrFrom4([4]byte(p[16:])), Protocol: p[9]}, true
	case len(p) >= 40 && p[0]>>4 == 6:
		return datapath.NotIPsec{Source: netip.AddrFrom16([16]byte(p[8:])), Destination: netip.AddrFrom16([16]byte(p[24:])), Protocol: transportOf(p)}, true
	}
	return datapath.NotIPsec{}, false
}

// transportOf an IPv6 packet, behind its extension headers as far as they are
// there.
func transportOf(p []byte) uint8 {
	protocol, at := p[6], 40
	for at+8 <= len(p) {
		switch protocol {
		case unix.IPPROTO_HOPOPTS, unix.IPPROTO_ROUTING, unix.IPPROTO_DSTOPTS:
			protocol, at = p[at], at+8*(1+int(p[at+1]))
		case unix.IPPROTO_FRAGMENT:
			if binary.BigEndian.Uint16(p[at+2:])&^7 != 0 {
				return p[at]
			}
			protocol, at = p[at], at+8
		default:
			return protocol
		}
	}
	return protocol
}
