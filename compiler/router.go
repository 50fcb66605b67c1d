package compiler

import (
	"cmp"
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/grammar"
	"mainmode/ike"
	"mainmode/ike/dh"
)

// Router is the meaning of a Config: plain data with names resolved and the
// defaults of IOS 15.2 filled in. Nothing in it is changed once Compile has
// returned it, so that it may be read from any goroutine.
type Router struct {
	Hostname     string // "Router" when the configuration has none
	DomainName   string
	DomainLookup bool         // "ip domain lookup", the default
	Hosts        []Host       // "ip host", in order
	NameServers  []netip.Addr // "ip name-server", in the order in which they are asked

	Zone ClockZone // UTC by itself

	DebugTimestamps Timestamps // "service timestamps debug"
	LogTimestamps   Timestamps // "service timestamps log"
	Logging         Logging
	EnableSecret    Password         // of "enable secret", else of "enable password"
	LevelSecrets    map[int]Password // those of lower levels, of "enable secret level"
	Levels          *grammar.Levels  // "privilege", nil: none
	Users           []User
	Aliases         []Alias // "alias exec"
	Banner          Banner
	FilePrompt      string // "file prompt": quiet, noisy, or "" for alert
	Archive         Archive
	SSH             SSH
	Lines           []Line // console, aux, vty, in this order

	Trustpoints   []Trustpoint
	ISAKMP        ISAKMP
	TransformSets []TransformSet // in order of configuration; the built-in "default" is last
	Profiles      []Profile      // in order of configuration; the built-in "default" is last
	CryptoMaps    []CryptoMap    // in order of configuration
	DynamicMaps   []DynamicMap
	Maps          []ike.Map // of each tunnel with protection, and each entry of a crypto map on an interface
	// ProtectedInterfaces are the interfaces with a crypto map.
	ProtectedInterfaces []datapath.CryptoMap
	ReverseRoutes       []datapath.ReverseRoute

	TimeRanges  []TimeRange  // in order of configuration
	AccessLists []AccessList // in the order of "show running-config"
	RouteMaps   []RouteMap
	NAT         NAT
	CryptoLines []CryptoLine       // what crypto maps use of the lists
	Tracks      []Track            // by their numbers
	Operations  []Operation        // of IP SLA, by their numbers
	NATRules    []datapath.NATRule // those that translate, in the order in which they are looked at

	VRFs           []VRF       // in order of configuration
	Interfaces     []Interface // in the order of "show running-config"
	Routes         []datapath.Route
	Routing        Routing
	IPv4Forwarding bool   // "ip routing", the default
	IPv6Forwarding bool   // "ipv6 unicast-routing"
	CryptoKeysLog  string // "crypto keys log": the file, "" for none

	byName   map[string]int   // index into Interfaces
	datapath *datapath.Config // as Datapath returns it
}

// Host is one "ip host": a name with its addresses.
type Host struct {
	Name      string
	Addresses []netip.Addr
}

// Timestamps say what stands before a log or debug message.
type Timestamps struct {
	Enabled  bool
	Uptime   bool // time since boot instead of the date
	Msec     bool
	Local    bool // "localtime"
	ShowZone bool // "show-timezone"
	Year     bool
}

// Logging says where messages go. A level is the least important severity that
// passes, 0 to 7; -1: none.
type Logging struct {
	Enabled    bool // "logging on", the default
	Buffer     int  // level of "logging buffered"
	BufferSize int  // bytes
	Console    int
	Monitor    int
	Trap       int // towards syslog servers
	Hosts      []LoggingHost
	Facility   string // of messages to servers, "": local7
	Source     string // the interface whose address they come from, "": that towards the server
	Origin     string // what stands before their time, "": nothing

	Count       bool // "logging count"
	History     int  // level of "logging history"
	HistorySize int  // messages

	// AccessThreshold is after how many packets of a flow the next message about
	// it comes, of lines of access lists with "log"; 0: after a time.
	AccessThreshold int
}

// LoggingHost is a syslog server.
type LoggingHost struct {
	Name     string // a name or an address
	TCP      bool
	Port     uint16
	Sequence bool // "sequence-num-session"
}

// Password as configured. Its text never prints but by Running.
type Password struct {
	Type int // the digit before it: 0 clear text, 5 MD5, 7 obfuscated
	Text ike.Secret
}

// Set reports whether there is a password at all.
func (p Password) Set() bool { return p.Text != "" }

// User is one "username".
type User struct {
	Name      string
	Privilege int
	Password  Password
	// NoPassword has the user log in without being asked for one.
	NoPassword bool
}

// User finds a user by the name; nil if there is none.
func (r *Router) User(name string) *User {
	for i := range r.Users {
		if r.Users[i].Name == name {
			return &r.Users[i]
		}
	}
	return nil
}

// Alias is "alias exec NAME COMMAND".
type Alias struct{ Name, Command string }

// Banner texts, without their delimiters. Lines end in a newline.
type Banner struct{ MOTD, Login, Exec string }

// LineKind is the kind of a terminal line.
type LineKind uint8

const (
	Console LineKind = iota
	Aux
	VTY
)

// String is the word of the "line" command.
func (k LineKind) String() string { return [...]string{"con", "aux", "vty"}[k] }

// Line holds the settings of one terminal line, or of a range of them.
type Line struct {
	Kind        LineKind
	First, Last int
	ExecTimeout time.Duration // 0: never
	Length      int           // lines of a page, 0: no paging
	Width       int
	History     int
	Privilege   int
	Synchronous bool // "logging synchronous"
	Lockable    bool // who is there may lock it
	Timestamps  bool // "exec prompt timestamp"
	Login       bool // ask for a password
	LoginLocal  bool // ask for a user of this router
	Password    Password
	NoSSH       bool   // "transport input" has no ssh
	NoExec      bool   // "no exec": nobody gets a session
	Preferred   string // "transport preferred", "": telnet
	AccessClass string // list of who may come in over IPv4, "": everybody
	// IPv6AccessClass is AccessClass for IPv6.
	IPv6AccessClass string
	LoginList       string // "login authentication", "": the default one
}

// ISAKMP holds the phase 1 settings of the whole router.
type ISAKMP struct {
	Enabled  bool
	Identity ike.Identity
	// NATTransparency is "crypto ipsec nat-transparency udp-encapsulation", the default.
	NATTransparency bool
	NATKeepalive    time.Duration // 0: none sent
	Fragmentation   bool          // "crypto isakmp fragmentation"
	LogSessions     bool          // "crypto logging session"
	Admission       ike.Admission // "crypto call admission limit ike"
	DPD             ike.DPD       // "crypto isakmp keepalive"
	// InvalidSPIRecovery is "crypto isakmp invalid-spi-recovery".
	InvalidSPIRecovery bool
	// Policies by priority. Without any "crypto isakmp policy" they are the
	// default policies, whose priorities begin at 65507.
	Policies        []ike.Policy
	DefaultPolicies bool
	Keyrings        []ike.Keyring
	CertificateMaps []ike.CertificateMap // "crypto pki certificate map"
	Trustpoints     []ike.Trustpoint     // those for IKE, with their keys

	AggressiveDisabled bool // "crypto isakmp aggressive-mode disable"
	AggressivePeers    []ike.AggressivePeer
	Profiles           []ike.Profile // "crypto isakmp profile"
	MapClients         []ike.Profile // "crypto map M client ...", where M is on an interface
	Groups             []ike.Group   // "crypto isakmp client configuration group"
	Pools              []ike.Pool    // "ip local pool"
}

// TransformSet is a "crypto ipsec transform-set" as configured.
type TransformSet struct {
	Name      string
	Transform datapath.Transform
	Mode      datapath.Mode // as configured
	Require   bool          // "mode transport require"
	BuiltIn   bool
}

// Profile is a "crypto ipsec profile".
type Profile struct {
	Name          string
	TransformSets []string // names, those that exist
	PFS           dh.Group // 0: none
	Lifetime      time.Duration
	LifetimeKB    uint64        // 0: not limited
	ReplayWindow  int           // packets, 0: no replay detection
	IdleTime      time.Duration // SAs that carry nothing live so long, 0: to their end
	IdleDefault   bool          // and then the first peer is the next
	DF            *datapath.DF  // of the outer header; nil: as the interface has it
	IKEv2         string        // "set ikev2-profile": what uses the profile stays down; "" for none
	ResponderOnly bool
	ISAKMPProfile string // "set isakmp-profile", "" for none
	BuiltIn       bool
}

// InterfaceKind says what an interface is to the system.
type InterfaceKind uint8

const (
	Physical     InterfaceKind = iota // an Ethernet device of the system
	Loopback                          // made by mainmode
	Tunnel                            // made by mainmode
	Subinterface                      // a VLAN of a physical one
	Virtual                           // of a kind that mainmode does not make, and without a device: kept, without effect
)

// String names the kind in golden files and errors.
func (k InterfaceKind) String() string {
	return [...]string{"physical", "loopback", "tunnel", "subinterface", "virtual"}[k]
}

// Interface is one interface of the configuration.
type Interface struct {
	Name        string // as IOS writes it: "Ethernet0/0"
	Kind        InterfaceKind
	Description string
	Device      string         // of the system; "" for what has none
	Parent      string         // of a Subinterface: the device of which it is a VLAN
	VLAN        int            // 1 to 4094, 0: none
	OuterVLAN   int            // in which the VLAN is one, 0: none
	EtherType   uint16         // of the tags of outer VLANs: "dot1q tunneling ethertype", 0: 0x8100
	Outer       string         // of a VLAN in a VLAN: the device of the outer one
	Native      bool           // a Subinterface of which the VLAN has no tags: "encapsulation dot1Q 1 native"
	Untagged    string         // the Native subinterface that has the packets without a tag in its place, "": none
	EUI64       []netip.Prefix // prefixes of "eui-64" addresses, whose interface identifier is made of the MAC
	Addresses   []netip.Prefix
	Negotiated  bool          // "ip address negotiated"
	Given       netip.Prefix  // the one of the Addresses that the device has by that, invalid: none
	DHCP        *DHCPSettings // nil: no "ip address dhcp"; its address is among the Addresses while there is a lease
	VRF         string        // "vrf forwarding", "" for none
	Unnumbered  string        // "ip unnumbered": the interface whose IPv4 address it borrows
	IPv6Enabled bool          // "ipv6 enable", or an IPv6 address
	Shutdown    bool
	MTU         int // of the device; 0: leave it
	IPMTU       int // 0: not set
	IPv6MTU     int // 0: not set
	// AdjustMSS and IPv6AdjustMSS are "ip tcp adjust-mss" and its IPv6 form,
	// 0: not set.
	AdjustMSS, IPv6AdjustMSS int
	// DF is "crypto ipsec df-bit" of the interface, else that of the router;
	// FragmentAfter "crypto ipsec fragmentation after-encryption" of either.
	DF            datapath.DF
	FragmentAfter bool

	// CryptoMap and IPv6CryptoMap are what "crypto map" and "ipv6 crypto map"
	// name, "" for none.
	CryptoMap, IPv6CryptoMap string

	// AccessIn and AccessOut are "ip access-group", IPv6AccessIn and
	// IPv6AccessOut "ipv6 traffic-filter"; "" for none.
	AccessIn, AccessOut         string
	IPv6AccessIn, IPv6AccessOut string
	Silent, IPv6Silent          bool   // "no ip unreachables" and its IPv6 form
	NAT                         string // inside, outside or ""

	Tunnel *TunnelSettings // of a Tunnel interface
}

// Owns reports whether what the device of the system carries is of the interface,
// and not of its Native subinterface.
func (in *Interface) Owns(device string) bool { return in.Device == device && in.Untagged == "" }

// Link names the interface as which the driver knows the device: the Native
// subinterface where that has it.
func (in *Interface) Link() string { return cmp.Or(in.Untagged, in.Name) }

// TunnelMode is the encapsulation of a tunnel.
type TunnelMode uint8

const (
	GREIPv4 TunnelMode = iota // "gre ip", the default
	GREIPv6
	IPsecIPv4
	IPsecIPv6
	GREMultipoint
	OtherMode
)

// String is the argument of "tunnel mode".
func (m TunnelMode) String() string {
	return [...]string{"gre ip", "gre ipv6", "ipsec ipv4", "ipsec ipv6", "gre multipoint", "other"}[m]
}

// GRE reports whether the tunnel is GRE, between two routers or any number.
func (m TunnelMode) GRE() bool { return m == GREIPv4 || m == GREIPv6 || m == GREMultipoint }

// overIPv4 reports whether the tunnel is GRE in IPv4: a multipoint one may have
// one to a single router as its other end.
func (m TunnelMode) overIPv4() bool { return m == GREIPv4 || m == GREMultipoint }

// IPsec reports whether the tunnel is a virtual tunnel interface: ESP carries
// the packets without another header between.
func (m TunnelMode) IPsec() bool { return m == IPsecIPv4 || m == IPsecIPv6 }

// TunnelSettings are the tunnel commands of an interface.
type TunnelSettings struct {
	Mode            TunnelMode
	InnerIPv6       bool       // of IPsec: its SAs are for IPv6 packets
	SourceInterface string     // "tunnel source Ethernet0/0", or the interface that holds the source address
	Source          netip.Addr // invalid while it is not known
	Destination     netip.Addr // invalid while it is not known
	Host            string     // the name for which the Destination stands, "": it was given
	Profile         string     // "tunnel protection ipsec profile"
	Shared          bool
	IKEv2           bool    // protected by IKEv2 only: it stays down
	ISAKMPProfile   string  // of "tunnel protection", "" for that of the Profile
	Template        bool    // a Virtual-Template: for peers that no other interface names
	Key             *uint32 // "tunnel key", nil: none
	Checksum        bool
	Sequence        bool          // "tunnel sequence-datagrams"
	Keepalive       time.Duration // of GRE, 0: none
	Retries         int           // of Keepalive
	TTL             uint8         // 0: 255
	TOS             *uint8        // "tunnel tos", nil: that of the packet
	VRF             string        // "tunnel vrf"
	NoVRF           bool          // which does not exist: nothing passes
	Receive         int           // "tunnel bandwidth", in kbit/s
	Transmit        int
	PathMTU         bool // "tunnel path-mtu-discovery"
	NHRP            NHRP
	// Map names the Map of Router.Maps; "" when nothing protects the tunnel.
	Map string
}
