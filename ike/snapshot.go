package ike

import (
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
)

// Snapshot is a copy of what the engine knows at one moment, for the show
// commands.
type Snapshot struct {
	SAs   []ISAKMPSA
	Flows []Flow
	Stats EngineStats

	Admission AdmissionStats
	History   History
}

// ISAKMPSA is one phase 1 SA. A deleted one stays for a minute.
type ISAKMPSA struct {
	ConnID        int // 1001...; 0 before the keys are known
	Local, Remote netip.AddrPort
	Initiator     bool   // we are
	State         string // "MM_NO_STATE", "QM_IDLE"
	Deleted       bool
	Policy        Policy    // what was negotiated; zero before
	Established   time.Time // zero before
	Expires       time.Time // end of the lifetime, zero before it is known
	PeerID        string    // the peer's identity as IOS prints it, "" before
	Keyring       string
	Profile       string     // the isakmp profile, "": none
	User          string     // of a client, "": nobody was asked
	Address       netip.Addr // of a client, invalid: none was given
	DPD, NATT     bool       // the peer's capabilities
	Map           string
	VRF, Inside   string // where the peer is seen, and where the packets are that it sends; "": the global table
}

// Flow is one proxy identity pair of a crypto map, with or without SAs.
type Flow struct {
	Map             string // "Tunnel23-head-0"
	Policy          string // of the datapath, which counts by it
	Sequence        int
	Interface       string
	Local           netip.Addr
	Peer            netip.Addr // current peer
	PeerPort        uint16     // 500 or 4500
	Selector        datapath.Selector
	PathMTU         int
	SourceInterface string
	PFS             dh.Group // of the current SAs
	Profile         string
	VRF, Inside     string    // where the peer is seen, and where the packets are that it sends; "": the global table
	Dynamic         string    // the dynamic map of which the entry is an instance, "": none
	Since           time.Time // the first SA pair came up; zero: none now
	Negotiating     bool
	Pairs           []SAPair // the newest first
}

// SAPair is an inbound and an outbound SA negotiated by one quick mode. Keys
// are not in it.
type SAPair struct {
	Inbound, Outbound datapath.SAID
	InboundConnID     uint32
	OutboundConnID    uint32
	Transform         datapath.Transform
	Mode              datapath.Mode
	UDPEncap          bool
	Installed         time.Time
	Expires           time.Time // end of the lifetime in seconds
	LifetimeKB        uint64    // 0: not limited
	ReplayWindow      int
	ESN               bool // sequence numbers have 64 bits
	Initiator         bool
	Sending           bool // packets leave by Outbound of this pair
}

// EngineStats counts what the engine did and threw away.
type EngineStats struct {
	Received, Sent uint64
	Malformed      uint64 // datagrams that are no ISAKMP message
	Unknown        uint64 // messages of no known SA that open none
	Unauthentic    uint64 // HASH wrong or missing
	Retransmitted  uint64
	// FragmentsDropped counts fragments that went beyond what may be kept.
	FragmentsDropped uint64
	// ISAKMPTunnels and IPsecTunnels count what has come up: ISAKMP SAs, and
	// times that a flow got SAs while it had none.
	ISAKMPTunnels, IPsecTunnels uint64

	Certificates CertificateStats
}

// CertificateStats counts the times that a peer's certificates were looked at.
type CertificateStats struct{ Sessions, Valid, Invalid uint64 }
