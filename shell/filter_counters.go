package shell

import (
	"sync"

	"mainmode/datapath"
)

// clearedMatches are what crypto maps had counted for lines of access lists
// when these were cleared.
type clearedMatches struct {
	mu   sync.Mutex
	base map[datapath.EntryID]uint64
}

func (c *clearedMatches) set(counts map[datapath.EntryID]uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.base == nil {
		c.base = map[datapath.EntryID]uint64{}
	}
	for id, n := range counts {
		c.base[id] = n
	}
}

func (c *clearedMatches) subtract(counts map[datapath.EntryID]uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, n := range c.base {
		counts[id] -= min(n, counts[id])
	}
}

// clearedNAT is what NAT had counted when it was cleared.
type clearedNAT struct {
	mu           sync.Mutex
	hits, misses uint64
}

func (c *clearedNAT) clear(d datapath.Driver) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits, c.misses = d.NATHits()
}

func (c *clearedNAT) since(d datapath.Driver) (hits, misses uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hits, misses = d.NATHits()
	return hits - min(c.hits, hits), misses - min(c.misses, misses)
}
