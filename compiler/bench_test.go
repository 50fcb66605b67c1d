package compiler

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// manyTunnels is a configuration of n tunnels in ten lines each.
func manyTunnels(n int) string {
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

// reportCPU tells how much of the processor an operation took, which other
// programs on the machine change less than its time.
func reportCPU(b *testing.B, f func()) {
	before := cpuSeconds(b)
	f()
	b.ReportMetric(1000*(cpuSeconds(b)-before)/float64(b.N), "cpu-ms/op")
}

func cpuSeconds(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(u.Utime) + seconds(u.Stime)
}

func BenchmarkLoad(b *testing.B) {
	text := manyTunnels(10000)
	lines := strings.Count(text, "\n")
	b.ReportAllocs()
	reportCPU(b, func() {
		for b.Loop() {
			if c, d := Load("bench", text, testSalt); len(d) > 0 || len(c.entries) < 20000 {
				b.Fatalf("%d entries, %v", len(c.entries), d)
			}
		}
	})
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

// BenchmarkEdit is one typed line among 10,000 tunnels, until the plan.
func BenchmarkEdit(b *testing.B) {
	c, _ := Load("bench", manyTunnels(10000), testSalt)
	var compiler Compiler
	old, _ := compiler.Compile(c, testEnv)
	b.ReportAllocs()
	reportCPU(b, func() {
		for i := 0; b.Loop(); i++ {
			e := NewEditor(c)
			e.Line("interface Tunnel5000")
			e.Line("tunnel destination 10.200.0." + fmt.Sprint(1+i%200))
			r, _ := compiler.Compile(c, testEnv)
			if p := Diff(old, r); len(p.Steps) != 2 {
				b.Fatalf("plan:\n%s", p)
			}
			old = r
		}
	})
}

func BenchmarkText(b *testing.B) {
	c, _ := Load("bench", manyTunnels(10000), testSalt)
	b.ReportAllocs()
	reportCPU(b, func() {
		for b.Loop() {
			b.SetBytes(int64(len(c.Text())))
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	c, _ := Load("bench", manyTunnels(10000), testSalt)
	b.ReportAllocs()
	reportCPU(b, func() {
		for b.Loop() {
			if r, d := Compile(c, testEnv); len(r.Maps) != 10000 {
				b.Fatalf("%d maps, %v", len(r.Maps), d)
			}
		}
	})
}
