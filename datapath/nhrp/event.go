package nhrp

import "net/netip"

// An Event is what the engine is told. Its types are the structs below.
type Event interface{ event() }

// Configure replaces the whole configuration.
type Configure struct{ Config Config }

// Line says that the line protocol of an interface is up or down. It is down at
// first.
type Line struct {
	Interface string
	Up        bool
}

// Received is a packet that came by an interface, from its NHRP header on.
type Received struct {
	Interface string
	NBMA      netip.Addr // the source of the outer packet
	Data      []byte     // the engine does not keep it
}

// Unresolved says that there are packets for a next hop of the interface that
// has no mapping.
type Unresolved struct {
	Interface string
	Address   netip.Addr
}

// Tick says that the time of the last SetTimer has come.
type Tick struct{}

// Clear forgets what was learned.
type Clear struct {
	Interface string     // "": of all
	Address   netip.Addr // only that protocol address; invalid: all
	NBMA      netip.Addr // only what has that NBMA address; invalid: all
	// Servers: registrations are made anew too, of what is said of the others.
	Servers bool
}

// ClearTraffic sets the counters of packets to zero.
type ClearTraffic struct{}

// SetDebug says which classes of Debug actions are wanted.
type SetDebug struct{ Classes DebugClass }

func (Configure) event()    {}
func (Line) event()         {}
func (Received) event()     {}
func (Unresolved) event()   {}
func (Tick) event()         {}
func (Clear) event()        {}
func (ClearTraffic) event() {}
func (SetDebug) event()     {}
