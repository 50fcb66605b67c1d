package tun

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// TestMove: the peer's packets come from another port, then from another
// address. IKE is told, and moves what is sent; a replayed packet, and one that
// was overtaken, tell nothing of the old place.
func TestMove(t *testing.T) {
	for _, other := range []bool{false, true} {
		p := newPair(t, pairOptions{encap: true})
		x := newAttacker(t, p, true)
		from := p.a.outer
		if other {
			from = netip.AddrFrom4([4]byte{192, 0, 2, 77})
			p.a.config.Links[0].Addresses = append(p.a.config.Links[0].Addresses, netip.PrefixFrom(from, 24))
			if err := p.a.ns.Do(func() error { return p.a.driver.Set(p.a.config) }); err != nil {
				t.Fatal(err)
			}
		}
		var peer *net.UDPConn
		if err := p.a.ns.Do(func() (err error) {
			peer, err = net.DialUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(from, 24500)),
				net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.b.outer, datapath.EncapPort)))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		defer peer.Close()
		good := udpPacket(p.a.inner4, p.b.inner4, []byte("payload"))
		overtaken := x.packet(good, esp.NextIPv4)
		first := x.packet(good, esp.NextIPv4)
		if _, err := peer.Write(first); err != nil {
			t.Fatal(err)
		}
		in, out := p.sa(p.b, datapath.Inbound), p.sa(p.b, datapath.Outbound)
		want := datapath.Moved{ID: in.ID(), Remote: netip.AddrPortFrom(from, 24500)}
		if got := p.b.event(); got != want {
			t.Fatalf("event %+v, want %+v", got, want)
		}
		if err := p.b.driver.MoveSAs([]datapath.SAID{in.ID(), out.ID(), {SPI: 1}}, want.Remote); err != nil {
			t.Fatal(err)
		}

		// B's packets go to the new place: their sequence numbers go on.
		conn := p.b.listen(p.b.inner4)
		if _, err := conn.WriteTo([]byte("hello"), net.UDPAddrFromAddrPort(netip.AddrPortFrom(p.a.inner4, 9))); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 2000)
		if err := peer.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := peer.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		opener, err := esp.NewOpener(out.Transform, out.EncKey, out.AuthKey, 64, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := opener.Open(make([]byte, 2000), b[:n]); err != nil {
			t.Error(err)
		}
		// From the old place come an old packet and a replayed one.
		x.send(overtaken)
		x.send(first)
		eventually(t, "both arrive", func() bool {
			s := p.b.saStats(datapath.Inbound)
			return s.Packets == 2 && s.Replayed == 1
		})
		if got, want := p.b.event(), (datapath.Replayed{ID: in.ID(), Sequence: 2}); got != want {
			t.Errorf("event %+v, want %+v", got, want)
		}
		p.b.quiet()

		if err := p.b.driver.DeleteSAs([]datapath.SAID{in.ID(), out.ID()}); err != nil {
			t.Fatal(err)
		}
		left := 0
		for range p.b.driver.inbound.all() {
			left++
		}
		if left != 0 {
			t.Errorf("%d inbound SAs are left", left)
		}
	}
}
