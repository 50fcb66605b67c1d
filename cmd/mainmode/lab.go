package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"

	"mainmode/datapath/frr"
	"mainmode/datapath/lab"
)

type labCommand struct {
	Dir      string    `arg:"" help:"A folder with a topology.clab.yml."`
	Console  string    `placeholder:"NODE" help:"The router whose console is opened first (the first of the topology)."`
	Exec     string    `placeholder:"FILE" help:"Type what this file says instead of a person."`
	Prefix   bool      `help:"With --exec: begin every line of output with its node's name."`
	Log      string    `placeholder:"DIR" help:"Write each router's console to DIR/NODE.log."`
	Pcap     string    `placeholder:"DIR" help:"Write each link's packets to DIR/NODE-ethN.pcap."`
	Datapath datapaths `placeholder:"[NODE=]WHO" help:"Who protects packets (auto,userspace,kernel), for one node or all; may be repeated."`
	FRR      bool      `name:"frr" help:"Hand routing protocols to FRR, whose daemons run for each router alone."`
}

// Help is what --help adds.
func (labCommand) Help() string {
	return `Every node of DIR/topology.clab.yml, in containerlab's format, is a router in a network namespace of its own. Ctrl-^ x leaves its console for the prompt lab>, where a node's name opens that node's console and exit ends the lab.

A file for --exec has one statement a line: NODE# COMMAND types at the node's console, wait NODE TEXT [SECONDS] waits until the console shows the text, sleep SECONDS sleeps, ! begins a comment. The exit status is 1 if a wait runs out.`
}

func (c *labCommand) Run() error {
	topology, err := lab.Load(c.Dir)
	if err != nil {
		return err
	}
	script, first, err := c.check(topology)
	if err != nil {
		return err
	}
	if err := checkTUN(); err != nil {
		return err
	}
	if c.FRR {
		if err := frr.Available(); err != nil {
			return fmt.Errorf("--frr: %w", err)
		}
	}
	// The second process is root of its user namespace: it must use the
	// first one's folder.
	status, done, err := lab.Isolate(socketsVariable + "=" + socketsDir())
	if err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	if done {
		if status != 0 {
			return exitStatus(status)
		}
		return nil
	}
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	defer stop()
	r := &labRun{topology: topology, options: c, nodes: make(map[string]*labNode)}
	err = r.start(ctx)
	if err == nil {
		if c.Exec != "" {
			err = r.execute(ctx, script)
		} else {
			err = r.interact(ctx, first)
		}
	}
	err = errors.Join(err, r.stop())
	if ctx.Err() != nil {
		return exitStatus(1) // by a signal: who sent it knows why
	}
	return err
}

// check reads what else the command line names.
func (c *labCommand) check(t *lab.Topology) (script []statement, first string, err error) {
	isNode := func(name string) bool { n := t.Node(name); return n != nil && n.Router() }
	for _, n := range t.Nodes {
		if first == "" && n.Router() {
			first = n.Name
		}
	}
	switch {
	case first == "":
		return nil, "", fmt.Errorf("%s: no router among the nodes", filepath.Join(c.Dir, lab.TopologyFile))
	case c.Console != "" && !isNode(c.Console):
		return nil, "", fmt.Errorf("--console: unknown node %q", c.Console)
	case c.Console != "":
		first = c.Console
	}
	if err := c.Datapath.check(isNode); err != nil {
		return nil, "", err
	}
	if c.Exec != "" {
		text, err := os.ReadFile(c.Exec)
		if err != nil {
			return nil, "", fileError(c.Exec, err)
		}
		if script, err = parseScript(string(text), isNode); err != nil {
			return nil, "", fmt.Errorf("%s: %w", c.Exec, err)
		}
	}
	return script, first, nil
}

// runOptions are what every router is started with.
func (c *labCommand) runOptions() []string {
	if c.FRR {
		return []string{"--frr=" + string(ownFRR)}
	}
	return nil
}

// fileError says "path: why" without the name of a system call.
func fileError(path string, err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// labRun is a lab while it runs.
type labRun struct {
	topology *lab.Topology
	options  *labCommand
	folder   *socketFolder
	lab      *lab.Lab
	captures []*lab.Capture
	nodes    map[string]*labNode
	logs     map[string]io.WriteCloser
}

// start brings the lab up to the point where every router's socket answers.
func (r *labRun) start(ctx context.Context) (err error) {
	if r.folder, err = newSocketFolder(); err != nil {
		return err
	}
	if err := r.openLogs(); err != nil {
		return err
	}
	if r.lab, err = lab.Start(r.topology); err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	if err := r.capture(); err != nil {
		return err
	}
	for _, n := range r.topology.Nodes {
		if !n.Router() {
			continue
		}
		socket, err := r.folder.path(n.Name)
		if err != nil {
			return err
		}
		node, err := startNode(r.lab.Namespace(n.Name), n.StartupConfig, r.options.Datapath.of(n.Name), socket, r.options.runOptions()...)
		if err != nil {
			return err
		}
		r.nodes[n.Name] = node
	}
	return r.each(func(n *labNode) error { return n.connect(ctx) })
}

// each calls f for all routers at once and returns the first error.
func (r *labRun) each(f func(*labNode) error) error {
	results := make(chan error)
	for _, n := range r.nodes {
		go func() { results <- f(n) }()
	}
	var first error
	for range r.nodes {
		if err := <-results; first == nil {
			first = err
		}
	}
	return first
}

// openLogs makes the files of --log. They may hold what a configuration
// holds: keys.
func (r *labRun) openLogs() error {
	if r.options.Log == "" {
		return nil
	}
	if err := os.MkdirAll(r.options.Log, 0o777); err != nil {
		return fileError(r.options.Log, err)
	}
	r.logs = make(map[string]io.WriteCloser)
	for _, n := range r.topology.Nodes {
		if !n.Router() {
			continue
		}
		name := filepath.Join(r.options.Log, n.Name+".log")
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return fileError(name, err)
		}
		r.logs[n.Name] = f
	}
	return nil
}

// capture starts what --pcap asks for.
func (r *labRun) capture() error {
	if r.options.Pcap == "" {
		return nil
	}
	if err := os.MkdirAll(r.options.Pcap, 0o777); err != nil {
		return fileError(r.options.Pcap, err)
	}
	for _, e := range r.topology.Endpoints() {
		file := filepath.Join(r.options.Pcap, e.Node+"-"+e.Interface+".pcap")
		c, err := r.lab.Namespace(e.Node).Capture(e.Interface, file)
		if err != nil {
			return err
		}
		r.captures = append(r.captures, c)
	}
	return nil
}

// stop takes down what start brought up, also when start has failed.
func (r *labRun) stop() error {
	var errs []error
	var stopping sync.WaitGroup
	for _, n := range r.nodes {
		stopping.Go(n.stop)
	}
	stopping.Wait()
	for _, c := range r.captures {
		errs = append(errs, c.Close())
	}
	if r.lab != nil {
		errs = append(errs, r.lab.Close())
	}
	for _, f := range r.logs {
		errs = append(errs, f.Close())
	}
	if r.folder != nil {
		errs = append(errs, r.folder.Close())
	}
	return errors.Join(errs...)
}
