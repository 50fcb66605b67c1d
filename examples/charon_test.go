package examples_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// charonPrograms are what a lab with strongSwan at the other end needs.
var charonPrograms = []string{"charon-systemd", "swanctl", "unshare", "ip", "ping"}

// A stage is a lab of one router, R1, and strongSwan's charon in Linux nodes,
// written to a folder of its own.
type stage struct {
	t     *testing.T
	dir   string
	nodes []string // YAML
	links []string
}

func newStage(t *testing.T, router string) *stage {
	t.Helper()
	b := &stage{t: t, dir: t.TempDir()}
	write(t, b.dir, "R1.cfg", "hostname R1\nline console 0\n exec-timeout 0 0\n"+router+"\nend\n")
	b.nodes = append(b.nodes, "    R1:\n      startup-config: R1.cfg\n")
	return b
}

// linux adds a network namespace with commands to run in it, one a line.
func (b *stage) linux(name, commands string) {
	var node strings.Builder
	fmt.Fprintf(&node, "    %s:\n      kind: linux\n      exec:\n", name)
	for line := range strings.Lines(strings.TrimSpace(commands)) {
		fmt.Fprintf(&node, "        - %q\n", strings.TrimSpace(line))
	}
	b.nodes = append(b.nodes, node.String())
}

// charon adds a node that runs charon with connections in swanctl's format,
// after the commands. The driver is a shell script beside it, which sees the
// functions of charon.sh and reports with "say".
func (b *stage) charon(name, commands, connections, driver string) {
	writeCharon(b.t, b.dir, name, 1, connections, driver)
	b.linux(name, commands+"\nsh charon.sh "+name+" >/dev/null 2>&1 &")
}

func (b *stage) link(a, c string) {
	b.links = append(b.links, fmt.Sprintf("    - endpoints: [%q, %q]\n", a, c))
}

// play runs the lab while a script runs at R1, and returns what R1's console
// showed. On failure the test's log has what charon logged.
func (b *stage) play(script string) string {
	b.t.Helper()
	b.save()
	return playWellFormed(b.t, b.dir, b.dir, script)
}

// save writes the topology.
func (b *stage) save() {
	b.t.Helper()
	write(b.t, b.dir, "topology.clab.yml", "name: interop\ntopology:\n  nodes:\n"+strings.Join(b.nodes, "")+"  links:\n"+strings.Join(b.links, ""))
	b.t.Cleanup(func() {
		if !b.t.Failed() {
			return
		}
		files, _ := filepath.Glob(filepath.Join(b.dir, "*.log"))
		for _, f := range files {
			text := b.read(filepath.Base(f))
			b.t.Logf("%s ends:\n%s", filepath.Base(f), text[max(0, len(text)-6000):])
		}
	})
}

func (b *stage) read(name string) string {
	text, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil && !os.IsNotExist(err) {
		b.t.Fatal(err)
	}
	return string(text)
}

// result checks that each line of a driver's report is there, and no failure.
func (b *stage) result(name string, want ...string) {
	b.t.Helper()
	got := strings.Split(strings.TrimSpace(b.read(name+".result")), "\n")
	for _, line := range got {
		if strings.HasPrefix(line, "FAIL") {
			b.t.Errorf("%s: %s", name, line)
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		b.t.Errorf("%s reports\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// writeCharon writes what charon.sh wants.
func writeCharon(t testing.TB, dir, name string, logLevel int, connections, driver string) {
	t.Helper()
	script, err := os.ReadFile("testdata/charon.sh")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "charon.sh", string(script))
	write(t, dir, name+".swanctl", connections)
	write(t, dir, name+".driver", driver)
	datapath := "kernel-libipsec kernel-netlink"
	if guest.Inside() {
		datapath = "kernel-netlink"
	}
	write(t, dir, name+".strongswan", charonConfig(datapath, filepath.Join(dir, name+".log"), "/run/charon.vici", logLevel))
}

// charonConfig is the configuration of charon itself: plugins, log, and socket.
func charonConfig(datapath, log, socket string, logLevel int) string {
	return fmt.Sprintf(`charon-systemd {
	load = random nonce openssl gcrypt gmp pem pkcs1 x509 pubkey hmac kdf gcm aes sha1 sha2 md5 %s socket-default vici
	install_routes = no
	install_virtual_ip = no
	dos_protection = no
	syslog {
		daemon {
			default = -1
		}
	}
	filelog {
		log {
			path = %s
			time_format = %%T
			flush_line = yes
			default = %d
		}
	}
	plugins {
		# What charon itself sends is marked and must not enter its own tunnel.
		kernel-netlink {
			fwmark = !0x42
		}
		socket-default {
			fwmark = 0x42
		}
		kernel-libipsec {
			allow_peer_ts = yes
		}
		vici {
			socket = unix://%s
		}
	}
}
swanctl {
	load = random openssl pem pkcs1
}
`, datapath, log, logLevel, socket)
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// cable writes the topology of two routers, R1.cfg and R2.cfg, on one cable.
func cable(t *testing.T, dir string) {
	t.Helper()
	write(t, dir, "topology.clab.yml", `name: cable
topology:
  nodes:
    R1:
      startup-config: R1.cfg
    R2:
      startup-config: R2.cfg
  links:
    - endpoints: ["R1:eth1", "R2:eth1"]
`)
}

// connection is one connection of swanctl's, with one child.
type connection struct {
	name          string
	local, remote string // addresses
	ike, esp      string // proposals
	remoteID      string // "": the remote address
	options       string // of the connection, one a line
	child         string // options of the child
	transport     bool   // mode, else tunnel mode of everything
}

// connections writes them in swanctl's format. All share one key.
func connections(all ...connection) string {
	var s strings.Builder
	s.WriteString("connections {\n")
	for _, c := range all {
		if c.remoteID == "" {
			c.remoteID = c.remote
		}
		mode := "mode = tunnel\n\t\t\tlocal_ts = 0.0.0.0/0\n\t\t\tremote_ts = 0.0.0.0/0\n\t\t\t"
		switch {
		case c.transport:
			mode = "mode = transport\n\t\t\t"
		case guest.Inside(): // ipsec0 is an xfrm interface there
			mode += "if_id_in = 42\n\t\t\tif_id_out = 42\n\t\t\t"
		}
		c.child = mode + c.child // which may say otherwise
		fmt.Fprintf(&s, `%s {
	version = 1
	local_addrs = %s
	remote_addrs = %s
	proposals = %s
	%s
	local {
		auth = psk
		id = %s
	}
	remote {
		auth = psk
		id = %s
	}
	children {
		%s {
			esp_proposals = %s
			%s
		}
	}
}
`, c.name, c.local, c.remote, c.ike, c.options, c.local, c.remoteID, c.name, c.esp, c.child)
	}
	s.WriteString("}\nsecrets {\n\tike-all {\n\t\tsecret = interop-lab-key\n\t}\n}\n")
	return s.String()
}
