package shell

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

const remoteConfig = `hostname R2
ip domain name example.net
enable secret cisco
username ann privilege 15 secret ann
username bob password bob
ip ssh version 2
access-list 10 permit 127.0.0.0 0.255.255.255
access-list 11 permit 192.0.2.1
banner login #Keep out#
banner motd #Welcome#
line vty 0 1
 access-class 10 in
 login local
 transport input ssh
line vty 2 4
 access-class 11 in
 login local
`

// bootRemote boots a router that people log in to by SSH, and returns where.
func bootRemote(t *testing.T, config string) (*routerUnderTest, string) {
	t.Helper()
	u := boot(t, config, func(o *Options) { o.SSHAddress = "127.0.0.1:0" })
	var screen bytes.Buffer
	u.Console(NewScript("enable\rcisco\rconf t\rcrypto key generate rsa modulus 2048\rend\r", &screen))
	u.configuring.Lock()
	defer u.configuring.Unlock()
	if u.remote == nil {
		t.Fatalf("the SSH server is closed:\n%s", screen.String())
	}
	return u, u.remote.listener.Addr().String()
}

func dialRemote(address, user, password string) (*ssh.Client, error) {
	return ssh.Dial("tcp", address, &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.Password(password)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second,
	})
}

// screenClient is a program at a terminal, as automation tools are.
type screenClient struct {
	t     *testing.T
	stdin interface{ Write([]byte) (int, error) }

	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func (c *screenClient) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text.Write(p)
	close(c.changed)
	c.changed = make(chan struct{})
	return len(p), nil
}

// openScreen opens a shell with a terminal of that type.
func openScreen(t *testing.T, client *ssh.Client, term string) *screenClient {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	c := &screenClient{t: t, changed: make(chan struct{})}
	session.Stdout = c
	if c.stdin, err = session.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty(term, 1000, 511, nil); err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	return c
}

// until returns what has been shown once it ends in one of the texts, and
// forgets it.
func (c *screenClient) until(ends ...string) string {
	c.t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		c.mu.Lock()
		text, changed := c.text.String(), c.changed
		for _, end := range ends {
			if strings.HasSuffix(text, end) {
				c.text.Reset()
				c.mu.Unlock()
				return text
			}
		}
		c.mu.Unlock()
		select {
		case <-changed:
		case <-timeout:
			c.t.Fatalf("shown:\n%q\nwant at its end one of %q", text, ends)
		}
	}
}

func (c *screenClient) send(line string) { c.stdin.Write([]byte(line + "\n")) }

// awaitFreeVTYs waits until the lines of those who could not log in are free,
// which is a little after they have heard of it.
func awaitFreeVTYs(t *testing.T, u *routerUnderTest) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		u.mu.Lock()
		taken := len(u.vtys)
		u.mu.Unlock()
		switch {
		case taken == 0:
			return
		case time.Now().After(deadline):
			t.Fatalf("%d lines are still taken", taken)
		}
	}
}

func TestRemoteLogin(t *testing.T) {
	u, address := bootRemote(t, remoteConfig)
	if _, err := dialRemote(address, "ann", "wrong"); err == nil {
		t.Error("a wrong password will do")
	}
	if _, err := dialRemote(address, "nobody", ""); err == nil {
		t.Error("nobody may come in")
	}
	awaitFreeVTYs(t, u)
	bob, err := dialRemote(address, "bob", "bob")
	if err != nil {
		t.Fatal(err)
	}
	defer bob.Close()
	c := openScreen(t, bob, "vt100")
	if text := c.until("R2>"); !strings.HasPrefix(text, "Welcome\r\n") {
		t.Errorf("the message of the day is missing in %q", text)
	}
	c.send("enable")
	c.until("Password: ")
	c.send("cisco")
	c.until("R2#")
	c.send("show users")
	// The line of one who failed may not be free yet: bob's is then the other.
	if text := c.until("R2#"); !strings.Contains(text, "*  2 vty 0     bob        idle                 00:00:00   127.0.0.1\r\n") &&
		!strings.Contains(text, "*  3 vty 1     bob        idle                 00:00:00   127.0.0.1\r\n") {
		t.Errorf("show users:\n%s", text)
	}
	c.send("conf t")
	c.until("R2(config)#")
	c.send("end")
	c.until("R2#")
	status := u.log.Status()
	if log := strings.Join(status.Lines, ""); !strings.Contains(log, "%SYS-5-CONFIG_I: Configured from console by bob on vty") ||
		!strings.Contains(log, "%SSH-5-ENABLED: SSH 2.0 has been enabled") {
		t.Errorf("the log:\n%s", log)
	}
	// A second line is free, a third is not: those behind it let others in.
	second, err := dialRemote(address, "ann", "ann")
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	openScreen(t, second, "vt100").until("R2#")
	if third, err := dialRemote(address, "ann", "ann"); err == nil {
		third.Close()
		t.Error("a third line was free")
	}
	bob.Close()
	second.Close()
}

// A command behind ssh runs at the privilege of its user.
func TestRemoteExec(t *testing.T) {
	_, address := bootRemote(t, remoteConfig)
	for _, test := range []struct{ user, want string }{
		{"ann", "Current privilege level is 15\n"},
		{"bob", "Current privilege level is 1\n"},
	} {
		client, err := dialRemote(address, test.user, test.user)
		if err != nil {
			t.Fatal(err)
		}
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := session.Output("show privilege")
		if err != nil || string(out) != test.want {
			t.Errorf("%s: %q, %v", test.user, out, err)
		}
		client.Close()
	}
}

// The server closes with its keys, and with the last line that SSH may use.
func TestRemoteCloses(t *testing.T) {
	u, address := bootRemote(t, remoteConfig)
	client, err := dialRemote(address, "ann", "ann")
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c := openScreen(t, client, "vt100")
	c.until("R2#")
	c.send("conf t")
	c.until("#")
	c.send("crypto key zeroize rsa")
	c.until("[yes/no]: ")
	c.send("yes")
	c.until("R2(config)#")
	if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
		conn.Close()
		t.Error("the server is open without keys")
	}
	c.send("end") // who is in stays in
	c.until("R2#")
	if err := u.Router.Close(); err != nil {
		t.Error(err)
	}
}

// The client that everybody has.
func TestOpenSSH(t *testing.T) {
	program, err := exec.LookPath("ssh")
	if err != nil {
		if os.Getenv("MAINMODE_REQUIRE") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	_, address := bootRemote(t, remoteConfig)
	host, port, _ := net.SplitHostPort(address)
	ask := filepath.Join(t.TempDir(), "askpass")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho ann\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-F", "none", "-p", port, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
		"-o", "PubkeyAuthentication=no", "-o", "NumberOfPasswordPrompts=1", "ann@"+host, "show version | include uptime")
	cmd.Env = append(os.Environ(), "SSH_ASKPASS="+ask, "SSH_ASKPASS_REQUIRE=force", "DISPLAY=none")
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	err = cmd.Run()
	if err != nil || !strings.HasPrefix(out.String(), "R2 uptime is ") || !strings.Contains(log.String(), "Keep out") {
		t.Errorf("%v\n%s%s", err, out.String(), log.String())
	}
}

// TestRemoteLoginLists logs in by each method of "aaa authentication login".
func TestRemoteLoginLists(t *testing.T) {
	const router = "hostname R2\nip domain name example.net\nenable secret cisco\nusername ann privilege 15 secret ann\naaa new-model\n" +
		"aaa authentication login CONSOLE none\nline console 0\n login authentication CONSOLE\n"
	for _, c := range []struct {
		name, lists, line string
		accepted, refused string // ann's passwords
	}{
		{"no list", "", "", "ann", "cisco"},
		{"local behind servers", "aaa authentication login default group tacacs+ local\n", "", "ann", "cisco"},
		{"enable", "aaa authentication login default enable\n", "", "cisco", "ann"},
		{"line", "aaa authentication login LINES line\n", " password lines\n login authentication LINES\n", "lines", "ann"},
		{"no server answers", "aaa authentication login default group tacacs+\n", "", "", "ann"},
		{"a list that is not there", "", " login authentication NONE\n", "", "ann"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, address := bootRemote(t, router+c.lists+"line vty 0 4\n"+c.line+" transport input ssh\n")
			if client, err := dialRemote(address, "ann", c.refused); err == nil {
				client.Close()
				t.Errorf("%q is accepted", c.refused)
			}
			if c.accepted == "" {
				return
			}
			client, err := dialRemote(address, "ann", c.accepted)
			if err != nil {
				t.Fatalf("%q: %v", c.accepted, err)
			}
			client.Close()
		})
	}
}
