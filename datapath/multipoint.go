package datapath

import "net/netip"

// A tunnel of multipoint GRE has no one peer: each router behind it has an
// address in the tunnel and one outside of it, which NHRP calls its NBMA address
// (RFC 2332, Section 1). What the first is mapped to is not for a driver to find
// out.

// Neighbor is such a router: what has Address as its next hop leaves in GRE to
// NBMA.
type Neighbor struct{ Address, NBMA netip.Addr }

// Resolving is what a Driver does for the tunnels that say NHRP.
type Resolving interface {
	// SetNeighbors makes the neighbours of a tunnel of multipoint GRE these, and
	// has copies of what goes to a group or is a broadcast leave to each of the
	// NBMA addresses of multicast. Equal ones change nothing. Set keeps them as
	// long as the tunnel is configured; a new one has none. A tunnel with one
	// peer has that alone: nothing changes.
	SetNeighbors(iface string, neighbors []Neighbor, multicast []netip.Addr) error

	// SendNHRP sends a packet of NHRP, from its own header on, in GRE of protocol
	// type 0x2001 to an NBMA address: of a tunnel with one peer to that. Where
	// the tunnel has a Policy it leaves by an SA of it, for which it waits, or not
	// at all.
	SendNHRP(iface string, nbma netip.Addr, packet []byte) error
}

// NHRP says that a packet of NHRP came by a tunnel that wants them, from an NBMA
// address. By a tunnel with a Policy it came protected.
type NHRP struct {
	Interface string // "Tunnel0"
	NBMA      netip.Addr
	Packet    []byte // from its own header on
}

// Unresolved says that a packet has a next hop in a tunnel of multipoint GRE that
// is none of its neighbours. It is told again while there are such packets, at
// most once a second for each next hop. The first of them wait for a moment.
type Unresolved struct {
	Interface string // "Tunnel0"
	Address   netip.Addr
}

func (NHRP) event()       {}
func (Unresolved) event() {}
