package tun

import (
	"time"

	"mainmode/datapath"
)

func (d *Driver) linkChanged(name string) {
	if name == "" {
		d.pathChanged() // a route
		return
	}
	d.events.emit(datapath.LinkChange{Device: name})
	wake(d.links)
}

func (d *Driver) pathChanged() { wake(d.routing) }

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// pathInterval is how often the paths are asked for an MTU that grew: the
// system forgets a learned one after ten minutes.
const pathInterval = time.Minute

// maintain does what follows from changes in the system. What fails here was
// reported by Set, or is tried again after the next change.
func (d *Driver) maintain() {
	ticker := time.NewTicker(pathInterval)
	defer ticker.Stop()
	for {
		links := false
		select {
		case <-d.links:
			links = true
		case <-d.routing:
		case <-ticker.C:
		case <-d.done:
			return
		}
		d.mu.Lock()
		begun := time.Now()
		if !d.closed {
			for _, p := range d.paths {
				p.refresh()
			}
			_ = d.applyMTUs()
			if links || d.config != nil && len(d.config.VRFs) > 0 {
				_ = d.host.Refresh()
			}
			if links {
				_ = d.followPorts()
			}
			_ = d.applyLines()
		}
		took := time.Since(begun)
		d.mu.Unlock()
		datapath.Pause(took, d.done)
	}
}
