package shell

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"mainmode/datapath"
)

// formatAddr prints an address as IOS does: IPv6 in upper case, without a
// zone. An address that is not known is none.
func formatAddr(a netip.Addr, none string) string {
	if !a.IsValid() {
		return none
	}
	return strings.ToUpper(a.Unmap().WithZone("").String())
}

// formatSPI prints an SPI as IOS does, without leading zeros: 0x11C(284).
func formatSPI(spi uint32) string { return fmt.Sprintf("0x%X(%d)", spi, spi) }

// formatMask is the dotted mask of an IPv4 prefix length, inverted for an
// access list.
func formatMask(bits int, wildcard bool) string {
	m := ^uint32(0) << (32 - bits)
	if wildcard {
		m = ^m
	}
	return netip.AddrFrom4([4]byte{byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)}).String()
}

// portNumber is how a proxy identity shows its port: 0 for any.
func portNumber(r datapath.PortRange) uint16 {
	if r.Any() {
		return 0
	}
	return r.First
}

// isIPv6 reports whether a selector covers IPv6 packets.
func isIPv6(s *datapath.Selector) bool { return s.Local.Addr().Is6() }

// secondsLeft until t, 0 once it has passed.
func secondsLeft(now, t time.Time) int64 {
	left := t.Sub(now)
	if left <= 0 {
		return 0
	}
	return int64((left + time.Second - 1) / time.Second)
}

// hoursLeft is secondsLeft as 23:59:59.
func hoursLeft(now, t time.Time) string {
	s := secondsLeft(now, t)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

// kilobytesLeft of a lifetime in kilobytes when so many bytes were carried.
func kilobytesLeft(lifetimeKB, carried uint64) uint64 {
	used := (carried + 1023) / 1024
	if used >= lifetimeKB {
		return 0
	}
	return lifetimeKB - used
}

// yesNo is the answer behind "(Y/N): ".
func yesNo(yes bool) string {
	if yes {
		return "Y"
	}
	return "N"
}

// refusal is what IOS answers to a command that it does not carry out, letter
// for letter.
type refusal string

func (r refusal) Error() string { return string(r) }

// shortName is an interface as tables have it: "Et0/0", "Vt1".
func shortName(iface string) string {
	if unit, ok := strings.CutPrefix(iface, "Virtual-Template"); ok {
		return "Vt" + unit
	}
	return datapath.DeviceName(iface)
}
