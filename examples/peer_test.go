package examples_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"

	"mainmode/datapath/lab"
)

// A peer is a foreign IKE daemon in a node of a network.
type peer struct {
	n       *network
	node    string
	command []string // that runs it in the foreground
	env     []string
	// ready is whether it takes commands, loaded what has it read its
	// connections then.
	ready func() bool
	load  []string

	process *lab.Process
	said    *output
}

// newPeer is a daemon that logs to NODE.log.
func (n *network) newPeer(node string, command ...string) *peer {
	p := &peer{n: n, node: node, said: &output{}, command: command}
	n.t.Cleanup(func() {
		if n.t.Failed() {
			log := n.read(node + ".log")
			n.t.Logf("%s printed\n%s\nand logged, at the end:\n%s", node, p.said, log[max(0, len(log)-8000):])
		}
	})
	return p
}

// charon starts strongSwan's charon with connections in swanctl's format in a
// node of its own, with the kernel's ESP.
func (n *network) charon(node, connections string) *peer {
	n.t.Helper()
	socket := n.path(node + ".vici")
	write(n.t, n.dir, node+".swanctl", connections)
	// Where charon itself begins many quick modes at a time, it forgets the IVs of
	// more than these.
	const exchanges = "charon-systemd {\n	max_ikev1_exchanges = 32\n}\n"
	write(n.t, n.dir, node+".strongswan", charonConfig("kernel-netlink", n.path(node+".log"), socket, 1)+exchanges)
	p := n.newPeer(node, "charon-systemd")
	p.env = []string{"STRONGSWAN_CONF=" + n.path(node+".strongswan")}
	p.ready = func() bool { return exists(socket) }
	p.load = []string{"swanctl", "--load-all", "--file", n.path(node + ".swanctl"), "--uri", "unix://" + socket}
	p.start()
	return p
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// start starts the daemon and has it read its connections.
func (p *peer) start() {
	p.n.t.Helper()
	cmd := exec.Command(p.command[0], p.command[1:]...)
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stdout, cmd.Stderr = p.said, p.said
	var err error
	if p.process, err = p.n.lab.Namespace(p.node).Start(cmd); err != nil {
		p.n.t.Fatal(err)
	}
	await(p.n.t, p.node+" to take commands", p.ready)
	if out, err := p.run(p.load...); err != nil {
		p.n.t.Fatalf("%s: %v\n%s", p.node, err, out)
	}
}

// run runs a command of the daemon's to its end.
func (p *peer) run(words ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var out output
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stdout, cmd.Stderr = &out, &out
	process, err := p.n.lab.Namespace(p.node).Start(cmd)
	if err == nil {
		err = process.Wait()
	}
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil // it has ended; the daemon may hold its output yet
	}
	return out.String(), err
}

// swanctl has charon do something, and fails the test if it does not.
func (p *peer) swanctl(words ...string) string {
	p.n.t.Helper()
	out, err := p.run(append(append([]string{"swanctl"}, words...), "--uri", p.load[len(p.load)-1])...)
	if err != nil {
		p.n.t.Errorf("%s: swanctl %s: %v\n%s", p.node, strings.Join(words, " "), err, out)
	}
	return out
}
