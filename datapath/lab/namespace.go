package lab

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// ErrClosed is returned by a Namespace that has been closed.
var ErrClosed = errors.New("namespace is closed")

// Namespace is a network namespace without a name. It has an operating system
// thread of its own that lives in it: processes are started by that thread, so
// that they are born in the namespace and get a SIGKILL when the thread, or
// the whole process, ends.
type Namespace struct {
	Name string

	file  *os.File // of /proc/thread-self/ns/net
	calls chan func()
	done  chan struct{} // closed when the thread has ended

	mu      sync.Mutex
	closed  bool
	running map[*Process]struct{}
}

// NewNamespace makes a namespace with its loopback device up. The name is for
// errors only.
func NewNamespace(name string) (*Namespace, error) {
	ns := &Namespace{
		Name:    name,
		calls:   make(chan func()),
		done:    make(chan struct{}),
		running: make(map[*Process]struct{}),
	}
	started := make(chan error)
	go ns.thread(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("%s: cannot make a network namespace: %w", name, err)
	}
	if err := ns.up("lo"); err != nil {
		ns.Close()
		return nil, fmt.Errorf("%s: lo: %w", name, err)
	}
	return ns, nil
}

// thread never unlocks its thread, which therefore ends with it: a thread in a
// foreign namespace must not serve other goroutines.
func (ns *Namespace) thread(started chan<- error) {
	runtime.LockOSThread()
	defer close(ns.done)
	err := unix.Unshare(unix.CLONE_NEWNET)
	if err == nil {
		ns.file, err = os.Open("/proc/thread-self/ns/net")
	}
	started <- err
	if err != nil {
		return
	}
	for call := range ns.calls {
		call()
	}
}

// Do runs f on the namespace's thread: sockets that it opens belong to the
// namespace. f must not start goroutines that rely on that.
func (ns *Namespace) Do(f func() error) error {
	ns.mu.Lock()
	defer ns.mu.Unlock()
	return ns.do(f)
}

func (ns *Namespace) do(f func() error) error {
	if ns.closed {
		return fmt.Errorf("%s: %w", ns.Name, ErrClosed)
	}
	result := make(chan error)
	ns.calls <- func() { result <- f() }
	return <-result
}

// Process is a command that runs in a namespace.
type Process struct {
	Cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Wait waits for the end of the process and returns what exec.Cmd.Wait does.
func (p *Process) Wait() error {
	<-p.done
	return p.err
}

// Signal sends a signal. A process that has ended is no error.
func (p *Process) Signal(sig os.Signal) error {
	if err := p.Cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}

// Kill sends SIGKILL and waits for the end.
func (p *Process) Kill() {
	p.Cmd.Process.Kill() // fails only if it has ended
	<-p.done
}

// Start starts a command in the namespace. It is killed when the namespace is
// closed or this process ends. The command's pipes must not be used: give it
// writers.
func (ns *Namespace) Start(cmd *exec.Cmd) (*Process, error) {
	ns.mu.Lock()
	defer ns.mu.Unlock()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = new(unix.SysProcAttr)
	}
	cmd.SysProcAttr.Pdeathsig = unix.SIGKILL
	// A daemon that keeps its parent's output open must not keep us.
	cmd.WaitDelay = time.Second
	if err := ns.do(cmd.Start); err != nil {
		return nil, err
	}
	p := &Process{Cmd: cmd, done: make(chan struct{})}
	ns.running[p] = struct{}{}
	go func() {
		p.err = cmd.Wait()
		ns.mu.Lock()
		delete(ns.running, p)
		ns.mu.Unlock()
		close(p.done)
	}()
	return p, nil
}

// Run runs a program in the namespace and returns what it printed to its
// standard output. The error of a program that failed ends with the last line
// of its standard error.
func (ns *Namespace) Run(name string, args ...string) (string, error) {
	return ns.run("", name, args...)
}

// run is Run in a folder.
func (ns *Namespace) run(dir, name string, args ...string) (string, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	p, err := ns.Start(cmd)
	if err == nil {
		err = p.Wait()
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		err = fmt.Errorf("%s: %s: %w: %s", ns.Name, strings.Join(cmd.Args, " "), err, lines[len(lines)-1])
	}
	return stdout.String(), err
}

// Close kills what still runs in the namespace and gives it up.
func (ns *Namespace) Close() error {
	ns.mu.Lock()
	if ns.closed {
		ns.mu.Unlock()
		return nil
	}
	ns.closed = true
	running := slices.Collect(maps.Keys(ns.running))
	close(ns.calls)
	ns.mu.Unlock()
	for _, p := range running {
		p.Kill()
	}
	<-ns.done
	return ns.file.Close()
}

// fd is valid until Close.
func (ns *Namespace) fd() int { return int(ns.file.Fd()) }

// up sets a device administratively up.
func (ns *Namespace) up(device string) error {
	return ns.netlink(func(handle *netlink.Handle) error {
		link, err := handle.LinkByName(device)
		if err != nil {
			return err
		}
		return handle.LinkSetUp(link)
	})
}

// netlink calls f with a netlink socket of the namespace. netlink.NewHandleAt
// would not do: it finds its way back by /proc/PID, which is another process
// for who is in a process identifier namespace without a /proc of its own.
func (ns *Namespace) netlink(f func(*netlink.Handle) error) error {
	return ns.Do(func() error {
		handle, err := netlink.NewHandle(unix.NETLINK_ROUTE)
		if err != nil {
			return err
		}
		defer handle.Close()
		return f(handle)
	})
}
