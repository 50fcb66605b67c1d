package datapath

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// Changes are what has changed in the system since a driver last looked.
type Changes struct {
	told chan struct{}

	mu      sync.Mutex
	devices map[string]bool
}

// NewChanges returns none yet.
func NewChanges() *Changes {
	return &Changes{told: make(chan struct{}, 1), devices: map[string]bool{}}
}

// Note that a device has changed, or with "" something that is not one's: a
// route, or the MTU of a path.
func (c *Changes) Note(device string) {
	if device != "" {
		c.mu.Lock()
		c.devices[device] = true
		c.mu.Unlock()
	}
	select {
	case c.told <- struct{}{}:
	default:
	}
}

// pathInterval is how often the paths are asked for an MTU that grew: the
// system forgets a learned one after ten minutes.
const pathInterval = time.Minute

// Follow has look do what follows from changes, which is told the devices that
// have changed and says how long it took, until done is closed.
func (c *Changes) Follow(done <-chan struct{}, look func(devices []string) (took time.Duration)) {
	ticker := time.NewTicker(pathInterval)
	defer ticker.Stop()
	var pace Pace
	for {
		select {
		case <-c.told:
		case <-ticker.C:
		case <-done:
			return
		}
		pace.Rest(look(c.take()), done)
	}
}

// take returns the devices that have changed, by name, and forgets them.
func (c *Changes) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	devices := slices.Sorted(maps.Keys(c.devices))
	clear(c.devices)
	return devices
}
