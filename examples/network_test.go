package examples_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mainmode/datapath/guest"
	"mainmode/datapath/lab"
	"mainmode/shell"
)

// network is routers and hosts in namespaces that the test holds itself. It may
// do to them what no console offers: kill a router, pull a cable, look at each
// packet that passes.
type network struct {
	t   *testing.T
	lab *lab.Lab
	dir string
}

// newNetwork has a namespace for each node that a cable names: "R1:eth1 R2:eth1".
func newNetwork(t *testing.T, cables ...string) *network {
	t.Helper()
	needs(t, "ip")
	lab.Require(t, "network namespaces", lab.Available())
	topology := &lab.Topology{}
	endpoint := func(s string) lab.Endpoint {
		node, device, _ := strings.Cut(s, ":")
		if topology.Node(node) == nil {
			topology.Nodes = append(topology.Nodes, lab.Node{Name: node, Kind: "linux"})
		}
		return lab.Endpoint{Node: node, Interface: device}
	}
	for _, c := range cables {
		ends := strings.Fields(c)
		topology.Links = append(topology.Links, lab.Link{A: endpoint(ends[0]), B: endpoint(ends[1])})
	}
	l, err := lab.Start(topology)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return &network{t: t, lab: l, dir: t.TempDir()}
}

// path is that of a file of the network.
func (n *network) path(name string) string { return filepath.Join(n.dir, name) }

// read is what a file of the network has now.
func (n *network) read(name string) string {
	n.t.Helper()
	text, err := os.ReadFile(n.path(name))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		n.t.Fatal(err)
	}
	return string(text)
}

// run runs commands in a node, one a line.
func (n *network) run(node, commands string) {
	n.t.Helper()
	for line := range strings.Lines(strings.TrimSpace(commands)) {
		if _, err := n.lab.Namespace(node).Run("sh", "-c", line); err != nil {
			n.t.Fatalf("%s: %s: %v", node, strings.TrimSpace(line), err)
		}
	}
}

// must fails the test with an error.
func (n *network) must(err error) {
	if err != nil {
		n.t.Helper()
		n.t.Fatal(err)
	}
}

// in does something in the namespace of a node.
func (n *network) in(node string, do func() error) {
	n.t.Helper()
	n.must(n.lab.Namespace(node).Do(do))
}

// listenUDP opens a socket of a node.
func (n *network) listenUDP(node string, local netip.AddrPort) (c *net.UDPConn) {
	n.t.Helper()
	n.in(node, func() (err error) {
		c, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(local))
		return err
	})
	n.t.Cleanup(func() { c.Close() })
	return c
}

// router is a node in which mainmode runs.
type router struct {
	n        *network
	name     string
	datapath string
	process  *lab.Process
	console  *shell.Client
	said     *output
}

// boot starts a router with that startup-config, on the datapath under test.
func (n *network) boot(name, config string) *router {
	n.t.Helper()
	if guest.Inside() {
		return n.bootOn("kernel", name, config)
	}
	return n.bootOn("userspace", name, config)
}

// bootOn is boot on a datapath.
func (n *network) bootOn(datapath, name, config string) *router {
	n.t.Helper()
	write(n.t, n.dir, name+".cfg", "hostname "+name+"\n"+config+"\nend\n")
	r := &router{n: n, name: name, datapath: datapath, said: &output{}}
	n.t.Cleanup(func() {
		if n.t.Failed() {
			select {
			case <-r.process.Done():
			default:
				n.t.Logf("%s logged:\n%s", name, r.exec("show logging", "show crypto ipsec sa", "show crypto isakmp sa"))
				if datapath == "kernel" {
					// What the system says of packets that it dropped.
					counts, err := n.lab.Namespace(name).Run("sh", "-c", "grep -v '[^0-9]0$' /proc/net/xfrm_stat /proc/net/snmp6; cat /proc/net/snmp; ip -s link")
					n.t.Logf("%s has counted:\n%s%v", name, counts, err)
				}
			}
			n.t.Logf("%s printed:\n%s", name, r.said)
		}
		if r.console != nil {
			r.console.Close()
		}
	})
	r.start()
	return r
}

func (r *router) path(suffix string) string { return r.n.path(r.name + suffix) }

// start starts the router and waits until it takes commands.
func (r *router) start() {
	r.n.t.Helper()
	cmd := exec.Command(program, "run", "--no-console", "--datapath", r.datapath, "--config", r.path(".cfg"), "--socket", r.path(".sock"))
	cmd.Stdout, cmd.Stderr = r.said, r.said
	var err error
	if r.process, err = r.n.lab.Namespace(r.name).Start(cmd); err != nil {
		r.n.t.Fatal(err)
	}
	await(r.n.t, r.name+" to boot", func() bool {
		select {
		case <-r.process.Done():
			r.n.t.Fatalf("%s has ended: %v\n%s", r.name, r.process.Wait(), r.said)
		default:
		}
		client, err := shell.Dial(context.Background(), r.path(".sock"))
		if err != nil {
			return false
		}
		if r.console != nil {
			r.console.Close()
		}
		r.console = client
		return true
	})
}

// exec types commands and returns what the console shows.
func (r *router) exec(commands ...string) string {
	r.n.t.Helper()
	var out strings.Builder
	status, err := r.console.Exec(commands, &out)
	if err != nil || status != 0 {
		r.n.t.Errorf("%s: %q: status %d, %v\n%s", r.name, commands, status, err, out.String())
	}
	return out.String()
}

// configure types lines in configuration mode.
func (r *router) configure(lines ...string) {
	r.n.t.Helper()
	r.exec(append(append([]string{"configure terminal"}, lines...), "end")...)
}

// await waits until a command shows the text.
func (r *router) await(command, text string) {
	r.n.t.Helper()
	await(r.n.t, fmt.Sprintf("%s to show %q", r.name, text), func() bool { return strings.Contains(r.exec(command), text) })
}

// stop ends the router in order.
func (r *router) stop() {
	r.n.t.Helper()
	if err := r.process.Signal(syscall.SIGTERM); err != nil {
		r.n.t.Error(err)
	}
	if err := r.process.Wait(); err != nil {
		r.n.t.Errorf("%s: %v\n%s", r.name, err, r.said)
	}
}

// kill ends it at once.
func (r *router) kill() { r.process.Kill() }

// patience is how long anything may take on a machine with much else to do.
const patience = 90 * time.Second

// await fails the test unless what is awaited comes.
func await(t *testing.T, what string, come func() bool) {
	t.Helper()
	const interval = 20 * time.Millisecond
	for deadline := time.Now().Add(patience); !come(); time.Sleep(interval) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// output is what a process prints.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// hardware is the address of a device.
func (n *network) hardware(node, device string) (address net.HardwareAddr) {
	n.t.Helper()
	n.in(node, func() error {
		link, err := net.InterfaceByName(device)
		if err == nil {
			address = link.HardwareAddr
		}
		return err
	})
	return address
}
