package xfrm

import (
	"fmt"
	"net/netip"

	"mainmode/datapath"
)

// mostRules is how many rules a crypto map may become.
const mostRules = 1 << 16

// flatten turns the entries of a crypto map into rules of which the first that
// matches decides, which is all that the kernel knows. A line that denies
// sends its packets on to the next entry: what it covers meets the rules of
// all later entries before the rest of its own.
func flatten(entries []datapath.CryptoEntry) ([]datapath.CryptoRule, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	later, err := flatten(entries[1:])
	if err != nil {
		return nil, err
	}
	var rules []datapath.CryptoRule
	own := entries[0].Rules
	for i, r := range own {
		if r.Policy != "" {
			rules = append(rules, r)
			continue
		}
		if !permits(own[i+1:], r.Selector) {
			continue
		}
		for _, l := range later {
			if s, ok := intersect(l.Selector, r.Selector); ok {
				l.Selector = s
				rules = append(rules, l)
			}
		}
		rules = append(rules, r)
	}
	if rules = append(rules, later...); len(rules) > mostRules {
		return nil, fmt.Errorf("more than %d rules, as its lines overlap", mostRules)
	}
	return rules, nil
}

// permits reports whether a rule protects a packet of the selector.
func permits(rules []datapath.CryptoRule, s datapath.Selector) bool {
	for _, r := range rules {
		if _, ok := intersect(r.Selector, s); ok && r.Policy != "" {
			return true
		}
	}
	return false
}

// intersect is the selector of the packets that both cover, false: there are
// none.
func intersect(a, b datapath.Selector) (datapath.Selector, bool) {
	local, ok1 := narrower(a.Local, b.Local)
	remote, ok2 := narrower(a.Remote, b.Remote)
	localPort, ok3 := common(a.LocalPort, b.LocalPort)
	remotePort, ok4 := common(a.RemotePort, b.RemotePort)
	protocol := max(a.Protocol, b.Protocol)
	ok5 := a.Protocol == b.Protocol || a.Protocol == 0 || b.Protocol == 0
	return datapath.Selector{Local: local, Remote: remote, Protocol: protocol, LocalPort: localPort, RemotePort: remotePort},
		ok1 && ok2 && ok3 && ok4 && ok5
}

func narrower(a, b netip.Prefix) (netip.Prefix, bool) {
	if a.Bits() < b.Bits() {
		a, b = b, a
	}
	return a, b.Contains(a.Addr())
}

func common(a, b datapath.PortRange) (datapath.PortRange, bool) {
	if a.Any() {
		return b, true
	}
	if b.Any() {
		return a, true
	}
	r := datapath.PortRange{First: max(a.First, b.First), Last: min(a.Last, b.Last)}
	return r, r.First <= r.Last
}
