package datapath

import (
	"math/bits"
	"net/netip"
	"slices"
)

// Match says which packets an entry of an access list is for. All of it must
// fit. It is plain data; what a field leaves out fits any packet of the
// family.
type Match struct {
	IPv6        bool
	Protocol    uint8
	AnyProtocol bool // Protocol is 0 and means nothing
	Source      AddressMatch
	Destination AddressMatch

	// SourcePorts and DestinationPorts are of TCP, UDP and SCTP, in ascending
	// order and apart from each other; nil: any.
	SourcePorts, DestinationPorts []ValueRange

	ICMP        bool // ICMPType and ICMPCode count
	ICMPType    uint8
	ICMPCode    uint8
	AnyICMPCode bool
	IGMPType    uint8 // 0: any

	Flags     TCPFlags
	TOS       ByteMatch    // the TOS or traffic class byte
	TTL       []ValueRange // of the time to live or hop limit; nil: any
	Fragments bool         // only fragments other than the first

	// IPOptions is for packets whose IPv4 header has options, RFC 791, Section 3.1.
	IPOptions bool
	// Headers are the extension headers of IPv6 that a packet must have.
	Headers []ExtensionHeader
	// FlowLabel is that of IPv6, RFC 8200, Section 3; nil: any.
	FlowLabel *uint32
	// Undetermined is for packets of IPv6 in which no transport header is found.
	Undetermined bool

	// Never marks an entry that fits no packet: it depends on something that
	// mainmode does not have, and must not let packets pass because of it.
	Never bool
}

// ExtensionHeader fits packets of IPv6 with a header of RFC 8200, Section 4.1.
// Types is for the third byte of it, the type of a routing header (Section 4.4)
// and of a mobility header (RFC 6275, Section 6.1.1); nil: any.
type ExtensionHeader struct {
	Protocol uint8 // by which the header before announces it
	Types    []ValueRange
}

// AddressMatch fits the addresses that have the same bits as Address where
// Mask has ones. The zero value fits any address.
type AddressMatch struct{ Address, Mask netip.Addr }

// MatchPrefix fits the addresses of a prefix.
func MatchPrefix(p netip.Prefix) AddressMatch {
	if p.Bits() == 0 {
		return AddressMatch{}
	}
	mask := make([]byte, p.Addr().BitLen()/8)
	for i := range p.Bits() {
		mask[i/8] |= 0x80 >> (i % 8)
	}
	m, _ := netip.AddrFromSlice(mask)
	return AddressMatch{Address: p.Masked().Addr(), Mask: m}
}

// Any reports whether every address fits.
func (m AddressMatch) Any() bool { return !m.Mask.IsValid() || m.Mask.IsUnspecified() }

// Contains reports whether a fits.
func (m AddressMatch) Contains(a netip.Addr) bool {
	if m.Any() {
		return true
	}
	x, address, mask := a.AsSlice(), m.Address.AsSlice(), m.Mask.AsSlice()
	if len(x) != len(mask) {
		return false
	}
	for i := range x {
		if (x[i]^address[i])&mask[i] != 0 {
			return false
		}
	}
	return true
}

// Prefix is the match as a prefix; ok is false where the ones of the mask are
// not all in front. ipv6 is the family of a match that fits any address.
func (m AddressMatch) Prefix(ipv6 bool) (p netip.Prefix, ok bool) {
	if m.Any() {
		if ipv6 {
			return netip.PrefixFrom(netip.IPv6Unspecified(), 0), true
		}
		return netip.PrefixFrom(netip.IPv4Unspecified(), 0), true
	}
	n, open := 0, false
	for _, b := range m.Mask.AsSlice() {
		ones := bits.LeadingZeros8(^b)
		if open && b != 0 || bits.OnesCount8(b) != ones {
			return netip.Prefix{}, false
		}
		n += ones
		open = open || ones < 8
	}
	return netip.PrefixFrom(m.Address, n).Masked(), true
}

// ValueRange is values from First to Last, both of them in it.
type ValueRange struct{ First, Last uint16 }

// InRanges reports whether a value is in one of the ranges; nil ranges are
// any.
func InRanges(ranges []ValueRange, v uint16) bool {
	return ranges == nil || slices.ContainsFunc(ranges, func(r ValueRange) bool { return r.First <= v && v <= r.Last })
}

// TCPFlags looks at the flags of TCP, RFC 793, Section 3.1: Set must be set
// and Clear must not, all of them, or with Any one of them. The zero value
// fits any flags.
type TCPFlags struct {
	Set, Clear uint8
	Any        bool
}

// Fits reports whether the flags of a segment do.
func (f TCPFlags) Fits(flags uint8) bool {
	set, clear := flags&f.Set, ^flags&f.Clear
	switch {
	case f.Set|f.Clear == 0:
		return true
	case f.Any:
		return set != 0 || clear != 0
	}
	return set == f.Set && clear == f.Clear
}

// ByteMatch fits bytes that have the bits of Value where Mask has ones.
type ByteMatch struct{ Value, Mask uint8 }
