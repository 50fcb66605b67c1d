package datapath

import (
	"net/netip"
	"slices"
	"testing"
)

// TestStaticRoutes: routes to what is behind peers last as long as the SAs,
// those to a prefix stay, and two SAs for the same make one.
func TestStaticRoutes(t *testing.T) {
	prefix, address := netip.MustParsePrefix, netip.MustParseAddr
	own := Route{Prefix: prefix("0.0.0.0/0"), NextHop: address("192.0.2.1"), Distance: 1}
	c := &Config{Routes: []Route{own}, ReverseRoutes: []ReverseRoute{
		{Policy: "DYN", Distance: 20, Tag: 7},
		{Prefix: prefix("10.9.0.0/16"), Peer: address("203.0.113.9"), NextHop: address("192.0.2.7"), Gateway: true, Distance: 1},
	}}
	to := func(network, nextHop string, distance uint8, tag uint32) Route {
		return Route{Prefix: prefix(network), NextHop: address(nextHop), Distance: distance, Tag: tag}
	}
	stays := []Route{own, to("10.9.0.0/16", "192.0.2.7", 1, 0), to("203.0.113.9/32", "192.0.2.7", 1, 0)}
	if got := c.StaticRoutes(slices.Values([]*SA(nil))); !slices.Equal(got, stays) {
		t.Errorf("without SAs\n%+v\nwant\n%+v", got, stays)
	}
	sas := []*SA{
		{Policy: "DYN", Remote: address("203.0.113.2"), Selector: Selector{Remote: prefix("10.2.0.0/16")}},
		{Policy: "OTHER", Remote: address("203.0.113.4"), Selector: Selector{Remote: prefix("10.4.0.0/16")}},
		{Policy: "DYN", Remote: address("203.0.113.3"), Selector: Selector{Remote: prefix("10.3.0.0/16")}},
		{Policy: "DYN", Remote: address("203.0.113.2"), Selector: Selector{Remote: prefix("10.2.0.0/16")}},
	}
	want := []Route{own, to("10.2.0.0/16", "203.0.113.2", 20, 7), to("10.3.0.0/16", "203.0.113.3", 20, 7), stays[1], stays[2]}
	if got := c.StaticRoutes(slices.Values(sas)); !slices.Equal(got, want) {
		t.Errorf("with SAs\n%+v\nwant\n%+v", got, want)
	}
	slices.Reverse(sas)
	if got := c.StaticRoutes(slices.Values(sas)); !slices.Equal(got, want) {
		t.Errorf("in another order\n%+v\nwant\n%+v", got, want)
	}
	if !slices.Equal(c.Routes, []Route{own}) {
		t.Errorf("the configuration has become %+v", c.Routes)
	}
}
