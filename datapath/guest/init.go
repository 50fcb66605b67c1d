package guest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// shellVariable asks for a shell in the guest instead of the test.
const shellVariable = "MAINMODE_GUEST_SHELL"

// Main runs the tests of a package whose tests use Run: the test binary is
// also the init of the guest.
func Main(m *testing.M) {
	if Init() {
		boot()
	}
	os.Exit(m.Run())
}

// Init reports whether this process is the init of a guest, for a TestMain
// that has more to do than to call Main.
func Init() bool { return os.Getpid() == 1 && os.Args[0] == "/init" }

// boot is the init of a guest: it sets the machine up, runs the task with its
// output on the second serial line, and ends the machine.
func boot() {
	status, err := work()
	if err != nil {
		fmt.Fprintf(os.Stdout, "guest: %v\n", err) // on the kernel's console
		status = 125
	}
	if line, err := os.OpenFile("/dev/ttyS1", os.O_WRONLY, 0); err == nil {
		fmt.Fprintf(line, "\n%s%d\n", verdict, status)
		drain(line)
	}
	unix.Sync()
	unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART) // which ends QEMU, as it was told
}

// drain waits until a serial line has sent everything.
func drain(line *os.File) { _ = unix.IoctlSetInt(int(line.Fd()), unix.TCSBRK, 1) }

// mounts of the guest, in order.
var mounts = []struct{ kind, at string }{
	{"devtmpfs", "/dev"}, {"proc", "/proc"}, {"sysfs", "/sys"}, {"devpts", "/dev/pts"},
}

// folders that programs expect; the file system is memory.
var folders = []string{"/tmp", "/run", "/var/log", "/var/tmp", "/root"}

// links that programs expect.
var links = map[string]string{
	"/var/run": "/run", "/dev/fd": "/proc/self/fd", "/dev/stdin": "/proc/self/fd/0", "/dev/stdout": "/proc/self/fd/1", "/dev/stderr": "/proc/self/fd/2",
}

// settings of the guest's kernel.
var settings = map[string]string{
	"/proc/sys/kernel/modprobe":           "/bin/modprobe",
	"/proc/sys/kernel/printk":             "5", // with the stacks that belong to an error
	"/proc/sys/kernel/panic_on_rcu_stall": "1", // rather than to hang until the time is over
	"/proc/sys/net/core/bpf_jit_enable":   "1",
}

// work does what the task says and returns its exit status.
func work() (int, error) {
	for _, m := range mounts {
		if err := os.MkdirAll(m.at, 0o755); err != nil {
			return 0, err
		}
		if err := unix.Mount(m.kind, m.at, m.kind, 0, ""); err != nil && !errors.Is(err, unix.EBUSY) {
			return 0, fmt.Errorf("mount %s: %w", m.at, err)
		}
	}
	for _, folder := range folders {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			return 0, err
		}
	}
	for path, value := range settings {
		if err := os.WriteFile(path, []byte(value), 0o644); err != nil && !errors.Is(err, os.ErrNotExist) {
			return 0, err
		}
	}
	for link, to := range links {
		if err := os.Symlink(to, link); err != nil {
			return 0, err
		}
	}
	text, err := os.ReadFile("/task.json")
	if err != nil {
		return 0, err
	}
	var job task
	if err := json.Unmarshal(text, &job); err != nil {
		return 0, err
	}
	line, err := os.OpenFile("/dev/ttyS1", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return 0, err
	}
	defer line.Close()
	// What the modules' own aliases do not load: devices that are asked for by
	// their file, and algorithms of the random numbers.
	for _, module := range []string{"tun", "drbg", "unix", "af_packet"} {
		if out, err := exec.Command("/bin/modprobe", "-q", module).CombinedOutput(); err != nil && len(out) > 0 {
			return 0, fmt.Errorf("modprobe %s: %w: %s", module, err, out)
		}
	}
	if err := exec.Command("/bin/ip", "link", "set", "lo", "up").Run(); err != nil {
		return 0, fmt.Errorf("ip link set lo up: %w", err)
	}
	cmd := exec.Command("/init", job.Args...)
	for _, e := range job.Env {
		if strings.HasPrefix(e, shellVariable+"=") {
			cmd = exec.Command("/bin/sh")
		}
	}
	cmd.Dir = job.Dir
	// There is more memory than time: Go's collector shall come late.
	cmd.Env = append(job.Env, inside+"=1", "GOGC=400", "HOME=/root", "TERM=vt100", "TMPDIR=/tmp", "PATH=/bin:/sbin:/usr/bin:/usr/sbin")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = line, line, line
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}
