package shell

import (
	"bytes"
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"

	"mainmode/datapath/lab"
	"mainmode/grammar"
)

// scriptedEcho answers the nth echo request as its nth entry says.
type scriptedEcho struct {
	answers []answer
	sent    int
	sizes   []int
}

type answer struct {
	mark  byte // 0: none comes
	after time.Duration
	err   error // of send
	mtu   int
}

func (e *scriptedEcho) answer(i int) answer { return e.answers[i%len(e.answers)] }

func (e *scriptedEcho) send(sequence uint16, size int) error {
	e.sent++
	e.sizes = append(e.sizes, size)
	return e.answer(int(sequence)).err
}

func (e *scriptedEcho) receive(ctx context.Context, sequence uint16, deadline time.Time) echoAnswer {
	a := e.answer(int(sequence))
	wait := time.Until(deadline)
	if a.mark != 0 && a.err == nil && a.after < wait {
		wait = a.after
	} else {
		a.mark = 0
	}
	select {
	case <-time.After(wait):
		if a.mark == 0 {
			return echoAnswer{}
		}
		return echoAnswer{mark: a.mark, from: addr("192.168.9.9"), mtu: a.mtu}
	case <-ctx.Done():
		return echoAnswer{}
	}
}

func (e *scriptedEcho) Close() error { return nil }

func TestPing(t *testing.T) {
	reply := func(ms int) answer { return answer{mark: '!', after: time.Duration(ms) * time.Millisecond} }
	four, six := addr("192.168.1.1"), addr("fe80::23:3%Tu23")
	for _, c := range []struct {
		name    string
		change  func(*pingJob)
		to      netip.Addr
		answers []answer
		abort   time.Duration
		want    string
		took    time.Duration
	}{
		{
			name: "first one lost", to: four, answers: []answer{{}, reply(2), reply(3), reply(4), reply(3)},
			want: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\n" +
				".!!!!\nSuccess rate is 80 percent (4/5), round-trip min/avg/max = 2/3/4 ms\n",
			took: 2012 * time.Millisecond,
		},
		{
			name: "reference", to: six, answers: []answer{reply(8), reply(9), reply(9), reply(20), reply(9)},
			change: func(j *pingJob) {
				j.Source, j.Interface, j.Device, j.ShowSource = addr("fe80::23:2"), "Tunnel23", "Tu23", true
			},
			want: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to FE80::23:3, timeout is 2 seconds:\n" +
				"Packet sent with a source address of FE80::23:2%Tunnel23\n" +
				"!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = 8/11/20 ms\n",
			took: 55 * time.Millisecond,
		},
		{
			name: "nobody", to: four, answers: []answer{{}},
			change: func(j *pingJob) {
				j.Repeat, j.Size, j.Timeout, j.DF, j.Source, j.ShowSource = 3, 1500, time.Second, true, addr("192.168.0.1"), true
			},
			want: "Type escape sequence to abort.\nSending 3, 1500-byte ICMP Echos to 192.168.1.1, timeout is 1 seconds:\n" +
				"Packet sent with a source address of 192.168.0.1 \nPacket sent with the DF bit set\n" +
				"...\nSuccess rate is 0 percent (0/3)\n",
			took: 3 * time.Second,
		},
		{
			name: "all marks", to: four, answers: []answer{{mark: 'U'}, {mark: 'M'}, {err: unix.EMSGSIZE}, {err: unix.ENETUNREACH}, reply(0)},
			want: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\n" +
				"UMM.!\nSuccess rate is 20 percent (1/5), round-trip min/avg/max = 1/1/1 ms\n",
			took: 2 * time.Second,
		},
		{
			name: "no IPv6 route", to: addr("2001:db8::9"), answers: []answer{{err: unix.ENETUNREACH}},
			want: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 2001:DB8::9, timeout is 2 seconds:\n" +
				"\n% No valid route for destination\nSuccess rate is 0 percent (0/1)\n",
		},
		{
			name: "too big for IPv6", to: addr("2001:db8::9"), answers: []answer{{err: unix.EMSGSIZE}},
			change: func(j *pingJob) { j.Repeat = 2 },
			want: "Type escape sequence to abort.\nSending 2, 100-byte ICMP Echos to 2001:DB8::9, timeout is 2 seconds:\n" +
				"BB\nSuccess rate is 0 percent (0/2)\n",
		},
		{
			name: "sweep", to: four, answers: []answer{reply(1), reply(2), {mark: 'M', mtu: 1400}},
			change: func(j *pingJob) { j.Repeat, j.Sweep, j.DF = 2, sweep{1399, 1407, 4}, true },
			want: "Type escape sequence to abort.\nSending 6, [1399..1407]-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\n" +
				"Packet sent with the DF bit set\n!!M!!M\nSuccess rate is 66 percent (4/6), round-trip min/avg/max = 1/2/2 ms\n",
			took: 6 * time.Millisecond,
		},
		{
			name: "verbose sweep", to: four, answers: []answer{reply(1), {mark: 'M', mtu: 1400}, {}, {mark: '&'}, {err: unix.EMSGSIZE}},
			change: func(j *pingJob) { j.Repeat, j.Sweep, j.Verbose, j.Validate = 1, sweep{36, 40, 1}, true, true },
			want: "Type escape sequence to abort.\nSending 5, [36..40]-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\nReply data will be validated\n" +
				"Reply to request 0 (1 ms) (size 36)\nUnreachable from 192.168.9.9, maximum MTU 1400 (size 37)\nRequest 2 timed out (size 38)\n" +
				"Time exceeded from 192.168.9.9 (size 39)\nUnreachable from this router (size 40)\n" +
				"Success rate is 20 percent (1/5), round-trip min/avg/max = 1/1/1 ms\n",
			took: 2001 * time.Millisecond,
		},
		{
			name: "aborted", to: four, answers: []answer{reply(5), reply(5), {}}, abort: time.Second,
			want: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\n" +
				"!!\nSuccess rate is 66 percent (2/3), round-trip min/avg/max = 5/5/5 ms\n",
			took: time.Second,
		},
		{
			name: "aborted at once", to: four, answers: []answer{{}}, abort: time.Nanosecond,
			want: "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\n" +
				"Success rate is 0 percent (0/1)\n",
			took: time.Nanosecond,
		},
		{
			name: "lines", to: four, answers: []answer{reply(1)}, change: func(j *pingJob) { j.Repeat = 140 },
			want: "Type escape sequence to abort.\nSending 140, 100-byte ICMP Echos to 192.168.1.1, timeout is 2 seconds:\n" +
				strings.Repeat(strings.Repeat("!", 70)+"\n", 2) + "Success rate is 100 percent (140/140), round-trip min/avg/max = 1/1/1 ms\n",
			took: 140 * time.Millisecond,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				job := newPingJob()
				job.Destination = c.to
				if c.change != nil {
					c.change(&job)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if c.abort > 0 {
					time.AfterFunc(c.abort, cancel)
				}
				began := time.Now()
				var got bytes.Buffer
				writePing(ctx, &got, &scriptedEcho{answers: c.answers}, &job)
				if got.String() != c.want {
					t.Errorf("got\n%s\nwant\n%s", got.String(), c.want)
				}
				if took := time.Since(began); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
			})
		})
	}
}

// TestPingLoopback pings this machine over a real socket.
func TestPingLoopback(t *testing.T) {
	for _, c := range []struct{ to, source, device string }{
		{to: "127.0.0.1"}, {to: "127.0.0.1", source: "127.0.0.2"}, {to: "127.0.0.1", device: "lo"},
		{to: "::1"}, {to: "::1", source: "::1", device: "lo"},
	} {
		t.Run(c.to+" "+c.source+" "+c.device, func(t *testing.T) {
			job := newPingJob()
			job.Destination, job.Device = addr(c.to), c.device
			job.Size, job.DF = 1400, job.Destination.Is4()
			if c.source != "" {
				job.Source = addr(c.source)
			}
			if job.Destination.Is6() {
				l, err := net.Listen("tcp6", "[::1]:0")
				lab.Require(t, "IPv6 on the loopback", err)
				l.Close()
			}
			conn, err := openEcho(t.Context(), &job)
			lab.Require(t, "raw socket", err)
			defer conn.Close()
			var got bytes.Buffer
			writePing(t.Context(), &got, conn, &job)
			if !strings.Contains(got.String(), "!!!!!\nSuccess rate is 100 percent (5/5), round-trip min/avg/max = ") {
				t.Errorf("got\n%s", got.String())
			}
		})
	}
}

// TestPingAborts stops a ping that waits for an answer that will not come.
func TestPingAborts(t *testing.T) {
	job := newPingJob()
	job.Destination, job.Timeout = addr("127.0.0.1"), time.Hour
	conn, err := openEcho(t.Context(), &job)
	lab.Require(t, "raw socket", err)
	defer conn.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if a := conn.receive(ctx, 1, time.Now().Add(time.Hour)); a.mark != 0 {
		t.Errorf("mark %q of an aborted ping", a.mark)
	}
}

func TestPingOpenFails(t *testing.T) {
	job := newPingJob()
	job.Destination, job.Source = addr("127.0.0.1"), addr("192.0.2.77")
	conn, err := openEcho(t.Context(), &job)
	if err == nil {
		conn.Close()
		t.Fatal("a source address that is not ours was taken")
	}
}

// quoting makes an ICMP error about an echo request.
func quoting(to string, kind, code byte, id, sequence uint16) []byte {
	echo := binary.BigEndian.AppendUint16([]byte{8, 0, 0, 0}, id)
	echo = binary.BigEndian.AppendUint16(echo, sequence)
	b := []byte{kind, code, 0, 0, 0, 0, 0, 0}
	a := addr(to)
	if a.Is4() {
		b = append(b, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, protocolICMP, 0, 0, 10, 0, 0, 1)
	} else {
		echo[0] = 128
		b = append(b, 0x60, 0, 0, 0, 0, 8, protocolICMPv6, 64)
		b = append(b, make([]byte, 16)...)
	}
	return append(append(b, a.AsSlice()...), echo...)
}

func echoReply(kind byte, id, sequence uint16) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{kind, 0, 0, 0}, id), sequence)
}

func judge4() *echoSocket {
	return &echoSocket{to: &net.IPAddr{IP: net.IPv4(192, 0, 2, 9)}, id: 7, protocol: protocolICMP, request: ipv4.ICMPTypeEcho, reply: ipv4.ICMPTypeEchoReply}
}

func judge6() *echoSocket {
	return &echoSocket{to: &net.IPAddr{IP: net.ParseIP("2001:db8::9")}, v6: true, id: 7, protocol: protocolICMPv6,
		request: ipv6.ICMPTypeEchoRequest, reply: ipv6.ICMPTypeEchoReply}
}

func TestPingJudge(t *testing.T) {
	const four, six = "192.0.2.9", "2001:db8::9"
	router := addr("198.51.100.1")
	for _, c := range []struct {
		name string
		e    *echoSocket
		from netip.Addr
		b    []byte
		want byte
	}{
		{"reply", judge4(), addr(four), echoReply(0, 7, 3), '!'},
		{"late reply", judge4(), addr(four), echoReply(0, 7, 2), 0},
		{"reply to another ping", judge4(), addr(four), echoReply(0, 8, 3), 0},
		{"reply of somebody else", judge4(), router, echoReply(0, 7, 3), 0},
		{"our own request", judge4(), addr(four), echoReply(8, 7, 3), 0},
		{"host unreachable", judge4(), router, quoting(four, 3, 1, 7, 3), 'U'},
		{"fragmentation needed", judge4(), router, quoting(four, 3, 4, 7, 3), 'M'},
		{"source quench", judge4(), router, quoting(four, 4, 0, 7, 3), 'Q'},
		{"time exceeded", judge4(), router, quoting(four, 11, 0, 7, 3), '&'},
		{"parameter problem", judge4(), router, quoting(four, 12, 0, 7, 3), '?'},
		{"about another ping", judge4(), router, quoting(four, 3, 1, 8, 3), 0},
		{"about another destination", judge4(), router, quoting("192.0.2.8", 3, 1, 7, 3), 0},
		{"of the system itself", judge4(), addr("10.0.0.1"), quoting(four, 3, 1, 7, 3), 0},
		{"truncated", judge4(), router, quoting(four, 3, 1, 7, 3)[:35], 0},
		{"reply 6", judge6(), addr(six), echoReply(129, 7, 3), '!'},
		{"no route 6", judge6(), addr("2001:db8::1"), quoting(six, 1, 0, 7, 3), 'U'},
		{"prohibited 6", judge6(), addr("2001:db8::1"), quoting(six, 1, 1, 7, 3), 'A'},
		{"address 6", judge6(), addr("2001:db8::1"), quoting(six, 1, 3, 7, 3), 'H'},
		{"policy 6", judge6(), addr("2001:db8::1"), quoting(six, 1, 5, 7, 3), '@'},
		{"too big 6", judge6(), addr("2001:db8::1"), quoting(six, 2, 0, 7, 3), 'B'},
		{"time exceeded 6", judge6(), addr("2001:db8::1"), quoting(six, 3, 0, 7, 3), 'T'},
		{"parameter problem 6", judge6(), addr("2001:db8::1"), quoting(six, 4, 0, 7, 3), 'R'},
		{"truncated 6", judge6(), addr("2001:db8::1"), quoting(six, 1, 0, 7, 3)[:50], 0},
		{"empty", judge6(), addr(six), nil, 0},
	} {
		if got := c.e.judge(c.b, c.from, 3); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzPingJudge gives ping what anybody may send.
func FuzzPingJudge(f *testing.F) {
	f.Add(echoReply(0, 7, 3))
	f.Add(quoting("192.0.2.9", 3, 4, 7, 3))
	f.Add(quoting("2001:db8::9", 1, 0, 7, 3))
	f.Fuzz(func(t *testing.T, b []byte) {
		judge4().judge(b, addr("192.0.2.9"), 3)
		judge6().judge(b, addr("2001:db8::9"), 3)
	})
}

func TestPingSource(t *testing.T) {
	system := func(string) []netip.Addr { return []netip.Addr{addr("fe80::a")} }
	for _, c := range []struct{ to, source, want, err string }{
		{to: "10.0.0.9", source: "10.0.12.1", want: "10.0.12.1"},
		{to: "10.0.0.9", source: "Tunnel23", want: "192.168.23.2"},
		{to: "10.0.0.9", source: "tu23", want: "192.168.23.2"},
		{to: "10.0.0.9", source: "Tunnel24", want: "10.255.0.2"},
		{to: "2001:db8::9", source: "Tunnel23", want: "2001:db8:23::2"},
		{to: "2001:db8::9", source: "Tunnel24", err: errInterfaceNoIP.Error()},
		{to: "10.0.0.9", source: "Ethernet0/0", err: errInterfaceNoIP.Error()},
		{to: "10.0.0.9", source: "Tunnel99", err: errSourceName.Error()},
		{to: "10.0.0.9", source: "2001:db8::2", err: errInvalidSource.Error()},
	} {
		job := newPingJob()
		job.Destination = addr(c.to)
		err := job.from(showRouter(), c.source, system)
		switch {
		case c.err != "":
			if err == nil || err.Error() != c.err {
				t.Errorf("%s from %s: %v, want %s", c.to, c.source, err, c.err)
			}
		case err != nil || job.Source != addr(c.want) || !job.ShowSource:
			t.Errorf("%s from %s: %v, %v, want %s", c.to, c.source, job.Source, err, c.want)
		}
	}
}

func TestPingOver(t *testing.T) {
	system := func(string) []netip.Addr { return []netip.Addr{addr("fe80::a")} }
	for _, c := range []struct{ iface, source, device, err string }{
		{iface: "tunnel23", source: "fe80::23:2", device: "Tu23"},
		{iface: "e0/0", source: "fe80::a", device: "eth1"},
		{iface: "Ethernet0/1", err: errInterfaceNoIPv6.Error()},
		{iface: "Ethernet0/3", err: errInvalidInterface.Error()},
		{iface: "Tunnel99", err: errInvalidInterface.Error()},
	} {
		job := newPingJob()
		job.Destination = addr("fe80::23:3")
		name, _ := grammar.ParseInterfaceName(c.iface)
		in := showRouter().Interface(name.String())
		err := job.over(in, system)
		switch {
		case c.err != "":
			if err == nil || err.Error() != c.err {
				t.Errorf("over %s: %v, want %s", c.iface, err, c.err)
			}
		case err != nil || job.Source != addr(c.source) || job.Device != c.device || job.Destination.Zone() != c.device:
			t.Errorf("over %s: %+v, %v", c.iface, job, err)
		}
	}
}
