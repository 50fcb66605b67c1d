package nhrp

import (
	"net/netip"
	"slices"
	"time"

	"mainmode/datapath"
)

// Config of all interfaces.
type Config struct{ Interfaces []Interface }

// Interface is a GRE tunnel with NHRP.
type Interface struct {
	Name    string     // "Tunnel0"
	Address netip.Addr // in the tunnel: its protocol address
	NBMA    netip.Addr // of its outer packets
	// Remote is the one end that a point-to-point tunnel reaches; invalid: the
	// tunnel is multipoint.
	Remote    netip.Addr
	NetworkID uint32
	MTU       uint16
	// Secret is the string of "ip nhrp authentication", "": none.
	Secret      string
	HoldingTime time.Duration
	// RegistrationTimeout is the time between registrations, 0: a third of the
	// holding time, which RFC 2332, Section 5.2.3, recommends.
	RegistrationTimeout time.Duration
	NotUnique           bool // registrations leave the uniqueness bit clear
	ServerOnly          bool // asks for no address
	Static              []datapath.Neighbor
	Servers             []Server
	// Multicast lists the NBMA addresses to which multicasts go, MulticastDynamic
	// adds those that register.
	Multicast        []netip.Addr
	MulticastDynamic bool
}

// Server is a next hop server (NHS).
type Server struct {
	Address   netip.Addr // its protocol address
	NBMA      netip.Addr // invalid: a Static one has it, or the tunnel's Remote is it
	Multicast bool       // multicasts go to it
	Priority  int
	Cluster   int
}

func (i *Interface) equal(other *Interface) bool {
	return i.sameStation(other) && i.sameRegistration(other) && i.MTU == other.MTU && i.ServerOnly == other.ServerOnly &&
		slices.Equal(i.Static, other.Static) && slices.Equal(i.Servers, other.Servers) &&
		slices.Equal(i.Multicast, other.Multicast) && i.MulticastDynamic == other.MulticastDynamic
}

// sameStation reports whether what others know of the station stays true.
func (i *Interface) sameStation(other *Interface) bool {
	return i.Address == other.Address && i.NBMA == other.NBMA && i.Remote == other.Remote && i.NetworkID == other.NetworkID
}

// sameRegistration reports whether the same is to be registered at the servers.
func (i *Interface) sameRegistration(other *Interface) bool {
	return i.Secret == other.Secret && i.HoldingTime == other.HoldingTime &&
		i.RegistrationTimeout == other.RegistrationTimeout && i.NotUnique == other.NotUnique
}

// registrationInterval is the time between registrations.
func (i *Interface) registrationInterval() time.Duration {
	if i.RegistrationTimeout > 0 {
		return i.RegistrationTimeout
	}
	return max(i.HoldingTime/3, time.Second)
}

// holdingTime is the HoldingTime as packets have it.
func (i *Interface) holdingTime() uint16 { return uint16(i.HoldingTime / time.Second) }

// isOurs reports whether a is an address of the interface.
func (i *Interface) isOurs(a netip.Addr) bool { return a == i.Address }

// multipoint reports whether the tunnel has more than one end.
func (i *Interface) multipoint() bool { return !i.Remote.IsValid() }
