package nhrp

import (
	"net/netip"
	"time"

	"mainmode/datapath"
)

// An Action is what the engine wants done. Actions are carried out in order.
type Action interface{ action() }

// Send a packet by an interface to an NBMA address.
type Send struct {
	Interface string
	NBMA      netip.Addr
	Data      []byte // the receiver owns it
}

// SetNeighbors says the whole mapping of a multipoint interface: the NBMA
// addresses of next hops, and those to which multicasts go. The receiver owns
// the lists, which are in order.
type SetNeighbors struct {
	Interface string
	Neighbors []datapath.Neighbor
	Multicast []netip.Addr
}

// SetTimer asks for one Tick at that time; it replaces the last SetTimer.
type SetTimer struct{ At time.Time }

// DebugClass is a bit set of debugs.
type DebugClass uint8

const (
	DebugEvents  DebugClass = 1 << iota // debug nhrp
	DebugPackets                        // debug nhrp packet
	DebugCache                          // debug nhrp cache
	DebugErrors                         // debug nhrp error
)

// DebugAll are all classes.
const DebugAll = DebugEvents | DebugPackets | DebugCache | DebugErrors

// Debug is one debug record without timestamp. Text may hold several lines.
type Debug struct {
	Class DebugClass // the debugs that show it
	Text  string
}

// Syslog is a message of facility NHRP.
type Syslog struct {
	Severity int
	Mnemonic string
	Text     string
}

func (Send) action()         {}
func (SetNeighbors) action() {}
func (SetTimer) action()     {}
func (Debug) action()        {}
func (Syslog) action()       {}
