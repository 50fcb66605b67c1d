package nhrp

import (
	"net/netip"
	"time"
)

// EntryKind says how the station came to an entry of its cache.
type EntryKind uint8

const (
	Static     EntryKind = iota // the configuration has it
	Registered                  // its station has registered here
	Resolved                    // a server or the station itself has answered for it
	Implicit                    // its station has asked for an address of ours
	Incomplete                  // asked for, or known not to be there
	Local                       // our own, with those who have asked for it
)

// Entry of the cache.
type Entry struct {
	Kind    EntryKind
	Address netip.Addr
	NBMA    netip.Addr // of an Incomplete one the server's by which packets go, if there is one
	// Claimed is the NBMA address that a station behind NAT has of its own;
	// invalid: it is not behind NAT.
	Claimed netip.Addr
	Unique  bool
	Created time.Time
	Expires time.Time // zero: never
	MTU     uint16
	// Requesters are those who know a Local entry.
	Requesters []Requester
	// Rejected: of an Incomplete one, that the answer was that there is none.
	Rejected bool
	// Via is where packets go as long as none of NHRP has come directly from the
	// NBMA address of a Resolved or Implicit one: its station may be behind NAT or
	// a filter that lets nobody in. Invalid: they go to the NBMA address.
	Via netip.Addr
}

// Requester knows our address by a reply of ours.
type Requester struct {
	Address   netip.Addr
	RequestID uint32
	NBMA      netip.Addr
	Since     time.Time
	Expires   time.Time
}

// entry is an Entry that is being asked for, or was learned.
type entry struct {
	Entry
	requestID uint32
	retry     retry // of what asks for an Incomplete one, or tries a Via
}

// next is where packets for the entry's address go.
func (n *Entry) next() netip.Addr {
	if n.Via.IsValid() {
		return n.Via
	}
	return n.NBMA
}

// Bounds of what others can make the station keep. The cache has room for the
// largest hubs; no single NBMA address may fill it, neither with entries for itself
// nor with what it says of others.
const (
	maxEntries    = 16384
	maxPerNBMA    = 64
	maxPerVia     = 1024
	maxIncomplete = 1024
	maxRequesters = 1024
	// incompleteTime is how long an Incomplete entry is kept, answered or not.
	incompleteTime = 3 * time.Minute
)

// cache is what a station has learned, by protocol address.
type cache struct {
	entries    map[netip.Addr]*entry
	perNBMA    map[netip.Addr]int
	perVia     map[netip.Addr]int
	incomplete int
}

func newCache() cache {
	return cache{entries: map[netip.Addr]*entry{}, perNBMA: map[netip.Addr]int{}, perVia: map[netip.Addr]int{}}
}

// hasRoom reports whether an entry may come in, or take the place of the one
// that its address has.
func (c *cache) hasRoom(n *Entry) bool {
	old := c.entries[n.Address]
	if old == nil && len(c.entries) >= maxEntries {
		return false
	}
	if n.Kind == Incomplete {
		return c.incomplete < maxIncomplete
	}
	if n.Via.IsValid() && (old == nil || old.Via != n.Via) && c.perVia[n.Via] >= maxPerVia {
		return false
	}
	return old != nil && old.Kind != Incomplete && old.NBMA == n.NBMA || c.perNBMA[n.NBMA] < maxPerNBMA
}

// put takes an entry in; the caller has asked hasRoom.
func (c *cache) put(n *entry) {
	if old := c.entries[n.Address]; old != nil {
		c.remove(old)
	}
	c.entries[n.Address] = n
	if n.Kind == Incomplete {
		c.incomplete++
		return
	}
	count(c.perNBMA, n.NBMA, 1)
	count(c.perVia, n.Via, 1)
}

func (c *cache) remove(n *entry) {
	delete(c.entries, n.Address)
	if n.Kind == Incomplete {
		c.incomplete--
		return
	}
	count(c.perNBMA, n.NBMA, -1)
	count(c.perVia, n.Via, -1)
}

// direct notes that packets for an entry's address go to its NBMA address.
func (c *cache) direct(n *entry) {
	count(c.perVia, n.Via, -1)
	n.Via = netip.Addr{}
}

// count adds to the number of entries of an address.
func count(of map[netip.Addr]int, a netip.Addr, n int) {
	if !a.IsValid() {
		return
	}
	if of[a] += n; of[a] == 0 {
		delete(of, a)
	}
}

// retry is when something is to be sent once more: after 1, 2, 4 seconds and so
// on, to 64.
type retry struct {
	at    time.Time // zero: not
	delay time.Duration
}

const maxRetryDelay = 64 * time.Second

// next sets when to send again, and returns that time.
func (r *retry) next(now time.Time) time.Time {
	r.delay = min(max(2*r.delay, time.Second), maxRetryDelay)
	r.at = now.Add(r.delay)
	return r.at
}

// due reports whether it is time.
func (r *retry) due(now time.Time) bool { return !r.at.IsZero() && !now.Before(r.at) }
