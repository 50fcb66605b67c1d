// Command mainmode boots an IOS-style startup-config on Linux and runs its
// IKEv1 IPsec tunnels.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// commandLine is everything that can be typed behind "mainmode".
type commandLine struct {
	Run     runCommand     `cmd:"" help:"Boot a startup-config in this network namespace and be its console."`
	Attach  attachCommand  `cmd:"" help:"Open a console on a running router."`
	Exec    execCommand    `cmd:"" help:"Run EXEC commands on a running router."`
	Lab     labCommand     `cmd:"" help:"Run a network of routers on this machine."`
	Check   checkCommand   `cmd:"" help:"Report what becomes of a configuration, and whether two peers will agree."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// exitStatus is an error that was already reported, or is none.
type exitStatus int

func (s exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func main() { os.Exit(mainStatus(os.Args[1:])) }

// mainStatus runs one command line and returns the exit status.
func mainStatus(args []string) int {
	err := execute(args)
	var status exitStatus
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	}
	fmt.Fprintln(os.Stderr, "mainmode: "+oneLine(err.Error()))
	return 1
}

func execute(args []string) error {
	ctx, err := parse(args, &commandLine{})
	if err != nil {
		return fmt.Errorf("usage: %w (mainmode --help)", err)
	}
	return ctx.Run()
}

func parse(args []string, into *commandLine) (*kong.Context, error) {
	parser, err := kong.New(into, kong.Name("mainmode"),
		kong.Description("mainmode boots an IOS-style startup-config on Linux and runs its IKEv1 IPsec tunnels."))
	if err != nil {
		return nil, err
	}
	return parser.Parse(args)
}

// oneLine joins the lines of joined errors.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}
