package xfrm

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/remains"
)

// listen turns what the kernel tells into events until the driver is closed.
func (d *Driver) listen() {
	for {
		messages, _, err := d.monitor.Receive()
		select {
		case <-d.done:
			return
		default:
		}
		if errors.Is(err, unix.ENOBUFS) {
			d.recount() // of SAs the kernel asks again
			continue
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		for _, m := range messages {
			switch m.Header.Type {
			case nl.XFRM_MSG_ACQUIRE:
				d.acquired(m.Data)
			case nl.XFRM_MSG_EXPIRE:
				d.expired(m.Data)
			case nl.XFRM_MSG_MAPPING:
				d.mapped(m.Data)
			}
		}
	}
}

// The layout of a struct xfrm_user_acquire: the template's identifier and
// source, the selector of the packet, the policy, three sets of algorithms and
// a number.
const (
	acquireSelector = nl.SizeofXfrmId + nl.SizeofXfrmAddress
	acquireLength   = acquireSelector + nl.SizeofXfrmSelector + nl.SizeofXfrmUserpolicyInfo + 4*4
)

// acquired: a packet waits for an SA.
func (d *Driver) acquired(m []byte) {
	if len(m) < acquireLength {
		return
	}
	sel := nl.DeserializeXfrmSelector(m[acquireSelector:])
	var id uint32
	for kind, value := range attributes(m[acquireLength:]) {
		if kind == nl.XFRMA_TMPL && len(value) >= nl.SizeofXfrmUserTmpl {
			id = nl.DeserializeXfrmUserTmpl(value).Reqid
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.policies {
		if p.id == id {
			d.events.Emit(datapath.Acquire{Policy: p.name, Selector: selectorOf(sel)})
			return
		}
	}
}

// selectorOf a packet.
func selectorOf(sel *nl.XfrmSelector) datapath.Selector {
	return datapath.Selector{
		Local: prefixOf(&sel.Saddr, sel.PrefixlenS, sel.Family), Remote: prefixOf(&sel.Daddr, sel.PrefixlenD, sel.Family), Protocol: sel.Proto,
		LocalPort: portOf(sel.Sport), RemotePort: portOf(sel.Dport),
	}
}

func prefixOf(a *nl.XfrmAddress, bits uint8, family uint16) netip.Prefix {
	return netip.PrefixFrom(addressOf(a, family), int(bits))
}

func portOf(big uint16) datapath.PortRange {
	p := nl.Swap16(big)
	return datapath.PortRange{First: p, Last: p}
}

// expired: an SA has carried its lifetime in bytes, or nearly all sequence
// numbers.
func (d *Driver) expired(m []byte) {
	if len(m) < nl.SizeofXfrmUserExpire {
		return
	}
	e := nl.DeserializeXfrmUserExpire(m)
	s := parseState(m[:nl.SizeofXfrmUsersaInfo])
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.find(s.destination, s.spi); a != nil && remains.IsIdentifier(s.reqid) {
		if e.Hard == 1 { // the kernel has deleted it
			d.forget(a, s.SAStats)
		}
		d.events.Emit(datapath.Expire{ID: a.ID(), Hard: e.Hard == 1})
	}
}

// recount tells of the SAs that have expired while messages were lost.
func (d *Driver) recount() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	left, err := d.states()
	if err != nil {
		return // the next look at the counters of these SAs finds nothing
	}
	there := make(map[*association]bool, len(d.sas))
	for i := range left {
		if a := d.find(left[i].destination, left[i].spi); a != nil {
			there[a] = true
		}
	}
	for id, a := range d.sas {
		if !there[a] {
			d.forget(a, datapath.SAStats{})
			d.events.Emit(datapath.Expire{ID: id, Hard: true})
		}
	}
}

// find an SA by what the kernel calls it.
func (d *Driver) find(destination netip.Addr, spi uint32) *association {
	for _, a := range d.sas {
		if a.SPI == spi && a.destination() == destination {
			return a
		}
	}
	return nil
}

// The layout of a struct xfrm_user_mapping: which SA, its identifier, the
// old and the new source, the old and the new port.
const (
	mappingNew     = nl.SizeofXfrmUsersaId + 4 + nl.SizeofXfrmAddress
	mappingNewPort = mappingNew + nl.SizeofXfrmAddress + 2
	mappingLength  = mappingNewPort + 2
)

// mapped: an authentic packet came from another address or port.
func (d *Driver) mapped(m []byte) {
	if len(m) < mappingLength {
		return
	}
	id := nl.DeserializeXfrmUsersaId(m)
	var source nl.XfrmAddress
	copy(source[:], m[mappingNew:])
	remote := netip.AddrPortFrom(addressOf(&source, id.Family), binary.BigEndian.Uint16(m[mappingNewPort:]))
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.find(addressOf(&id.Daddr, id.Family), nl.Swap32(id.Spi)); a != nil {
		d.events.Emit(datapath.Moved{ID: a.ID(), Remote: remote})
	}
}
