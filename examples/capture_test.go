package examples_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gopacket/gopacket/pcapgo"
)

// frame is a packet of a capture, as far as its outermost headers tell.
type frame struct {
	number      int // from 1, as tshark counts
	kind        string
	source      netip.Addr
	destination netip.Addr
	start       []byte // of the IP packet
}

func (f frame) String() string {
	return fmt.Sprintf("%d from %s to %s: %x", f.number, f.source, f.destination, f.start)
}

// What a frame can be. Discovery is what the kernels say of themselves on
// IPv6: neighbours, routers and multicast listeners.
const (
	kindESP       = "esp"
	kindEncap     = "esp in udp"
	kindISAKMP    = "isakmp"
	kindARP       = "arp"
	kindDiscovery = "discovery"
	kindClear     = "clear"
)

// readCapture reads a file of --pcap. It does not take encrypted packets
// apart; for that there is tshark.
func readCapture(t *testing.T, file string) []frame {
	t.Helper()
	var frames []frame
	first := map[string]string{} // kind of the first fragment, by addresses and identification
	eachFrame(t, file, func(data []byte) {
		frames = append(frames, parseFrame(len(frames)+1, data, first))
	})
	return frames
}

// eachFrame reads a file of --pcap.
func eachFrame(t *testing.T, file string, look func(data []byte)) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := pcapgo.NewReader(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for {
		data, _, err := r.ReadPacketData()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		look(data)
	}
}

func parseFrame(number int, data []byte, first map[string]string) frame {
	f := frame{number: number, kind: kindClear}
	if len(data) < 14 {
		return f
	}
	packet := data[14:]
	f.start = packet[:min(len(packet), 64)]
	switch binary.BigEndian.Uint16(data[12:]) {
	case 0x0806:
		f.kind = kindARP
	case 0x0800:
		if len(packet) < 20 || len(packet) < int(packet[0]&15)*4 {
			return f
		}
		f.source, f.destination = netip.AddrFrom4([4]byte(packet[12:])), netip.AddrFrom4([4]byte(packet[16:]))
		id := string(packet[4:6]) + string(packet[9:10]) + string(packet[12:20])
		fragment := binary.BigEndian.Uint16(packet[6:])
		if fragment&0x1fff != 0 {
			f.kind = first[id]
			return f
		}
		f.kind = payloadKind(packet[9], packet[packet[0]&15*4:])
		first[id] = f.kind
	case 0x86dd:
		if len(packet) < 40 {
			return f
		}
		f.source, f.destination = netip.AddrFrom16([16]byte(packet[8:])), netip.AddrFrom16([16]byte(packet[24:]))
		protocol, payload := packet[6], packet[40:]
		if protocol == 0 && len(payload) >= 8 { // hop-by-hop options, as multicast listener reports have
			protocol, payload = payload[0], payload[min(len(payload), 8*(1+int(payload[1]))):]
		}
		if protocol == 44 && len(payload) >= 8 {
			id := string(payload[4:8]) + string(packet[8:40])
			if binary.BigEndian.Uint16(payload[2:])&^7 != 0 {
				f.kind = first[id]
				return f
			}
			f.kind = payloadKind(payload[0], payload[8:])
			first[id] = f.kind
			return f
		}
		f.kind = payloadKind(protocol, payload)
	}
	return f
}

func payloadKind(protocol byte, payload []byte) string {
	switch {
	case protocol == 50:
		return kindESP
	case protocol == 58 && len(payload) > 0 && (payload[0] >= 130 && payload[0] <= 136 || payload[0] == 143):
		return kindDiscovery
	case protocol == 1 && len(payload) >= 28 && payload[0] == 3: // it quotes a packet that could not be delivered
		if quoted := payload[8:]; len(quoted) >= int(quoted[0]&15)*4 {
			return payloadKind(quoted[9], quoted[quoted[0]&15*4:])
		}
	case protocol == 58 && len(payload) >= 48 && payload[0] == 1:
		return payloadKind(payload[14], payload[48:])
	case protocol == 17 && len(payload) >= 8:
		source, destination := binary.BigEndian.Uint16(payload), binary.BigEndian.Uint16(payload[2:])
		either := func(port uint16) bool { return source == port || destination == port }
		switch {
		case either(500):
			return kindISAKMP
		case either(4500) && (len(payload) < 12 || binary.BigEndian.Uint32(payload[8:]) == 0): // a keepalive or the non-ESP marker
			return kindISAKMP
		case either(4500):
			return kindEncap
		}
	}
	return kindClear
}

// A kernel that opens ESP shows what was in it at the device by which the ESP
// came: captures must be of devices of nodes that only forward, or of the
// sender's side.

// protected checks that a capture has at least so many packets of a kind, and
// nothing in clear that neither ISAKMP nor the link itself needs.
func protected(t *testing.T, file, kind string, least int) {
	t.Helper()
	carries(t, file, kind, least)
	var clear []frame
	for _, f := range readCapture(t, file) {
		if f.kind == kindClear {
			clear = append(clear, f)
		}
	}
	if len(clear) > 0 {
		t.Errorf("%s: frames %v are in clear", filepath.Base(file), clear)
	}
}

// carries checks that a capture has at least so many packets of a kind.
func carries(t *testing.T, file, kind string, least int) {
	t.Helper()
	n := 0
	for _, f := range readCapture(t, file) {
		if f.kind == kind {
			n++
		}
	}
	if n < least {
		t.Errorf("%s: %d packets are %s, want %d", filepath.Base(file), n, kind, least)
	}
}

// hidden checks that no frame of a capture shows an address of the prefixes.
func hidden(t *testing.T, file string, prefixes ...string) {
	t.Helper()
	var shown []int
	for _, f := range readCapture(t, file) {
		if slices.ContainsFunc(prefixes, func(p string) bool {
			prefix := netip.MustParsePrefix(p)
			return prefix.Contains(f.source) || prefix.Contains(f.destination)
		}) {
			shown = append(shown, f.number)
		}
	}
	if len(shown) > 0 {
		t.Errorf("%s: frames %v show addresses of %v", filepath.Base(file), shown, prefixes)
	}
}
