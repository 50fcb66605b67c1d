package tun

import (
	"mainmode/datapath"
	"mainmode/datapath/gre"
)

// tunnelState is what a packet meets. It is replaced, never changed.
type tunnelState struct {
	datapath.TunnelInterface
	policy   *policy   // nil: nothing passes but GRE in clear
	delivery *delivery // of GRE in clear, nil while an end is unknown
	outer    flow      // of GRE, as an SA sees it
}

func (s *tunnelState) usesIPv6() bool {
	for _, p := range s.Addresses {
		if p.Addr().Is6() {
			return true
		}
	}
	return s.Encapsulation == datapath.Direct && s.Policy != "" && s.Selector.Local.Addr().Is6()
}

func (s *tunnelState) outerIPv4() bool { return s.Remote.Unmap().Is4() }

// limit is what the operator set for packets of that family, 0: nothing.
func (s *tunnelState) limit(f *flow) int {
	if f.source.Is6() {
		return s.IPv6MTU
	}
	return s.MTU
}

// mss is the greatest segment size that a SYN may announce, 0: any.
func (s *tunnelState) mss(f *flow) int {
	if f.source.Is6() {
		return s.IPv6MSS
	}
	return s.MSS
}

// fits is the longest packet that leaves in one piece over a path, protected
// by an SA like a, in clear if that is nil.
func (s *tunnelState) fits(a *association, pathMTU int) int {
	header := outerHeaderLen(s.Remote.Unmap(), false)
	if a != nil {
		pathMTU = a.plaintextMTU(pathMTU)
	}
	if s.Encapsulation == datapath.InGRE {
		return pathMTU - header - gre.HeaderLen(&s.GRE)
	}
	return pathMTU
}

// fragmentsOuter reports whether a packet that does not fit may leave in
// fragments, which its receiver puts together. allowed says that the operator
// has set an MTU for which it is not too long.
//
// Transport mode carries whole packets only, RFC 4303, Section 3.3.4: those
// that may be fragmented are once they are encrypted.
func (s *tunnelState) fragmentsOuter(sa *outboundSA, p []byte, allowed bool) bool {
	if s.Encapsulation == datapath.Direct && sa != nil && sa.Mode == datapath.Transport && !dontFragment(p) {
		return true
	}
	if s.outerDF(p) {
		return false
	}
	if s.Encapsulation == datapath.InGRE && allowed {
		return true
	}
	return sa != nil && s.FragmentAfter
}

// outerDF is the DF bit of the outer IPv4 header. IPv6 inside counts as DF.
// That of GRE is only set for path MTU discovery.
func (s *tunnelState) outerDF(p []byte) bool {
	df := dontFragment(p)
	if s.Encapsulation == datapath.InGRE {
		df = df && s.PathMTUDiscovery
	}
	switch {
	case s.policy == nil:
	case s.DF == datapath.ClearDF:
		return false
	case s.DF == datapath.SetDF:
		return true
	}
	return df
}

// trafficClass of the outer header.
func (s *tunnelState) trafficClass(p []byte) uint8 {
	class := trafficClass(p)
	if s.FixedTOS {
		class = s.TOS&^ecnMask | class&ecnMask
	}
	return class
}
