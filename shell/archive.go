package shell

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/ike"
)

// archives is what the router remembers of its archive and of the commands
// that changed its configuration.
type archives struct {
	files    []location // oldest first
	number   int        // of the next one
	log      []logged   // oldest first
	index    int        // of the last one
	sessions int
	due      *time.Timer // of "time-period"
	period   time.Duration
}

// logged is one configuration command of "show archive log config".
type logged struct {
	index, session int
	user, line     string
	command        string
}

// errNoArchiveYet is IOS's answer while there is no path.
const errNoArchiveYet = refusal(" Archive feature not enabled")

// archiveNow puts the running configuration into the archive.
func (r *Router) archiveNow(ctx context.Context) (location, error) {
	ir := r.IR()
	if ir.Archive.Path == "" {
		return location{}, errNoArchiveYet
	}
	r.mu.Lock()
	r.archive.number++
	n := r.archive.number
	r.mu.Unlock()
	name := strings.NewReplacer("$h", ir.Hostname, "$t", r.clock.Shown().Format("Jan-_2-15-04-05.000")).Replace(ir.Archive.Path)
	name = strings.ReplaceAll(name, " ", "-")
	if !strings.Contains(ir.Archive.Path, "$t") {
		name += r.clock.Shown().Format("Jan--2-15-04-05.000")
	}
	l, err := location{system: flashSystem}.locate(fmt.Sprintf("%s-%d", name, n-1))
	if err != nil {
		return l, err
	}
	if err := r.write(ctx, l, []byte(r.runningText()), ""); err != nil {
		return l, openError(l, err)
	}
	r.mu.Lock()
	r.archive.files = append(r.archive.files, l)
	old := r.archive.files[:max(0, len(r.archive.files)-ir.Archive.Copies())]
	r.archive.files = slices.Clone(r.archive.files[len(old):])
	r.mu.Unlock()
	for _, o := range old {
		r.forget(o)
	}
	return l, nil
}

// forget deletes a file of the archive that is too old. Those on servers stay.
func (r *Router) forget(l location) {
	if l.system != flashSystem {
		return
	}
	if root, err := r.flash(false); err == nil {
		root.Remove(l.inRoot()) // who deleted it before did the same
		root.Close()
	}
}

// followArchive obeys "time-period".
func (r *Router) followArchive(a compiler.Archive) {
	period := a.Period
	if a.Path == "" {
		period = 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if period == r.archive.period {
		return
	}
	if r.archive.due != nil {
		r.archive.due.Stop()
		r.archive.due = nil
	}
	r.archive.period = period
	if period > 0 {
		r.archive.due = time.AfterFunc(period, func() { r.archiveDue(period) })
	}
}

func (r *Router) archiveDue(period time.Duration) {
	if r.ctx.Err() != nil {
		return
	}
	_, err := r.archiveNow(r.ctx)
	r.fault(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.archive.period == period && r.archive.due != nil {
		r.archive.due.Reset(period)
	}
}

// logCommand remembers a configuration command, if that is wanted.
func (r *Router) logCommand(session int, user, line, command string) {
	a := r.IR().Archive
	if !a.Log || strings.TrimSpace(command) == "" {
		return
	}
	if a.HideKeys {
		command = compiler.Redact(command)
	}
	r.mu.Lock()
	r.archive.index++
	r.archive.log = append(r.archive.log, logged{r.archive.index, session, user, line, command})
	r.archive.log = r.archive.log[max(0, len(r.archive.log)-a.Entries()):]
	r.mu.Unlock()
	if a.Syslog {
		r.log.Syslog(ike.Syslog{Facility: "PARSER", Severity: Notifications, Mnemonic: "CFGLOG_LOGGEDCMD",
			Text: fmt.Sprintf("User:%s  logged command:%s", user, compiler.Redact(command))})
	}
}

// nextLogSession numbers the sessions of the log.
func (r *Router) nextLogSession() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.archive.sessions++
	return r.archive.sessions
}

// writeArchive is "show archive".
func (r *Router) writeArchive(w io.Writer) error {
	a := r.IR().Archive
	if a.Path == "" {
		fmt.Fprintln(w, errNoArchiveYet)
		return nil
	}
	r.mu.Lock()
	files, next := slices.Clone(r.archive.files), r.archive.number
	r.mu.Unlock()
	fmt.Fprintf(w, "The maximum archive configurations allowed is %d.\n", a.Copies())
	fmt.Fprintf(w, "There are currently %d archive configurations saved.\n", len(files))
	fmt.Fprintf(w, "The next archive file will be named %s-<timestamp>-%d\n", a.Path, next)
	fmt.Fprint(w, " Archive #  Name\n")
	for i := range max(a.Copies(), len(files)) {
		name := ""
		if i < len(files) {
			name = files[i].String()
		}
		if i == len(files)-1 {
			name += " <- Most Recent"
		}
		fmt.Fprintf(w, "%4d        %s\n", i+1, name)
	}
	return nil
}

// writeArchiveLog is "show archive log config", of the entries between first
// and last; 0 is no bound.
func (r *Router) writeArchiveLog(w io.Writer, first, last int) error {
	if !r.IR().Archive.Log {
		return refusal("% Config Logger disabled.")
	}
	r.mu.Lock()
	list := slices.Clone(r.archive.log)
	r.mu.Unlock()
	fmt.Fprint(w, " idx   sess           user@line      Logged command\n")
	for _, l := range list {
		if l.index >= first && (last == 0 || l.index <= last) {
			fmt.Fprintf(w, "%5d %5d %20s  |%s \n", l.index, l.session, l.user+"@"+l.line, l.command)
		}
	}
	return nil
}

// writeArchiveStatistics is "show archive log config statistics".
func (r *Router) writeArchiveStatistics(w io.Writer) error {
	if !r.IR().Archive.Log {
		return refusal("% Config Logger disabled.")
	}
	r.mu.Lock()
	entries, bytes, sessions := len(r.archive.log), 0, map[int]bool{}
	for _, l := range r.archive.log {
		bytes += len(l.command) + len(l.user) + len(l.line)
		sessions[l.session] = true
	}
	r.mu.Unlock()
	fmt.Fprintf(w, "Config Log Session Info:\n\tNumber of sessions being tracked: %d\n\n", len(sessions))
	fmt.Fprintf(w, "Config Log log-queue Info:\n\tNumber of entries in the log-queue: %d\n\tMemory being held by the log-queue: %d bytes\n", entries, bytes)
	return nil
}
