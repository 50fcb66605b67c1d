package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mainmode/datapath/lab"
)

const (
	tunnelUp = "wait R2 Line protocol on Interface Tunnel23, changed state to up\n"
	forever  = "R2# show clock\nsleep 100000\n"
)

// TestLab plays a session: the tunnel comes up and carries a ping.
func TestLab(t *testing.T) {
	needLab(t)
	root := socketRoot(t)
	dir := example(t)
	logs, pcaps := filepath.Join(dir, "logs"), filepath.Join(dir, "pcaps")
	script := file(t, dir, "script", tunnelUp+`
R2# conf t
R2# interface Tunnel23
R2# do ping fe80::23:3
R2# tunnel23
R2# end
`)
	stdout, stderr, status := run(t, "lab", dir, "--exec", script, "--prefix", "--log", logs, "--pcap", pcaps)
	if status != 0 {
		t.Fatalf("exit status %d: %s\n%s", status, stderr, stdout)
	}
	expectGone(t, root)
	for _, want := range []string{
		"R2| R2(config-if)#do ping fe80::23:3\n",
		"R2| Output Interface: tunnel23\n",
		"R2| Success rate is 100 percent (5/5)",
		"R3| R3#",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in the output", want)
		}
	}
	log, err := os.ReadFile(filepath.Join(logs, "R2.log"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nR2(config-if)#do ping fe80::23:3\nOutput Interface: tunnel23\n", "Success rate is 100 percent (5/5)", "Line protocol on Interface Tunnel23, changed state to up\n"} {
		if !bytes.Contains(log, []byte(want)) {
			t.Errorf("no %q in R2.log", want)
		}
	}
	for _, name := range []string{"R2-eth1.pcap", "R3-eth1.pcap"} {
		info, err := os.Stat(filepath.Join(pcaps, name))
		if err != nil || info.Size() < 2000 {
			t.Errorf("%s holds no tunnel: %v, %v", name, info, err)
		}
	}
	if t.Failed() {
		t.Logf("the consoles:\n%s", stdout)
	}
}

// TestReferenceSession replays the note: R2 initiates, R3 answers, and the
// records come in the order of the exchange.
func TestReferenceSession(t *testing.T) {
	needLab(t)
	socketRoot(t)
	dir := example(t)
	if _, stderr, status := run(t, "lab", dir, "--exec", filepath.Join(dir, "reference.lab"), "--log", dir); status != 0 {
		t.Fatalf("exit status %d: %s", status, stderr)
	}
	for node, records := range map[string][]string{
		"R2": {
			"debug crypto kmi\n",
			": %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON\n",
			"Old State = IKE_READY  New State = IKE_I_MM1",
			"Old State = IKE_I_MM6  New State = IKE_P1_COMPLETE",
			"Old State = IKE_QM_I_QM1  New State = IKE_QM_PHASE2_COMPLETE",
			"Line protocol on Interface Tunnel23, changed state to up\n",
			"%SYS-5-CONFIG_I",
			"R2(config-if)#do ping fe80::23:3\nOutput Interface: tunnel23\n",
			"!!!!!\nSuccess rate is 100 percent (5/5)",
			"R2(config-if)#do sh crypto ipsec sa | i caps|ident\n",
			"#pkts encaps: 5, #pkts encrypt: 5, #pkts digest: 5\n",
			"#pkts decaps: 5, #pkts decrypt: 5, #pkts verify: 5\n",
		},
		"R3": {
			"debug crypto kmi\n",
			"(N) NEW SA\n",
			"Old State = IKE_READY  New State = IKE_R_MM1",
			"Old State = IKE_R_MM5  New State = IKE_P1_COMPLETE",
			"Old State = IKE_QM_R_QM2  New State = IKE_QM_PHASE2_COMPLETE",
			"IPSEC(key_engine_enable_outbound): rec'd enable notify from ISAKMP\n",
		},
	} {
		log, err := os.ReadFile(filepath.Join(dir, node+".log"))
		if err != nil {
			t.Fatal(err)
		}
		rest := log
		for _, record := range records {
			i := bytes.Index(rest, []byte(record))
			if i < 0 {
				t.Errorf("%s.log: no %q behind the record before it\n%s", node, record, log)
				break
			}
			rest = rest[i+len(record):]
		}
		if node == "R3" && bytes.Contains(log, []byte("beginning Main Mode exchange")) {
			t.Errorf("R3 initiates, too:\n%s", log)
		}
	}
}

func TestLabWaitRunsOut(t *testing.T) {
	needLab(t)
	root := socketRoot(t)
	dir := example(t)
	script := file(t, dir, "script", "! nobody prints this\nwait R3 the moon is full 1\n")
	_, stderr, status := run(t, "lab", dir, "--exec", script)
	if want := "mainmode: " + script + ": line 2: R3 did not show \"the moon is full\" within 1s\n"; stderr != want || status != 1 {
		t.Errorf("exit status %d, %q, want 1, %q", status, stderr, want)
	}
	expectGone(t, root)
}

// TestLabEnds ends a lab in every way that leaves it no choice.
func TestLabEnds(t *testing.T) {
	needLab(t)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			root := socketRoot(t)
			p := startLab(t)
			if err := p.cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if status := p.leaves(); status != 1 {
				t.Errorf("exit status %d, want 1", status)
			}
			expectGone(t, root)
		})
	}
	// What was killed cannot remove its folder: the next start does.
	t.Run("killed", func(t *testing.T) {
		root := socketRoot(t)
		p := startLab(t)
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		p.leaves()
		eventually(t, "the end of every process", func() bool { return len(leftovers(t, root)) == 0 })
		if len(folders(root)) != 1 {
			t.Fatalf("folders of a killed lab: %v", folders(root))
		}
		if _, stderr, _ := run(t, "exec", "R3", "show clock"); stderr != "mainmode: R3: no such router is running, nor any other\n" {
			t.Errorf("exec on a killed lab: %q", stderr)
		}
		dir := example(t)
		if _, stderr, status := run(t, "lab", dir, "--exec", file(t, dir, "script", "R3# show clock\n")); status != 0 {
			t.Errorf("the next lab: %s", stderr)
		}
		expectGone(t, root)
	})
	// The second process, too, may be the one that is killed.
	t.Run("init killed", func(t *testing.T) {
		root := socketRoot(t)
		p := startLab(t)
		if err := syscall.Kill(onlyChild(t, p.cmd.Process.Pid), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if status := p.leaves(); status != 128+int(syscall.SIGKILL) {
			t.Errorf("exit status %d", status)
		}
		eventually(t, "the end of every process", func() bool { return len(leftovers(t, root)) == 0 })
	})
}

// onlyChild is the process that another one has started, by whichever thread.
func onlyChild(t testing.TB, parent int) int {
	t.Helper()
	lists, err := filepath.Glob(filepath.Join("/proc", itoa(parent), "task", "*", "children"))
	if err == nil && len(lists) == 0 {
		err = os.ErrNotExist
	}
	lab.Require(t, "a kernel that lists children", err)
	var children []string
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		children = append(children, strings.Fields(string(text))...)
	}
	if len(children) != 1 {
		t.Fatalf("process %d has the children %v", parent, children)
	}
	return atoi(t, children[0])
}

// startLab starts a lab that runs until it is ended, and waits until it does.
func startLab(t testing.TB) *person {
	t.Helper()
	dir := example(t)
	p := sit(t, program(t, "lab", dir, "--exec", file(t, dir, "script", forever)))
	p.expect("show clock")
	p.expect("R2#")
	return p
}

// TestAttachAndExec meets a running lab from another terminal.
func TestAttachAndExec(t *testing.T) {
	needLab(t)
	root := socketRoot(t)
	labTerminal := startLab(t)

	attached := sit(t, program(t, "attach", "R3"))
	attached.expect("R3#")
	attached.types("show privilege\r")
	attached.expect("Current privilege level is 15")
	attached.types("\x1ex")
	if status := attached.leaves(); status != 0 {
		t.Errorf("attach: exit status %d", status)
	}
	attached = sit(t, program(t, "attach", "R2"))
	attached.expect("R2#")
	attached.types("exit\r")
	if status := attached.leaves(); status != 0 {
		t.Errorf("attach, left by exit: exit status %d", status)
	}

	stdout, stderr, status := run(t, "exec", "R3", "show", "privilege")
	if stdout != "Current privilege level is 15\n" || stderr != "" || status != 0 {
		t.Errorf("exec: %q, %q, exit status %d", stdout, stderr, status)
	}
	stdout, _, status = run(t, "exec", "R3", "show privilege", "show nonsense")
	if !strings.Contains(stdout, "% Invalid input detected at '^' marker.") || status != 1 {
		t.Errorf("exec of a bad command: %q, exit status %d", stdout, status)
	}
	cmd := program(t, "exec", "R2", "-")
	cmd.Stdin = strings.NewReader("configure terminal\nhostname Two\nend\nshow running-config | include hostname\n")
	out, err := cmd.Output()
	if err != nil || !bytes.Contains(out, []byte("hostname Two\n")) {
		t.Errorf("exec -: %q, %v", out, err)
	}
	_, stderr, status = run(t, "attach", "R9")
	if stderr != "mainmode: R9: no such router is running, only R2, R3\n" || status != 1 {
		t.Errorf("attach to nobody: %q, exit status %d", stderr, status)
	}
	labTerminal.types("\x03")
	labTerminal.leaves()
	expectGone(t, root)
}

// TestLabConsole goes from console to console as a person does.
func TestLabConsole(t *testing.T) {
	needLab(t)
	root := socketRoot(t)
	dir := example(t)
	p := sit(t, program(t, "lab", dir, "--console", "R3", "--log", dir))
	p.expect("R3#")
	p.types("show priv")
	p.types("\x1ex")
	p.expect("lab> ")
	p.types("R7\r")
	p.expect(`% Unknown node "R7". Nodes: R2 R3. exit ends the lab.`)
	p.expect("lab> ")
	p.types("r2\rshow privilege\r") // typed ahead
	p.expect("Current privilege level is 15")
	p.expect("R2#")
	p.types("exit\r")
	p.expect("R2#") // the next session
	p.types("\x1ex")
	p.expect("lab> ")
	p.types("R3\r")
	p.types("ilege\r") // the rest of the line
	p.expect("Current privilege level is 15")
	p.expect("R3#")
	p.types("\x1ex")
	p.expect("lab> ")
	p.types("exit\r")
	if status := p.leaves(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	log, err := os.ReadFile(filepath.Join(dir, "R3.log"))
	if err != nil || !bytes.Contains(log, []byte("R3#show privilege\nCurrent privilege level is 15\n")) || bytes.ContainsRune(log, 0x1b) {
		t.Errorf("R3.log: %q, %v", log, err)
	}
	expectGone(t, root)
}

// TestLabPiped has a pipe instead of a person: its end is the lab's.
func TestLabPiped(t *testing.T) {
	needLab(t)
	root := socketRoot(t)
	cmd := program(t, "lab", example(t))
	cmd.Stdin = strings.NewReader("show privilege\n")
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("R2#show privilege\r\n")) || !bytes.Contains(out, []byte("Current privilege level is 15\r\n")) {
		t.Errorf("%v: %q", err, out)
	}
	expectGone(t, root)
}

func TestErrorsAreOneLine(t *testing.T) {
	root := socketRoot(t)
	dir := example(t)
	file(t, root, "not-a-socket", "")
	dangling := t.TempDir()
	file(t, dangling, "R2.cfg", "hostname R2\n")
	file(t, dangling, "topology.clab.yml", "topology:\n  nodes:\n    R2: {startup-config: R2.cfg}\n  links:\n    - endpoints: [\"R2:eth1\", \"R3:eth1\"]\n")
	tests := []struct {
		args []string
		want string
	}{
		{nil, `usage: expected one of "run",`},
		{[]string{"fly"}, "usage: unexpected argument fly"},
		{[]string{"run", "--colour"}, "usage: unknown flag --colour"},
		{[]string{"run", "--config", filepath.Join(dir, "R9.cfg"), "--no-console"}, "R9.cfg: no such file"},
		{[]string{"run", "--config", dir, "--no-console"}, dir + ": is a directory"},
		{[]string{"run", "--datapath", "magic"}, "usage: --datapath must be one of"},
		{[]string{"attach", "R9"}, "R9: no such router is running, nor any other"},
		{[]string{"attach", "--socket", filepath.Join(root, "none")}, "none: no such file or directory"},
		{[]string{"exec", "--socket", filepath.Join(root, "not-a-socket"), "show clock"}, "not-a-socket: connection refused"},
		{[]string{"exec", "R9", "show", "clock"}, "R9: no such router is running, nor any other"},
		{[]string{"exec"}, "usage: "},
		{[]string{"exec", "--socket", "x"}, "usage: "},
		{[]string{"lab"}, "usage: "},
		{[]string{"lab", filepath.Join(dir, "none")}, "topology.clab.yml: no such file or directory"},
		{[]string{"lab", dangling}, `line 5: link to unknown node "R3"`},
		{[]string{"lab", dir, "--console", "R9"}, `--console: unknown node "R9"`},
		{[]string{"lab", dir, "--exec", filepath.Join(dir, "none")}, "none: no such file or directory"},
		{[]string{"lab", dir, "--exec", file(t, dir, "bad", "! x\nR9# show clock\n")}, `bad: line 2: unknown node "R9"`},
	}
	for _, tt := range tests {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			stdout, stderr, status := run(t, tt.args...)
			if status != 1 || stdout != "" || !strings.HasPrefix(stderr, "mainmode: ") || !strings.Contains(stderr, tt.want) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("exit status %d, stdout %q, stderr %q, want 1 and one line with %q", status, stdout, stderr, tt.want)
			}
		})
	}
}
