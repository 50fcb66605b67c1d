package datapath

import (
	"net/netip"
	"slices"
	"time"
)

// TunnelInterface is a tunnel: what is routed to it leaves in packets to
// Remote. With a Policy these are protected by an SA of it or do not leave at
// all; without one only GRE leaves. In GRE to the Remote 0.0.0.0 it is
// multipoint: SetNeighbors says where what is routed to each next hop leaves to,
// and the Policy protects GRE between Local and any address.
type TunnelInterface struct {
	Name      string // "Tunnel23"
	Device    string // DeviceName(Name): "Tu23"
	Addresses []netip.Prefix
	VRF       string // of the packets that it carries, "": none
	Underlay  string // the VRF in which Remote is reached from Local, "": none
	// MTU and IPv6MTU are the greatest packets of each family as the operator
	// set them (ip mtu); 0: what the path leaves.
	MTU, IPv6MTU int
	// MSS and IPv6MSS are the greatest segment sizes that TCP connections
	// through the tunnel may announce, 0: as they are.
	MSS, IPv6MSS int
	Shutdown     bool

	Encapsulation Encapsulation
	GRE           GRE
	Policy        string   // "Tunnel23-head-0"; "" without protection
	Selector      Selector // what the SAs cover: AnyIPv4 or AnyIPv6, or GRE between the ends
	Local, Remote netip.Addr
	NHRP          bool // of InGRE: packets of NHRP that come are told of
	DF            DF
	// FragmentAfter encrypts packets that are too long whole and fragments
	// what comes of it.
	FragmentAfter bool
	// PathMTUDiscovery copies the DF bit to the GRE delivery header, which
	// else may be fragmented on the way.
	PathMTUDiscovery bool
	TTL              uint8 // of the outer header, 0: 255
	FixedTOS         bool  // the outer header has TOS, not that of the packet
	TOS              uint8
}

// Equal reports whether both tunnels are the same in every field.
func (t *TunnelInterface) Equal(o *TunnelInterface) bool {
	return t.Name == o.Name && t.Device == o.Device && slices.Equal(t.Addresses, o.Addresses) &&
		t.VRF == o.VRF && t.Underlay == o.Underlay && t.MTU == o.MTU && t.IPv6MTU == o.IPv6MTU &&
		t.MSS == o.MSS && t.IPv6MSS == o.IPv6MSS && t.Shutdown == o.Shutdown &&
		t.Encapsulation == o.Encapsulation && t.GRE == o.GRE && t.Policy == o.Policy && t.Selector == o.Selector &&
		t.Local == o.Local && t.Remote == o.Remote && t.NHRP == o.NHRP && t.DF == o.DF && t.FragmentAfter == o.FragmentAfter &&
		t.PathMTUDiscovery == o.PathMTUDiscovery && t.TTL == o.TTL && t.FixedTOS == o.FixedTOS && t.TOS == o.TOS
}

// Multipoint reports whether the tunnel is GRE to any number of routers.
func (t *TunnelInterface) Multipoint() bool {
	return t.Encapsulation == InGRE && t.Remote.IsUnspecified()
}

// Encapsulation is what a tunnel puts its packets in.
type Encapsulation uint8

const (
	Direct Encapsulation = iota // ESP alone, nothing without a Policy: "tunnel mode ipsec"
	InGRE                       // RFC 2784, in ESP if there is a Policy: "tunnel mode gre"
)

// GRE is how a tunnel of Encapsulation InGRE makes its headers, RFC 2784 and
// RFC 2890.
type GRE struct {
	Keyed    bool // packets have Key, and only those with it are the tunnel's
	Key      uint32
	Checksum bool // packets have a checksum; those without are dropped
	Sequence bool // packets are numbered; those out of sequence are dropped
	// Keepalive is the time between keepalives of which Retries may stay
	// without answer, 0: none are sent. The peer's are always answered.
	Keepalive time.Duration
	Retries   int
}

// DF says what becomes of the don't-fragment bit in the outer IPv4 header.
type DF uint8

const (
	CopyDF DF = iota
	ClearDF
	SetDF
)
