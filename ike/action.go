package ike

import (
	"net/netip"
	"time"

	"mainmode/datapath"
)

// An Action is what the engine wants done. Actions are carried out in order.
type Action interface{ action() }

// Send one ISAKMP message. Port 4500 at either end means behind a non-ESP
// marker, RFC 3948.
type Send struct {
	Local, Remote netip.AddrPort
	Data          []byte // the receiver owns it
}

// SetTimer asks for one Tick at that time; it replaces the last SetTimer. The
// zero time: none needed.
type SetTimer struct{ At time.Time }

// Compute asks for Run to be run on any goroutine and its result to come back
// as Computed with the same ID. Run touches nothing of the engine.
type Compute struct {
	ID  uint64
	Run func() any
}

// Keepalive sends the NAT keepalive of RFC 3948, Section 2.3.
type Keepalive struct{ Local, Remote netip.AddrPort }

// Sample asks for the counters of all SAs to come back as Sampled.
type Sample struct{}

// InstallSA hands SAs to the datapath. An inbound SA must be ready before the
// actions after it are carried out.
type InstallSA struct{ SAs []datapath.SA }

// MoveSA has SAs in UDP send to another address and port.
type MoveSA struct {
	IDs    []datapath.SAID
	Remote netip.AddrPort
}

// DeleteSA removes SAs from the datapath.
type DeleteSA struct{ IDs []datapath.SAID }

// Line changes the line protocol of a tunnel interface.
type Line struct {
	Interface string
	Up        bool
}

// DebugClass is a bit set of debugs.
type DebugClass uint16

const (
	DebugISAKMP          DebugClass = 1 << iota // debug crypto isakmp
	DebugIPsec                                  // debug crypto ipsec
	DebugKMI                                    // debug crypto kmi
	DebugEngine                                 // debug crypto engine
	DebugPKIMessages                            // debug crypto pki messages
	DebugPKITransactions                        // debug crypto pki transactions
	DebugPKIValidation                          // debug crypto pki validation
	DebugPKICallbacks                           // debug crypto pki callbacks
	DebugISAKMPErrors                           // debug crypto isakmp error
	DebugIPsecErrors                            // debug crypto ipsec error

	DebugAbout // no debug: has records say what they are about
)

// What has gone wrong is a record of both.
const (
	isakmpError = DebugISAKMP | DebugISAKMPErrors
	ipsecError  = DebugIPsec | DebugIPsecErrors
)

// Debug is one debug record without timestamp. Text may hold several lines.
type Debug struct {
	Class DebugClass // the debugs that show it
	Peer  netip.Addr // whom it is about, invalid where that is nobody
	About Subject    // what there is with that peer; with DebugAbout only
	Text  string
}

// Syslog is one syslog message: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON.
type Syslog struct {
	Facility string // "CRYPTO"
	Severity int    // 0 to 7
	Mnemonic string // "ISAKMP_ON_OFF"
	Text     string // "ISAKMP is ON"
}

// Keys is emitted for each new phase 1 SA while Config.LogKeys is on. What the
// datapath needs for its keys is in InstallSA.
type Keys struct {
	InitiatorCookie [8]byte
	Encryption      []byte // the phase 1 cipher key, RFC 2409, Appendix B
}

func (Send) action()      {}
func (SetTimer) action()  {}
func (Compute) action()   {}
func (Keepalive) action() {}
func (Sample) action()    {}
func (InstallSA) action() {}
func (MoveSA) action()    {}
func (DeleteSA) action()  {}
func (Line) action()      {}
func (Debug) action()     {}
func (Syslog) action()    {}
func (Keys) action()      {}
