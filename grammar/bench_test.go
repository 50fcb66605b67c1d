package grammar

import (
	"sync"
	"testing"
)

// benchLines are a small configuration, with the mode of each line.
var benchLines = []struct {
	mode *Mode
	line string
}{
	{Global, "hostname R2"},
	{Global, "crypto isakmp policy 10"},
	{ISAKMPPolicy, " encr aes 256"},
	{ISAKMPPolicy, " hash sha256"},
	{ISAKMPPolicy, " authentication pre-share"},
	{ISAKMPPolicy, " group 14"},
	{ISAKMPPolicy, " lifetime 3600"},
	{Global, "crypto isakmp key cisco address ipv6 ::/0"},
	{Global, "crypto ipsec transform-set TRA esp-aes 256 esp-sha256-hmac"},
	{TransformSet, " mode transport"},
	{Global, "crypto ipsec profile PRO"},
	{IPsecProfile, " set transform-set TRA"},
	{Global, "interface Tunnel23"},
	{Interface, " description to R3"},
	{Interface, " ip address 192.168.23.2 255.255.255.0"},
	{Interface, " ipv6 address FE80::23:2 link-local"},
	{Interface, " tunnel source Ethernet0/0"},
	{Interface, " tunnel mode ipsec ipv6"},
	{Interface, " tunnel destination 2001:DB8::3"},
	{Interface, " tunnel protection ipsec profile PRO"},
	{Global, "ip route 10.0.0.0 255.0.0.0 Tunnel23"},
}

// BenchmarkParse reads one line of a configuration.
func BenchmarkParse(b *testing.B) {
	for _, l := range benchLines {
		if r := l.mode.Parse(l.line); r.Status != OK {
			b.Fatal(l.line, r.Status)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l := benchLines[i%len(benchLines)]
		l.mode.Parse(l.line)
	}
}

// BenchmarkBuild reads the tags of every command and makes the first state of
// every mode: what the first lines of a program cost at most.
func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		commands.Clear()
		for _, m := range Modes {
			m.once = sync.Once{}
			m.root()
		}
	}
}
