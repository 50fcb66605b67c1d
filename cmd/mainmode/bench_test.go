package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// BenchmarkLabPrompt measures the time from the start of the lab of
// examples/ipv6-vti to the first prompt.
func BenchmarkLabPrompt(b *testing.B) {
	needLab(b)
	socketRoot(b)
	dir := example(b)
	for b.Loop() {
		p := sit(b, program(b, "lab", dir))
		p.expect("R2#")
		b.StopTimer()
		p.types("\x1ex")
		p.expect("lab> ")
		p.types("exit\r")
		p.leaves()
		b.StartTimer()
	}
}

// BenchmarkTunnelUp measures, by the time stamps of R2's debugs, the time from
// main mode message 1 to the line protocol. A whole lab is ns/op.
func BenchmarkTunnelUp(b *testing.B) {
	needLab(b)
	socketRoot(b)
	dir := example(b)
	begin := regexp.MustCompile(`(\d\d:\d\d:\d\d\.\d{3}): ISAKMP:\(0\): beginning Main Mode exchange`)
	up := regexp.MustCompile(`(\d\d:\d\d:\d\d\.\d{3}): %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel23, changed state to up`)
	var total time.Duration
	for b.Loop() {
		if _, stderr, status := run(b, "lab", dir, "--exec", filepath.Join(dir, "reference.lab"), "--log", dir); status != 0 {
			b.Fatal(stderr)
		}
		log, err := os.ReadFile(filepath.Join(dir, "R2.log"))
		if err != nil {
			b.Fatal(err)
		}
		total += lastStamp(b, up, log).Sub(lastStamp(b, begin, log))
	}
	b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "ms/MM1-to-up")
}

// lastStamp is the time of the last record that matches.
func lastStamp(t testing.TB, record *regexp.Regexp, log []byte) time.Time {
	t.Helper()
	all := record.FindAllSubmatch(log, -1)
	if len(all) == 0 {
		t.Fatalf("no record matches %v", record)
	}
	at, err := time.Parse("15:04:05.000", string(all[len(all)-1][1]))
	if err != nil {
		t.Fatal(err)
	}
	return at
}
