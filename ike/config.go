package ike

import (
	"fmt"
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// Config is what the engine shall do. It is plain data: the engine compares an
// old and a new Config by value and touches only what differs.
type Config struct {
	Enabled  bool     // "crypto isakmp enable", the default
	Policies []Policy // by priority, best first
	Keyrings []Keyring
	Identity Identity // "crypto isakmp identity"
	Hostname string   // with the domain name, for Identity FQDN
	// Trustpoints are what authentication by signatures goes by, in order.
	Trustpoints []Trustpoint
	// NATTransparency offers and accepts RFC 3947 on IPv4.
	NATTransparency bool
	NATKeepalive    time.Duration // 0: none sent
	DPD             DPD
	// InvalidSPIRecovery tells a peer that it sends ESP on an SPI that we do
	// not know, if need be in an ISAKMP SA made for that.
	InvalidSPIRecovery bool
	Maps               []Map
	// AggressiveDisabled neither begins nor answers aggressive mode.
	AggressiveDisabled bool
	AggressivePeers    []AggressivePeer
	Profiles           []Profile
	// MapClients are what crypto maps say of peers that begin an exchange and
	// that no profile matches, each by the address that the map speaks from:
	// "crypto map M client authentication list". They have no name.
	MapClients []Profile
	Groups     []Group
	Pools      []Pool
	LocalVRFs  []LocalVRF
	// Fragmentation announces Cisco's IKE fragmentation, and fragments what is
	// long for peers that announce it too: "crypto isakmp fragmentation".
	Fragmentation bool
	Admission     Admission
	// LogKeys has the engine emit Keys actions.
	LogKeys bool
	// LogSessions tells by syslog when a peer's first IPsec SAs are up and when
	// its last ones are gone: "crypto logging session".
	LogSessions bool
}

// DPD is how peers that know RFC 3706 are watched, "crypto isakmp keepalive".
// Probes of theirs are always answered.
type DPD struct {
	Interval time.Duration // of silence before a probe, 0: none are sent
	Retry    time.Duration // between probes that are not answered
	Periodic bool          // whether there is traffic or not; else only when packets get no answer
}

// Policy is a phase 1 protection suite, "crypto isakmp policy 10".
type Policy struct {
	Priority   int
	Encryption isakmp.EncryptionAlgorithm
	KeyBits    int // AES: 128, 192 or 256; else 0
	Hash       isakmp.HashAlgorithm
	Auth       isakmp.AuthMethod
	Group      dh.Group
	Lifetime   time.Duration
}

// Keyring holds pre-shared keys. The keys of "crypto isakmp key" are the
// keyring "default".
type Keyring struct {
	Name string
	// Local restricts it to exchanges with that address of ours; invalid: any.
	Local netip.Addr
	// VRF is where the peers of its keys are seen, "vrf"; "": the global one.
	VRF  string
	Keys []Key
}

// Key is one pre-shared key: the most specific Prefix that covers a peer wins.
// A key of a Hostname is for a peer of that identity, and for the Addresses
// that the name is known to have; it has no Prefix.
type Key struct {
	Prefix    netip.Prefix
	Hostname  string
	Addresses []netip.Addr
	Secret    Secret
	NoXAUTH   bool // the peer is not asked for a user
}

// Secret prints as nothing, so that no log or error can hold it.
type Secret string

func (Secret) String() string   { return "<hidden>" }
func (Secret) GoString() string { return "<hidden>" }

// Identity is the kind of identity that we send in main mode message 5 or 6.
type Identity uint8

const (
	IdentityAddress Identity = iota
	IdentityHostname
	IdentityDN // the subject of our certificate; the address where there is none
)

// Map is one entry of a crypto map as applied to one interface. A tunnel with
// protection is the map "Tunnel23-head-0".
type Map struct {
	Name      string // the tag that IOS prints: "CMAP", "Tunnel23-head-0"
	Sequence  int    // TunnelSequence for a tunnel
	Interface string // "Tunnel23"; with "local-address" the first that has the map
	// DynamicMap and DynamicSequence name the entry of a dynamic map that the
	// entry of the map refers to: it answers, and never asks. Each selector of
	// each peer becomes an instance, which lasts as long as it has SAs and has
	// them replaced. Without Peers any peer may come, and one of another map
	// with what that map does not cover; without Selectors with any selector of
	// the family of Local. The entry of the lowest Sequence and DynamicSequence
	// that has the peer's transform takes it. Who comes with the same selector
	// from another address takes the place of who had it.
	DynamicMap      string
	DynamicSequence int
	// Interfaces are all that have the map, where "local-address" joins them;
	// nil: Interface alone.
	Interfaces []string
	Tunnel     bool   // a VTI: SAs are requested without traffic, the line protocol follows them
	GRE        bool   // a Tunnel in GRE, whose line protocol is not that of its SAs
	Profile    string // "PRO", the ipsec profile it was made from

	// VRF is where the peers are seen, Inside that of the packets that its SAs
	// carry; "": the global one.
	VRF, Inside string

	Local netip.Addr   // the crypto end point; invalid while its interface has no address
	Peers []netip.Addr // in failover order
	// SourceInterface is where Local lives, PathMTU that interface's MTU.
	SourceInterface string
	PathMTU         int

	// Selectors are the proxy identities, local to remote: of a crypto map one
	// for each line of its access list that permits, in order, without ranges
	// of ports, which an ID payload cannot hold. Each has SA pairs of its own,
	// asked for by Acquire with its Policy. A peer may ask for less than a line
	// permits: that has SAs of its own under the line's Policy.
	Selectors     []datapath.Selector
	TransformSets []TransformSet
	PFS           dh.Group // 0: none
	Lifetime      time.Duration
	LifetimeKB    uint64 // kilobytes, 0: not limited
	ReplayWindow  int    // packets, 0: no replay detection
	// IdleTime is how long SAs stay that carry nothing, 0: to their end.
	IdleTime time.Duration
	// IdleDefault and PreferFirst return to the first of Peers: after
	// IdleTime, and with each request after a peer that died ("set peer A
	// default").
	IdleDefault, PreferFirst bool
	ResponderOnly            bool
	// ISAKMPProfile is the Profile that phase 1 for the map uses, and that a
	// peer must have matched which asks for SAs of the map; "": any.
	ISAKMPProfile string
	// Template serves peers that no map names, when their Profile says so: an
	// interface of type Virtual-Template. It has no Peers.
	Template bool
	// Multipoint takes any peer that asks for GRE between itself and Local, and
	// asks one for it when something is to leave there: a Tunnel of multipoint
	// GRE. It has no Peers, and one of its Selectors for each peer.
	Multipoint     bool
	AdministrateUp bool // the interface is not shut down and the end points are known
}

// Policy is the datapath's name for what protects a selector of the map. A
// tunnel has one policy, a line of an access list one of its own, and all that
// a dynamic map's entry negotiates is one.
func (m *Map) Policy(s datapath.Selector) string {
	switch {
	case m.Sequence >= TunnelSequence:
		return m.Name
	case m.DynamicMap != "":
		return fmt.Sprintf("%s %d %s %d %s", m.Name, m.Sequence, m.DynamicMap, m.DynamicSequence, m.Interface)
	}
	return fmt.Sprintf("%s %d %s %v", m.Name, m.Sequence, m.Interface, s)
}

// TransformSet is "crypto ipsec transform-set".
type TransformSet struct {
	Name      string
	Transform datapath.Transform
	Mode      datapath.Mode // as it will be negotiated: a VTI of "mode transport" has Tunnel here
}
