package frr

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// private runs daemons. It has an operating system thread in a mount namespace
// of its own, whose /run is empty: the sockets and files of the daemons that
// it starts are there, and vanish with them.
type private struct {
	calls   chan func()
	ended   chan struct{} // closed when the thread has ended
	events  Events
	died    func() // a daemon has ended that nobody asked to
	running map[daemon]*process
}

// process is a daemon that runs.
type process struct {
	cmd   *exec.Cmd
	log   *logReader
	done  chan struct{} // closed when it has ended
	asked atomic.Bool   // to end
}

// Times that daemons may take.
const (
	startTime = 30 * time.Second
	stopTime  = 5 * time.Second
)

// programFolders are where FRR's packages have the daemons.
var programFolders = []string{"/usr/lib/frr", "/usr/libexec/frr", "/usr/sbin", "/usr/local/sbin"}

// sockets is the folder of FRR's sockets.
const sockets = "/run/frr"

func newPrivate(e Events, died func()) (*private, error) {
	owner, err := user.Lookup("frr")
	if err != nil {
		return nil, errors.New("FRR's daemons run as the user frr, which does not exist")
	}
	uid, _ := strconv.Atoi(owner.Uid) // numbers on every Unix
	gid, _ := strconv.Atoi(owner.Gid)
	p := &private{calls: make(chan func()), ended: make(chan struct{}), events: e, died: died, running: map[daemon]*process{}}
	started := make(chan error)
	go p.thread(started, func() error { return emptyRun(uid, gid) })
	if err := <-started; err != nil {
		return nil, fmt.Errorf("FRR's daemons need a mount namespace: %w", err)
	}
	return p, nil
}

// emptyRun gives the thread a /run that nobody else sees.
func emptyRun(uid, gid int) error {
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return err
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	run, err := filepath.EvalSymlinks("/var/run")
	if err != nil {
		return err
	}
	if err := unix.Mount("mainmode", run, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=755,size=16m"); err != nil {
		return err
	}
	if err := os.Mkdir(sockets, 0o750); err != nil {
		return err
	}
	return os.Chown(sockets, uid, gid)
}

// thread never unlocks its thread, which therefore ends with it.
func (p *private) thread(started chan<- error, prepare func() error) {
	runtime.LockOSThread()
	defer close(p.ended)
	err := prepare()
	started <- err
	if err != nil {
		return
	}
	for call := range p.calls {
		call()
	}
}

// do runs f on the thread, which is where processes must be started.
func (p *private) do(f func() error) error {
	result := make(chan error)
	p.calls <- func() { result <- f() }
	return <-result
}

// lost reports whether a daemon has ended though it was needed: what it was
// told is gone.
func (p *private) lost() bool {
	for _, r := range p.running {
		if r.ended() {
			return true
		}
	}
	return false
}

// start starts a daemon unless it runs.
func (p *private) start(d daemon) error {
	if r := p.running[d]; r != nil && !r.ended() {
		return nil
	}
	r, err := p.launch(d)
	if err != nil {
		return err
	}
	p.running[d] = r
	return nil
}

func (r *process) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// launch starts a daemon and waits until vtysh finds it.
func (p *private) launch(d daemon) (*process, error) {
	i := slices.IndexFunc(programFolders, func(dir string) bool {
		_, err := os.Stat(filepath.Join(dir, d.name))
		return err == nil
	})
	if i < 0 {
		return nil, fmt.Errorf("frr: %s is not installed", d.name)
	}
	// No terminal port, no configuration file.
	args := []string{"-f", "/dev/null", "-A", "127.0.0.1", "-P", "0", "--log", "stdout", "--log-level", logLevel(d)}
	if d.instance != "" {
		args = append([]string{"-n", d.instance}, args...)
	}
	r := &process{cmd: exec.Command(filepath.Join(programFolders[i], d.name), args...), log: &logReader{said: p.events.Said}, done: make(chan struct{})}
	r.cmd.Stdout, r.cmd.Stderr = r.log, r.log
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: unix.SIGKILL}
	r.cmd.WaitDelay = time.Second
	socket := filepath.Join(sockets, d.String()+".vty")
	if err := p.do(func() error {
		if err := os.Remove(socket); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return r.cmd.Start()
	}); err != nil {
		return nil, fmt.Errorf("frr: %s: %w", d, err)
	}
	go func() {
		defer close(r.done)
		r.cmd.Wait() // why it has ended is in its log
	}()
	deadline := time.After(startTime)
	for {
		if err := p.do(func() error { return connects(socket) }); err == nil {
			go p.watch(d, r)
			return r, nil
		}
		select {
		case <-r.done:
			return nil, fmt.Errorf("frr: %s has ended: %s", d, r.log.last())
		case <-deadline:
			r.asked.Store(true)
			r.kill()
			return nil, fmt.Errorf("frr: %s does not answer after %v", d, startTime)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// logLevel is the severity of what a daemon is to say: bgpd says which
// neighbors come and go with that of details.
func logLevel(d daemon) string {
	if d.name == "bgpd" {
		return "informational"
	}
	return "notifications"
}

// watch says that a daemon has ended, unless it was asked to, and has it
// started again.
func (p *private) watch(d daemon, r *process) {
	<-r.done
	if !r.asked.Load() {
		p.events.Failed(fmt.Errorf("frr: %s has ended (%v): it is started again", d, r.cmd.ProcessState))
		p.died()
	}
}

// connects reports whether somebody listens to a unix socket.
func connects(path string) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Connect(fd, &unix.SockaddrUnix{Name: path})
}

// stop ends the daemons that are not among those that are needed, zebra last.
func (p *private) stop(need []daemon) {
	var ending []*process
	last := p.running[daemon{name: zebra}]
	for d, r := range p.running {
		if slices.Contains(need, d) {
			continue
		}
		delete(p.running, d)
		if r != last {
			ending = append(ending, r)
		}
	}
	end(ending)
	if last != nil && !slices.Contains(need, daemon{name: zebra}) {
		end([]*process{last})
	}
}

// end has processes end, and waits for it: they take their routes back.
func end(list []*process) {
	for _, r := range list {
		r.asked.Store(true)
		r.cmd.Process.Signal(unix.SIGTERM) // fails only if it has ended
	}
	deadline := time.After(stopTime)
	for _, r := range list {
		select {
		case <-r.done:
		case <-deadline:
			r.kill()
		}
	}
}

func (r *process) kill() {
	r.cmd.Process.Kill() // fails only if it has ended
	<-r.done
}

// close ends all daemons and the thread.
func (p *private) close() error {
	p.stop(nil)
	close(p.calls)
	<-p.ended
	return nil
}
