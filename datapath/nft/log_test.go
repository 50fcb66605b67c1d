package nft

import (
	"net"
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
)

// TestLog hears of the packets of a line that logs, whatever becomes of them,
// and of no others.
func TestLog(t *testing.T) {
	ns, open := openRules(t)
	heard := make(chan datapath.Event, 10)
	rules := open()
	rules.emit = func(ev datapath.Event) { heard <- ev }
	port := func(p uint16) []datapath.ValueRange { return []datapath.ValueRange{{First: p, Last: p}} }
	filter := datapath.Filter{
		Groups: []datapath.AccessGroup{{Interface: "Loopback0", Device: "lo", List: "GUESTS ONLY"}},
		Lists: []datapath.AccessList{{Name: "GUESTS ONLY", Entries: []datapath.AccessEntry{
			{Sequence: 10, Log: true, Match: datapath.Match{Protocol: 17, DestinationPorts: port(9)}},
			{Sequence: 20, Permit: true, Log: true, Match: datapath.Match{Protocol: 17, DestinationPorts: port(10)}},
			{Sequence: 30, Permit: true, Match: datapath.Match{AnyProtocol: true}},
		}}},
	}
	if err := rules.Set(&datapath.Config{Filter: filter}, nil); err != nil {
		t.Fatal(err)
	}
	if out, err := ns.Run("ip", "link", "set", "lo", "up"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	send := func(port string) {
		t.Helper()
		err := ns.Do(func() error {
			conn, err := net.Dial("udp4", net.JoinHostPort("127.0.0.1", port))
			if err != nil {
				return err
			}
			defer conn.Close()
			_, err = conn.Write([]byte("hello"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []string{"11", "9", "10"} {
		send(p)
	}
	for _, want := range []datapath.Logged{
		{Entry: datapath.EntryID{List: "GUESTS ONLY", Sequence: 10}, Device: "lo"},
		{Entry: datapath.EntryID{List: "GUESTS ONLY", Sequence: 20}, Device: "lo", Permit: true},
	} {
		select {
		case ev := <-heard:
			got := ev.(datapath.Logged)
			if !slices.Equal(got.Packet[len(got.Packet)-5:], []byte("hello")) {
				t.Errorf("packet %x", got.Packet)
			}
			got.Packet = nil
			if got.Entry != want.Entry || got.Device != want.Device || got.Permit != want.Permit {
				t.Errorf("heard of %+v, want %+v", got, want)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("nothing is heard")
		}
	}
	if err := rules.Close(); err != nil {
		t.Error(err)
	}
	select {
	case ev := <-heard:
		t.Errorf("heard of %+v", ev)
	default:
	}
}

// FuzzParseLogged reads what a system sends.
func FuzzParseLogged(f *testing.F) {
	f.Add([]byte("\x02\x00\x4d\x4d\x0d\x00\x0a\x00deny false 10 A\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if ev, _, ok := parseLogged(data); ok && len(ev.Packet) == 0 {
			t.Error("a packet without a byte")
		}
	})
}
