package shell

import (
	"io"
	"net/netip"
	"testing"

	"mainmode/ike"
)

// TestConditions holds which records meet which conditions.
func TestConditions(t *testing.T) {
	record := &ike.Debug{Class: ike.DebugIPsec, Peer: netip.MustParseAddr("192.0.2.3"), About: ike.Subject{
		Locals: []netip.Addr{netip.MustParseAddr("192.0.2.2")}, ConnIDs: []int{1001}, FlowIDs: []uint32{7, 8}, SPIs: []uint32{0x11C, 0x11D},
		Profiles: []string{"EAST"}, Names: []string{"r3.example.net"}, Users: []string{"ann"}, Groups: []string{"STAFF"},
		VRFs: []string{"INET"}, Insides: []string{"RED"},
	}}
	nobody := &ike.Debug{Class: ike.DebugIPsec}
	for _, test := range []struct {
		command string
		want    bool
	}{
		{"peer ipv4 192.0.2.3", true}, {"peer ipv4 192.0.2.4", false}, {"peer ipv6 2001:db8::3", false},
		{"peer subnet 192.0.2.0 255.255.255.0", true}, {"peer subnet 192.0.3.0 255.255.255.0", false},
		{"peer hostname R3.example.net", true}, {"peer hostname r3", false},
		{"peer username ann", true}, {"peer username Ann", false}, {"peer group STAFF", true}, {"peer group GUESTS", false},
		{"local ipv4 192.0.2.2", true}, {"local ipv4 192.0.2.3", false}, {"local ipv6 2001:db8::2", false},
		{"connid 1001", true}, {"connid 7 engine-id 1", true}, {"connid 1002", false},
		{"flowid 8", true}, {"flowid 1001", false}, {"spi 11C", true}, {"spi 0x11e", false},
		{"fvrf INET", true}, {"fvrf RED", false}, {"ivrf RED", true}, {"ivrf INET", false},
		{"isakmp profile EAST", true}, {"isakmp profile WEST", false},
	} {
		t.Run(test.command, func(t *testing.T) {
			u := boot(t, "hostname R2\nip vrf RED\nip vrf INET\n", nil)
			run := func(command string) {
				if u.execute(NewScript("", io.Discard), command) != 0 {
					t.Errorf("%s is refused", command)
				}
			}
			run("debug crypto condition " + test.command)
			c := &u.conditions
			if got := c.pass(record); got != test.want {
				t.Errorf("a record passes: %v", got)
			}
			if c.pass(nobody) {
				t.Error("a record without a peer passes")
			}
			run("debug crypto condition unmatched ipsec")
			if !c.pass(nobody) {
				t.Error("a record without a peer does not pass")
			}
			run("no debug crypto condition " + test.command)
			if !c.pass(record) {
				t.Error("the condition is still there")
			}
		})
	}
}
