package lab

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

var pair = &Topology{
	Nodes: []Node{{Name: "A", Kind: "linux"}, {Name: "B", Kind: "linux"}},
	Links: []Link{{A: Endpoint{"A", "eth1"}, B: Endpoint{"B", "eth7"}, MTU: 1400}},
}

func startLab(t *testing.T, topology *Topology) *Lab {
	t.Helper()
	Require(t, "network namespaces", Available())
	l, err := Start(topology)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func TestStartMakesLinks(t *testing.T) {
	l := startLab(t, pair)
	for node, device := range map[string]string{"A": "eth1", "B": "eth7"} {
		out, err := l.Namespace(node).Run("ip", "-o", "link")
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if len(lines) != 2 || !strings.Contains(lines[0], ": lo: <LOOPBACK,UP") || !strings.Contains(lines[1], ": "+device+"@") ||
			!strings.Contains(lines[1], "mtu 1400") || !strings.Contains(lines[1], ",UP") {
			t.Errorf("%s has the links\n%s", node, out)
		}
	}
}

func TestExecOfATopology(t *testing.T) {
	dir := t.TempDir()
	l := startLab(t, &Topology{Dir: dir, Nodes: []Node{{Name: "H", Kind: "linux", Exec: []string{"ip -br link > out"}}}})
	text, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil || !strings.HasPrefix(string(text), "lo ") {
		t.Errorf("the exec command printed %q, %v", text, err)
	}
	_, err = l.Namespace("H").Run("/bin/sh", "-c", "echo first; echo second >&2; exit 3")
	if err == nil || !strings.HasSuffix(err.Error(), "exit status 3: second") {
		t.Errorf("a failing command: %v", err)
	}
}

func TestStartFails(t *testing.T) {
	Require(t, "network namespaces", Available())
	_, err := Start(&Topology{Nodes: []Node{{Name: "H", Kind: "linux", Exec: []string{"echo no such device >&2; exit 1"}}}})
	if err == nil || !strings.Contains(err.Error(), "H: ") || !strings.HasSuffix(err.Error(), "no such device") {
		t.Errorf("Start = %v", err)
	}
}

func TestCloseKillsProcesses(t *testing.T) {
	Require(t, "network namespaces", Available())
	ns, err := NewNamespace("H")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ns.Start(sleeper())
	if err != nil {
		t.Fatal(err)
	}
	if err := ns.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Done():
	default:
		t.Error("the process outlived its namespace")
	}
	if err := ns.Do(func() error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("Do after Close: %v", err)
	}
	if _, err := ns.Start(sleeper()); !errors.Is(err, ErrClosed) {
		t.Errorf("Start after Close: %v", err)
	}
}

func TestCapture(t *testing.T) {
	l := startLab(t, pair)
	a, b := l.Namespace("A"), l.Namespace("B")
	run := func(ns *Namespace, args ...string) {
		t.Helper()
		if _, err := ns.Run(args[0], args[1:]...); err != nil {
			t.Fatal(err)
		}
	}
	run(a, "ip", "addr", "add", "192.0.2.1/24", "dev", "eth1")
	run(b, "ip", "addr", "add", "192.0.2.2/24", "dev", "eth7")
	file := filepath.Join(t.TempDir(), "A-eth1.pcap")
	c, err := a.Capture("eth1", file)
	if err != nil {
		t.Fatal(err)
	}
	// One datagram of three fragments' length, to a port nobody listens to:
	// the answer is an ICMP error, so the last packet is known.
	if err := a.Do(func() error { return sendUDP("192.0.2.1", "192.0.2.2", 4000) }); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the file: %v, %v", info.Mode(), err)
	}
	r, err := pcapgo.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[layers.IPProtocol]int)
	for {
		data, info, err := r.ReadPacketData()
		if err != nil {
			break
		}
		if len(data) > 1400+14 {
			t.Errorf("a packet of %d bytes on a link of MTU 1400", len(data))
		}
		if info.Timestamp.IsZero() {
			t.Error("a packet without time")
		}
		packet := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.Default)
		if ip, ok := packet.Layer(layers.LayerTypeIPv4).(*layers.IPv4); ok {
			counts[ip.Protocol]++
		}
	}
	if counts[layers.IPProtocolUDP] != 3 || counts[layers.IPProtocolICMPv4] != 1 {
		t.Errorf("captured %v, want 3 fragments and an ICMP error", counts)
	}
}

func TestCaptureErrors(t *testing.T) {
	l := startLab(t, pair)
	if _, err := l.Namespace("A").Capture("eth9", filepath.Join(t.TempDir(), "x")); err == nil || !strings.Contains(err.Error(), "A: capture of eth9: ") {
		t.Errorf("unknown device: %v", err)
	}
	if _, err := l.Namespace("A").Capture("eth1", t.TempDir()); err == nil || !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("file is a directory: %v", err)
	}
}
