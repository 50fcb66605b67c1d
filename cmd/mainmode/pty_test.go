package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// person sits at a pseudo-terminal in front of a program.
type person struct {
	t   testing.TB
	pty *os.File
	cmd *exec.Cmd

	mu   sync.Mutex
	seen []byte // of the screen, since the last expect
	done chan struct{}
}

// sit starts a program on a new terminal.
func sit(t testing.TB, cmd *exec.Cmd) *person {
	t.Helper()
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	pty := os.NewFile(uintptr(fd), "/dev/ptmx")
	t.Cleanup(func() { pty.Close() })
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, pty: pty, cmd: cmd, done: make(chan struct{})}
	go p.watch()
	t.Cleanup(func() {
		if t.Failed() {
			p.mu.Lock()
			defer p.mu.Unlock()
			t.Logf("the terminal showed:\n%s", p.seen)
		}
	})
	return p
}

func (p *person) watch() {
	defer close(p.done)
	buf := make([]byte, 4096)
	for {
		n, err := p.pty.Read(buf)
		p.mu.Lock()
		p.seen = append(p.seen, buf[:n]...)
		p.mu.Unlock()
		if err != nil {
			return // EIO: the last process at the terminal has ended
		}
	}
}

// types types keys.
func (p *person) types(keys string) {
	p.t.Helper()
	if _, err := p.pty.WriteString(keys); err != nil {
		p.t.Fatal(err)
	}
}

// expect waits until the screen shows a text, after what was expected before.
func (p *person) expect(text string) {
	p.t.Helper()
	var seen string
	defer func() {
		if p.t.Failed() {
			p.t.Logf("the screen shows %q", seen)
		}
	}()
	eventually(p.t, text, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		seen = string(p.seen)
		i := bytes.Index(p.seen, []byte(text))
		if i >= 0 {
			p.seen = p.seen[i+len(text):]
		}
		return i >= 0
	})
}

// leaves waits for the program's end and returns its exit status.
func (p *person) leaves() int {
	p.t.Helper()
	p.cmd.Wait() // the status says it all
	<-p.done
	return p.cmd.ProcessState.ExitCode()
}
