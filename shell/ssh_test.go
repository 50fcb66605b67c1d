package shell

import (
	"bytes"
	"context"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// bootSSH boots a router with a socket and connects to it.
func bootSSH(t *testing.T, config string) (*routerUnderTest, *Client) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "router")
	u := boot(t, config, func(o *Options) { o.Socket = socket })
	client, err := Dial(context.Background(), socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return u, client
}

// remote is a console session with what it has shown.
type remote struct {
	*RemoteConsole
	t      *testing.T
	inputs chan InputKind

	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func attach(t *testing.T, c *Client, o ConsoleOptions) *remote {
	t.Helper()
	r := &remote{t: t, inputs: make(chan InputKind, 100), changed: make(chan struct{})}
	o.Output = func(p []byte) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.text.Write(p)
		close(r.changed)
		r.changed = make(chan struct{})
	}
	o.Input = func(k InputKind) { r.inputs <- k }
	var err error
	if r.RemoteConsole, err = c.Console(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func (r *remote) shown() (string, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.ReplaceAll(r.text.String(), "\r", ""), r.changed
}

// sees waits until what was shown ends in want.
func (r *remote) sees(want string) {
	r.t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		text, changed := r.shown()
		if strings.HasSuffix(text, want) {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			r.t.Fatalf("shown:\n%s\nwant at its end:\n%s", text, want)
		}
	}
}

func (r *remote) waits(want InputKind) {
	r.t.Helper()
	select {
	case got := <-r.inputs:
		if got != want {
			r.t.Errorf("waits for input of kind %d, want %d", got, want)
		}
	case <-time.After(10 * time.Second):
		r.t.Fatal("does not say that it waits")
	}
}

func TestExec(t *testing.T) {
	u, client := bootSSH(t, "hostname R2\nenable secret x\n")
	for _, test := range []struct {
		commands []string
		status   int
		want     string
	}{
		{[]string{"debug crypto kmi"}, 0, "Crypto KMI debugging is on\n"},
		{[]string{"undebug all", "write memory"}, 0, "All possible debugging has been turned off\nBuilding configuration...\n[OK]\n"},
		{[]string{"copy run start"}, 0, "Destination filename [startup-config]? \nBuilding configuration...\n[OK]\n"},
		{[]string{"undebug foo"}, 1, "        ^\n% Invalid input detected at '^' marker.\n\n"},
		{[]string{"foo", "undebug all"}, 1, "% Unknown command or computer name, or unable to find computer address\nAll possible debugging has been turned off\n"},
		{[]string{"conf t", "hostname", "hostname R9", "do undebug all", "end"}, 1,
			"Enter configuration commands, one per line.  End with CNTL/Z.\n% Incomplete command.\n\nAll possible debugging has been turned off\n"},
		{[]string{"exit", "undebug all"}, 0, ""},
		{[]string{"", "! a comment"}, 0, ""},
	} {
		var out bytes.Buffer
		status, err := client.Exec(test.commands, &out)
		got := strings.ReplaceAll(out.String(), "Translating \"foo\"\n", "")
		if err != nil || status != test.status || got != test.want {
			t.Errorf("%q: status %d, %v\n%q\nwant status %d\n%q", test.commands, status, err, got, test.status, test.want)
		}
	}
	if name := u.Hostname(); name != "R9" {
		t.Errorf("the host name is %s", name)
	}
}

// What lab scripts rely on: the prompt, then the notice, then the next line.
func TestPlainConsole(t *testing.T) {
	u, client := bootSSH(t, "hostname R2\nfoo bar\n")
	r := attach(t, client, ConsoleOptions{})
	r.waits(Prompt)
	r.sees(u.file + ": 1 error, 0 lines kept without effect\nR2#")
	r.Write([]byte("conf\r"))
	r.waits(Dialog)
	r.sees("R2#conf\nConfiguring from terminal, memory, or network [terminal]? ")
	r.Write([]byte("\r"))
	r.waits(Prompt)
	r.Write([]byte("int tun 0\r"))
	r.waits(Prompt)
	r.sees("R2(config)#int tun 0\nR2(config-if)#")
	r.Write([]byte("\x1a"))
	r.waits(Prompt)
	r.sees("R2(config-if)#^Z\ninterface Tunnel0: Tunnel0: no tunnel source and destination: the tunnel stays down\n*Sep 21 08:33:43.245: %SYS-5-CONFIG_I: Configured from console by console\nR2#")
	if text, _ := r.shown(); strings.Contains(text, "\x1b") {
		t.Errorf("an escape sequence in a transcript: %q", text)
	}
	second := attach(t, client, ConsoleOptions{})
	second.waits(Prompt)
	second.sees("R2#")
	if text, _ := second.shown(); text != "R2#" {
		t.Errorf("the second console got %q", text)
	}
	r.Write([]byte("exit\r"))
	<-r.Done()
}

func TestPlainConsoleMessageBelowTheLine(t *testing.T) {
	u, client := bootSSH(t, "hostname R2\n")
	r := attach(t, client, ConsoleOptions{})
	r.waits(Prompt)
	r.Write([]byte("undeb"))
	r.sees("R2#undeb")
	u.Log().Debug("ISAKMP: one")
	u.Log().Debug("ISAKMP: two")
	r.sees("R2#undeb\n*Sep 21 08:33:43.245: ISAKMP: one\n*Sep 21 08:33:43.245: ISAKMP: two\n")
	r.Write([]byte("ug all\r"))
	r.sees("ISAKMP: two\nR2#undebug all\nAll possible debugging has been turned off\nR2#")
}

func TestTerminalConsole(t *testing.T) {
	u, client := bootSSH(t, "hostname R2\n")
	screen := newVT(60)
	r := &consoleUnderTest{t: t, vt: screen}
	console, err := client.Console(ConsoleOptions{Terminal: true, Width: 60, Height: 10, Output: func(p []byte) { screen.Write(p) }})
	if err != nil {
		t.Fatal(err)
	}
	r.sees("R2#_\n")
	console.Write([]byte("undeb\t"))
	r.sees("R2#undeb\nR2#undebug _\n")
	u.Log().Debug("ISAKMP: one")
	r.sees("ISAKMP: one\nR2#undebug _\n")
	if err := console.Resize(30, 10); err != nil {
		t.Fatal(err)
	}
	console.Write([]byte("all\r"))
	r.sees("R2#undebug all\nAll possible debugging has been turned off\nR2#_\n")
	console.Write([]byte("exit\r"))
	<-console.Done()
}

func TestSocketFile(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "router")
	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: socket, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	stale.SetUnlinkOnClose(false)
	stale.Close()
	u := boot(t, "hostname R2\n", func(o *Options) { o.Socket = socket })
	info, err := os.Stat(socket)
	if err != nil || info.Mode() != fs.ModeSocket|0o600 {
		t.Fatalf("socket: %v, %v", info, err)
	}
	if _, err := listenUnix(socket); err == nil || err.Error() != "another router answers there" {
		t.Errorf("a second router on the socket: %v", err)
	}
	if err := u.Router.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(socket); err == nil {
		t.Error("the socket is left behind")
	}
	if _, err := listenUnix(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a socket in a folder that does not exist")
	}
}

// Sessions end with their connection, whatever they do at the time.
func TestSessionsLeaveNoGoroutines(t *testing.T) {
	u, first := bootSSH(t, "hostname R2\n")
	first.Close()
	settle := func(limit int) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > limit; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				buf := make([]byte, 1<<16)
				t.Fatalf("%d goroutines, at most %d wanted:\n%s", runtime.NumGoroutine(), limit, buf[:runtime.Stack(buf, true)])
			}
		}
	}
	for limit := runtime.NumGoroutine(); ; {
		u.ssh.mu.Lock()
		n := len(u.ssh.conns)
		u.ssh.mu.Unlock()
		if n == 0 {
			settle(limit)
			break
		}
		time.Sleep(time.Millisecond)
	}
	before := runtime.NumGoroutine()
	for i := range 50 {
		client, err := Dial(context.Background(), u.options.Socket)
		if err != nil {
			t.Fatal(err)
		}
		r := attach(t, client, ConsoleOptions{Terminal: i%2 == 0, Width: 80, Height: 24})
		r.waits(Prompt)
		r.Write([]byte([...]string{"", "half", "conf\r", "exit\r"}[i%4]))
		client.Close()
		<-r.Done()
	}
	settle(before)
}
