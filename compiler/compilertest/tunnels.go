// Package compilertest has configurations for benchmarks of several packages.
package compilertest

import (
	"fmt"
	"strings"
)

// ManyTunnels is the configuration of a router with n tunnels, in ten lines each.
func ManyTunnels(n int) string {
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
