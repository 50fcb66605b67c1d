package tun

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"mainmode/datapath"
)

// move has the packets of an SA go to another end.
func (a *association) move(to netip.AddrPort) {
	end := netip.AddrPortFrom(to.Addr().Unmap().WithZone(""), to.Port())
	a.end.Store(&end)
}

// cameFrom tells IKE when an authentic packet that is newer than all before it
// came from another place than the peer's.
func (a *association) cameFrom(e *events, from netip.AddrPort, sequence uint64) {
	if from == *a.end.Load() || sequence <= a.counters.lastSequence.Load() {
		return
	}
	now, last := time.Now().UnixNano(), a.movedTold.Load()
	if now-last >= int64(eventInterval) && a.movedTold.CompareAndSwap(last, now) {
		e.emit(datapath.Moved{ID: a.ID(), Remote: from})
	}
}

// MoveSAs has the packets of SAs go to another address and port.
func (d *Driver) MoveSAs(ids []datapath.SAID, remote netip.AddrPort) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return errClosed
	}
	var errs []error
	for _, id := range ids {
		id.Remote = id.Remote.Unmap()
		in := d.lookup(spiKey{id.Remote.WithZone(""), id.SPI})
		if id.Direction == datapath.Inbound && in != nil && in.encapsulated() {
			in.move(remote)
		}
		out := d.outbound[id]
		if out == nil || !out.encapsulated() {
			continue
		}
		path, err := d.path(d.vrfOf(out.Local), remote.Addr().Unmap())
		if err != nil {
			errs = append(errs, fmt.Errorf("tun: SA 0x%X of %s: %w", id.SPI, out.Policy, err))
			continue
		}
		out.path.Store(path)
		path.refresh()
		out.move(remote)
	}
	d.unused = true
	d.prune()
	errs = append(errs, d.applyMTUs())
	return errors.Join(errs...)
}
