package datapath

import (
	"maps"
	"slices"
	"sync"
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

// Noted delivers when there are changes.
func (c *Changes) Noted() <-chan struct{} { return c.told }

// Devices returns those that have changed, by name, and forgets them.
func (c *Changes) Devices() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	devices := slices.Sorted(maps.Keys(c.devices))
	clear(c.devices)
	return devices
}
