// Package datapath holds what decides the fate of a packet: security
// associations, the policies that say which packets they protect, and the
// interfaces and routes around them. Its types are plain data; a [Driver]
// makes them real, in userspace (datapath/tun) or in the kernel.
//
// The vocabulary is that of RFC 4301: an SA is one direction of an ESP
// tunnel, a Selector says which packets it may carry.
package datapath

import (
	"net/netip"
)

// A Driver protects packets. Every method is safe for concurrent use.
type Driver interface {
	// Name is "userspace" or "kernel".
	Name() string

	// Set makes the interfaces, addresses and routes what c says, changing
	// only what differs from the last Set. An equal Config changes nothing.
	// Nothing that mainmode did not add is ever removed. What could not be
	// done is returned joined, one error a thing; the rest is done.
	Set(c *Config) error

	// AddSAs installs SAs. They carry traffic when it returns: an inbound SA
	// accepts packets, an outbound SA replaces the older ones of its Policy
	// for sending.
	AddSAs(sas []SA) error

	// DeleteSAs removes SAs and wipes their keys. Unknown ones are ignored.
	DeleteSAs(ids []SAID) error

	// MoveSAs sends the packets of SAs in UDP to another address and port: the
	// NAT before the peer has given it another mapping. The SAs keep their
	// names. Unknown ones are ignored.
	MoveSAs(ids []SAID, remote netip.AddrPort) error

	// SetLine sets the line protocol of a tunnel interface: whether the
	// system may route packets to it. That of a new tunnel is down, as is that
	// of one whose peer is routed into it: RecursiveRoute. The line protocol
	// of GRE follows the route to the peer and the keepalives: of it the
	// driver tells by LineChange.
	SetLine(iface string, up bool) error

	// Stats returns a copy of all counters but those of Filtering.
	Stats() Stats

	Filtering
	Resolving

	// ListenEncap opens UDP port 4500 (RFC 3948): ESP goes to the datapath,
	// everything behind the non-ESP marker to the returned connection.
	ListenEncap() (EncapConn, error)

	// Events delivers what IKE must know. It is closed by Close.
	Events() <-chan Event

	// Close removes everything that the driver added to the system.
	Close() error
}

// An EncapConn carries ISAKMP messages on UDP port 4500, RFC 3948, Section 2.2.
// The four zero bytes of the non-ESP marker are added and removed by it.
type EncapConn interface {
	// ReadFrom returns one ISAKMP message and the addresses it came from and to.
	ReadFrom(b []byte) (n int, remote, local netip.AddrPort, err error)
	WriteTo(b []byte, local, remote netip.AddrPort) error
	// Keepalive sends the single byte 0xFF of RFC 3948, Section 2.3.
	Keepalive(local, remote netip.AddrPort) error
	Close() error
}

// An Event is Acquire, Expire, InvalidSPI, NotIPsec, Replayed, NotAuthentic,
// Moved, Logged, LinkChange, LineChange, RecursiveRoute, NHRP or Unresolved.
type Event interface{ event() }

// Acquire says that a packet needs an SA that does not exist.
type Acquire struct {
	Policy   string   // Policy that the packet matched, "Tunnel23-head-0"
	Selector Selector // the packet's own addresses, protocol and ports
}

// Expire says that an SA has carried its lifetime in bytes.
type Expire struct {
	ID   SAID
	Hard bool // the SA must not be used any more; else: replace it soon
}

// InvalidSPI says that an ESP packet came for which there is no SA. Drivers
// send at most one a second for each source.
type InvalidSPI struct {
	Local, Remote netip.Addr
	SPI           uint32
}

// NotIPsec says that a packet came in clear that should have been protected,
// and was dropped. Drivers send at most one a minute.
type NotIPsec struct {
	Source, Destination netip.Addr
	Protocol            uint8
}

// Replayed says that a packet came a second time, or after the anti-replay
// window of its SA had left it behind, and was dropped. Drivers send at most
// one a minute for each SA.
type Replayed struct {
	ID       SAID
	Sequence uint32 // of the packet; 0: not known
}

// NotAuthentic says that the ICV of a packet was wrong, and that it was dropped.
// Drivers send at most one a minute for each SA.
type NotAuthentic struct {
	ID       SAID
	Sequence uint32 // of the packet; 0: not known
	// Truncated: an HMAC-SHA-256 is right at 96 bits, where RFC 4868 has 128. The
	// peer does it as Linux did before, and no packet of it will ever pass.
	Truncated bool
}

// Moved says that an authentic packet, newer than all before it, came from
// another address or UDP port than the SA's. Drivers send at most one a second
// for each SA, and do nothing about it before MoveSAs.
type Moved struct {
	ID     SAID
	Remote netip.AddrPort
}

// Logged says that a packet came for which an AccessEntry with Log decided.
// Drivers send at most a thousand a second for each entry.
type Logged struct {
	Entry  EntryID
	Permit bool
	Device string  // by which the packet came, "" if it came by none
	MAC    [6]byte // of who sent it, zero where there is none
	Packet []byte  // its beginning, from the IP header on
}

// LinkChange says that a device appeared, vanished, or changed its carrier,
// addresses or MTU.
type LinkChange struct{ Device string }

// LineChange says that the line protocol of a GRE tunnel changed. The driver
// has done what follows from it.
type LineChange struct {
	Interface string // "Tunnel0"
	Up        bool
}

// RecursiveRoute says that the route to the peer of a tunnel, of whatever kind,
// leads into the tunnel itself, or does so no more. The driver leaves it down
// for a while, whatever SetLine says meanwhile.
type RecursiveRoute struct {
	Interface string // "Tunnel0"
	Found     bool
}

func (Acquire) event()      {}
func (Expire) event()       {}
func (InvalidSPI) event()   {}
func (NotIPsec) event()     {}
func (Replayed) event()     {}
func (NotAuthentic) event() {}
func (Moved) event()        {}
func (Logged) event()       {}
func (LinkChange) event()   {}
func (LineChange) event()   {}

func (RecursiveRoute) event() {}
