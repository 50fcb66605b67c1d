package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"mainmode/datapath/frr"
	"mainmode/shell"
)

// frrMode is the value of --frr: whose FRR runs the routing protocols.
type frrMode string

const (
	withoutFRR frrMode = ""
	hostFRR    frrMode = "host" // --frr alone
	ownFRR     frrMode = "own"
)

// IsBool has kong take --frr without a value.
func (frrMode) IsBool() bool { return true }

// Decode implements kong.MapperValue.
func (m *frrMode) Decode(ctx *kong.DecodeContext) error {
	*m = hostFRR
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		return nil
	}
	switch value := frrMode(ctx.Scan.Pop().String()); value {
	case hostFRR, ownFRR:
		*m = value
		return nil
	default:
		return fmt.Errorf("%q is not one of %s, %s", string(value), hostFRR, ownFRR)
	}
}

// open is how a router opens that FRR, nil: not at all.
func (m frrMode) open() func(frr.Events) (shell.Routing, error) {
	switch m {
	case hostFRR:
		return func(frr.Events) (shell.Routing, error) { return opened(frr.Host()) }
	case ownFRR:
		return func(e frr.Events) (shell.Routing, error) { return opened(frr.Start(e)) }
	}
	return nil
}

// opened keeps a nil pointer from becoming a Routing.
func opened(f *frr.FRR, err error) (shell.Routing, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}
