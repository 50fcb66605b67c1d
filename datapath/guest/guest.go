package guest

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cavaliergopher/cpio"

	"mainmode/datapath/lab"
)

// Machine says what a guest has beside the kernel and the test.
type Machine struct {
	Programs []string          // of the host, found in its PATH, with their libraries
	Files    map[string]string // name in the guest: file or folder of the host; shared objects bring theirs
	Memory   int               // MiB, 0: 1024
	Timeout  time.Duration     // 0: three minutes
}

// always are the programs that every guest has: what a lab's scripts use.
var always = []string{"sh", "modprobe", "ip", "cat", "ls", "mkdir", "rm", "sleep", "kill", "grep", "sed", "chmod", "ln", "sysctl"}

// inside is set in the environment of a test that runs in a guest.
const inside = "MAINMODE_GUEST"

// Inside reports whether this process runs in a guest.
func Inside() bool { return os.Getenv(inside) != "" }

// task is what the guest shall run, at /task.json.
type task struct {
	Dir  string
	Args []string
	Env  []string
}

// Run runs the function as a test in a guest. Elsewhere than in a guest it
// boots one that runs the very same test, shows what that prints, and fails
// or skips as it did. A machine that cannot do it skips the test.
func Run(t *testing.T, m Machine, test func(t *testing.T)) {
	t.Helper()
	if Inside() {
		test(t)
		return
	}
	if raceDetector {
		t.Skip("an emulated machine is too slow for the race detector: run without -race")
	}
	qemu, err := exec.LookPath("qemu-system-x86_64")
	lab.Require(t, "qemu-system-x86_64", err)
	k, err := findKernel()
	lab.Require(t, "a kernel for the guest", err)
	for _, p := range append([]string{"depmod"}, append(m.Programs, always...)...) {
		_, err := look(p)
		lab.Require(t, p, err)
	}
	folder := t.TempDir()
	initrd := filepath.Join(folder, "initrd")
	if err := writeImage(initrd, func(i *image) error { return m.fill(i, k, t.Name(), folder) }); err != nil {
		t.Fatalf("guest: %v", err)
	}
	if m.Memory == 0 {
		m.Memory = 1024
	}
	if m.Timeout == 0 {
		m.Timeout = 3 * time.Minute
	}
	ctx, cancel := context.WithTimeout(t.Context(), m.Timeout)
	defer cancel()
	args := []string{
		"-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", strconv.Itoa(m.Memory), "-nodefaults", "-display", "none", "-no-reboot",
		"-kernel", k.image, "-initrd", initrd, "-append", commandLine,
	}
	if os.Getenv(shellVariable) != "" {
		console := filepath.Join(folder, "console")
		cmd := exec.CommandContext(ctx, qemu, append(args, "-serial", "file:"+console, "-serial", "stdio")...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("guest: %v", err)
		}
		t.Skip("a shell was asked for instead of the test")
	}
	r, err := run(ctx, folder, qemu, args)
	if r.hung() {
		// An emulated machine does so by itself, once in very many runs. One that
		// does it because of the test does it again.
		t.Logf("guest: its kernel hung, and it is started once more; it said:\n%s", r.kernel)
		r, err = run(ctx, folder, qemu, args)
	}
	text, status := outcome(r.printed)
	switch {
	case err != nil:
		t.Fatalf("guest: %v\n%s\nkernel:\n%s", err, text, r.kernel)
	case status < 0:
		t.Fatalf("guest: it ended without a result\n%s\nkernel:\n%s", text, r.kernel)
	}
	if status == 0 || testing.Verbose() {
		t.Logf("in the guest:\n%s", text)
	}
	if status != 0 {
		t.Fatalf("guest: exit status %d\nkernel:\n%s\n%s", status, r.kernel, failures(text))
	}
	if strings.Contains(text, "--- SKIP: "+t.Name()+" ") {
		lab.Require(t, "something that the guest lacks", fmt.Errorf("see above"))
	}
}

// ran is what one run of a machine left: what its kernel said and its test.
type ran struct{ kernel, printed []byte }

// run runs the machine until it ends.
func run(ctx context.Context, folder, qemu string, args []string) (r ran, err error) {
	console, output := filepath.Join(folder, "console"), filepath.Join(folder, "output")
	cmd := exec.CommandContext(ctx, qemu, append(args, "-serial", "file:"+console, "-serial", "file:"+output)...)
	err = cmd.Run()
	r.kernel, _ = os.ReadFile(console) // not there if the machine did not start
	r.printed, _ = os.ReadFile(output)
	return r, err
}

// hung reports whether the kernel has ended the machine as a processor did not
// schedule any more.
func (r *ran) hung() bool {
	return bytes.Contains(r.kernel, []byte("Kernel panic - not syncing: RCU Stall"))
}

// commandLine is that of the guest's kernel. Nobody attacks it, and what protects
// against that is slow to emulate: mitigations, and memory that is wiped when it is
// given. Its ciphers have been tested by their authors. Its processors count the
// same cycles, which it does not believe by itself: it would read the clock of
// another device instead, at each look at the time. Its timers go by a steady tick
// of 4 ms, for to set a device that keeps the time of the next one is slow, too, and
// who waits for microseconds waits too often.
const commandLine = "console=ttyS0 loglevel=5 panic=-1 random.trust_cpu=on net.ifnames=0 mitigations=off nowatchdog" +
	" init_on_alloc=0 cryptomgr.notests tsc=reliable highres=off nohz=off rcupdate.rcu_cpu_stall_timeout=60"

// verdict is the last line of what a guest prints.
const verdict = "guest: exit status "

var lastLine = regexp.MustCompile(`(?m)^` + verdict + `(\d+)$`)

// outcome takes what the guest printed apart: the test's output and its exit
// status, -1 if there is none.
func outcome(printed []byte) (text string, status int) {
	printed = bytes.ReplaceAll(printed, []byte("\r"), nil)
	at := lastLine.FindSubmatchIndex(printed)
	if at == nil {
		return string(printed), -1
	}
	status, err := strconv.Atoi(string(printed[at[2]:at[3]]))
	if err != nil {
		status = -1
	}
	return string(printed[:at[0]]), status
}

// fill makes the initial file system for one test.
func (m *Machine) fill(i *image, k *kernel, test, folder string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if err := i.binary(self, "/init"); err != nil {
		return err
	}
	for _, p := range append(m.Programs, always...) {
		if err := i.program(p); err != nil {
			return err
		}
	}
	modules, err := k.stageModules(filepath.Join(folder, "stage"))
	if err != nil {
		return err
	}
	if err := i.tree(modules, filepath.Join("/lib/modules", k.release)); err != nil {
		return err
	}
	for to, from := range m.Files {
		if err := i.add(from, to); err != nil {
			return err
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	if err := i.folder(dir); err != nil {
		return err
	}
	job := task{Dir: dir, Args: []string{"-test.v", "-test.parallel", strconv.Itoa(parallel), "-test.run", exactly(test) + subtests(test)}}
	for _, e := range os.Environ() {
		if strings.HasPrefix(e, "MAINMODE_") {
			job.Env = append(job.Env, e)
		}
	}
	text, err := json.Marshal(job)
	if err != nil {
		return err
	}
	return i.write("/task.json", cpio.TypeReg|0o600, text)
}

// parallel is how many of the tests that call Parallel run at once: they are
// labs, which wait more than they compute.
const parallel = 2

// subtests are what -test.run asks for below the test: "/^GRE$" of
// "TestKernel/^GRE$". The guest shall run no others. Alternatives of whole
// patterns leave them all.
func subtests(test string) string {
	run := flag.Lookup("test.run").Value.String()
	depthOf := map[rune]int{'(': 1, '[': 1, ')': -1, ']': -1}
	nested := 0
	for _, r := range run {
		if nested += depthOf[r]; r == '|' && nested == 0 {
			return ""
		}
	}
	pattern := strings.Split(run, "/")
	depth := strings.Count(test, "/") + 1
	if len(pattern) <= depth {
		return ""
	}
	return "/" + strings.Join(pattern[depth:], "/")
}

// exactly is a pattern of -test.run that only this test matches.
func exactly(test string) string {
	parts := strings.Split(test, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}

// add puts a file or a folder of the host in the image; programs and shared
// objects bring the libraries that they need.
func (i *image) add(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		entries, err := os.ReadDir(from)
		if err != nil {
			return err
		}
		if err := i.folder(to); err != nil {
			return err
		}
		for _, e := range entries {
			if err := i.add(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
				return err
			}
		}
		return nil
	}
	if info.Mode()&0o111 != 0 || strings.Contains(filepath.Base(from), ".so") {
		return i.binary(from, to)
	}
	return i.copy(from, to)
}
