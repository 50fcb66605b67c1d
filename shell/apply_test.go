package shell

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/ike"
)

const twoTunnels = `hostname R2
crypto isakmp policy 10
 authentication pre-share
crypto isakmp key cisco address ipv6 ::/0
crypto ipsec transform-set TRA esp-aes esp-sha-hmac
crypto ipsec transform-set TRB esp-aes 256 esp-sha-hmac
crypto ipsec profile PRO
 set transform-set TRA
crypto ipsec profile OTHER
 set transform-set TRB
interface Ethernet0/0
 ipv6 address 2001:DB8::2/64
interface Tunnel23
 tunnel source Ethernet0/0
 tunnel mode ipsec ipv6
 tunnel destination 2001:DB8::3
 tunnel protection ipsec profile PRO
interface Tunnel24
 tunnel source Ethernet0/0
 tunnel mode ipsec ipv6
 tunnel destination 2001:DB8::4
 tunnel protection ipsec profile OTHER
`

// typeLines has a session type lines and returns what it printed.
func typeLines(u *routerUnderTest, lines ...string) string {
	var out bytes.Buffer
	u.execute(&batch{w: &out}, strings.Join(lines, "\n"))
	return out.String()
}

func TestLineTakesEffect(t *testing.T) {
	u := boot(t, twoTunnels, nil)
	sets, plans := u.driver.Sets(), len(u.ike.plans)

	typeLines(u, "conf t", "crypto ipsec transform-set TRA esp-3des esp-md5-hmac", "end")
	if u.driver.Sets() != sets || len(u.ike.plans) != plans+1 {
		t.Errorf("a transform set changed the datapath %d times and IKE %d times", u.driver.Sets()-sets, len(u.ike.plans)-plans)
	}
	was, is := u.ike.plans[plans-1], u.ike.plans[plans]
	if changes := ike.Diff(was, is); len(changes) == 0 {
		t.Error("IKE has no change to carry out")
	}
	for i, m := range is.Maps {
		if same := m.TransformSets[0] == was.Maps[i].TransformSets[0]; same != (m.Interface == "Tunnel24") {
			t.Errorf("%s: transform set unchanged: %v", m.Interface, same)
		}
	}

	// What is typed again, or concerns nobody, disturbs nobody.
	sets, plans = u.driver.Sets(), len(u.ike.plans)
	typeLines(u, "conf t", "crypto ipsec transform-set TRA esp-3des esp-md5-hmac", "interface Tunnel23", "description x", "end")
	if u.driver.Sets() != sets || len(u.ike.plans) != plans {
		t.Error("a line without effect was carried out")
	}
}

func TestDriverErrorIsShown(t *testing.T) {
	u := boot(t, "hostname R2\ninterface Ethernet0/0\n", nil)
	u.driver.SetError = errors.New("eth1: no such device")
	got := typeLines(u, "conf t", "interface Ethernet0/0", "ip address 10.0.0.1 255.255.255.0", "end")
	if !strings.HasSuffix(got, "\n% eth1: no such device\n") {
		t.Errorf("%q", got)
	}
}

func TestFaultIsSaidOnce(t *testing.T) {
	u := boot(t, "hostname R2\n", nil)
	var screen heard
	c := u.log.listen(screen.show)
	defer u.log.ignore(c)
	for range 3 {
		u.fault(errors.New("ike: network is unreachable"))
	}
	u.fault(errors.New("something else"))
	u.fault(nil)
	c.flush()
	const stamp = "*Sep 21 08:33:43.245: "
	if got, want := screen.String(), stamp+"% ike: network is unreachable\n"+stamp+"% something else\n"; !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A device may change before the startup-config is loaded.
func TestLinkChangeBeforeLoad(t *testing.T) {
	r := &Router{ctx: t.Context(), keys: new(keyStore), options: Options{Env: func() (compiler.Env, error) {
		return compiler.Env{Devices: []string{"eth1"}}, nil
	}}}
	r.linkChanged()
	if len(r.env.Devices) != 1 || r.ir != nil {
		t.Errorf("devices %v, compiled %v", r.env.Devices, r.ir)
	}
}

func TestLinkChangeIsCompiled(t *testing.T) {
	var mu sync.Mutex
	env := compiler.Env{Devices: []string{"eth1"}}
	u := boot(t, "hostname R2\ninterface Ethernet0/0\ninterface Ethernet0/1\n", func(o *Options) {
		o.Env = func() (compiler.Env, error) {
			mu.Lock()
			defer mu.Unlock()
			return env, nil
		}
	})
	mu.Lock()
	env.Devices = []string{"eth1", "eth2"}
	mu.Unlock()
	u.driver.Send(datapath.LinkChange{Device: "eth2"})
	u.driver.Send(datapath.Acquire{Policy: "nobody's"})
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(u.driver.String(), "link Ethernet0/1 device eth2\n"); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("driver:\n%s", u.driver)
		}
	}
}

// Two sessions in configuration mode, one of which removes what the other
// works on.
func TestTwoConfigurationSessions(t *testing.T) {
	u := boot(t, twoTunnels, nil)
	editor := u.editor()
	for _, line := range []string{"interface Tunnel23"} {
		if r, _, err := u.edit(editor, line, ""); r.Status != 0 || err != nil {
			t.Fatalf("%s: %v, %v", line, r, err)
		}
	}
	typeLines(u, "conf t", "no interface Tunnel23", "end")
	u.edit(editor, "ip address 10.0.0.1 255.255.255.0", "")
	u.edit(editor, "no ip address", "")
	u.edit(editor, "description x", "")

	var sessions sync.WaitGroup
	for i := range 4 {
		sessions.Go(func() {
			for range 8 {
				typeLines(u, "conf t", "interface Tunnel23", "ip mtu 1400", "no ip mtu", "end", "write terminal", "show crypto isakmp sa")
				if i == 0 {
					typeLines(u, "conf t", "no interface Tunnel23", "end")
				}
			}
		})
	}
	sessions.Wait()
}

func TestBootErrors(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "binary")
	if err := os.WriteFile(binary, []byte{0, 1, 2}, 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing")
	for _, test := range []struct {
		options Options
		want    string
	}{
		{Options{StartupConfig: missing}, missing + ": no such file"},
		{Options{StartupConfig: dir}, dir + ": is a directory"},
		{Options{StartupConfig: binary}, binary + ": a binary file, not a configuration"},
		{Options{StartupConfig: missing, Optional: true, Datapath: "magic", Env: func() (compiler.Env, error) { return compiler.Env{}, nil }},
			"datapath magic: not one of auto, userspace, kernel"},
	} {
		if _, err := Boot(test.options); err == nil || err.Error() != test.want {
			t.Errorf("%+v: %v, want %s", test.options, err, test.want)
		}
	}
}

func TestOptionalStartupConfig(t *testing.T) {
	file := filepath.Join(t.TempDir(), "startup-config")
	u := boot(t, "", func(o *Options) { o.StartupConfig, o.Optional = file, true })
	if u.Hostname() != "Router" {
		t.Errorf("host name %s", u.Hostname())
	}
	if err := u.Save(""); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("saved file: %v, %v", info, err)
	}
}
