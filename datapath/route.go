package datapath

import "net/netip"

// Route is a static route. Either NextHop or Interface or both are set;
// neither means Null0.
type Route struct {
	VRF       string // that it is in, "": none
	Prefix    netip.Prefix
	NextHop   netip.Addr
	Interface string // as IOS writes it
	// NextHopVRF is where the way to NextHop is looked up.
	NextHopVRF string
	Distance   uint8 // of several to a network the nearest counts; 255: none
	Tag        uint32
	// Permanent keeps the route while its interface is down.
	Permanent bool
	// Tracked is the interface while whose line protocol is down the route is
	// not used, "": none.
	Tracked string
}

// RouteSource says where an entry of the routing table comes from.
type RouteSource uint8

const (
	ConnectedRoute RouteSource = iota // the network of an interface
	LocalRoute                        // an address of the router
	StaticRoute
	LearnedRoute // by a routing protocol
)

// RouteEntry is an entry of the routing table of a VRF.
type RouteEntry struct {
	VRF      string
	Prefix   netip.Prefix
	Source   RouteSource
	Distance uint8
	Tag      uint32
	Paths    []Path // packets are spread over them

	// What follows is of a learned route.
	Code   string // that of IOS: "O IA", "B"
	Metric uint32
	Age    string // as IOS writes it: "00:12:01", "3d04h"
	// Process is the number of the process, "": there is one only.
	Process string
}

// Path is one of the ways of a RouteEntry.
type Path struct {
	NextHop   netip.Addr // as configured, invalid: none
	Interface string     // as configured, "": none
	// Out is the interface by which packets leave, and Gateway who takes them
	// there, invalid: their destination. Without Out they are discarded.
	Out     string
	Gateway netip.Addr
}

// Discards reports whether packets are dropped: the route is to Null0.
func (p *Path) Discards() bool { return p.Out == "" }
