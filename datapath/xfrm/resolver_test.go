package xfrm

import (
	"net/netip"
	"testing"

	"mainmode/datapath"
)

// A socket is made anew when the tunnel needs another one: what it filters is said
// when it is opened.
func TestResolverServes(t *testing.T) {
	const index = 7
	tunnel := datapath.TunnelInterface{Encapsulation: datapath.InGRE, Local: netip.MustParseAddr("192.0.2.1"), Remote: netip.IPv4Unspecified(), NHRP: true}
	r := &resolver{index: index, nhrp: true, multipoint: tunnel.Multipoint(), peer: tunnel.Remote}
	if !r.serves(&tunnel, index) {
		t.Error("a socket does not serve the tunnel that it was opened for")
	}
	if r.serves(&tunnel, index+1) {
		t.Error("a socket serves another device")
	}
	tunnel.NHRP = false
	if r.serves(&tunnel, index) {
		t.Error("a socket with NHRP serves a tunnel without")
	}
	tunnel.NHRP, tunnel.Remote = true, netip.MustParseAddr("192.0.2.2")
	if r.serves(&tunnel, index) {
		t.Error("a socket of a multipoint tunnel serves one with a peer")
	}
}
