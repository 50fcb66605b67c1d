package shell

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mainmode/datapath"
	"mainmode/ike"
)

func TestLineProtocol(t *testing.T) {
	u := boot(t, twoTunnels, nil)
	var screen heard
	c := u.log.listen(screen.show)
	defer u.log.ignore(c)
	for _, up := range []bool{true, true, false} {
		u.action(ike.Line{Interface: "Tunnel23", Up: up})
		if u.LineUp("Tunnel23") != up || u.LineUp("Tunnel24") {
			t.Errorf("line protocol is not %v", up)
		}
	}
	u.action(ike.Line{Interface: "Tunnel24", Up: true})
	typeLines(u, "conf t", "no interface Tunnel24", "interface Tunnel24", "end")
	if u.LineUp("Tunnel24") {
		t.Error("a new interface has the line protocol of the old one")
	}
	c.flush()
	text := screen.String()
	for line, want := range map[string]int{
		"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel23, changed state to up\n":   1,
		"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel23, changed state to down\n": 1,
	} {
		if got := strings.Count(text, line); got != want {
			t.Errorf("%d times %q in\n%s", got, line, text)
		}
	}
}

// TestRecursiveRouting says why a tunnel is down whose peer is routed into it.
func TestRecursiveRouting(t *testing.T) {
	u := boot(t, "interface Ethernet0/0\nip address 192.0.2.1 255.255.255.0\ninterface Tunnel0\ntunnel source Ethernet0/0\ntunnel destination 203.0.113.1\n", nil)
	said := make(chan string, 64)
	c := u.log.listen(func(p []byte) error { said <- string(p); return nil })
	defer u.log.ignore(c)
	u.action(ike.Line{Interface: "Tunnel0", Up: true})
	u.driver.Send(datapath.RecursiveRoute{Interface: "Tunnel0", Found: true})
	u.driver.Send(datapath.LineChange{Interface: "Tunnel0"})
	u.driver.Send(datapath.LineChange{Interface: "Tunnel0", Up: true}) // not while it is routed into itself
	u.driver.Send(datapath.RecursiveRoute{Interface: "Tunnel0"})
	u.driver.Send(datapath.LineChange{Interface: "Tunnel0"})
	rest, all := "", ""
	for _, want := range []string{
		"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to up\n",
		"%ADJ-5-PARENT: Midchain parent maintenance for IP midchain out of Tunnel0 - looped chain attempting to stack\n",
		"%TUN-5-RECURDOWN: Tunnel0 temporarily disabled due to recursive routing\n",
		"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to down\n",
		"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to up\n",
		"%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to down\n",
	} {
		for {
			_, after, found := strings.Cut(rest, want)
			if found {
				rest = after
				break
			}
			select {
			case text := <-said:
				rest += text
				all += text
			case <-time.After(time.Minute):
				t.Fatalf("no %q in %q", want, rest)
			}
		}
	}
	if n := strings.Count(all, "Line protocol on Interface Tunnel0"); n != 4 {
		t.Errorf("%d changes of the line, want 4:\n%s", n, all)
	}
}

func TestShutdownIsSaid(t *testing.T) {
	u := boot(t, "interface Ethernet0/0\ninterface Tunnel23\ninterface Loopback0\nshutdown\n", nil)
	u.log.ignore(u.log.listen(func([]byte) error { return nil })) // who has seen the boot
	u.action(ike.Line{Interface: "Tunnel23", Up: true})
	for _, test := range []struct {
		lines []string
		want  string
	}{
		{[]string{"interface Ethernet0/0", "shutdown", "shutdown"}, `LINK-5-CHANGED: Interface Ethernet0/0, changed state to administratively down
LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet0/0, changed state to down
`},
		{[]string{"interface Ethernet0/0", "no shutdown", "no shutdown"}, `LINK-3-UPDOWN: Interface Ethernet0/0, changed state to up
LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet0/0, changed state to up
`},
		{[]string{"interface Tunnel23", "shutdown"}, "LINK-5-CHANGED: Interface Tunnel23, changed state to administratively down\n"},
		{[]string{"interface Tunnel23", "no shutdown"}, "LINK-3-UPDOWN: Interface Tunnel23, changed state to up\n"},
		{[]string{"no interface Tunnel23"}, `LINK-5-CHANGED: Interface Tunnel23, changed state to administratively down
LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel23, changed state to down
`},
		{[]string{"interface Tunnel23"}, ""},
		{[]string{"interface Loopback0", "no shutdown"}, `LINK-3-UPDOWN: Interface Loopback0, changed state to up
LINEPROTO-5-UPDOWN: Line protocol on Interface Loopback0, changed state to up
`},
	} {
		var screen heard
		c := u.log.listen(screen.show)
		typeLines(u, append(append([]string{"conf t"}, test.lines...), "end")...)
		c.flush()
		u.log.ignore(c)
		var got strings.Builder
		for line := range strings.Lines(screen.String()) {
			if _, message, ok := strings.Cut(line, "%LIN"); ok {
				got.WriteString("LIN" + message)
			}
		}
		if diff := cmp.Diff(test.want, got.String()); diff != "" {
			t.Errorf("%q: -want +got\n%s", test.lines, diff)
		}
	}
}

// A cable that is pulled is noticed while nobody types.
func TestCarrierIsFollowed(t *testing.T) {
	u := boot(t, "interface Ethernet0/0\n", nil)
	said := make(chan string, 16)
	c := u.log.listen(func(p []byte) error { said <- string(p); return nil })
	defer u.log.ignore(c)
	c.flush()
	u.driver.SetStats(datapath.Stats{Interfaces: map[string]datapath.InterfaceStats{"Ethernet0/0": {Exists: true}}})
	u.driver.Send(datapath.LinkChange{Device: "eth1"})
	const want = "%LINK-3-UPDOWN: Interface Ethernet0/0, changed state to down\n"
	const wantLine = "%LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet0/0, changed state to down\n"
	var all string
	for !strings.Contains(all, want) || !strings.Contains(all, wantLine) {
		select {
		case text := <-said:
			all += text
		case <-time.After(10 * time.Second):
			t.Fatalf("said %q", all)
		}
	}
}
