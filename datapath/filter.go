package datapath

import (
	"encoding/binary"
	"net/netip"
	"time"
)

// Filter says what becomes of packets that no SA has to do with: which may
// pass an interface, and which addresses they have then.
type Filter struct {
	Lists  []AccessList // those that Groups and NAT name
	Groups []AccessGroup
	Silent []SilentInterface
	NAT    NAT
}

// Empty reports whether every packet passes as it is.
func (f *Filter) Empty() bool { return len(f.Groups) == 0 && len(f.NAT.Rules) == 0 }

// List finds an access list; nil if there is none.
func (f *Filter) List(name string, ipv6 bool) *AccessList {
	for i := range f.Lists {
		if l := &f.Lists[i]; l.Name == name && l.IPv6 == ipv6 {
			return l
		}
	}
	return nil
}

// AccessList is an access list. Its first entry for a packet decides; what
// none is for is denied. Neighbour discovery passes an IPv6 list that does not
// say otherwise.
type AccessList struct {
	Name    string
	IPv6    bool
	Entries []AccessEntry
}

// AccessEntry is a line of an access list, or a part of one: neighbours with the
// same Sequence are counted together. Of a packet in fragments, those
// that have no ports are denied by no line that looks at ports, and permitted
// by every one whose addresses and protocol fit.
type AccessEntry struct {
	Sequence int
	Permit   bool
	Log      bool // packets at an interface are told of by Logged
	Match    Match
}

// EntryID names a line of an access list.
type EntryID struct {
	List     string
	IPv6     bool
	Sequence int
}

// AccessGroup filters the packets of an interface by an access list: all that
// come in, or those that are forwarded to it. What a crypto map protects is
// not looked at in clear.
type AccessGroup struct {
	Interface string // "GigabitEthernet0/0"
	Device    string // of the system
	List      string
	IPv6, Out bool
}

// SilentInterface discards what an access list denies of the packets that
// came in there, without an ICMP message.
type SilentInterface struct {
	Device string
	IPv6   bool
}

// NAT translates the addresses of packets between the inside and the outside,
// in the terms of RFC 2663: an inside host has a local address, by which the
// inside knows it, and a global one, by which the outside does.
type NAT struct {
	Inside, Outside []NATInterface
	Rules           []NATRule // in order: the first for a packet translates it
	Timeouts        NATTimeouts
}

// NATInterface is an interface on one side of NAT.
type NATInterface struct {
	Interface, Device string
	VRF               string       // that it is in, "": none
	Addresses         []netip.Addr // its own, IPv4
}

// NATRule translates the source of packets from one side to the other, and
// the destination of those back. It is static when Local is valid.
type NATRule struct {
	Text    string // as configured; it names the rule
	Outside bool   // of "ip nat outside source": Global is translated to Local
	// VRF is that of the inside hosts, "": none. Hosts of several may have the same
	// local addresses.
	VRF string

	// Local and Global of a static rule have the same length. With a
	// Protocol that has ports it is for one of them, unless that is 0.
	Local, Global         netip.Prefix
	Protocol              uint8 // 0: any
	LocalPort, GlobalPort uint16

	// Pool is what a dynamic rule translates to. Hosts are dealt out to its ranges
	// by the last byte of their address; each always gets the same one.
	Pool []AddressRange

	// When says which packets; the first condition that is met decides.
	// A rule without any is for all.
	When []NATCondition
}

// MaxRanges is how many ranges of a pool are used.
const MaxRanges = 256

// AddressRange is the IPv4 addresses from First to Last.
type AddressRange struct{ First, Last netip.Addr }

// Size is how many addresses the range has.
func (r AddressRange) Size() int {
	first, last := r.First.As4(), r.Last.As4()
	return int(binary.BigEndian.Uint32(last[:])-binary.BigEndian.Uint32(first[:])) + 1
}

// Contains reports whether the address is in the range.
func (r AddressRange) Contains(a netip.Addr) bool {
	return r.First.Compare(a) <= 0 && a.Compare(r.Last) <= 0
}

// Static reports whether the rule is.
func (r *NATRule) Static() bool { return r.Local.IsValid() }

// NATCondition is an entry of a route map, or an access list by itself. It is
// met by a packet that one of the Lists permits and that leaves by one of the
// Devices; no Lists or no Devices: by any.
type NATCondition struct {
	Permit  bool
	Lists   []string
	Devices []string
}

// NATTimeouts say how long translations live without a packet.
type NATTimeouts struct {
	UDP, DNS, TCP, SYN, FinRst, ICMP, Other time.Duration
}

// Translation is an address that NAT has translated. Ports are 0 where the
// protocol has none; those of ICMP are its identifiers. The zero Addr stands
// for what a static translation leaves open.
type Translation struct {
	Protocol                    uint8
	InsideGlobal, InsideLocal   netip.AddrPort
	OutsideLocal, OutsideGlobal netip.AddrPort
	Rule                        string        // Text of the rule
	Left                        time.Duration // without another packet
}

// Filtering is the part of a Driver that tells of its Filter.
type Filtering interface {
	// Matches counts the packets of each line of an access list.
	Matches() (map[EntryID]uint64, error)
	// ClearMatches has the lines of a list, or of all for "", count from zero.
	ClearMatches(list string) error
	// Translations lists the dynamic translations, and those of static rules
	// that are in use.
	Translations() ([]Translation, error)
	// ClearTranslations ends the translations for which the function is true.
	ClearTranslations(which func(*Translation) bool) error
	// NATHits counts the packets that NAT has translated, and the translations
	// that were made for want of one.
	NATHits() (hits, misses uint64)
}
