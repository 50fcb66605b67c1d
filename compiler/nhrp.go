package compiler

import (
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// NHRP is what "ip nhrp" says of a tunnel, RFC 2332. Without a NetworkID it is
// off.
type NHRP struct {
	NetworkID      uint32
	Authentication ike.Secret    // in clear in what is sent, "": none
	Holdtime       time.Duration // 0: DefaultHoldtime
	// Maps are the static mappings, "ip nhrp map"; those of Servers are not among
	// them.
	Maps []datapath.Neighbor
	// Multicast are the NBMA addresses of "ip nhrp map multicast".
	Multicast []netip.Addr
	// MulticastDynamic copies packets to groups to each router that registers.
	MulticastDynamic bool
	Servers          []NHRPServer // "ip nhrp nhs", in order
	// Reregisters leaves the mapping of this router open to be replaced by one
	// to another NBMA address: "ip nhrp registration no-unique".
	Reregisters         bool
	RegistrationTimeout time.Duration // between registrations, 0: a third of Holdtime
	ServerOnly          bool          // asks nobody
}

// NHRPServer is a router that this one registers with.
type NHRPServer struct {
	Address   netip.Addr
	NBMA      netip.Addr // invalid: that of one of the Maps, if there is one
	Multicast bool       // packets to groups are copied to NBMA
	Priority  int
	Cluster   int
}

// DefaultHoldtime is IOS's.
const DefaultHoldtime = 7200 * time.Second
