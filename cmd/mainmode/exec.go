package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"mainmode/shell"
)

type execCommand struct {
	Socket  string   `placeholder:"PATH" help:"The router's socket, instead of its name."`
	Command []string `arg:"" passthrough:"" name:"node> <command" help:"The router, unless --socket is given, then the words of a command, or several commands, each quoted as one argument, or - to read them from standard input, one a line."`
}

// Help is what --help adds.
func (execCommand) Help() string {
	return "Prints what the console would print. The exit status is 1 if a command was refused."
}

func (c *execCommand) Run() error {
	args, socket := c.Command, c.Socket
	if socket == "" {
		var err error
		if socket, err = findSocket(args[0]); err != nil {
			return err
		}
		args = args[1:]
	}
	commands, err := commandsOf(args, os.Stdin)
	if err != nil {
		return err
	}
	client, err := shell.Dial(context.Background(), socket)
	if err != nil {
		return err
	}
	defer client.Close()
	status, err := client.Exec(commands, os.Stdout)
	if err != nil {
		return fmt.Errorf("%s: %w", socket, err)
	}
	if status != 0 {
		return exitStatus(status)
	}
	return nil
}

// commandsOf makes commands of arguments: - alone stands for the lines of
// stdin; arguments without blanks are the words of one command; otherwise each
// is a command of its own. A filter, "| include ...", never is.
func commandsOf(args []string, stdin io.Reader) ([]string, error) {
	if len(args) == 0 {
		return nil, errors.New("exec: no command")
	}
	if len(args) == 1 && args[0] == "-" {
		var commands []string
		lines := bufio.NewScanner(stdin)
		for lines.Scan() {
			commands = append(commands, lines.Text())
		}
		return commands, lines.Err()
	}
	var commands []string
	quoted := false
	for _, arg := range args {
		if strings.HasPrefix(arg, "|") && len(commands) > 0 {
			commands[len(commands)-1] += " " + arg
			continue
		}
		quoted = quoted || strings.ContainsAny(arg, " \t")
		commands = append(commands, arg)
	}
	if !quoted {
		return []string{strings.Join(args, " ")}, nil
	}
	return commands, nil
}
