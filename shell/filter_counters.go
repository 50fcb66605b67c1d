package shell

import (
	"maps"
	"slices"
	"sync"

	"mainmode/compiler"
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

// keptMatches are what lines of access lists had counted when the datapath was
// told that nothing looks at them any more: on a router they keep it until it is
// cleared.
type keptMatches struct {
	mu     sync.Mutex
	counts map[datapath.EntryID]uint64
}

// follow is told what the datapath counted before and after it had been given
// other lists: what a line has lost it keeps.
func (k *keptMatches) follow(before, after map[datapath.EntryID]uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.counts == nil {
		k.counts = map[datapath.EntryID]uint64{}
	}
	for id, n := range before {
		if n > after[id] {
			k.counts[id] += n - after[id]
		}
	}
}

// forget drops what lines had counted that are no more, or are others.
func (k *keptMatches) forget(old, new *compiler.Router) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.counts) == 0 {
		return
	}
	was, is := lineTexts(old), lineTexts(new)
	maps.DeleteFunc(k.counts, func(id datapath.EntryID, _ uint64) bool { return is[id] == "" || was[id] != is[id] })
}

// losesLists reports whether access lists go out of use.
func losesLists(old, new *compiler.Router) bool {
	if !slices.Equal(old.CryptoLines, new.CryptoLines) {
		return true
	}
	filter := new.Datapath().Filter
	return slices.ContainsFunc(old.Datapath().Filter.Lists, func(l datapath.AccessList) bool { return filter.List(l.Name, l.IPv6) == nil })
}

// lineTexts are the lines of the access lists.
func lineTexts(r *compiler.Router) map[datapath.EntryID]string {
	texts := map[datapath.EntryID]string{}
	for i := range r.AccessLists {
		l := &r.AccessLists[i]
		for j := range l.Entries {
			texts[datapath.EntryID{List: l.Name, IPv6: l.Kind == compiler.IPv6List, Sequence: l.Entries[j].Sequence}] += l.Entries[j].Text
		}
	}
	return texts
}

func (k *keptMatches) add(counts map[datapath.EntryID]uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, n := range k.counts {
		counts[id] += n
	}
}

// clear forgets what the lines of a list, or of all for "", had counted.
func (k *keptMatches) clear(list string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.DeleteFunc(k.counts, func(id datapath.EntryID, _ uint64) bool { return list == "" || id.List == list })
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
