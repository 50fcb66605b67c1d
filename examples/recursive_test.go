package examples_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestRecursiveRoute routes the way to the peer into the tunnel. It goes down,
// once, and comes back when the route has gone.
func TestRecursiveRoute(t *testing.T) {
	t.Parallel()
	testRecursiveRoute(t)
}

func testRecursiveRoute(t *testing.T, options ...string) {
	needs(t)
	for _, test := range []struct{ example, router, tunnel, route, ping string }{
		{"gre", "R1", "Tunnel0", "ip route 203.0.113.2 255.255.255.255", "172.16.0.2"},
		{"ipv6-vti", "R2", "Tunnel23", "ipv6 route 2001:DB8::3/128", "FE80::23:3\nR# Tunnel23"},
		{"floating", "R1", "Tunnel1", "ip route 192.0.2.2 255.255.255.255", "172.16.1.2"},
	} {
		t.Run(test.tunnel, func(t *testing.T) {
			script := fmt.Sprintf(`
wait R Line protocol on Interface %[1]s, changed state to up
R# configure terminal
R# %[2]s %[1]s
wait R %%ADJ-5-PARENT: Midchain parent maintenance for IP midchain out of %[1]s - looped chain attempting to stack
wait R %%TUN-5-RECURDOWN: %[1]s temporarily disabled due to recursive routing
wait R Line protocol on Interface %[1]s, changed state to down
R# do show interfaces %[1]s | include line protocol
R# no %[2]s %[1]s
wait R Line protocol on Interface %[1]s, changed state to up
R# end
R# ping %[3]s
R# ping %[3]s
`, test.tunnel, test.route, test.ping)
			script = strings.NewReplacer("\nR#", "\n"+test.router+"#", "wait R ", "wait "+test.router+" ").Replace(script)
			out := play(t, test.example, script, options...)
			occurs(t, out, map[string]int{
				"%TUN-5-RECURDOWN": 1,
				test.tunnel + " is up, line protocol is down": 1,
			})
			if !strings.Contains(out, "Success rate is 100 percent (5/5)") {
				t.Error("the tunnel does not come back")
			}
		})
	}
}
