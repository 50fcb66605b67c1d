package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"

	"mainmode/shell"
)

type attachCommand struct {
	Node   string `arg:"" optional:"" help:"The router; may be left out while only one runs."`
	Socket string `placeholder:"PATH" help:"The router's socket, instead of its name."`
}

// Help is what --help adds.
func (attachCommand) Help() string { return "Ctrl-^ x, or exit at the prompt, leaves the console." }

func (c *attachCommand) Run() error {
	socket := c.Socket
	switch {
	case socket != "" && c.Node != "":
		return errors.New("attach: either a router's name or --socket, not both")
	case socket == "":
		var err error
		if socket, err = findSocket(c.Node); err != nil {
			return err
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	defer stop()
	return atTerminal(ctx, socket, func(client *shell.Client, keys *keyboard) error {
		_, err := attach(ctx, client, keys)
		return err
	})
}

// atTerminal gives this terminal and the router behind a socket to use.
func atTerminal(ctx context.Context, socket string, use func(*shell.Client, *keyboard) error) error {
	client, err := shell.Dial(ctx, socket)
	if err != nil {
		return err
	}
	defer client.Close()
	keys, err := openKeyboard()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer keys.Close()
	return use(client, keys)
}

// attach is a console on a router until it is left.
func attach(ctx context.Context, client *shell.Client, keys *keyboard) (leaving, error) {
	width, height := keys.size()
	console, err := client.Console(shell.ConsoleOptions{
		Terminal: keys.terminal(),
		Width:    width,
		Height:   height,
		Output:   func(p []byte) { os.Stdout.Write(p) },
	})
	if err != nil {
		return ended, fmt.Errorf("console: %w", err)
	}
	defer console.Close()
	why := keys.relay(ctx, console)
	if why == escaped {
		fmt.Print("\r\n")
	}
	return why, nil
}
