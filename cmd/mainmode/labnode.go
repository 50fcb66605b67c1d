package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"mainmode/datapath/lab"
	"mainmode/shell"
)

const (
	// bootTime is how long a router may take until its socket answers, also
	// where a dozen boot at once on a machine that is emulated.
	bootTime = 2 * time.Minute
	// endTime is how long it may take to say goodbye to its peers.
	endTime = 5 * time.Second
)

// labNode is one router of a lab: its process and our console on it.
type labNode struct {
	name    string
	socket  string
	process *lab.Process
	stderr  *tail
	client  *shell.Client

	mu      sync.Mutex
	console *shell.RemoteConsole
}

// startNode starts the router of a node in its namespace.
func startNode(ns *lab.Namespace, config, datapath, socket string, options ...string) (*labNode, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	n := &labNode{name: ns.Name, socket: socket, stderr: new(tail)}
	options = append([]string{"run", "--no-console", "--config", config, "--datapath", datapath, "--socket", socket}, options...)
	cmd := exec.Command(program, options...)
	cmd.Stderr = n.stderr
	// A Ctrl-C at the terminal is for the lab alone, which then ends its
	// routers in order.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if n.process, err = ns.Start(cmd); err != nil {
		return nil, fmt.Errorf("%s: %w", n.name, err)
	}
	return n, nil
}

// failed is the error of a router that has ended: what it said last.
func (n *labNode) failed() error {
	if why := strings.TrimPrefix(n.stderr.lastLine(), "mainmode: "); why != "" {
		return fmt.Errorf("%s: %s", n.name, why)
	}
	err := n.process.Wait()
	if err == nil {
		err = errors.New("exit status 0")
	}
	return fmt.Errorf("%s: the router has ended: %w", n.name, err)
}

// connect waits for the router's socket to answer.
func (n *labNode) connect(ctx context.Context) error {
	deadline := time.After(bootTime)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		var err error
		if n.client, err = shell.Dial(ctx, n.socket); err == nil {
			return nil
		}
		if !errors.Is(err, syscall.ENOENT) && !errors.Is(err, syscall.ECONNREFUSED) &&
			!errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		select {
		case <-tick.C:
		case <-n.process.Done():
			return n.failed()
		case <-deadline:
			return fmt.Errorf("%s: no console after %v: %w", n.name, bootTime, err)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// open opens the console, or the next one after an exit.
func (n *labNode) open(ctx context.Context, o shell.ConsoleOptions) error {
	// The new session may ask for input before this function has returned:
	// who answers must find the new console.
	n.mu.Lock()
	defer n.mu.Unlock()
	console, err := n.client.Console(o)
	if err == nil {
		n.console = console
		return nil
	}
	// The router reloads, and will answer again, or ends: a connection may
	// break a little before the process has ended.
	ctx, cancel := context.WithTimeout(ctx, bootTime)
	defer cancel()
	n.client.Close()
	if err := n.connect(ctx); err != nil {
		return err
	}
	if n.console, err = n.client.Console(o); err != nil {
		return fmt.Errorf("%s: %w", n.name, err)
	}
	return nil
}

// current is the console that is open.
func (n *labNode) current() *shell.RemoteConsole {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.console
}

// stop ends the router: it has endTime to send its DELETEs. Nobody may be
// opening a console.
func (n *labNode) stop() {
	n.process.Signal(syscall.SIGTERM) // fails only if it has ended
	select {
	case <-n.process.Done():
	case <-time.After(endTime):
		n.process.Kill()
	}
	if n.client != nil {
		n.client.Close()
	}
	if c := n.current(); c != nil {
		// What it said last is on its way to the log, which is closed next.
		select {
		case <-c.Done():
		case <-time.After(endTime):
		}
	}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	const keep = 4096
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - keep; over > 0 {
		t.text = append([]byte(nil), t.text[over:]...)
	}
	return len(p), nil
}

func (t *tail) lastLine() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return lines[len(lines)-1]
}
