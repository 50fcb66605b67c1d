package shell

import (
	"fmt"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
)

// replaceCommands are the EXEC commands that replace, compare and take back
// the configuration.
var replaceCommands = []handler{
	handle(configureReplace),
	handle(configureConfirm),
	handle(configureRevert),
	handle(archiveConfig),
	handle(func(s *Session, _ *grammar.ShowArchive) error { return s.router.writeArchive(s) }),
	handle(showArchiveDifferences),
	handle(showArchiveIncremental),
	handle(showRollbackTimer),
	handle(func(s *Session, c *grammar.ShowArchiveLog) error {
		if c.Statistics {
			return s.router.writeArchiveStatistics(s)
		}
		return s.router.writeArchiveLog(s, minutes(c.First), minutes(c.Last))
	}),
}

// minutes is a number that may be missing.
func minutes(n *grammar.Number) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// replaceOptions are those of "configure replace" as they count together.
type replaceOptions struct {
	force, list, onError bool
	revert               int // minutes, 0: never
}

func optionsOf(c *grammar.ConfigureReplace) replaceOptions {
	var o replaceOptions
	for _, one := range c.Options {
		o.force = o.force || one.Force
		o.list = o.list || one.List
		o.onError = o.onError || one.Error
		o.revert = max(o.revert, minutes(one.Time), minutes(one.ErrorTimer), minutes(one.Timer))
	}
	return o
}

const replaceWarning = `This will apply all necessary additions and deletions
to replace the current running configuration with the
contents of the specified configuration file, which is
assumed to be a complete configuration, not a partial
configuration. Enter Y if you are sure you want to proceed. ? [no]: `

// configureReplace is "configure replace".
func configureReplace(s *Session, c *grammar.ConfigureReplace) error {
	o := optionsOf(c)
	if err := s.router.lockedFor(s); err != nil {
		return err
	}
	from, data, err := s.readFile(c.File.String())
	if err != nil {
		return err
	}
	plan, err := s.router.planReplace(from.String(), string(data))
	if err != nil {
		return err
	}
	if !o.force && s.prompting() != "quiet" {
		answer, err := s.Ask(replaceWarning)
		if err != nil {
			return err
		}
		if answer == "" || !strings.HasPrefix("yes", strings.ToLower(answer)) {
			return nil
		}
	}
	if o.revert > 0 {
		if _, err := s.router.scheduleRevert(o.revert, false, s.who()); err != nil {
			return err
		}
	}
	if o.list {
		s.Printf("!Pass 1\n!List of Rollback Commands:\n%send\n\n", plan.commands)
	}
	if len(plan.refused) > 0 && o.onError {
		s.sayRefused(plan.refused)
		s.router.takeRevert()
		s.Printf("\nTotal number of passes: 1\nRollback aborted: the original configuration has been successfully restored\n")
		return nil
	}
	if err := s.router.replace(plan.config, s.user); err != nil {
		return refusals(err)
	}
	if len(plan.refused) > 0 {
		s.sayRefused(plan.refused)
		return refusal("Rollback aborted after 1 pass")
	}
	passes := 0
	if plan.count > 0 {
		passes = 1
	}
	s.Printf("Total number of passes: %d\nRollback Done\n\n", passes)
	return nil
}

// sayRefused lists the lines of a file that were left out.
func (s *Session) sayRefused(refused []compiler.Diagnostic) {
	s.refused = true
	s.Printf("The following commands are failed to apply to the IOS image.\n********\n\n")
	for _, d := range refused {
		s.Printf("%s\n", d)
	}
	s.Printf("\n********\n")
}

func configureConfirm(s *Session, _ *grammar.ConfigureConfirm) error {
	return s.router.confirm(s.who())
}

func configureRevert(s *Session, c *grammar.ConfigureRevert) error {
	r := s.router
	if c.Now {
		r.mu.Lock()
		t := r.revert
		r.mu.Unlock()
		if t == nil {
			return errNoRevert
		}
		_, count := compiler.Patch(r.Config(), t.target)
		if err := r.revertNow(); err != nil {
			return refusals(err)
		}
		s.Printf("Total number of passes: %d\nRollback Done\n\n", min(count, 1))
		return nil
	}
	r.mu.Lock()
	t := r.revert
	r.mu.Unlock()
	if t == nil {
		return errNoRevert
	}
	t.idle = c.Idle != nil
	r.armRevert(t, max(minutes(c.Timer), minutes(c.Idle)))
	return nil
}

func archiveConfig(s *Session, _ *grammar.ArchiveConfig) error {
	_, err := s.router.archiveNow(s.Context())
	return err
}

// configOf reads the configuration that a file holds.
func (s *Session) configOf(url string) (*compiler.Config, error) {
	l, err := s.locate(url)
	if err != nil {
		return nil, err
	}
	if l.running() {
		return s.router.Config(), nil
	}
	data, err := s.readFrom(l)
	if err != nil {
		return nil, err
	}
	config, _ := compiler.Load(l.String(), string(data), compiler.RandomSalt)
	return config, nil
}

func showArchiveDifferences(s *Session, c *grammar.ShowArchiveDifferences) error {
	// A single file is compared with the running configuration, which itself
	// is compared with what the router boots.
	first, second := "system:"+runningFile, "nvram:"+startupFile
	if c.First != nil {
		first, second = c.First.String(), "system:"+runningFile
	}
	if c.Second != nil {
		second = c.Second.String()
	}
	a, err := s.configOf(first)
	if err != nil {
		return err
	}
	b, err := s.configOf(second)
	if err != nil {
		return err
	}
	diff := compiler.ContextualDiff(a, b, c.IgnoreCase)
	if diff == "" {
		diff = "!No changes were found\n"
	}
	s.Printf("!Contextual Config Diffs:\n%s\n", diff)
	return nil
}

func showArchiveIncremental(s *Session, c *grammar.ShowArchiveIncremental) error {
	config, err := s.configOf(c.File.String())
	if err != nil {
		return err
	}
	diff := compiler.IncrementalDiff(s.router.Config(), config, c.IgnoreCase)
	s.Printf("!List of Commands:\n%send\n", diff)
	if diff == "" {
		s.Printf("!No changes were found\n")
	}
	s.Printf("\n")
	return nil
}

func showRollbackTimer(s *Session, _ *grammar.ShowArchiveRollbackTimer) error {
	r := s.router
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.revert
	if t == nil {
		s.Printf("%s\n", errNoRevert)
		return nil
	}
	now := r.clock.Now()
	kind := "absolute timer"
	if t.idle {
		kind = "idle timer"
	}
	begun := t.deadline.Add(-time.Duration(t.minutes) * time.Minute)
	s.Printf("Time configured(or reconfigured): %s\n", s.router.clock.shownAt(begun).Format("15:04:05 MST Mon Jan 2 2006"))
	s.Printf("Timer type: %s\nTimer value: %d min\nUser: %s\nRevert to: %s\nTime left: %d sec\n",
		kind, t.minutes, t.user, t.name, max(0, int(t.deadline.Sub(now).Seconds())))
	return nil
}

// configureFrom is "configure memory", "network" and "overwrite-network".
func (s *Session) configureFrom(source string) error {
	switch source {
	case "memory":
		l := location{system: nvramSystem, path: startupFile}
		data, err := s.readFrom(l)
		if err != nil {
			return err
		}
		s.merge(l, data)
		return nil
	case "network", "overwrite-network":
		from, to := location{system: "tftp:"}, location{system: runningSystem, path: runningFile}
		if source == "overwrite-network" {
			to = location{system: nvramSystem, path: startupFile}
		}
		if err := s.askSource(&from); err != nil {
			return err
		}
		return s.transfer(from, to)
	}
	return fmt.Errorf("%% Unknown source %q", source)
}
