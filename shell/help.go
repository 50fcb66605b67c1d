package shell

import (
	"fmt"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
)

// prompt is what stands before the line that is to be typed.
func (s *Session) prompt() string {
	const longestInConfig = 20
	name := s.router.Hostname()
	switch {
	case s.config != nil && s.config.editor.ReadsText():
		return ""
	case s.config != nil:
		return name[:min(len(name), longestInConfig)] + s.config.editor.PromptSuffix() + "#"
	case s.Privileged():
		return name + "#"
	}
	return name + ">"
}

// query asks for the next line of the session.
func (s *Session) query() *Query {
	q := &Query{Kind: Prompt, Prompt: s.prompt(), History: s.History(), Unedited: s.unedited}
	if s.config == nil || !s.config.editor.ReadsText() {
		q.Help, q.Complete = s.help, s.complete
	}
	return q
}

// mode is what the session's lines are read in.
func (s *Session) mode() *grammar.Mode {
	if s.config != nil {
		return s.config.editor.Mode()
	}
	return grammar.Exec
}

// help is what "?" behind a line prints, up to the prompt.
func (s *Session) help(line string) string {
	if command, modifier, piped := cutPipe(line); piped && s.isExec(command) {
		return helpFilter(modifier)
	}
	var h grammar.Help
	open := false
	// A line that the mode does not know may be one of the modes above it.
	for _, p := range s.places(line) {
		open = open || p.Table != nil && p.Table.Open
		h = s.helper(p).Help(line)
		if h.Status == grammar.OK || strings.TrimSpace(line) == "" {
			break
		}
	}
	if h.Status == grammar.Invalid && open && strings.HasSuffix(line, " ") {
		h = grammar.Help{CR: true} // any line may stand in the block
	}
	switch h.Status {
	case grammar.OK:
		width, _ := s.term.Size()
		return h.Render(width) + "\n"
	case grammar.Ambiguous:
		return fmt.Sprintf("%s %q\n", errAmbiguous, strings.TrimSpace(line))
	}
	return "% Unrecognized command\n"
}

// places are what a line may be of, from the open mode up.
func (s *Session) places(line string) []compiler.Place {
	if s.config == nil {
		return []compiler.Place{{Mode: grammar.Exec}}
	}
	places := s.config.editor.Places()
	if _, _, do := cutDo(line); do || s.privilege < privilegedLevel { // who may not keep lines does not see them
		places = slices.DeleteFunc(places, func(p compiler.Place) bool { return p.Table != nil })
	}
	return places
}

// helper answers "?" and Tab.
type helper interface {
	Help(line string) grammar.Help
	Tab(line string) (completed string, ok bool)
}

// helper is that of a place.
func (s *Session) helper(p compiler.Place) helper {
	if p.Table != nil {
		return p.Table
	}
	return s.view(p.Mode)
}

// isExec reports whether a line is an EXEC command, behind "do" or not.
func (s *Session) isExec(line string) bool {
	if s.config == nil {
		return true
	}
	_, _, ok := cutDo(line)
	return ok
}

// helpFilter is help behind "|".
func helpFilter(modifier string) string {
	rest := strings.TrimLeft(modifier, " \t")
	word, _, more := strings.Cut(rest, " ")
	words := outputModifiersOf(word)
	h := grammar.Help{}
	switch {
	case more && len(words) == 1 && words[0].filter == nil:
		h.Items = []grammar.Item{{Word: "WORD", Text: "URL of the file"}}
	case more && len(words) == 1 && words[0].name == sectionModifier:
		return helpSection(strings.TrimLeft(rest[len(word):], " \t"))
	case more && len(words) == 1:
		h.Items = []grammar.Item{{Word: "LINE", Text: "Regular Expression"}}
	case more || len(words) == 0:
		return "% Unrecognized command\n"
	default:
		h.Partial = word != ""
		for _, w := range words {
			h.Items = append(h.Items, grammar.Item{Word: w.name, Text: w.help})
		}
	}
	return h.Render(0) + "\n"
}

// helpSection is help behind "| section".
func helpSection(expression string) string {
	word, _, more := strings.Cut(expression, " ")
	h := grammar.Help{Partial: word != "" && !more}
	if word == "" || more {
		h.Items = append(h.Items, grammar.Item{Word: "LINE", Text: "Regular Expression"})
	}
	if !more {
		for _, w := range beginning(sectionChoices, word) {
			h.Items = append(h.Items, grammar.Item{Word: w.name, Text: w.help})
		}
	}
	if len(h.Items) == 0 { // an expression has begun
		h.Partial = false
		h.Items = []grammar.Item{{Word: "LINE", Text: "Regular Expression"}}
	}
	return h.Render(0) + "\n"
}

// complete answers Tab: the line with its last word in full, or as it is.
func (s *Session) complete(line string) string {
	if command, modifier, piped := cutPipe(line); piped && s.isExec(command) {
		rest := strings.TrimLeft(modifier, " \t")
		if words := outputModifiersOf(rest); rest != "" && len(words) == 1 {
			return strings.TrimSuffix(line, rest) + words[0].name + " "
		}
		return line
	}
	for _, p := range s.places(line) {
		if full, ok := s.helper(p).Tab(line); ok {
			return full
		}
		if p.Table != nil {
			continue
		}
		if full, ok := s.completeName(p.Mode, line); ok {
			return full
		}
	}
	return line
}
