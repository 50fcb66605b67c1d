package xfrm

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// echo is an echo request of ICMPv6 without data.
func echo(from, to netip.Addr) []byte {
	const request, header = 128, 40
	b := make([]byte, header+8)
	b[0], b[5], b[6], b[7], b[header] = 0x60, 8, unix.IPPROTO_ICMPV6, 64, request
	copy(b[8:], from.AsSlice())
	copy(b[24:], to.AsSlice())
	pseudo := binary.BigEndian.AppendUint32(append([]byte(nil), b[8:header]...), 8)
	pseudo = append(pseudo, 0, 0, 0, unix.IPPROTO_ICMPV6)
	sum := datapath.Checksum(datapath.Checksum(0, pseudo), b[header:])
	binary.BigEndian.PutUint16(b[header+2:], datapath.FoldChecksum(sum))
	return b
}

// testEarly sends an echo by an inbound SA whose outbound one is still to come.
// The system's reply leaves by that one, and counts when it has come.
func testEarly(t *testing.T, d *Driver) {
	peer, self := netip.MustParseAddr("2001:db8:e::1"), netip.MustParseAddr("2001:db8:e::2")
	there, here := netip.MustParseAddr("2001:db8:2::1"), netip.MustParseAddr("2001:db8:1::1")
	for _, a := range []netip.Addr{peer, self, here} {
		ipCommand(t, "-6", "address", "add", a.String()+"/128", "dev", "d0", "nodad")
	}
	ipCommand(t, "-6", "route", "add", there.String()+"/128", "dev", "d0")
	s := datapath.Selector{Local: netip.PrefixFrom(here, 64).Masked(), Remote: netip.PrefixFrom(there, 64).Masked()}
	err := d.Set(&datapath.Config{
		Links: []datapath.Link{{Name: "Ethernet0/0", Device: "d0", Addresses: []netip.Prefix{netip.PrefixFrom(self, 128)}}},
		CryptoMaps: []datapath.CryptoMap{{Name: "CM", Interface: "Ethernet0/0", Device: "d0", Entries: []datapath.CryptoEntry{{
			Rules: []datapath.CryptoRule{{Selector: s, Policy: "six"}},
		}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	in := inboundSA(0x6000)
	in.Local, in.Remote, in.Policy, in.Selector = self, peer, "six", s
	out := in
	out.Direction, out.SPI = datapath.Outbound, 0x6001
	in.Reply = &out
	if err := d.AddSAs([]datapath.SA{in}); err != nil {
		t.Fatal(err)
	}
	sealer, err := esp.NewSealer(in.SPI, transform, nil, authKey, false)
	if err != nil {
		t.Fatal(err)
	}
	request := echo(there, here)
	packet := make([]byte, sealer.Size(len(request)))
	if _, err := sealer.Seal(packet, request, esp.NextIPv6); err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_ESP)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Bind(fd, &unix.SockaddrInet6{Addr: peer.As16()}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Sendto(fd, packet, 0, &unix.SockaddrInet6{Addr: self.As16()}); err != nil {
		t.Fatal(err)
	}
	replied := func() bool {
		s, err := d.readState(newAssociation(&out))
		return err == nil && s.Packets > 0
	}
	for deadline := time.Now().Add(time.Minute); !replied(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no reply leaves by the SA, SAs are\n%s", ipCommand(t, "-s", "xfrm", "state", "list"))
		}
	}
	if n := d.Stats().Policies["six"].Encaps; n != 0 {
		t.Errorf("%d packets of an SA that is still to come", n)
	}
	out.Reply = nil
	if err := d.AddSAs([]datapath.SA{out}); err != nil {
		t.Fatal(err)
	}
	if d.Stats().SAs[out.ID()].Packets == 0 {
		t.Error("what has left by the SA before it came is not counted")
	}
	if len(d.early) != 0 {
		t.Errorf("%d SAs are still early", len(d.early))
	}
	// One whose pair goes before it has come goes too.
	in.SPI, out.SPI, out.Remote, in.Remote = 0x6002, 0x6003, here, here
	in.Reply = &out
	if err := d.AddSAs([]datapath.SA{in}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.readState(newAssociation(&out)); err != nil {
		t.Errorf("the SA that is early: %v", err)
	}
	if err := d.DeleteSAs([]datapath.SAID{in.ID()}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.readState(newAssociation(&out)); err == nil {
		t.Error("an SA is early whose pair has gone")
	}
}
