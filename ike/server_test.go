package ike

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/datapathtest"
)

// scripted is an engine whose Handle is a function. Only the server's
// goroutine may call it, which the race detector sees by the counter.
type scripted struct {
	handle func(Event) []Action
	calls  int
}

func (s *scripted) Handle(now time.Time, ev Event) []Action {
	s.calls++
	if now.IsZero() {
		panic("no time")
	}
	return s.handle(ev)
}

func (s *scripted) Snapshot(time.Time) Snapshot {
	return Snapshot{Stats: EngineStats{Received: uint64(s.calls)}}
}

// encapDriver is a test driver with a port 4500 that is a pair of channels.
type encapDriver struct {
	*datapathtest.Driver
	in     chan Received
	out    chan string
	closed chan struct{}
}

func newEncapDriver() *encapDriver {
	return &encapDriver{datapathtest.New(), make(chan Received), make(chan string, 16), make(chan struct{})}
}

func (d *encapDriver) ListenEncap() (datapath.EncapConn, error) { return encapConn{d}, nil }

type encapConn struct{ d *encapDriver }

func (c encapConn) ReadFrom(b []byte) (int, netip.AddrPort, netip.AddrPort, error) {
	select {
	case m := <-c.d.in:
		return copy(b, m.Data), m.Remote, m.Local, nil
	case <-c.d.closed:
		return 0, netip.AddrPort{}, netip.AddrPort{}, net.ErrClosed
	}
}

func (c encapConn) WriteTo(b []byte, local, remote netip.AddrPort) error {
	c.d.out <- fmt.Sprintf("%s from %v to %v", b, local, remote)
	return nil
}

func (c encapConn) Keepalive(local, remote netip.AddrPort) error {
	c.d.out <- fmt.Sprintf("keepalive from %v to %v", local, remote)
	return nil
}

func (c encapConn) Close() error {
	close(c.d.closed)
	return nil
}

// freePort is a UDP port that nobody has on any address.
func freePort(t *testing.T) uint16 {
	t.Helper()
	c, err := net.ListenUDP("udp", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}

var loopback1, loopback2 = netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")

// startServer runs a server until the test ends.
func startServer(t *testing.T, o ServerOptions, e engine) *Server {
	t.Helper()
	s, err := newServer(o, e)
	if err != nil {
		t.Fatal(err)
	}
	go s.Run(context.Background())
	t.Cleanup(s.Shutdown)
	return s
}

// wait for a value that another goroutine sends.
func wait[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

func noHandle(Action) {}

// TestServerSockets has a server on all addresses answer from the address to
// which a message came, IPv4 and IPv6.
func TestServerSockets(t *testing.T) {
	port := freePort(t)
	echo := &scripted{handle: func(ev Event) []Action {
		m, ok := ev.(Received)
		if !ok {
			return nil
		}
		return []Action{Send{Local: m.Local, Remote: m.Remote, Data: fmt.Appendf(nil, "%v %s", m.Local, m.Data)}}
	}}
	startServer(t, ServerOptions{Driver: newEncapDriver(), Handle: noHandle, Port: port}, echo)
	for _, to := range []string{"127.0.0.1", "127.0.0.2", "::1"} {
		addr := netip.AddrPortFrom(netip.MustParseAddr(to), port)
		c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(addr))
		if err != nil {
			if addr.Addr().Is6() && os.Getenv("MAINMODE_REQUIRE") == "" {
				t.Logf("IPv6 not tested: %v", err)
				continue
			}
			t.Fatal(err)
		}
		defer c.Close()
		for i := range 40 {
			if _, err := fmt.Fprintf(c, "message %d", i); err != nil {
				t.Fatal(err)
			}
			if err := c.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			b := make([]byte, 100)
			n, err := c.Read(b) // only what comes from that very address
			if err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprintf("%v message %d", netip.AddrPortFrom(addr.Addr(), portISAKMP), i)
			if got := string(b[:n]); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}

// TestServerActions checks that actions are carried out in order, and reported
// after it.
func TestServerActions(t *testing.T) {
	driver := newEncapDriver()
	sa := datapath.SA{SPI: 0x1001, Direction: datapath.Inbound, Remote: loopback2}
	iface := datapath.Config{Tunnels: []datapath.TunnelInterface{{Name: "Tunnel0"}}}
	if err := driver.Set(&iface); err != nil {
		t.Fatal(err)
	}
	local, remote := netip.AddrPortFrom(loopback1, portEncap), netip.AddrPortFrom(loopback2, 40000)
	e := &scripted{handle: func(ev Event) []Action {
		switch ev := ev.(type) {
		case SetDebug:
			return []Action{
				Debug{Class: DebugISAKMP, Text: "one"},
				InstallSA{[]datapath.SA{sa}},
				Line{"Tunnel0", true},
				Syslog{Facility: "CRYPTO", Mnemonic: "X"},
				Send{local, remote, []byte("hello")},
				Keepalive{local, remote},
				SetTimer{time.Now().Add(time.Hour)},
				SetTimer{time.Now()},
			}
		case Tick:
			return []Action{Compute{7, func() any { return "computed" }}}
		case Computed:
			return []Action{Debug{Class: DebugISAKMP, Text: fmt.Sprintf("%d %v", ev.ID, ev.Result)}}
		case Datapath:
			return []Action{DeleteSA{[]datapath.SAID{sa.ID()}}, Debug{Class: DebugIPsec, Text: ev.Event.(datapath.LinkChange).Device}}
		case Received:
			return []Action{Debug{Class: DebugISAKMP, Text: fmt.Sprintf("%s from %v to %v", ev.Data, ev.Remote, ev.Local)}}
		case Clear, Configure, Shutdown:
			return []Action{Debug{Class: DebugISAKMP, Text: fmt.Sprintf("%T", ev)}}
		}
		return nil
	}}
	handled := make(chan string, 64)
	s := startServer(t, ServerOptions{Driver: driver, Port: freePort(t), Addresses: []netip.Addr{loopback1},
		Error: func(err error) { t.Error(err) },
		Handle: func(a Action) {
			text := fmt.Sprintf("%T", a)
			switch a := a.(type) {
			case Debug:
				text = a.Text
			case InstallSA, DeleteSA:
				text += fmt.Sprint(" ", strings.Count(driver.String(), "1001"))
			case Line:
				text += fmt.Sprint(" ", driver.Stats().Interfaces["Tunnel0"].Carrier)
			}
			handled <- text
		}}, e)
	expect := func(want ...string) {
		t.Helper()
		for _, w := range want {
			if got := wait(t, w, handled); got != w {
				t.Errorf("%q, want %q", got, w)
			}
		}
	}
	s.SetDebug(DebugISAKMP)
	expect("one", "ike.InstallSA 1", "ike.Line true", "ike.Syslog", "7 computed")
	for _, want := range []string{"hello from 127.0.0.1:4500 to 127.0.0.2:40000", "keepalive from 127.0.0.1:4500 to 127.0.0.2:40000"} {
		if got := wait(t, want, driver.out); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	driver.Send(datapath.LinkChange{Device: "eth1"})
	expect("ike.DeleteSA 0", "eth1")
	driver.in <- Received{Local: local, Remote: remote, Data: []byte("answer")}
	expect("answer from 127.0.0.2:40000 to 127.0.0.1:4500")
	s.Configure(&Config{})
	s.Clear(Clear{})
	expect("ike.Configure", "ike.Clear")
	if got := s.Snapshot().Stats.Received; got != 7 {
		t.Errorf("%d calls of Handle, want 7", got)
	}
	s.Shutdown()
	expect("ike.Shutdown")
	if got := s.Snapshot().Stats.Received; got != 0 {
		t.Errorf("a snapshot after the end: %d calls of Handle", got)
	}
	s.Configure(&Config{})
	s.Shutdown()
	if _, open := <-driver.closed; open {
		t.Error("port 4500 is still open")
	}
}

// TestServerErrors checks what is reported of what goes wrong.
func TestServerErrors(t *testing.T) {
	nowhere := netip.MustParseAddrPort("[2001:db8::1]:500")
	notOurs := netip.MustParseAddrPort("192.0.2.1:500")
	peer := netip.AddrPortFrom(loopback2, 500)
	e := &scripted{handle: func(ev Event) []Action {
		if _, ok := ev.(Clear); !ok {
			return nil
		}
		return []Action{Send{nowhere, nowhere, []byte("x")}, Send{notOurs, peer, []byte("x")}}
	}}
	reported := make(chan error, 4)
	s := startServer(t, ServerOptions{Driver: newEncapDriver(), Handle: noHandle, Port: freePort(t),
		Addresses: []netip.Addr{netip.IPv4Unspecified()}, Error: func(err error) { reported <- err }}, e)
	s.Clear(Clear{})
	for _, want := range []string{"ike: no socket to send from [2001:db8::1]:500 to ", "ike: send from 192.0.2.1 to 127.0.0.2:"} {
		if err := wait(t, want, reported); !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q, want %q", err, want)
		}
	}
}

func TestServerPortTaken(t *testing.T) {
	port := freePort(t)
	o := ServerOptions{Driver: newEncapDriver(), Handle: noHandle, Port: port, Addresses: []netip.Addr{loopback1}}
	startServer(t, o, &scripted{handle: func(Event) []Action { return nil }})
	o.Driver = newEncapDriver()
	_, err := newServer(o, nil)
	if want := fmt.Sprintf("ike: UDP 127.0.0.1:%d: address already in use", port); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	o.Addresses = []netip.Addr{loopback2, loopback1}
	if _, err = newServer(o, nil); !errors.Is(err, syscall.Errno(unix.EADDRINUSE)) {
		t.Errorf("%v, want %v", err, unix.EADDRINUSE)
	}
	// Neither loopback2 nor, after this, any socket of the next is left open.
	o = ServerOptions{Driver: datapathtest.New(), Handle: noHandle, Port: port, Addresses: []netip.Addr{loopback2}}
	for range 2 {
		if _, err = newServer(o, nil); err == nil || !strings.HasPrefix(err.Error(), "ike: UDP port 4500: ") {
			t.Errorf("without port 4500: %v", err)
		}
	}
}

// TestServerConcurrency calls everything at once; the race detector looks on.
func TestServerConcurrency(t *testing.T) {
	var mu sync.Mutex
	results := map[int]bool{}
	var id uint64
	e := &scripted{}
	e.handle = func(ev Event) []Action {
		switch ev := ev.(type) {
		case SetDebug:
			var actions []Action
			for range 100 {
				id++
				n := int(id)
				actions = append(actions, Compute{id, func() any { return n }})
			}
			return actions
		case Computed:
			mu.Lock()
			defer mu.Unlock()
			results[ev.Result.(int)] = true
			if ev.Result.(int) != int(ev.ID) {
				t.Errorf("computation %d has the result %v", ev.ID, ev.Result)
			}
		}
		return []Action{SetTimer{time.Now().Add(time.Millisecond)}}
	}
	s := startServer(t, ServerOptions{Driver: newEncapDriver(), Handle: noHandle, Port: freePort(t), Addresses: []netip.Addr{loopback1}}, e)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s.SetDebug(DebugISAKMP)
			s.Configure(&Config{})
			s.Snapshot()
			s.Clear(Clear{})
		})
	}
	wg.Wait()
	deadline := time.Now().Add(10 * time.Second)
	for n := 0; n < 800; {
		s.Snapshot()
		mu.Lock()
		n = len(results)
		mu.Unlock()
		if time.Now().After(deadline) {
			t.Fatalf("%d of 800 computations came back", n)
		}
	}
}

// TestRunContext ends with its context, after the engine's Shutdown.
func TestRunContext(t *testing.T) {
	var events []string
	e := &scripted{handle: func(ev Event) []Action {
		events = append(events, fmt.Sprintf("%T", ev))
		return nil
	}}
	s, err := newServer(ServerOptions{Driver: newEncapDriver(), Handle: noHandle, Port: freePort(t), Addresses: []netip.Addr{loopback1}}, e)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s.Run(ctx)
	if !slices.Equal(events, []string{"ike.Shutdown"}) {
		t.Errorf("events %v", events)
	}
}

// TestShutdownWithoutRun closes the sockets, and nobody waits for a Run.
func TestShutdownWithoutRun(t *testing.T) {
	o := ServerOptions{Driver: newEncapDriver(), Handle: noHandle, Port: freePort(t), Addresses: []netip.Addr{loopback1}}
	for range 2 {
		s, err := newServer(o, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.Shutdown()
		s.Configure(&Config{})
		s.Run(context.Background())
		o.Driver = newEncapDriver()
	}
}

// TestLinkLocal checks that a link-local address keeps the interface on which
// a message came.
func TestLinkLocal(t *testing.T) {
	k := &socket{bound: netip.IPv6Unspecified()}
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		t.Fatal(err)
	}
	info := func(dst string) []byte {
		return (&ipv6.ControlMessage{Src: net.ParseIP(dst), IfIndex: lo.Index}).Marshal()
	}
	for _, test := range []struct{ dst, remote, want string }{
		{"fe80::2", "fe80::3%eth7", "fe80::2%eth7"},
		{"fe80::2", "2001:db8::3", "fe80::2%lo"},
		{"2001:db8::2", "fe80::3%eth7", "2001:db8::2"},
	} {
		got := k.destination(info(test.dst), netip.MustParseAddr(test.remote))
		if got != netip.MustParseAddr(test.want) {
			t.Errorf("%v, want %s", got, test.want)
		}
	}
	if got := k.destination(nil, netip.Addr{}); got != k.bound {
		t.Errorf("without packet information: %v", got)
	}
	from := netip.MustParseAddrPort("[fe80::2%none]:500")
	if err := k.send(Send{Local: from, Remote: from}, 0); err == nil || !strings.HasPrefix(err.Error(), "ike: send from fe80::2%none: ") {
		t.Errorf("from an interface that does not exist: %v", err)
	}
}
