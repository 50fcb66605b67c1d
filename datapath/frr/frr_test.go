package frr

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

func TestReadVerdicts(t *testing.T) {
	bad, remarks := readVerdicts(`line 2: % Unknown command[41]:  max-lsa 12000
The route-map 'X' does not exist.
This command is deprecated, because it is not VRF-aware.
Please, use "ip ospf passive" on an interface instead.
BGP is already running; AS is 65001
line 7: Failure to communicate[13] to bgpd, line: router bgp 65009

`)
	want := []verdict{
		{2, "FRR does not know the command"},
		{7, `FRR: The route-map 'X' does not exist. This command is deprecated, because it is not VRF-aware. Please, use "ip ospf passive" on an interface instead. BGP is already running; AS is 65001`},
	}
	if !slices.Equal(bad, want) || len(remarks) != 0 {
		t.Errorf("%v, %q", bad, remarks)
	}
	bad, remarks = readVerdicts("This command is deprecated.\nPlease, use another.\n% twice\ntwice\n")
	if len(bad) != 0 {
		t.Errorf("%v", bad)
	}
	if err := errors.Join(remarkErrors(remarks)...); err == nil || err.Error() != "FRR: twice" {
		t.Errorf("%v", err)
	}
}

func TestLogReader(t *testing.T) {
	var said []string
	l := &logReader{said: func(daemon, text string) { said = append(said, daemon+"|"+text) }}
	for _, part := range []string{
		"2026/11/28 10:57:16 ZEBRA: [NNACN-54BDA][EC 4043309110] Disabling\n2026/11/28 10:5",
		"7:16 BGP: [T83RR-8SM5G] Read in\n2026/11/28 10:57:17 BGP: [M59KS-A3ZXZ] %ADJCHANGE: neighbor 10.0.0.2(r) in vrf default Up\n",
		"2026/11/28 10:57:17.125 OSPF: [M7Q4P-46WDR] AdjChg: Nbr 10.0.0.2\nend",
	} {
		fmt.Fprint(l, part)
	}
	want := []string{"BGP|%ADJCHANGE: neighbor 10.0.0.2(r) in vrf default Up", "OSPF|AdjChg: Nbr 10.0.0.2"}
	if !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
}

func TestReadRoutes(t *testing.T) {
	entries, err := readRoutes(`{
"10.2.0.0/24":[{"protocol":"ospf","selected":true,"distance":110,"metric":20,"uptime":"01:02:03",
 "nexthops":[{"ip":"172.16.0.2","interfaceName":"Tu0","active":true}]},
 {"protocol":"rip","distance":120,"nexthops":[{"ip":"172.16.0.9","interfaceName":"Tu0","active":true}]}],
"10.1.0.0/16":[{"protocol":"bgp","selected":true,"distance":200,"metric":0,"uptime":"1d02h03m",
 "nexthops":[{"ip":"10.255.0.2","active":true,"recursive":true},{"ip":"172.16.0.2","interfaceName":"Tu0","active":true,"resolver":true}]}],
"192.0.2.0/24":[{"protocol":"connected","selected":true,"nexthops":[{"interfaceName":"eth1","active":true}]}]}`,
		`{"ospfInstance":1,"10.2.0.0/24":{"routeType":"N IA"}} {"ospfInstance":2,"10.3.0.0/24":{"routeType":"N E2"}}`)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&got, "%s %s %d/%d %s %v\n", e.Code, e.Prefix, e.Distance, e.Metric, e.Age, e.Paths)
	}
	want := "B 10.1.0.0/16 200/0 1d02h [{10.255.0.2  Tu0 172.16.0.2}]\nO IA 10.2.0.0/24 110/20 01:02:03 [{172.16.0.2 Tu0 Tu0 172.16.0.2}]\n"
	if got.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
	}
	if _, err := readRoutes("[]", ""); err == nil {
		t.Error("a list is no table")
	}
}

func TestAge(t *testing.T) {
	for in, want := range map[string]string{"00:00:09": "00:00:09", "1d02h03m": "1d02h", "01w2d03h": "1w2d", "": ""} {
		if got := age(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Start(Events{}); err == nil || err.Error() != "FRR is not installed (Debian's package frr)" {
		t.Error(err)
	}
}

// inNamespace runs the rest of a test in a network namespace with FRR.
func inNamespace(t *testing.T, f func(*FRR)) {
	t.Helper()
	r := start(t, func(err error) { t.Error(err) })
	f(r)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// start FRR in a network namespace.
func start(t *testing.T, failed func(error)) (f *FRR) {
	t.Helper()
	lab.Require(t, "network namespaces", lab.Available())
	lab.Require(t, "FRR", Available())
	ns, err := lab.NewNamespace("frr")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.Close() })
	if err := ns.Do(func() (err error) {
		f, err = Start(Events{Said: func(daemon, text string) { t.Log(daemon, text) }, Failed: failed})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestSet tells FRR, changes what it was told, and takes all back. It says of
// each line that FRR refuses which it is, once.
func TestSet(t *testing.T) {
	inNamespace(t, func(f *FRR) {
		blocks := blocksOf(`router ospf
 router-id 10.0.0.1
 max-lsa 12000
 network 10.0.0.0/8 area 0
router mobile
 nothing
router bgp 65001
 bgp router-id 10.0.0.1
 neighbor 10.0.0.2 remote-as 65002
`)
		err := f.Set(blocks)
		want := `line 3: max-lsa 12000: FRR does not know the command
line 5: router mobile: FRR does not know the command
line 6: nothing: its block is refused`
		if err == nil || err.Error() != want {
			t.Fatalf("got %v\nwant %s", err, want)
		}
		config := func() string {
			text, err := f.Show("show running-config")
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if text := config(); !strings.Contains(text, " network 10.0.0.0/8 area 0\n") || !strings.Contains(text, " neighbor 10.0.0.2 remote-as 65002\n") {
			t.Errorf("FRR has\n%s", text)
		}
		if err := f.Set(blocks); err != nil {
			t.Errorf("again: %v", err)
		}
		changed := blocksOf("router ospf\n router-id 10.0.0.1\n network 10.1.0.0/16 area 0\n")
		if err := f.Set(changed); err != nil {
			t.Error(err)
		}
		text := config()
		for what, want := range map[string]bool{"network 10.0.0.0/8": false, "network 10.1.0.0/16 area 0": true, "router bgp": false} {
			if strings.Contains(text, what) != want {
				t.Errorf("%s: not %v in\n%s", what, want, text)
			}
		}
		if _, err := f.Show("show ip bgp summary"); err == nil || err.Error() != "FRR: bgpd is not running" {
			t.Errorf("bgpd: %v", err)
		}
		if err := f.Set(nil); err != nil {
			t.Error(err)
		}
		if f.Runs() || len(f.private.running) != 0 {
			t.Errorf("still running: %v", f.private.running)
		}
	})
}

// TestRevive has a daemon that was killed come back, knowing all that it was
// told, with nobody doing anything.
func TestRevive(t *testing.T) {
	failed := make(chan error, 1)
	f := start(t, func(err error) { failed <- err })
	defer f.Close()
	if err := f.Set(blocksOf("router ospf\n router-id 10.0.0.1\n network 10.0.0.0/8 area 0\n")); err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	killed := f.private.running[daemon{name: "ospfd"}]
	f.mu.Unlock()
	killed.cmd.Process.Kill()
	if err := <-failed; !strings.Contains(err.Error(), "ospfd has ended (signal: killed): it is started again") {
		t.Error(err)
	}
	for {
		f.mu.Lock()
		r := f.private.running[daemon{name: "ospfd"}]
		back := r != killed && !f.private.lost() && !f.revival.running
		f.mu.Unlock()
		if back {
			break
		}
		select {
		case err := <-failed:
			t.Fatal(err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	if text, err := f.Show("show running-config"); err != nil || !strings.Contains(text, "ospf router-id 10.0.0.1") || !strings.Contains(text, "network 10.0.0.0/8 area 0") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestPauses(t *testing.T) {
	var r revival
	now := time.Unix(1e9, 0)
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		if got := r.next(now); got != want*time.Second {
			t.Errorf("%d: %v", i, got)
		}
		r.at = now
		now = now.Add(time.Second)
	}
	if got := r.next(now.Add(time.Hour)); got != firstPause {
		t.Errorf("after an hour: %v", got)
	}
}

// TestLost starts a daemon again that was killed, and tells it all, at a change
// that comes before it would have been.
func TestLost(t *testing.T) {
	failed := make(chan error, 1)
	f := start(t, func(err error) { failed <- err })
	defer f.Close()
	blocks := blocksOf("router ospf\n router-id 10.0.0.1\n")
	if err := f.Set(blocks); err != nil {
		t.Fatal(err)
	}
	f.private.running[daemon{name: "ospfd"}].cmd.Process.Kill()
	if err := <-failed; !strings.Contains(err.Error(), "ospfd has ended (signal: killed)") {
		t.Error(err)
	}
	if err := f.Set(append(blocks, blocksOf("ip prefix-list A seq 5 permit 10.0.0.0/8\n")...)); err != nil {
		t.Fatal(err)
	}
	if text, err := f.Show("show running-config"); err != nil || !strings.Contains(text, "ospf router-id 10.0.0.1") {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestNothingLeft finds no file and no process of ours behind.
func TestNothingLeft(t *testing.T) {
	before, _ := filepath.Glob(filepath.Join(os.TempDir(), "mainmode-frr-*"))
	var pids []int
	inNamespace(t, func(f *FRR) {
		if err := f.Set([]datapath.RoutingBlock{{RoutingLine: datapath.RoutingLine{Text: "router rip"}, Opens: true}}); err != nil {
			t.Fatal(err)
		}
		for _, r := range f.private.running {
			pids = append(pids, r.cmd.Process.Pid)
		}
	})
	after, _ := filepath.Glob(filepath.Join(os.TempDir(), "mainmode-frr-*"))
	if len(after) > len(before) {
		t.Errorf("left: %v", after)
	}
	if len(pids) != 2 {
		t.Errorf("%d processes, want zebra and ripd", len(pids))
	}
	for _, pid := range pids {
		if text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil && bytes.Contains(text, []byte("frr")) {
			t.Errorf("process %d still runs: %q", pid, text)
		}
	}
}
