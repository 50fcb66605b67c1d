package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"mainmode/compiler"
	"mainmode/datapath/frr"
	"mainmode/shell"
)

// defaultConfig is what run boots, and where "write memory" writes, when the
// command line names no file.
const defaultConfig = "startup-config"

type runCommand struct {
	Config    string            `placeholder:"FILE" help:"The startup-config, which write memory writes (startup-config in the current folder)."`
	Interface map[string]string `placeholder:"IOSNAME=DEVICE" mapsep:"none" help:"The device that is an IOS physical interface; may be repeated. By default the nth interface takes the nth Ethernet device."`
	Datapath  string            `enum:"auto,userspace,kernel" default:"auto" help:"Who protects packets (${enum})."`
	FRR       frrMode           `name:"frr" help:"Hand routing protocols to the FRR that this system runs; --frr=own runs FRR's daemons for this router alone."`
	Socket    string            `placeholder:"PATH" help:"Where attach and exec find the router (a name made of the config's)."`
	NoConsole bool              `help:"Leave the terminal alone."`
}

func (c *runCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	defer stop()
	config := c.Config
	if config == "" {
		config = defaultConfig
		what := "booting ./" + defaultConfig
		if _, err := os.Stat(config); errors.Is(err, fs.ErrNotExist) {
			what = "starting with an empty configuration, write memory makes ./" + defaultConfig
		}
		fmt.Fprintln(os.Stderr, "mainmode: no --config: "+what)
	}
	if err := c.check(); err != nil {
		return err
	}
	socket := c.Socket
	if socket == "" {
		folder, err := newSocketFolder()
		if err != nil {
			return err
		}
		defer folder.Close()
		name := strings.TrimSuffix(filepath.Base(config), filepath.Ext(config))
		if socket, err = folder.path(name); err != nil {
			return err
		}
	}
	options := shell.Options{
		StartupConfig: config,
		Optional:      c.Config == "",
		Interfaces:    c.Interface,
		Datapath:      c.Datapath,
		Socket:        socket,
		Routing:       c.FRR.open(),
	}
	for {
		again, err := c.boot(ctx, options)
		if err != nil || !again {
			return err
		}
		options.Optional = true // it may have been erased
	}
}

// boot runs a router until it is ended or, then again is true, reloaded.
func (c *runCommand) boot(ctx context.Context, o shell.Options) (again bool, err error) {
	router, err := shell.Boot(o)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reloads := make(chan struct{})
	go func() {
		defer close(reloads)
		select {
		case <-router.Reloads():
			cancel()
		case <-ctx.Done():
		}
	}()
	if c.NoConsole || !term.IsTerminal(int(os.Stdin.Fd())) {
		<-ctx.Done()
	} else {
		err = consoleHere(ctx, o.Socket)
	}
	cancel()
	<-reloads
	select {
	case <-router.Reloads():
		again, err = true, nil // the console ended with its router
	default:
	}
	err = errors.Join(err, router.Close())
	return again, err
}

// check finds what would end the router at once, so that it says the plainest
// reason.
func (c *runCommand) check() error {
	if c.Config != "" {
		if _, err := compiler.ReadFile(c.Config); err != nil {
			return err
		}
	}
	if err := checkCapabilities(); err != nil {
		return err
	}
	if c.FRR != withoutFRR {
		if err := frr.Available(); err != nil {
			return fmt.Errorf("--frr: %w", err)
		}
	}
	return checkTUN()
}

// consoleHere makes this terminal the router's console until Ctrl-^ x. As on
// a router, "exit" only ends a session: the next one follows.
func consoleHere(ctx context.Context, socket string) error {
	return atTerminal(ctx, socket, func(client *shell.Client, keys *keyboard) error {
		fmt.Print("Ctrl-^ x ends the router.\r\n\r\n")
		for {
			why, err := attach(ctx, client, keys)
			if err != nil || why != ended || keys.ended || ctx.Err() != nil {
				return err
			}
		}
	})
}
