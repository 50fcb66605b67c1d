package compiler

import (
	"net/netip"

	"mainmode/ike"
)

// CryptoMap is a "crypto map" of the configuration.
type CryptoMap struct {
	Name          string
	IPv6          bool
	LocalAddress  string           // "local-address": the interface, "" for that which has the map
	ISAKMPProfile string           // of the entries that name none
	Clients       ike.Profile      // of peers that no isakmp profile matches; the zero value: nothing is said of them
	Entries       []CryptoMapEntry // by sequence number
}

// DynamicMap is a "crypto dynamic-map".
type DynamicMap struct {
	Name    string
	Entries []CryptoMapEntry // by sequence number
}

// CryptoMapEntry is an entry of a crypto map or a dynamic map.
type CryptoMapEntry struct {
	Sequence    int
	Description string
	// Dynamic is the dynamic map that stands in the entry's place, "": none.
	Dynamic  string
	Discover bool

	AccessList string // "match address", "" for none
	// Peers are in the order in which they are asked; the one that "default"
	// marks is the first.
	Peers       []netip.Addr
	DefaultPeer bool
	// Terms are what a crypto ipsec profile would say.
	Terms        Profile
	ReverseRoute ReverseRoute
	// Disabled says why the entry protects nothing although it is complete:
	// its packets are dropped. "" for one that works.
	Disabled string
	// Incomplete says that the entry has no effect yet.
	Incomplete bool
}

// ReverseRoute is "reverse-route": routes to what is behind the peer.
type ReverseRoute struct {
	Enabled    bool
	Static     bool // always, not only while there are SAs
	RemotePeer bool
	Gateway    bool
	NextHop    netip.Addr // of "remote-peer A"; invalid: the way to the peer
	Distance   uint8
	Tag        uint32
}

// CryptoMap finds a crypto map by its tag; nil if there is none. Those of IPv6
// have names of their own.
func (r *Router) CryptoMap(name string, ipv6 bool) *CryptoMap {
	for i := range r.CryptoMaps {
		if m := &r.CryptoMaps[i]; m.Name == name && m.IPv6 == ipv6 {
			return m
		}
	}
	return nil
}

// DynamicMap finds a dynamic map by its name; nil if there is none.
func (r *Router) DynamicMap(name string) *DynamicMap {
	for i := range r.DynamicMaps {
		if m := &r.DynamicMaps[i]; m.Name == name {
			return m
		}
	}
	return nil
}
