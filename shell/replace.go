package shell

import (
	"errors"
	"fmt"
	"time"

	"mainmode/compiler"
	"mainmode/ike"
)

// changes is what the router remembers of its configuration's history.
type changes struct {
	changed, saved     time.Time
	changedBy, savedBy string // users; "" where nobody had to say who they are
	modified           bool   // since it was saved
}

// noteChange remembers who changed the configuration. The caller holds
// configuring.
func (r *Router) noteChange(by string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes.changed, r.changes.changedBy, r.changes.modified = r.clock.Shown(), by, true
}

func (r *Router) noteSaved(by string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes.saved, r.changes.savedBy, r.changes.modified = r.clock.Shown(), by, false
}

// Modified reports whether the configuration has changed since it was saved.
func (r *Router) Modified() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.changes.modified
}

// comments are the lines on top of the configuration.
func (r *Router) comments() []string {
	r.mu.Lock()
	h := r.changes
	r.mu.Unlock()
	var lines []string
	add := func(what string, at time.Time, by string) {
		if at.IsZero() {
			return
		}
		line := what + " at " + r.clock.zoned(at).Format("15:04:05 MST Mon Jan 2 2006")
		if by != "" {
			line += " by " + by
		}
		lines = append(lines, line)
	}
	add("Last configuration change", h.changed, h.changedBy)
	add("NVRAM config last updated", h.saved, h.savedBy)
	return lines
}

// runningText is the running configuration as a file.
func (r *Router) runningText() string {
	return compiler.Commented(r.Config().Text(), r.comments()...)
}

// merge types the lines of a text into the running configuration. What it
// changes has taken effect when merge returns.
func (r *Router) merge(name, text, by string) ([]compiler.Diagnostic, error) {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	before := r.diagnostics
	diagnostics := r.config.Merge(name, text)
	if r.compiler.Compiled(r.config) {
		return diagnostics, nil
	}
	err := r.apply()
	r.noteChange(by)
	return append(diagnostics, compiler.NewDiagnostics(before, r.diagnostics)...), err
}

// replacement is what "configure replace" does.
type replacement struct {
	config   *compiler.Config
	refused  []compiler.Diagnostic // lines of the file that are left out
	commands string                // that lead to config
	count    int
}

// errNoConfig says that a file is none that could be a configuration.
const errNoConfig = refusal("%The input file is not a valid config file.")

// plan reads the text of a configuration and finds what leads to it.
func (r *Router) planReplace(name, text string) (*replacement, error) {
	salt := r.options.Salt
	if salt == nil {
		salt = compiler.RandomSalt
	}
	config, refused := compiler.Load(name, text, salt)
	if config.Empty() {
		return nil, errNoConfig
	}
	p := &replacement{config: config, refused: refused}
	p.commands, p.count = compiler.Patch(r.Config(), config)
	return p, nil
}

// replace makes config the running configuration.
func (r *Router) replace(config *compiler.Config, by string) error {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if r.config.Equal(config) {
		return nil
	}
	r.config.Become(config)
	r.noteChange(by)
	return r.apply()
}

// revertTimer takes a change back that nobody confirms.
type revertTimer struct {
	target   *compiler.Config // what is gone back to
	name     string           // of the file that holds it
	user     string
	minutes  int
	idle     bool // counts from the last change instead of from the beginning
	deadline time.Time
	warn     *time.Timer
	revert   *time.Timer
}

var (
	errNoRevert  = refusal("%No Rollback Confirmed Change pending")
	errRevertOn  = refusal("%Rollback Confirmed Change already pending")
	errNoArchive = refusal("%Turn config archive on before using Rollback Confirmed Change")
)

// scheduleRevert begins a change that is taken back after so many minutes. The
// configuration as it is now goes to the archive.
func (r *Router) scheduleRevert(minutes int, idle bool, user string) (backup string, err error) {
	if r.IR().Archive.Path == "" {
		return "", errNoArchive
	}
	r.mu.Lock()
	pending := r.revert != nil
	r.mu.Unlock()
	if pending {
		return "", errRevertOn
	}
	location, err := r.archiveNow(r.ctx)
	if err != nil {
		return "", err
	}
	t := &revertTimer{target: r.Config(), name: location.String(), user: user, idle: idle}
	r.say("ROLLBK_CNFMD_CHG_BACKUP", "Backing up current running config to %s", t.name)
	r.armRevert(t, minutes)
	kind := "ABSTIMER"
	if idle {
		kind = "IDLETIMER"
	}
	r.say("ROLLBK_CNFMD_CHG_START_"+kind, "User: %s: Scheduled to rollback to config %s in %d minutes", user, t.name, minutes)
	return t.name, nil
}

// say logs a message about archive and rollback.
func (r *Router) say(mnemonic, format string, args ...any) {
	r.log.Syslog(ike.Syslog{Facility: "ARCHIVE_DIFF", Severity: Notifications, Mnemonic: mnemonic, Text: fmt.Sprintf(format, args...)})
}

// armRevert starts the timers of t anew.
func (r *Router) armRevert(t *revertTimer, minutes int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t.stop()
	t.minutes = minutes
	wait := time.Duration(minutes) * time.Minute
	t.deadline = r.clock.Now().Add(wait)
	if minutes > 1 {
		t.warn = time.AfterFunc(wait-time.Minute, func() {
			r.say("ROLLBK_CNFMD_CHG_WARNING_ABSTIMER",
				"System will rollback to config %s in one minute. Enter \"configure confirm\" if you wish to keep what you've configured", t.name)
		})
	}
	t.revert = time.AfterFunc(wait, func() { r.fault(r.revertNow()) })
	r.revert = t
}

func (t *revertTimer) stop() {
	if t.warn != nil {
		t.warn.Stop()
	}
	if t.revert != nil {
		t.revert.Stop()
	}
}

// touchRevert lets the time of an idle timer begin anew.
func (r *Router) touchRevert() {
	r.mu.Lock()
	t := r.revert
	r.mu.Unlock()
	if t != nil && t.idle {
		r.armRevert(t, t.minutes)
	}
}

// takeRevert ends the timer.
func (r *Router) takeRevert() *revertTimer {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.revert
	if t != nil {
		t.stop()
		r.revert = nil
	}
	return t
}

// stopTimers ends what would still happen to a router that is closed.
func (r *Router) stopTimers() {
	r.takeRevert()
	r.takeReload()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.archive.due != nil {
		r.archive.due.Stop()
	}
}

// confirm keeps what was changed.
func (r *Router) confirm(user string) error {
	if r.takeRevert() == nil {
		return errNoRevert
	}
	r.say("ROLLBK_CNFMD_CHG_CONFIRM", "User: %s: Confirm the configuration change", user)
	return nil
}

// revertNow goes back to what was before.
func (r *Router) revertNow() error {
	t := r.takeRevert()
	if t == nil {
		return errNoRevert
	}
	r.say("ROLLBK_CNFMD_CHG_ROLLBACK_START", "Start rolling to: %s", t.name)
	return r.replace(t.target, t.user)
}

// errLocked says who has the configuration to themselves.
type errLocked struct{ user, line string }

func (e errLocked) Error() string {
	return fmt.Sprintf("Configuration mode locked exclusively by user '%s' process '%s' from terminal '%s'. Please try later.", e.user, "exec", e.line)
}

// lock gives the session the configuration to itself, if nobody else has it.
func (r *Router) lock(s *Session) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked != nil && r.locked != s {
		return errLocked{r.locked.who(), r.locked.lineNumber()}
	}
	r.locked = s
	return nil
}

// unlock takes that back.
func (r *Router) unlock(s *Session) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked == s {
		r.locked = nil
	}
}

// lockedFor reports whether somebody else has the configuration.
func (r *Router) lockedFor(s *Session) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.locked == nil || r.locked == s {
		return nil
	}
	return errLocked{r.locked.who(), r.locked.lineNumber()}
}

// refusals is what went wrong as lines of "% ...".
func refusals(err error) error {
	if err == nil {
		return nil
	}
	var plain refusal
	if errors.As(err, &plain) {
		return err
	}
	return fmt.Errorf("%% %w", err)
}
