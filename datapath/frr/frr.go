package frr

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"mainmode/datapath"
)

// FRR is a set of routing daemons and what they have been told.
type FRR struct {
	program string   // vtysh
	private *private // nil: the daemons of the system

	mu      sync.Mutex
	closed  bool
	revival revival
	wanted  []datapath.RoutingBlock // the last Set
	blocks  []datapath.RoutingBlock // those of it whose daemons run
	told    map[string]bool         // keys of their lines that FRR has taken
	refused map[string]bool         // and that it has not, which has been said
}

// errMissing says that FRR is not there, and how it comes there.
var errMissing = errors.New("FRR is not installed (Debian's package frr)")

// Available says why there can be no FRR, nil if there can.
func Available() error {
	_, err := find()
	return err
}

// find finds FRR's vtysh.
func find() (*FRR, error) {
	program, err := exec.LookPath("vtysh")
	if err != nil {
		return nil, errMissing
	}
	if os.Geteuid() != 0 {
		return nil, errors.New("FRR's daemons listen to root alone: be root")
	}
	return &FRR{program: program, told: map[string]bool{}, refused: map[string]bool{}}, nil
}

// Host returns the FRR that the system runs.
func Host() (*FRR, error) {
	f, err := find()
	if err != nil {
		return nil, err
	}
	if running, err := f.running(); err != nil {
		return nil, err
	} else if !slices.Contains(running, "zebra") {
		return nil, errors.New("FRR does not run (systemctl start frr)")
	}
	return f, nil
}

// Start returns an FRR of this process's own. A daemon is started when it is
// first needed.
func Start(e Events) (*FRR, error) {
	f, err := find()
	if err != nil {
		return nil, err
	}
	f.revival.closing = make(chan struct{})
	f.private, err = newPrivate(e, f.revive)
	return f, err
}

// Set makes FRR do what the blocks say. The error joins a Refusal for each
// line that FRR did not take; such a line is tried again at the next Set, and
// said again only if it was taken in between.
func (f *FRR) Set(blocks []datapath.RoutingBlock) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wanted = blocks
	return f.set(blocks)
}

// set is Set for who holds mu.
func (f *FRR) set(blocks []datapath.RoutingBlock) error {
	if f.private != nil && f.private.lost() {
		clear(f.told)
	}
	blocks, missing := f.prepare(blocks)
	commands := diff(f.blocks, blocks, f.told)
	if len(commands) == 0 {
		f.blocks = blocks
		return missing
	}
	refused, remarks, err := f.run(commands)
	if err != nil {
		return errors.Join(missing, err)
	}
	errs := []error{missing}
	for i, c := range commands {
		reason, bad := refused[i]
		switch {
		case !bad && c.key != "":
			f.told[c.key] = true
			delete(f.refused, c.key)
		case !bad || c.shown == "":
		case c.key == "" || !f.refused[c.key]:
			errs = append(errs, Refusal{Line: c.line, Text: c.shown, Reason: reason})
		}
		if bad && c.key != "" {
			f.refused[c.key] = true
			delete(f.told, c.key)
		}
	}
	f.blocks = blocks
	f.forget()
	errs = append(errs, remarkErrors(remarks)...)
	f.release(blocks)
	return errors.Join(errs...)
}

// Runs reports whether any daemon has something to do.
func (f *FRR) Runs() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(daemonsFor(f.blocks)) > 0
}

// forget drops the keys of lines that are no more.
func (f *FRR) forget() {
	have := map[string]bool{}
	for i := range f.blocks {
		have[f.blocks[i].Text] = true
		for _, l := range keyedLines(&f.blocks[i]) {
			have[l.key] = true
		}
	}
	for _, keys := range []map[string]bool{f.told, f.refused} {
		for key := range keys {
			if !have[key] {
				delete(keys, key)
			}
		}
	}
}

// remarkErrors are what daemons said of lines that they took, each once. That
// a spelling is out of date in FRR's own language is nothing to follow here.
func remarkErrors(remarks []string) []error {
	var errs []error
	var said []string
	outdated := false
	for _, r := range remarks {
		// The advice is in the line behind.
		if outdated = strings.Contains(r, "deprecated") || outdated && strings.HasPrefix(r, "Please"); outdated || slices.Contains(said, r) {
			continue
		}
		said = append(said, r)
		errs = append(errs, errors.New("FRR: "+r))
	}
	return errs
}

// prepare sees to it that the daemons run that the blocks need, and returns the
// blocks of those that do.
func (f *FRR) prepare(blocks []datapath.RoutingBlock) (usable []datapath.RoutingBlock, err error) {
	need := daemonsFor(blocks)
	if len(need) == 0 {
		return blocks, nil
	}
	var running []string
	if f.private == nil {
		if running, err = f.running(); err != nil {
			return nil, err
		}
	}
	var errs []error
	missing := map[daemon]bool{}
	for _, d := range need {
		switch {
		case f.private != nil:
			err = f.private.start(d)
		case !slices.Contains(running, d.name):
			err = fmt.Errorf("frr: %s does not run: set %s=yes in /etc/frr/daemons", d.name, d.name)
		default:
			err = nil
		}
		if err != nil {
			missing[d] = true
			errs = append(errs, err)
		}
	}
	for i := range blocks {
		if !slices.ContainsFunc(daemonsFor(blocks[i:i+1]), func(d daemon) bool { return missing[d] }) {
			usable = append(usable, blocks[i])
		}
	}
	return usable, errors.Join(errs...)
}

// release ends the daemons that nothing needs any more.
func (f *FRR) release(blocks []datapath.RoutingBlock) {
	if f.private != nil {
		f.private.stop(daemonsFor(blocks))
	}
}

// running names the daemons that answer.
func (f *FRR) running() ([]string, error) {
	out, err := f.vtysh("-c", "show daemons")
	if err != nil {
		return nil, errors.New("FRR does not run (systemctl start frr)")
	}
	return strings.Fields(string(out)), nil
}

// read has vtysh read the text of a configuration.
func (f *FRR) read(text string) (output string, err error) {
	// The text may hold keys.
	dir, err := f.tempDir()
	if err != nil {
		return "", fmt.Errorf("frr: %w", err)
	}
	defer f.do(func() error { return os.RemoveAll(dir) })
	file := filepath.Join(dir, "commands")
	if err := f.do(func() error { return os.WriteFile(file, []byte(text), 0o600) }); err != nil {
		return "", fmt.Errorf("frr: %w", err)
	}
	out, err := f.vtysh("-f", file)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // it exits with an error if a line was refused
		return "", fmt.Errorf("frr: %w", err)
	}
	return string(out), nil
}

func (f *FRR) tempDir() (dir string, err error) {
	err = f.do(func() error {
		dir, err = os.MkdirTemp("", "mainmode-frr-")
		return err
	})
	return dir, err
}

// vtysh runs vtysh, and returns what it printed.
func (f *FRR) vtysh(args ...string) (out []byte, err error) {
	cmd := exec.Command(f.program, args...)
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "VTYSH_PAGER=cat", "HOME=/nonexistent"}
	var printed strings.Builder
	cmd.Stdout, cmd.Stderr = &printed, &printed
	if err = f.do(cmd.Start); err == nil {
		err = cmd.Wait()
	}
	return []byte(printed.String()), err
}

// do runs what needs to see the files of the daemons.
func (f *FRR) do(g func() error) error {
	if f.private != nil {
		return f.private.do(g)
	}
	return g()
}

// Close takes back all that FRR was told, and ends the daemons that are not
// the system's.
func (f *FRR) Close() error {
	if f.private == nil {
		return f.Set(nil)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.closed = true
		close(f.revival.closing)
	}
	return f.private.close()
}
