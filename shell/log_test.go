package shell

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"mainmode/compiler"
	"mainmode/ike"
)

// fixedClock stands at the first moment of the reference session.
func fixedClock() Clock {
	now := time.Date(2011, time.September, 21, 8, 33, 43, 245e6, time.UTC)
	return Clock{
		Now:     func() time.Time { return now },
		Synced:  func() bool { return false },
		Started: now.Add(-27*time.Minute - 7*time.Second),
	}
}

func TestStamp(t *testing.T) {
	c := fixedClock()
	synced := fixedClock()
	synced.Synced = func() bool { return true }
	for _, test := range []struct {
		clock Clock
		ts    compiler.Timestamps
		want  string
	}{
		{c, compiler.Timestamps{}, ""},
		{c, compiler.Timestamps{Enabled: true, Msec: true}, "*Sep 21 08:33:43.245: "},
		{c, compiler.Timestamps{Enabled: true}, "*Sep 21 08:33:43: "},
		{c, compiler.Timestamps{Enabled: true, Msec: true, Year: true, ShowZone: true}, "*Sep 21 2011 08:33:43.245 UTC: "},
		{synced, compiler.Timestamps{Enabled: true, Msec: true}, "Sep 21 08:33:43.245: "},
		{c, compiler.Timestamps{Enabled: true, Uptime: true}, "00:27:07: "},
	} {
		if got := test.clock.Stamp(test.ts); got != test.want {
			t.Errorf("%+v: %q, want %q", test.ts, got, test.want)
		}
	}
	const day = 24 * time.Hour
	for d, want := range map[time.Duration]string{
		3 * time.Second: "00:00:03", 23*time.Hour + 59*time.Minute: "23:59:00",
		day + 3*time.Hour: "1d03h", 17 * day: "2w3d", 400 * day: "1y5w",
	} {
		if got := uptimeStamp(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

// heard collects what a log shows.
type heard struct {
	mu   sync.Mutex
	text strings.Builder
}

func (h *heard) show(p []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text.Write(p)
	return nil
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

func TestLogReachesTerminalsAndBuffer(t *testing.T) {
	l := newLog(fixedClock())
	l.Print("booting\n")
	l.Syslog(ike.Syslog{Facility: "CRYPTO", Severity: 6, Mnemonic: "ISAKMP_ON_OFF", Text: "ISAKMP is ON"})
	var first, second heard
	a, b := l.listen(first.show), l.listen(second.show)
	l.Debug("IPSEC(sa_request): ,\n  (key eng. msg.) OUTBOUND")
	b.mute(true)
	l.Debug("ISAKMP: set new node 0 to QM_IDLE      ")
	b.mute(false)
	l.Configure(&compiler.Router{Logging: compiler.Logging{Enabled: true, Buffer: 6, BufferSize: 4096, Console: 5}})
	l.Debug("nobody sees this")
	l.Syslog(ike.Syslog{Facility: "LINEPROTO", Severity: 5, Mnemonic: "UPDOWN", Text: "up"})
	a.flush()
	b.flush()
	l.ignore(a)
	l.ignore(b)
	l.Print("after the end\n")
	const (
		boot  = "booting\n"
		on    = "*Sep 21 08:33:43.245: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON\n"
		sa    = "*Sep 21 08:33:43.245: IPSEC(sa_request): ,\n  (key eng. msg.) OUTBOUND\n"
		node  = "*Sep 21 08:33:43.245: ISAKMP: set new node 0 to QM_IDLE      \n"
		proto = "%LINEPROTO-5-UPDOWN: up\n"
	)
	if want := boot + on + sa + node + proto; first.String() != want {
		t.Errorf("first terminal:\n%s\nwant:\n%s", &first, want)
	}
	if want := sa + proto; second.String() != want {
		t.Errorf("second terminal:\n%s\nwant:\n%s", &second, want)
	}
	if got, want := strings.Join(l.Status().Lines, ""), on+sa+node+proto; got != want {
		t.Errorf("buffer:\n%s\nwant:\n%s", got, want)
	}
	if c := l.Status().Counts; c.Console != 4 || c.Buffer != 4 || c.Dropped != 0 {
		t.Errorf("counts %+v", c)
	}
	l.Clear()
	if n := len(l.Status().Lines); n != 0 {
		t.Errorf("%d lines after Clear", n)
	}
}

func TestLogIsBounded(t *testing.T) {
	l := newLog(fixedClock())
	long := strings.Repeat("x", 1000)
	for i := range 100 {
		l.Debug(fmt.Sprintf("%d %s", i, long))
	}
	if n := l.buffered; n > 4096 {
		t.Errorf("%d bytes in a buffer of 4096", n)
	}
	if lines := l.Status().Lines; len(lines) != 3 || !strings.Contains(lines[2], ": 99 x") {
		t.Errorf("%d lines in the buffer", len(lines))
	}
	var first heard
	c := l.listen(first.show)
	c.flush()
	l.ignore(c)
	if text := first.String(); len(text) > consoleBacklog || !strings.HasPrefix(text, "*Sep 21") || !strings.Contains(text, ": 99 x") {
		t.Errorf("the first console got %d bytes, %.40q", len(text), text)
	}

	// A terminal that does not read loses messages; the router goes on.
	release := make(chan struct{})
	slow := l.listen(func([]byte) error { <-release; return nil })
	for range 2 * listenerQueue / 1000 {
		l.Debug(long)
	}
	if l.Status().Counts.Dropped == 0 {
		t.Error("nothing was dropped")
	}
	close(release)
	slow.flush()
	l.ignore(slow)

	broken := l.listen(func([]byte) error { return errors.New("gone") })
	l.Debug("x")
	broken.flush()
	l.ignore(broken)
}
