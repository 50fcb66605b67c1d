package shell

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"mainmode/compiler"
	"mainmode/grammar"
)

// What IOS says of a line that it does not understand.
const (
	errInvalid    = refusal("% Invalid input detected at '^' marker.")
	errIncomplete = refusal("% Incomplete command.")
	errAmbiguous  = refusal("% Ambiguous command: ")
	errShowWhat   = refusal("% Type \"show ?\" for a list of subcommands")
)

// commands is the table of all EXEC commands.
var commands = sync.OnceValue(func() map[reflect.Type]handler {
	return index(sessionCommands, lineCommands, remoteCommands, connectionCommands, fileCommands, replaceCommands, reloadCommands, showCommands, showCryptoCommands, interfaceCommands, routeCommands, absentCommands, nhrpCommands, dhcpCommands, machineCommands, platformCommands, debugCommands, pingCommands, clearCommands, filterCommands)
})

// exec runs one EXEC command. It stands at that column of the screen, for the
// caret under what is wrong with it.
func (s *Session) exec(line string, column int) {
	if expanded, ok := s.alias(line); ok {
		line = expanded
	}
	text, modifier, piped := cutPipe(line)
	m := s.view(grammar.Exec).Parse(text)
	if m.Status != grammar.OK {
		s.refuse(text, column, m)
		return
	}
	if m.Command == nil { // empty, or a comment
		return
	}
	h, ok := commands()[reflect.TypeOf(m.Command).Elem()]
	if !ok {
		s.refuse(text, column, grammar.Match{Status: grammar.Invalid})
		return
	}

	s.typed = typedLine{text, column}
	if s.stamps {
		s.stampExec()
	}
	pages := &pager{term: s.term, height: s.pageLength, leave: func() { s.cancel() }}
	if !piped {
		s.run(h, m.Command, pages)
		return
	}
	out, finish, caret, err := s.pipe(modifier, pages)
	if err != nil {
		s.complain(line, column+len(text)+1+caret, err)
		return
	}
	s.run(h, m.Command, out)
	if err := finish(); err != nil {
		s.refused = true
		fmt.Fprintln(s.term, err)
	}
}

// run has the handler do its work, stoppable by ^C.
func (s *Session) run(h handler, command any, out writeFlusher) {
	s.ctx, s.cancel = context.WithCancel(s.router.ctx)
	s.term.OnInterrupt(s.cancel)
	s.out = out
	err := h.run(s, command)
	out.Flush()
	s.out = nil
	s.term.OnInterrupt(nil)
	s.cancel()
	switch {
	case err == nil, errors.Is(err, errInterrupted), errors.Is(err, errPagesLeft), errors.Is(err, context.Canceled):
	case errors.Is(err, ErrHangup):
		s.closing = true
	case err == errNoInterface:
		s.complain(s.typed.text, s.typed.column+lastNumber(s.typed.text), errInvalid)
	default:
		s.refused = true
		fmt.Fprintln(s.term, err)
	}
}

// typedLine is a line of EXEC, and the column of the screen where it stands.
type typedLine struct {
	text   string
	column int
}

// lastNumber is the column of the last number of a line: the unit of an
// interface, which is what does not exist of it.
func lastNumber(line string) int {
	end := strings.LastIndexAny(line, "0123456789")
	return strings.LastIndexFunc(line[:end+1], func(r rune) bool { return r < '0' || r > '9' }) + 1
}

// stampExec is what "exec prompt timestamp" says before a command runs.
func (s *Session) stampExec() {
	l, clock := s.router.cpu.values(), s.router.Clock()
	s.Printf("Load for five secs: %.0f%%/0%%; one minute: %.0f%%; five minutes: %.0f%%\n", l.FiveSeconds, l.Minute, l.FiveMinutes)
	s.Printf("%s, %s%s\n\n", timeSource(clock.Synced(), clock.wasSet()), clock.Authority(), clock.Shown().UTC().Format(clockFormat))
}

// builtinAliases are those that IOS has by itself.
var builtinAliases = []compiler.Alias{{Name: "h", Command: "help"}, {Name: "lo", Command: "logout"}, {Name: "p", Command: "ping"},
	{Name: "r", Command: "resume"}, {Name: "s", Command: "show"}, {Name: "u", Command: "undebug"}, {Name: "un", Command: "undebug"},
	{Name: "w", Command: "where"}}

// alias replaces the first word of a line, if it is an alias.
func (s *Session) alias(line string) (string, bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	for _, list := range [][]compiler.Alias{s.router.IR().Aliases, builtinAliases} {
		for _, a := range list {
			if a.Name == word {
				return strings.TrimSpace(a.Command + " " + rest), true
			}
		}
	}
	return "", false
}

// refuse says what is wrong with a line of EXEC.
func (s *Session) refuse(line string, column int, m grammar.Match) {
	why := errInvalid
	switch m.Status {
	case grammar.Incomplete:
		why = errIncomplete
		if len(m.Words) == 1 && m.Words[0] == "show" {
			why = errShowWhat
		}
	case grammar.Ambiguous:
		why = errAmbiguous
	default:
		// A lone word may be a host to connect to. Names are looked up nowhere
		// but in the configuration: a slip of the hand is not to take half a
		// minute.
		if fields := strings.Fields(line); len(fields) == 1 && (s.transport() != "none" || isNumber(fields[0])) {
			if _, err := strconv.Atoi(fields[0]); err == nil && len(s.connections) > 0 {
				s.line("resume "+fields[0], column)
				return
			}
			if s.isHost(fields[0]) && s.transport() == "ssh" {
				s.line("ssh "+fields[0], column)
				return
			}
			if s.isHost(fields[0]) {
				host := &grammar.TelnetTo{Host: grammar.Word(fields[0])}
				s.run(commands()[reflect.TypeFor[grammar.TelnetTo]()], host, &pager{term: s.term, height: s.pageLength, leave: func() { s.cancel() }})
				return
			}
			s.refused = true
			if isNumber(fields[0]) {
				fmt.Fprintf(s.term, "%% %s is not an open connection\n", fields[0])
				return
			}
			if s.router.IR().DomainLookup {
				fmt.Fprintf(s.term, "Translating %q\n", fields[0])
			}
			fmt.Fprintln(s.term, "% Unknown command or computer name, or unable to find computer address")
			return
		}
	}
	s.complain(line, column+m.Caret, why)
}

// isNumber reports whether a word is that of a connection.
func isNumber(word string) bool {
	_, err := strconv.ParseUint(word, 10, 8)
	return err == nil
}

// complain prints one of the parser's errors; column is that of the caret.
func (s *Session) complain(line string, column int, err error) {
	s.refused = true
	switch err {
	case errInvalid:
		fmt.Fprintf(s.term, "%s^\n%s\n\n", strings.Repeat(" ", column), err)
	case errAmbiguous:
		fmt.Fprintf(s.term, "%s %q\n", err, strings.TrimSpace(line))
	case errIncomplete:
		fmt.Fprintf(s.term, "%s\n\n", err)
	default:
		fmt.Fprintln(s.term, err)
	}
}

// pageLength is the number of lines of a page, 0: no pages.
func (s *Session) pageLength() int {
	if s.length >= 0 {
		return s.length
	}
	_, height := s.term.Size()
	return height
}
