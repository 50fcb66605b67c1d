package xfrm

import (
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/esp"
	"mainmode/datapath/guest"
	"mainmode/datapath/remains"
)

// TestKernelSAs has the kernel open packets that are sealed here: what it does
// with replays at every window size, and with lifetimes.
func TestKernelSAs(t *testing.T) {
	guest.Run(t, guest.Machine{}, func(t *testing.T) {
		for _, command := range [][]string{
			{"link", "add", "d0", "type", "dummy"}, {"link", "set", "d0", "up"},
			{"address", "add", "192.0.2.1/24", "dev", "d0"}, {"address", "add", "192.0.2.2/24", "dev", "d0"},
		} {
			ipCommand(t, command...)
		}
		t.Run("Leave", testLeave)
		d, err := New()
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		t.Run("VLANs", func(t *testing.T) { testVLANs(t, d) })
		t.Run("Replay", func(t *testing.T) { testReplay(t, d) })
		t.Run("Rejected", func(t *testing.T) { testRejected(t, d) })
		t.Run("Lifetime", func(t *testing.T) { testLifetime(t, d) })
		t.Run("Early", func(t *testing.T) { testEarly(t, d) })
		t.Run("Strangers", func(t *testing.T) { testStrangers(t, d) })
	})
}

var (
	sender    = netip.MustParseAddr("192.0.2.1")
	receiver  = netip.MustParseAddr("192.0.2.2")
	transform = datapath.Transform{Cipher: datapath.Null, Integrity: datapath.HMACSHA1}
	authKey   = []byte("12345678901234567890")
)

// inboundSA is one of the receiver.
func inboundSA(spi uint32) datapath.SA {
	return datapath.SA{SPI: spi, Direction: datapath.Inbound, Local: receiver, Remote: sender, Transform: transform, AuthKey: authKey, Policy: "test"}
}

// sealed are the first n packets of an SA, by sequence number. What is in them
// is of no interest.
func sealed(t *testing.T, spi uint32, n int) [][]byte {
	t.Helper()
	s, err := esp.NewSealer(spi, transform, nil, authKey, false)
	if err != nil {
		t.Fatal(err)
	}
	inner := make([]byte, 20)
	inner[0], inner[3], inner[8], inner[9] = 0x45, 20, 64, unix.IPPROTO_UDP
	packets := make([][]byte, n+1)
	for i := 1; i <= n; i++ {
		packets[i] = make([]byte, s.Size(len(inner)))
		if _, err := s.Seal(packets[i], inner, esp.NextIPv4); err != nil {
			t.Fatal(err)
		}
	}
	return packets
}

// sendESP sends ESP to the receiver, which is this machine too.
func sendESP(t *testing.T, packets ...[]byte) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ESP)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: sender.As4()}); err != nil {
		t.Fatal(err)
	}
	for _, p := range packets {
		if err := unix.Sendto(fd, p, 0, &unix.SockaddrInet4{Addr: receiver.As4()}); err != nil {
			t.Fatal(err)
		}
	}
}

// seen are the counters of an SA once it has seen so many packets, or a minute
// later: the system looks at them when it comes to it.
func seen(d *Driver, id datapath.SAID, packets uint64) datapath.SAStats {
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		s := d.Stats().SAs[id]
		if s.Packets+s.Replayed >= packets || time.Since(begun) > time.Minute {
			return s
		}
	}
}

// testReplay sends the newest packet first, then what is just within the window
// and just outside, and some twice.
func testReplay(t *testing.T, d *Driver) {
	const newest = 5000
	for _, window := range []int{32, 64, 128, 256, 512, 1024, 2048, 4096} {
		spi := uint32(0x1000 + window)
		sa := inboundSA(spi)
		sa.ReplayWindow = window
		if err := d.AddSAs([]datapath.SA{sa}); err != nil {
			t.Fatal(err)
		}
		p := sealed(t, spi, newest)
		sendESP(t, p[newest], p[newest-window+1], p[newest-window], p[newest], p[newest-window+1], p[newest-1], p[newest-1])
		got := seen(d, sa.ID(), 7)
		if got.Packets != 3 || got.Replayed != 4 || got.LastSequence != newest {
			t.Errorf("window %d: %d packets of 3, %d replays of 4, last sequence number %d", window, got.Packets, got.Replayed, got.LastSequence)
		}
		// An SA that is moved knows what it has seen.
		if err := d.MoveSAs([]datapath.SAID{sa.ID()}, netip.AddrPortFrom(sender.Next().Next(), 0)); err != nil {
			t.Fatal(err)
		}
		sendESP(t, p[newest], p[newest-1], p[newest-2])
		got = seen(d, sa.ID(), 6)
		if got.Packets != 4 {
			t.Errorf("window %d: %d packets of 4 after a move", window, got.Packets)
		}
		if err := d.DeleteSAs([]datapath.SAID{sa.ID()}); err != nil {
			t.Fatal(err)
		}
	}
}

// testLifetime has an SA carry its lifetime in bytes.
func testLifetime(t *testing.T, d *Driver) {
	const spi = 0x2000
	sa := inboundSA(spi)
	sa.SoftBytes, sa.HardBytes = 500, 1000
	if err := d.AddSAs([]datapath.SA{sa}); err != nil {
		t.Fatal(err)
	}
	sendESP(t, sealed(t, spi, 100)[1:]...)
	for _, hard := range []bool{false, true} {
		if ev, want := next[datapath.Expire](t, d), (datapath.Expire{ID: sa.ID(), Hard: hard}); ev != want {
			t.Fatalf("%+v, want %+v", ev, want)
		}
	}
	if err := d.DeleteSAs([]datapath.SAID{sa.ID()}); err != nil {
		t.Error(err)
	}
	left, err := d.states()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range left {
		if remains.IsIdentifier(s.reqid) {
			t.Errorf("SA 0x%X is left", s.spi)
		}
	}
}

// testRejected sends a packet that somebody has changed, and one twice: IKE is
// told of both.
func testRejected(t *testing.T, d *Driver) {
	const spi = 0x2100
	sa := inboundSA(spi)
	sa.ReplayWindow = 64
	if err := d.AddSAs([]datapath.SA{sa}); err != nil {
		t.Fatal(err)
	}
	p := sealed(t, spi, 2)
	p[2][len(p[2])-1]++
	sendESP(t, p[1], p[1], p[2])
	if ev, want := next[datapath.NotAuthentic](t, d), (datapath.NotAuthentic{ID: sa.ID()}); ev != want {
		t.Errorf("%+v, want %+v", ev, want)
	}
	if ev, want := next[datapath.Replayed](t, d), (datapath.Replayed{ID: sa.ID()}); ev != want {
		t.Errorf("%+v, want %+v", ev, want)
	}
	if err := d.DeleteSAs([]datapath.SAID{sa.ID()}); err != nil {
		t.Fatal(err)
	}
}

// next is the next event of a kind.
func next[E datapath.Event](t *testing.T, d *Driver) (e E) {
	t.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case ev := <-d.Events():
			if e, ok := ev.(E); ok {
				return e
			}
		case <-timeout:
			t.Fatalf("no %T comes", e)
		}
	}
}
