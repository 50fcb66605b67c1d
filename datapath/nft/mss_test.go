package nft

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// segments of a TCP connection through lo.
func segments(t *testing.T, ns *lab.Namespace, address string) (size int) {
	t.Helper()
	err := ns.Do(func() error {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return err
		}
		defer l.Close()
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			return err
		}
		defer c.Close()
		raw, err := c.(*net.TCPConn).SyscallConn()
		if err != nil {
			return err
		}
		var failed error
		err = raw.Control(func(fd uintptr) { size, failed = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG) })
		if err == nil {
			err = failed
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return size
}

// TestClamp: connections through a device announce no longer segments than its
// interface says, in each family, and those that are shorter stay.
func TestClamp(t *testing.T) {
	ns, _ := openRules(t)
	var f *Filter
	if err := ns.Do(func() (err error) { f, err = Open(); return err }); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const timestamps = 12 // of each segment, which the size leaves out
	free := map[string]int{"127.0.0.1:0": segments(t, ns, "127.0.0.1:0"), "[::1]:0": segments(t, ns, "[::1]:0")}
	clamp := NewClamp(f)
	for _, test := range []struct {
		ipv4, ipv6 int
		tunnel     bool
	}{{1000, 0, false}, {0, 900, true}, {1200, 1100, true}, {65535, 65535, false}, {0, 0, false}} {
		var links []datapath.Link
		var tunnels []datapath.TunnelInterface
		if test.tunnel {
			tunnels = []datapath.TunnelInterface{{Device: "lo", MSS: test.ipv4, IPv6MSS: test.ipv6}}
		} else {
			links = []datapath.Link{{Device: "lo", MSS: test.ipv4, IPv6MSS: test.ipv6}}
		}
		if err := clamp.Set(links, tunnels, nil); err != nil {
			t.Fatal(err)
		}
		for address, most := range map[string]int{"127.0.0.1:0": test.ipv4, "[::1]:0": test.ipv6} {
			want := free[address]
			if most > 0 {
				want = min(want, most-timestamps)
			}
			if got := segments(t, ns, address); got != want {
				t.Errorf("%+v, %s: segments of %d bytes, want %d", test, address, got, want)
			}
		}
	}
	if got := tables(t, ns); got != "" {
		t.Errorf("tables are left: %s", got)
	}
}
