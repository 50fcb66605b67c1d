package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// defaultWait is how long a wait of a script lasts if it does not say.
const defaultWait = 30 * time.Second

// statement is one line of a script: exactly one of typed, wait and sleep.
type statement struct {
	line  int
	node  string // of typed and wait
	typed *string
	wait  string        // the text to wait for
	limit time.Duration // of wait
	sleep time.Duration
}

var typedLine = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9_.-]*)#(.*)$`)

// parseScript parses the lines of "lab --exec":
//
//	NODE# command              typed at that node's console
//	wait NODE TEXT [SECONDS]   until the console shows TEXT
//	sleep SECONDS
//	! comment
//
// isNode says which names are nodes. The error names the line.
func parseScript(text string, isNode func(string) bool) ([]statement, error) {
	var script []statement
	number := 0
	for line := range strings.Lines(text) {
		number++
		s, err := parseStatement(strings.TrimSpace(line))
		if err == nil && s != nil && s.node != "" && !isNode(s.node) {
			err = fmt.Errorf("unknown node %q", s.node)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if s != nil {
			s.line = number
			script = append(script, *s)
		}
	}
	return script, nil
}

// parseStatement returns nil for an empty line or a comment.
func parseStatement(line string) (*statement, error) {
	if line == "" || line[0] == '!' {
		return nil, nil
	}
	if m := typedLine.FindStringSubmatch(line); m != nil {
		command := strings.TrimPrefix(m[2], " ")
		return &statement{node: m[1], typed: &command}, nil
	}
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "sleep":
		d, ok := seconds(rest)
		if !ok {
			return nil, fmt.Errorf("sleep wants a number of seconds, not %q", rest)
		}
		return &statement{sleep: d}, nil
	case "wait":
		node, text, _ := strings.Cut(rest, " ")
		s := &statement{node: node, wait: strings.TrimSpace(text), limit: defaultWait}
		if i := strings.LastIndexByte(s.wait, ' '); i >= 0 {
			if d, ok := seconds(s.wait[i+1:]); ok {
				s.wait, s.limit = strings.TrimSpace(s.wait[:i]), d
			}
		}
		if node == "" || s.wait == "" {
			return nil, fmt.Errorf("wait wants a node and a text")
		}
		return s, nil
	}
	return nil, fmt.Errorf("%q is none of: NODE# command, wait NODE TEXT [SECONDS], sleep SECONDS, ! comment", line)
}

// seconds parses a whole number of seconds, of at most nine digits.
func seconds(s string) (time.Duration, bool) {
	if len(s) > 9 || strings.HasPrefix(s, "+") {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 32)
	return time.Duration(n) * time.Second, err == nil
}
