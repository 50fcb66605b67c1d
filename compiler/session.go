package compiler

import (
	"strings"

	"mainmode/grammar"
)

// session reads a file that is the capture of a terminal, on which commands
// stand behind prompts and what they print stands between. A file without
// prompts is not touched.
type session struct {
	seen   bool // a prompt, so that lines without one are output
	prints bool // the output is a configuration
	left   bool // configuration mode, by a line without a prompt
}

// read cuts the prompt off a line. output is set for what a command has
// printed, and exec is a command of EXEC mode, which is not run.
func (s *session) read(text string) (line, exec string, output bool) {
	text = afterControlZ(afterPager(text))
	if command, ok := supportHeading(text); ok {
		s.seen, s.prints = true, printsConfiguration(command)
		return text, "", true
	}
	mode, rest, ok := cutPrompt(text)
	switch {
	case !ok && s.left && isExec(text):
		return "", strings.TrimSpace(text), false
	case !ok:
		return text, "", s.seen && !s.prints && strings.TrimSpace(text) != ""
	case mode != "":
		s.seen, s.prints = true, false
		return rest, "", false
	}
	s.seen, s.prints = true, printsConfiguration(rest)
	if rest == "" || s.prints || pasted(rest) {
		return rest, "", rest != "" && s.prints || rest == ""
	}
	return "", rest, false
}

// took notes what became of a line that was typed in configuration mode.
func (s *session) took(text string, r Result) {
	text = strings.TrimSpace(text)
	switch {
	case r.Left:
		s.left = true
	case text != "" && pasted(text):
		s.left = !hasPrefixFold(text, "conf")
	case text != "" && r.Status == grammar.OK && !r.Kept:
		s.left = false
	}
}

// isExec reports whether a line is a command of EXEC mode that is none of
// configuration mode: what is typed behind "end".
func isExec(text string) bool {
	text = strings.TrimSpace(text)
	return text != "" && !pasted(text) && grammar.Exec.Parse(text).Command != nil && grammar.Global.Parse(text).Command == nil
}

// afterControlZ is "end" for the key that means it, whose character or picture
// a capture may have.
func afterControlZ(text string) string {
	if before, ok := strings.CutSuffix(strings.TrimRight(text, " \t"), "^Z"); ok && (before == "" || strings.HasSuffix(before, "#")) {
		return before + "end"
	}
	return strings.ReplaceAll(text, "\x1A", "end")
}

// supportHeading is the command whose output follows in that of "show
// tech-support": "------------------ show version ------------------".
func supportHeading(text string) (command string, ok bool) {
	command = strings.Trim(text, "- \t")
	return command, strings.HasPrefix(text, "-----") && strings.HasPrefix(command, "show ")
}

// cutPrompt cuts "R1(config-if)#" off a line: mode is what stands between the
// parentheses, "" at the prompt of EXEC mode.
func cutPrompt(text string) (mode, rest string, ok bool) {
	i := strings.IndexFunc(text, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	})
	if i < 1 || i > 63 {
		return "", "", false
	}
	rest = text[i:]
	if rest[0] == '(' {
		if mode, rest, ok = strings.Cut(rest[1:], ")"); !ok || mode == "" || strings.ContainsAny(mode, " \t") {
			return "", "", false
		}
		if !strings.HasPrefix(rest, "#") {
			return "", "", false
		}
	}
	if rest[0] != '#' && rest[0] != '>' {
		return "", "", false
	}
	return mode, strings.TrimSpace(rest[1:]), true
}

// printsConfiguration reports whether an EXEC command prints one, and not only
// some lines of it.
func printsConfiguration(command string) bool {
	words := fields(strings.ToLower(command))
	if len(words) < 2 || strings.Contains(command, "|") {
		return false
	}
	show := len(words[0]) > 1 && hasPrefixFold("show", words[0])
	saved := hasPrefixFold("running-config", words[1]) && len(words[1]) > 1 || hasPrefixFold("startup-config", words[1]) && len(words[1]) > 2 || hasPrefixFold("configuration", words[1]) && len(words[1]) > 3
	return show && saved || words[0] == "more" && (strings.HasSuffix(words[1], "running-config") || strings.HasSuffix(words[1], "startup-config"))
}

// afterPager is what stands behind "--More--", which a terminal overwrites.
func afterPager(text string) string {
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, " \r\b"), "--More--")
	if !ok {
		return text
	}
	if i := strings.LastIndexAny(rest, "\b\r"); i >= 0 {
		return rest[i+1:]
	}
	return rest
}
