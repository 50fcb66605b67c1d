package xfrm

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"mainmode/datapath"
)

// testStrangers sends ESP for which there is no SA, raw and in UDP: IKE is told
// whose it is.
func testStrangers(t *testing.T, d *Driver) {
	encap, err := d.ListenEncap()
	if err != nil {
		t.Fatal(err)
	}
	defer encap.Close()
	peer, err := net.DialUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(sender, 0)), net.UDPAddrFromAddrPort(netip.AddrPortFrom(receiver, datapath.EncapPort)))
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	inUDP := func(packet []byte) {
		if _, err := peer.Write(packet); err != nil {
			t.Error(err)
		}
	}
	for spi, send := range map[uint32]func([]byte){
		0x7001: func(packet []byte) { sendESP(t, packet) },
		0x7002: inUDP,
	} {
		packet := binary.BigEndian.AppendUint32(nil, spi)
		packet = append(packet, make([]byte, 60)...)
		want := datapath.InvalidSPI{Local: receiver, Remote: sender, SPI: spi}
		deadline := time.Now().Add(time.Minute)
		for told := false; !told; {
			if time.Now().After(deadline) {
				t.Fatalf("nobody tells of SPI 0x%X", spi)
			}
			send(packet)
			select {
			case ev := <-d.Events():
				told = ev == want
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}
