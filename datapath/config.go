package datapath

import (
	"net/netip"
	"slices"
)

// Config is the desired state of the datapath. It is plain data, compared by
// value: what is in it shall exist, what a former Config named and it does not
// shall be gone.
type Config struct {
	VRFs           []VRF
	Links          []Link
	Tunnels        []TunnelInterface
	CryptoMaps     []CryptoMap
	ReverseRoutes  []ReverseRoute
	Routes         []Route
	Filter         Filter
	IPv4Forwarding bool
	IPv6Forwarding bool
	// FRR: its zebra adds routes too, and compares them with ours by their
	// distances.
	FRR bool
}

// Clone copies what the caller of [Driver.Set] may change afterwards: the lists,
// not what their elements point to.
func (c *Config) Clone() *Config {
	copied := *c
	copied.VRFs, copied.Links, copied.Tunnels = slices.Clone(c.VRFs), slices.Clone(c.Links), slices.Clone(c.Tunnels)
	copied.CryptoMaps, copied.ReverseRoutes, copied.Routes = slices.Clone(c.CryptoMaps), slices.Clone(c.ReverseRoutes), slices.Clone(c.Routes)
	return &copied
}

// Link is an IOS interface that is an Ethernet device of the system, or a
// Loopback interface that mainmode makes.
type Link struct {
	Name      string         // as IOS writes it: "Ethernet0/0"
	Device    string         // "eth1"; a Loopback's is DeviceName(Name)
	Loopback  bool           // made and removed by the driver
	Parent    string         // the device of which it is a VLAN, made and removed like a Loopback
	VLAN      int            // 1 to 4094, 0: the whole device
	Outer     OuterVLAN      // in which the VLAN is one, its zero value: none
	VRF       string         // that it is in, "": none
	Addresses []netip.Prefix // the first IPv4 one is the primary
	// Given is the one of the Addresses that the device has from elsewhere, and
	// keeps or loses without us; invalid: none.
	Given netip.Prefix
	// Aliases are addresses for which the interface answers because NAT has
	// them.
	Aliases  []netip.Addr
	MTU      int  // 0: leave it
	IPv4MTU  int  // if it is less, 0: MTU
	IPv6MTU  int  // if it is less, 0: MTU
	Shutdown bool // administratively down
	// MSS and IPv6MSS are the greatest segment sizes that TCP connections
	// through the interface may announce, 0: as they are.
	MSS, IPv6MSS int
}

// OuterVLAN is a VLAN of a device that carries VLANs, IEEE 802.1ad. It is a
// device of the system too, which has no address.
type OuterVLAN struct {
	Device string
	ID     int    // 1 to 4094
	Type   uint16 // of its tags: EtherType8021Q or EtherType8021AD
}

// The EtherTypes of the tags of VLANs.
const (
	EtherType8021Q  = 0x8100
	EtherType8021AD = 0x88A8
)

// AllAddresses are the Addresses, and behind them the Aliases.
func (l *Link) AllAddresses() []netip.Prefix {
	all := l.Addresses
	for _, a := range l.Aliases {
		all = append(all[:len(all):len(all)], netip.PrefixFrom(a, a.BitLen()))
	}
	return all
}

// Stats is a copy of the counters at one moment.
type Stats struct {
	SAs        map[SAID]SAStats
	Policies   map[string]PolicyStats
	Interfaces map[string]InterfaceStats // by IOS name: tunnels and links
	InvalidSPI uint64
	Routes     []RouteEntry // what packets follow, not to be changed
}

// SAStats counts what one SA carried. Bytes are those of the inner packets.
type SAStats struct {
	Packets, Bytes uint64
	AuthFailed     uint64 // inbound: ICV wrong
	Replayed       uint64 // inbound: outside the window, or twice
	Malformed      uint64 // inbound: too short, bad padding, inner packet not of the selector
	LastSequence   uint64
	LastUsed       int64 // unix seconds, 0: never
	PathMTU        int   // outbound: of the way to the peer
	// TruncatedICV counts packets whose HMAC-SHA-256 ICV is right at 96 bits
	// and wrong at 128: the peer uses the draft's truncation.
	TruncatedICV uint64
}

// PolicyStats counts what a crypto map entry did, over all its SAs. The
// fields are those of "show crypto ipsec sa".
type PolicyStats struct {
	Encaps, Encrypt, Digest uint64
	Decaps, Decrypt, Verify uint64
	SendErrors, RecvErrors  uint64
	OutBytes, InBytes       uint64 // of the inner packets
}

// InterfaceStats is the state and the counters of an interface.
type InterfaceStats struct {
	Device             string
	Exists             bool // the device is there
	Up                 bool // administratively, as the system has it
	Carrier            bool
	MTU                int
	MAC                [6]byte
	InPackets, InBytes uint64
	OutPackets         uint64
	OutBytes           uint64
	InErrors           uint64 // GRE: packets that were refused
	OutErrors          uint64 // GRE: packets that did not leave
	InDrops            uint64
	OutDrops           uint64
	InMulticasts       uint64
	// PathMTU towards the peer and what is left of it for a packet inside the
	// tunnel, 0 for interfaces that are not tunnels.
	PathMTU, PlaintextMTU int
}

// DeviceName is the system's name for an interface that mainmode makes: IOS's
// own short form, which always fits in the 15 bytes that Linux allows.
// Tunnel23 is Tu23, Loopback0 is Lo0.
func DeviceName(iface string) string {
	i := 0
	for i < len(iface) && (iface[i] < '0' || iface[i] > '9') {
		i++
	}
	return iface[:min(2, i)] + iface[i:]
}
