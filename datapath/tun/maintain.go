package tun

import (
	"time"

	"mainmode/datapath"
)

// pathChanged has the driver look at what a path carries now.
func (d *Driver) pathChanged() { d.changes.Note("") }

// maintain does what follows from changes in the system, and then tells of those
// of devices: who hears of one finds the routes by the device made. What fails
// here was reported by Set, or is tried again after the next change.
func (d *Driver) maintain(devices []string) time.Duration {
	d.mu.Lock()
	begun := time.Now()
	if !d.closed {
		for _, p := range d.paths {
			p.refresh()
		}
		_ = d.applyMTUs()
		if len(devices) > 0 || d.config != nil && len(d.config.VRFs) > 0 {
			_ = d.host.Refresh()
		}
		if len(devices) > 0 {
			_ = d.followPorts()
			_ = d.applyNeighbors()
		}
		_ = d.applyLines()
	}
	took := time.Since(begun)
	d.mu.Unlock()
	for _, name := range devices {
		d.events.emit(datapath.LinkChange{Device: name})
	}
	return took
}
