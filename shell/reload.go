package shell

import (
	"fmt"
	"strings"
	"time"

	"mainmode/grammar"
	"mainmode/ike"
)

// reloadCommands are the EXEC commands that restart the router.
var reloadCommands = []handler{handle(reload), handle(showReload)}

// scheduledReload is a restart that is to come.
type scheduledReload struct {
	at, requested time.Time
	by, reason    string
	timer         *time.Timer
}

// Reloads is closed when the router is to be closed and booted again.
func (r *Router) Reloads() <-chan struct{} { return r.reloads }

// reloadNow says goodbye and has the router restarted.
func (r *Router) reloadNow(by, reason string) {
	r.reloadOnce.Do(func() {
		r.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Notifications, Mnemonic: "RELOAD",
			Text: fmt.Sprintf("Reload requested by %s. Reload Reason: %s.", by, reason)})
		close(r.reloads)
	})
}

// takeReload forgets the restart that is to come.
func (r *Router) takeReload() *scheduledReload {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.scheduled
	if t != nil {
		t.timer.Stop()
		r.scheduled = nil
	}
	return t
}

const reloadStamp = "15:04:05 MST Mon Jan 2 2006"

func reload(s *Session, c *grammar.Reload) error {
	r := s.router
	if c.Cancel {
		if r.takeReload() == nil {
			return refusal("%No reload is currently scheduled.")
		}
		s.Printf("\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n")
		r.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Notifications, Mnemonic: "SCHEDULED_RELOAD_CANCELLED",
			Text: "Scheduled reload cancelled at " + r.clock.Shown().Format(reloadStamp)})
		return nil
	}
	if r.Modified() {
		s.Printf("\n")
		yes, err := s.askYesNo("System configuration has been modified. Save?")
		if err != nil {
			return err
		}
		if yes {
			if err := s.save(); err != nil {
				return err
			}
		}
	}
	reason := "Reload Command"
	for _, text := range []*grammar.Text{c.Note, c.Reason} {
		if text != nil {
			reason = strings.TrimPrefix(text.String(), "reason ")
		}
	}
	after, later := r.reloadDelay(c)
	now := r.clock.Now()
	t := &scheduledReload{at: now.Add(after), requested: now, by: s.where(), reason: reason}
	if later {
		s.Printf("Reload scheduled for %s (in %s) by %s\nReload reason: %s\n", r.clock.shownAt(t.at).Format(reloadStamp), inWords(after), t.by, reason)
	}
	yes, err := s.Confirm("Proceed with reload?")
	if err != nil || !yes {
		return err
	}
	if !later {
		r.reloadNow(s.who(), reason)
		s.closing = true
		return nil
	}
	r.takeReload()
	r.mu.Lock()
	t.timer = time.AfterFunc(after, func() { r.reloadNow(t.by, reason) })
	r.scheduled = t
	r.mu.Unlock()
	r.log.Syslog(ike.Syslog{Facility: "SYS", Severity: Notifications, Mnemonic: "SCHEDULED_RELOAD",
		Text: fmt.Sprintf("Reload requested for %s at %s by %s. Reload Reason: %s.", r.clock.shownAt(t.at).Format(reloadStamp), r.clock.shownAt(now).Format(reloadStamp), t.by, reason)})
	return nil
}

// reloadDelay is how long from now a restart is; later is false for at once.
func (r *Router) reloadDelay(c *grammar.Reload) (after time.Duration, later bool) {
	switch {
	case c.In != nil:
		return time.Duration(*c.In), true
	case c.At != nil:
		now := r.clock.Shown()
		at := time.Date(now.Year(), now.Month(), now.Day(), int(*c.At)/60, int(*c.At)%60, 0, 0, now.Location())
		if !at.After(now) {
			at = at.AddDate(0, 0, 1)
		}
		return at.Sub(now), true
	}
	return 0, false
}

// inWords is a time to go as IOS says it.
func inWords(d time.Duration) string {
	m := int(d.Minutes())
	switch h := m / 60; {
	case h == 0:
		return plural(m, "minute")
	case m%60 == 0:
		return plural(h, "hour")
	default:
		return plural(h, "hour") + " and " + plural(m%60, "minute")
	}
}

func showReload(s *Session, _ *grammar.ShowReload) error {
	r := s.router
	r.mu.Lock()
	t := r.scheduled
	r.mu.Unlock()
	if t == nil {
		s.Printf("No reload is scheduled.\n")
		return nil
	}
	s.Printf("Reload scheduled for %s (in %s) by %s\n", r.clock.shownAt(t.at).Format(reloadStamp), inWords(t.at.Sub(r.clock.Now())), t.by)
	s.Printf("Reload reason: %s\n", t.reason)
	return nil
}
