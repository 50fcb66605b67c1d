package shell

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath/lab"
)

// scriptedProbes answers the nth probe as its nth entry says.
type scriptedProbes struct {
	answers []probeAnswer
	ports   []int
	stop    func() // called for the probe after the last answer
}

func (p *scriptedProbes) probe(_ context.Context, _, port int, _ time.Duration) (probeAnswer, error) {
	n := len(p.ports)
	p.ports = append(p.ports, port)
	switch {
	case n < len(p.answers):
		return p.answers[n], nil
	case p.stop == nil:
		return probeAnswer{}, errors.New("network is down")
	}
	p.stop()
	return probeAnswer{}, nil
}

func (p *scriptedProbes) Close() error { return nil }

func TestTraceroute(t *testing.T) {
	from := func(a string, ms int) probeAnswer {
		return probeAnswer{from: addr(a), trip: time.Duration(ms) * time.Millisecond}
	}
	end := func(a string, ms int, mark string) probeAnswer {
		p := from(a, ms)
		p.final, p.mark = true, mark
		return p
	}
	var none probeAnswer
	names := func(_ context.Context, a netip.Addr) string {
		return map[string]string{"10.0.12.2": "R2", "2001:db8:12::2": "r2.example.net."}[a.String()]
	}
	for _, c := range []struct {
		name, to string
		change   func(*traceJob)
		answers  []probeAnswer
		want     string
	}{
		{"reached", "10.0.23.3", nil,
			[]probeAnswer{from("10.0.12.2", 4), from("10.0.12.2", 8), from("10.0.12.2", 0), end("10.0.23.3", 12, ""), none, end("10.0.23.3", 4, "")},
			"Type escape sequence to abort.\nTracing the route to 10.0.23.3\nVRF info: (vrf in name/id, vrf out name/id)\n" +
				"  1 R2 (10.0.12.2) 4 msec 8 msec 0 msec\n  2 10.0.23.3 12 msec *  4 msec\n"},
		{"silent, two ways, prohibited", "10.0.23.3", func(j *traceJob) { j.Numeric, j.Name, j.Low = true, "branch", 9 },
			[]probeAnswer{none, none, none, from("10.0.12.2", 4), from("10.0.12.9", 8), from("10.0.12.2", 1), end("10.0.12.7", 0, "!A"), none, end("10.0.12.7", 0, "!A")},
			"Type escape sequence to abort.\nTracing the route to branch (10.0.23.3)\nVRF info: (vrf in name/id, vrf out name/id)\n" +
				"  9  *  *  * \n 10 10.0.12.2 4 msec\n    10.0.12.9 8 msec\n    10.0.12.2 1 msec\n 11 10.0.12.7 !A  *  !A \n"},
		{"IPv6, to the last hop", "2001:db8::3", func(j *traceJob) { j.High, j.Probes = 2, 1 },
			[]probeAnswer{from("2001:db8:12::2", 1), from("2001:db8:99::9", 2)},
			"Type escape sequence to abort.\nTracing the route to 2001:DB8::3\n\n  1 r2.example.net (2001:DB8:12::2) 1 msec\n  2 2001:DB8:99::9 2 msec\n"},
	} {
		job := newTraceJob()
		job.Destination = addr(c.to)
		if c.change != nil {
			c.change(&job)
		}
		var got bytes.Buffer
		conn := &scriptedProbes{answers: c.answers}
		if err := writeTrace(t.Context(), &got, conn, &job, names); err != nil || got.String() != c.want {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", c.name, err, got.String(), c.want)
		}
		for i, port := range conn.ports {
			if port != 33434+i {
				t.Errorf("%s: probe %d goes to port %d", c.name, i, port)
			}
		}
	}
}

func TestTracerouteStops(t *testing.T) {
	job := newTraceJob()
	job.Destination = addr("10.0.23.3")
	ctx, cancel := context.WithCancel(t.Context())
	var got bytes.Buffer
	err := writeTrace(ctx, &got, &scriptedProbes{answers: []probeAnswer{{}}, stop: cancel}, &job, nil)
	if err != nil || !strings.HasSuffix(got.String(), "\n  1  * \n") {
		t.Errorf("aborted: %v, %q", err, got.String())
	}
	if err := writeTrace(t.Context(), &got, &scriptedProbes{}, &job, nil); err == nil {
		t.Error("a network that is down was not reported")
	}
}

// TestTracerouteLoopback asks this machine for the way to itself.
func TestTracerouteLoopback(t *testing.T) {
	job := newTraceJob()
	job.Destination, job.Source, job.Numeric = addr("127.0.0.1"), addr("127.0.0.2"), true
	conn, err := openTrace(&job)
	lab.Require(t, "UDP socket on the loopback", err)
	var got bytes.Buffer
	if err := writeTrace(t.Context(), &got, conn, &job, nil); err != nil || !strings.Contains(got.String(), "\n  1 127.0.0.1 0 msec 0 msec 0 msec\n") {
		t.Errorf("%v, got\n%s", err, got.String())
	}
	job.Source = addr("192.0.2.77")
	if _, err := openTrace(&job); !errors.Is(err, unix.EADDRNOTAVAIL) {
		t.Errorf("from an address that is not ours: %v", err)
	}
}

// extended makes the control message of an ICMP error.
func extended(level, kind int32, origin, icmpType, code byte, sender []byte) []byte {
	data := make([]byte, 16)
	data[4], data[5], data[6] = origin, icmpType, code
	data = append(data, sender...)
	b := binary.NativeEndian.AppendUint64(nil, uint64(unix.CmsgLen(len(data))))
	b = binary.NativeEndian.AppendUint32(b, uint32(level))
	b = binary.NativeEndian.AppendUint32(b, uint32(kind))
	b = append(b, data...)
	return append(b, make([]byte, unix.CmsgSpace(len(data))-len(b))...)
}

func TestTracerouteJudge(t *testing.T) {
	four := &traceSocket{job: &traceJob{Destination: addr("10.0.23.3")}, own: map[netip.Addr]bool{addr("10.0.12.1"): true}}
	six := &traceSocket{v6: true, job: &traceJob{Destination: addr("2001:db8::3")}}
	sender4 := func(last byte) []byte { return append([]byte{2, 0, 0, 0, 10, 0, 12, last}, make([]byte, 8)...) }
	a := addr("2001:db8::9").As16()
	sender6 := append([]byte{10, 0, 0, 0, 0, 0, 0, 0}, append(a[:], 0, 0, 0, 0)...)
	for _, c := range []struct {
		name string
		t    *traceSocket
		b    []byte
		want probeAnswer
	}{
		{"exceeded", four, extended(0, unix.IP_RECVERR, 2, 11, 0, sender4(2)), probeAnswer{from: addr("10.0.12.2")}},
		{"port", four, extended(0, unix.IP_RECVERR, 2, 3, 3, sender4(2)), probeAnswer{from: addr("10.0.12.2"), final: true}},
		{"host", four, extended(0, unix.IP_RECVERR, 2, 3, 1, sender4(2)), probeAnswer{from: addr("10.0.12.2"), final: true, mark: "!H"}},
		{"net", four, extended(0, unix.IP_RECVERR, 2, 3, 0, sender4(2)), probeAnswer{from: addr("10.0.12.2"), final: true, mark: "!N"}},
		{"protocol", four, extended(0, unix.IP_RECVERR, 2, 3, 2, sender4(2)), probeAnswer{from: addr("10.0.12.2"), final: true, mark: "!P"}},
		{"prohibited", four, extended(0, unix.IP_RECVERR, 2, 3, 13, sender4(2)), probeAnswer{from: addr("10.0.12.2"), final: true, mark: "!A"}},
		{"quench", four, extended(0, unix.IP_RECVERR, 2, 4, 0, sender4(2)), probeAnswer{from: addr("10.0.12.2"), mark: "!Q"}},
		{"of this machine", four, extended(0, unix.IP_RECVERR, 2, 3, 1, sender4(1)), probeAnswer{}},
		{"local", four, extended(0, unix.IP_RECVERR, 1, 3, 1, sender4(2)), probeAnswer{}},
		{"short", four, extended(0, unix.IP_RECVERR, 2, 3, 1, nil), probeAnswer{}},
		{"exceeded 6", six, extended(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 3, 3, 0, sender6), probeAnswer{from: addr("2001:db8::9")}},
		{"no route 6", six, extended(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 3, 1, 0, sender6), probeAnswer{from: addr("2001:db8::9"), final: true, mark: "!U"}},
		{"short 6", six, extended(unix.IPPROTO_IPV6, unix.IPV6_RECVERR, 3, 1, 0, sender6[:10]), probeAnswer{}},
		{"garbage", six, []byte{1, 2, 3}, probeAnswer{}},
	} {
		if got := c.t.judge(c.b); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
