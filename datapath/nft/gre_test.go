package nft

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// unreachable sends an ICMP error that quotes a packet of a protocol.
func unreachable(t *testing.T, ns *lab.Namespace, from, to netip.Addr, quoted byte) error {
	t.Helper()
	b := make([]byte, 8+40)
	family, protocol := unix.AF_INET, unix.IPPROTO_ICMP
	b[0], b[1], b[8], b[8+9] = 3, 3, 0x45, quoted
	var source, destination unix.Sockaddr
	if from.Is6() {
		family, protocol = unix.AF_INET6, unix.IPPROTO_ICMPV6
		b[0], b[1], b[8], b[8+6], b[8+9] = 1, 4, 0x60, quoted, 0
		source, destination = &unix.SockaddrInet6{Addr: from.As16()}, &unix.SockaddrInet6{Addr: to.As16()}
	} else {
		source, destination = &unix.SockaddrInet4{Addr: from.As4()}, &unix.SockaddrInet4{Addr: to.As4()}
	}
	return ns.Do(func() error {
		fd, err := unix.Socket(family, unix.SOCK_RAW|unix.SOCK_CLOEXEC, protocol)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		return errors.Join(unix.Bind(fd, source), unix.Sendto(fd, b, 0, destination))
	})
}

// TestSilence: errors about the GRE of a tunnel do not leave; others do.
func TestSilence(t *testing.T) {
	ns, _ := openRules(t)
	if _, err := ns.Run("ip", "address", "add", "2001:db8::2/128", "dev", "lo", "nodad"); err != nil {
		t.Fatal(err)
	}
	var f *Filter
	if err := ns.Do(func() (err error) { f, err = Open(); return err }); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	silence := NewSilence(f)
	for _, ends := range [][3]string{{"127.0.0.1", "127.0.0.2", "127.0.0.3"}, {"2001:db8::2", "::1", "2001:db8::2"}} {
		local, remote, other := netip.MustParseAddr(ends[0]), netip.MustParseAddr(ends[1]), netip.MustParseAddr(ends[2])
		if err := silence.Set([]datapath.TunnelInterface{{Encapsulation: datapath.InGRE, Local: local, Remote: remote}}); err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct {
			to     netip.Addr
			quoted byte
			leaves bool
		}{{remote, unix.IPPROTO_GRE, false}, {remote, unix.IPPROTO_UDP, true}, {other, unix.IPPROTO_GRE, true}} {
			err := unreachable(t, ns, local, test.to, test.quoted)
			if test.leaves && err != nil || !test.leaves && !errors.Is(err, unix.EPERM) {
				t.Errorf("%s: %v", fmt.Sprintf("to %v about protocol %d", test.to, test.quoted), err)
			}
		}
	}
	if err := silence.Close(); err != nil {
		t.Fatal(err)
	}
	if got := tables(t, ns); got != "" {
		t.Errorf("tables are left: %s", got)
	}
}
