package compiler

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"mainmode/compiler/compilertest"
)

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
	text := compilertest.ManyTunnels(10000)
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
	c, _ := Load("bench", compilertest.ManyTunnels(10000), testSalt)
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
	c, _ := Load("bench", compilertest.ManyTunnels(10000), testSalt)
	b.ReportAllocs()
	reportCPU(b, func() {
		for b.Loop() {
			b.SetBytes(int64(len(c.Text())))
		}
	})
}

func BenchmarkCompile(b *testing.B) {
	c, _ := Load("bench", compilertest.ManyTunnels(10000), testSalt)
	b.ReportAllocs()
	reportCPU(b, func() {
		for b.Loop() {
			if r, d := Compile(c, testEnv); len(r.Maps) != 10000 {
				b.Fatalf("%d maps, %v", len(r.Maps), d)
			}
		}
	})
}
