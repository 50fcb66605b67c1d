package examples_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/lab"
	"mainmode/datapath/tun"
	"mainmode/ike"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// race is a proposal that mainmode and charon both negotiate.
type race struct {
	name   string // as strongSwan writes it
	policy ike.Policy
}

var races = []race{
	{"aes128-sha1-modp768", racePolicy(isakmp.SHA, 1)},
	{"aes128-sha1-modp1024", racePolicy(isakmp.SHA, 2)},
	{"aes128-sha1-modp1536", racePolicy(isakmp.SHA, 5)},
	{"aes128-sha1-modp2048", racePolicy(isakmp.SHA, 14)},
	{"aes128-sha256-modp3072", racePolicy(isakmp.SHA2_256, 15)},
	{"aes128-sha256-modp4096", racePolicy(isakmp.SHA2_256, 16)},
	{"aes128-sha256-ecp256", racePolicy(isakmp.SHA2_256, 19)},
	{"aes128-sha384-ecp384", racePolicy(isakmp.SHA2_384, 20)},
	{"aes128-sha512-ecp521", racePolicy(isakmp.SHA2_512, 21)},
}

func racePolicy(hash isakmp.HashAlgorithm, group dh.Group) ike.Policy {
	return ike.Policy{Priority: 10, Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: hash,
		Auth: isakmp.PreShared, Group: group, Lifetime: 24 * time.Hour}
}

// hubAddress and spokeAddress(0), ... are the ends of the tunnels.
var hubAddress = netip.MustParseAddr("10.200.0.1")

func spokeAddress(i int) netip.Addr {
	return netip.AddrFrom4([4]byte{10, 100, byte(i / 200), byte(1 + i%200)})
}

// BenchmarkHandshakes brings up 1 and 500 tunnels at once, main mode and quick
// mode, between two network namespaces: between two of our servers, which
// install the SAs in the userspace datapath, and between two charons with
// kernel-libipsec. It tells the processor time of a handshake at one end and
// when the last tunnel is up.
func BenchmarkHandshakes(b *testing.B) {
	lab.Require(b, "network namespaces", lab.Available())
	for _, r := range races {
		for _, peers := range []int{1, 500} {
			b.Run(fmt.Sprintf("%s/peers=%d/mainmode", r.name, peers), func(b *testing.B) { r.mainmode(b, peers) })
			b.Run(fmt.Sprintf("%s/peers=%d/charon", r.name, peers), func(b *testing.B) { r.charon(b, peers) })
		}
	}
}

// namespaces are two with a link and the addresses of the tunnels. These are
// behind a single neighbour: what the system does when its table of neighbours
// overflows is not to be measured.
func namespaces(b *testing.B, peers int) (spokes, hub *lab.Namespace, end func()) {
	l, err := lab.Start(&lab.Topology{
		Nodes: []lab.Node{{Name: "spokes", Kind: "linux"}, {Name: "hub", Kind: "linux"}},
		Links: []lab.Link{{A: lab.Endpoint{Node: "spokes", Interface: "eth1"}, B: lab.Endpoint{Node: "hub", Interface: "eth1"}}},
	})
	if err != nil {
		b.Fatal(err)
	}
	spokes, hub = l.Namespace("spokes"), l.Namespace("hub")
	var commands strings.Builder
	for i := range peers {
		fmt.Fprintf(&commands, "address add %v/32 dev lo\n", spokeAddress(i))
	}
	file := filepath.Join(b.TempDir(), "addresses")
	if err := os.WriteFile(file, []byte(commands.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, err := range []error{
		second(spokes.Run("ip", "-batch", file)),
		second(spokes.Run("ip", "address", "add", "10.200.0.2/24", "dev", "eth1")),
		second(hub.Run("ip", "address", "add", hubAddress.String()+"/24", "dev", "eth1")),
		second(hub.Run("ip", "route", "add", "10.100.0.0/16", "via", "10.200.0.2")),
	} {
		if err != nil {
			b.Fatal(err)
		}
	}
	return spokes, hub, func() {
		if err := l.Close(); err != nil {
			b.Error(err)
		}
	}
}

func second(_ string, err error) error { return err }

// noDevices is the userspace datapath without tunnel interfaces, which charon
// has none of either: their lines go nowhere.
type noDevices struct{ *tun.Driver }

func (noDevices) SetLine(string, bool) error { return nil }

// config is one side's: the hub only answers.
func (r race) config(peers int, hub bool) *ike.Config {
	c := &ike.Config{
		Enabled:  true,
		Policies: []ike.Policy{r.policy},
		Keyrings: []ike.Keyring{{Name: "default", Keys: []ike.Key{{Prefix: netip.MustParsePrefix("0.0.0.0/0"), Secret: "interop-lab-key"}}}},
	}
	for i := range peers {
		m := ike.Map{
			Name: fmt.Sprintf("Tunnel%d-head-0", i), Sequence: ike.TunnelSequence, Interface: fmt.Sprintf("Tunnel%d", i), Tunnel: true,
			Local: spokeAddress(i), Peers: []netip.Addr{hubAddress}, PathMTU: 1500,
			Selectors: []datapath.Selector{datapath.AnyIPv4},
			TransformSets: []ike.TransformSet{{Name: "AES",
				Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1}}},
			Lifetime: time.Hour, LifetimeKB: 4608000, ReplayWindow: 64, AdministrateUp: true,
		}
		if hub {
			m.Local, m.Peers, m.ResponderOnly = hubAddress, []netip.Addr{spokeAddress(i)}, true
		}
		c.Maps = append(c.Maps, m)
	}
	return c
}

func (r race) mainmode(b *testing.B, peers int) {
	var spent, up time.Duration
	for b.Loop() {
		b.StopTimer()
		spokesNS, hubNS, end := namespaces(b, peers)
		var installed atomic.Int64
		done := make(chan struct{})
		start := func(ns *lab.Namespace) (server *ike.Server, stop func()) {
			var driver datapath.Driver
			err := ns.Do(func() error {
				userspace, err := tun.New()
				if err != nil {
					return err
				}
				driver = noDevices{userspace}
				server, err = ike.NewServer(ike.ServerOptions{Engine: ike.New(rand.Reader), Driver: driver,
					Error: func(err error) { b.Error(err) },
					Handle: func(a ike.Action) {
						if a, ok := a.(ike.InstallSA); ok && installed.Add(int64(len(a.SAs))) == int64(4*peers) {
							close(done)
						}
					}})
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			go server.Run(context.Background())
			return server, func() {
				server.Shutdown()
				if err := driver.Close(); err != nil {
					b.Error(err)
				}
			}
		}
		spokes, stopSpokes := start(spokesNS)
		hub, stopHub := start(hubNS)
		hub.Configure(r.config(peers, true))
		config := r.config(peers, false)
		runtime.GC() // what was made and thrown away so far is none of their work
		cpu, begun := processorTime(b), time.Now()
		b.StartTimer()
		spokes.Configure(config)
		select {
		case <-done:
		case <-time.After(time.Minute):
			b.Fatalf("%d of %d SAs are installed", installed.Load(), 4*peers)
		}
		b.StopTimer()
		up += time.Since(begun)
		spent += processorTime(b) - cpu
		stopSpokes()
		stopHub()
		end()
		b.StartTimer()
	}
	b.ReportMetric(spent.Seconds()*1000/float64(2*peers*b.N), "cpu-ms/end")
	b.ReportMetric(up.Seconds()/float64(b.N), "s-to-all-up")
	b.ReportMetric(float64(peers*b.N)/up.Seconds(), "handshakes/s")
}

// processorTime is what this process has spent.
func processorTime(b *testing.B) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// charonTicks has a driver read charon's processor time, in 1/100 s.
const charonTicks = `
ticks() { set -- $(cut -d ' ' -f 14,15 /proc/$charon/stat); echo $(($1 + $2)); }
now() { echo $(($(date +%s%N) / 1000000)); }
`

func (r race) charon(b *testing.B, peers int) {
	for _, p := range charonPrograms {
		_, err := exec.LookPath(p)
		lab.Require(b, p, err)
	}
	var spent, up time.Duration
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		var spokes, hub []connection
		for i := range peers {
			c := connection{name: fmt.Sprintf("s%d", i), local: spokeAddress(i).String(), remote: hubAddress.String(), ike: r.name, esp: "aes128-sha1",
				options: "mobike = no", child: "start_action = start"}
			spokes = append(spokes, c)
			c.local, c.remote, c.child = c.remote, c.local, ""
			hub = append(hub, c)
		}
		writeCharon(b, dir, "hub", -1, connections(hub...), charonTicks+`
start_charon
before=$(ticks)
say ready
until_true 1200 test -s spokes.result
say $(($(ticks) - before))
`)
		write(b, dir, "spokes.many", connections(spokes...))
		writeCharon(b, dir, "spokes", -1, connections(), charonTicks+fmt.Sprintf(`
negotiated() { [ "$(swanctl --stats | grep '^IKE_SAs:')" = "IKE_SAs: %[1]d total, 0 half-open" ]; }
installed() { [ "$(swanctl --list-sas | grep -c INSTALLED)" = %[1]d ]; }
start_charon
until_true 600 grep -q ready hub.result
before=$(ticks) begun=$(now)
swanctl --load-all --file "$PWD/spokes.many" >/dev/null
until negotiated && installed; do sleep 0.02; done
say $(($(ticks) - before)) $(($(now) - begun))
`, peers))
		spokesNS, hubNS, end := namespaces(b, peers)
		b.StartTimer()
		for name, ns := range map[string]*lab.Namespace{"hub": hubNS, "spokes": spokesNS} {
			// A process identifier namespace ends charon along with the shell.
			cmd := exec.Command("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "charon.sh", name)
			cmd.Dir = dir
			if _, err := ns.Start(cmd); err != nil {
				b.Fatal(err)
			}
		}
		hubTicks, spokesTicks, milliseconds := 0, 0, 0
		for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
			atHub, _ := os.ReadFile(filepath.Join(dir, "hub.result"))
			atSpokes, _ := os.ReadFile(filepath.Join(dir, "spokes.result"))
			if n, _ := fmt.Sscanf(string(atHub), "ready\n%d\n", &hubTicks); n == 1 {
				if n, _ := fmt.Sscanf(string(atSpokes), "%d %d\n", &spokesTicks, &milliseconds); n == 2 {
					break
				}
			}
			if time.Now().After(deadline) || strings.Contains(string(atHub)+string(atSpokes), "FAIL") {
				b.Fatalf("hub: %q, spokes: %q", atHub, atSpokes)
			}
		}
		b.StopTimer()
		spent += time.Duration(hubTicks+spokesTicks) * 10 * time.Millisecond
		up += time.Duration(milliseconds) * time.Millisecond
		end()
		b.StartTimer()
	}
	b.ReportMetric(spent.Seconds()*1000/float64(2*peers*b.N), "cpu-ms/end")
	b.ReportMetric(up.Seconds()/float64(b.N), "s-to-all-up")
	b.ReportMetric(float64(peers*b.N)/up.Seconds(), "handshakes/s")
}
