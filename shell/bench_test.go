package shell

import (
	"fmt"
	"strings"
	"testing"

	"mainmode/grammar"
)

// hub is the configuration of a router with n tunnels, in ten lines each.
func hub(n int) string {
	var b strings.Builder
	b.WriteString("hostname HUB\ncrypto isakmp policy 10\n encr aes\n authentication pre-share\n group 14\n" +
		"crypto ipsec transform-set TRA esp-aes esp-sha-hmac\n mode tunnel\ncrypto ipsec profile PRO\n set transform-set TRA\n")
	for i := range n {
		fmt.Fprintf(&b, "crypto isakmp key secret%d address 10.%d.%d.1\n", i, i>>8, i&255)
	}
	b.WriteString("interface Ethernet0/0\n ip address 192.0.2.1 255.255.255.0\n")
	for i := range n {
		fmt.Fprintf(&b, "!\ninterface Tunnel%d\n description site %d\n ip address 172.%d.%d.1 255.255.255.0\n tunnel source Ethernet0/0\n"+
			" tunnel mode ipsec ipv4\n tunnel destination 10.%d.%d.1\n tunnel protection ipsec profile PRO\n",
			i, i, 16+i>>8, i&255, i>>8, i&255)
	}
	for i := range n {
		fmt.Fprintf(&b, "ip route 10.%d.%d.0 255.255.255.0 Tunnel%d\n", 128+i>>8, i&255, i)
	}
	b.WriteString("end\n")
	return b.String()
}

// BenchmarkEdit is one line typed at a router with 10,000 tunnels, until it has
// taken effect in the engine and in a driver that notes it.
func BenchmarkEdit(b *testing.B) {
	u := boot(b, hub(10000), nil)
	for _, line := range []string{"tunnel destination 10.200.0.%d", "description site %d", "ip address 100.64.0.%d 255.255.255.0"} {
		b.Run(strings.Fields(line)[0], func(b *testing.B) {
			editor := u.editor()
			editor.Line("interface Tunnel5000")
			for i := 0; b.Loop(); i++ {
				if r, found, err := u.edit(editor, fmt.Sprintf(line, 1+i%200), "console"); r.Status != grammar.OK || len(found) > 0 || err != nil {
					b.Fatal(r, found, err)
				}
			}
		})
	}
}
