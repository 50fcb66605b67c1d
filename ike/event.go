package ike

import (
	"net/netip"

	"mainmode/datapath"
)

// An Event is what the engine is told. Its types are the structs below.
type Event interface{ event() }

// Configure replaces the whole configuration.
type Configure struct{ Config *Config }

// Received is one datagram: an ISAKMP message without non-ESP marker.
type Received struct {
	Local, Remote netip.AddrPort
	Data          []byte // the engine does not keep it
}

// Computed brings back the result of a Compute action.
type Computed struct {
	ID     uint64
	Result any
}

// Sampled brings what the SAs have carried so far, which Sample asked for. The
// engine does not keep the map.
type Sampled struct {
	SAs map[datapath.SAID]datapath.SAStats
}

// Tick says that the time of the last SetTimer has come.
type Tick struct{}

// Datapath passes on an event of the datapath driver.
type Datapath struct{ Event datapath.Event }

// SetDebug says which classes of Debug actions are wanted.
type SetDebug struct{ Classes DebugClass }

// Clear is one of the clear commands.
type Clear struct {
	What   ClearWhat
	Remote netip.Addr // only SAs with this peer; the zero Addr: all
	Local  netip.Addr // only SAs with this end point of ours; the zero Addr: all
	Port   uint16     // ClearSession: only of a Remote at this port; 0: any
	User   string     // ClearSession: only of this client; "": all
	SPI    uint32     // ClearIPsec: only the pair with this SPI; 0: all
	Map    string     // ClearIPsec: only SAs of this map
	VRF    string     // ClearIPsec: only SAs for packets in this VRF; "": all
	ConnID int        // ClearISAKMP: only this SA; 0: all

	peerID string // only pairs of this identity; "": all
}

// ClearWhat of a Clear.
type ClearWhat uint8

const (
	ClearIPsec   ClearWhat = iota // clear crypto sa
	ClearISAKMP                   // clear crypto isakmp
	ClearSession                  // clear crypto session: both
)

// Shutdown has the engine send DELETE for all that it has, and forget it.
type Shutdown struct{}

func (Configure) event() {}
func (Received) event()  {}
func (Computed) event()  {}
func (Sampled) event()   {}
func (Tick) event()      {}
func (Datapath) event()  {}
func (SetDebug) event()  {}
func (Clear) event()     {}
func (Shutdown) event()  {}
