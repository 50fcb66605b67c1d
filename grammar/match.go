package grammar

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// Status says how a line fits a mode.
type Status int

const (
	OK         Status = iota
	Incomplete        // more words are needed
	Ambiguous         // a word begins several keywords
	Invalid           // a word fits nothing, or stands behind the end
)

func (s Status) String() string {
	return [...]string{"OK", "Incomplete", "Ambiguous", "Invalid"}[s]
}

// Match is a line read in a mode.
type Match struct {
	Status Status
	// Caret is the byte column of an Invalid line's first character that fits
	// nothing, or of an Ambiguous line's word.
	Caret int
	// Words is what was understood, keywords in full, arguments as typed. The
	// words "no" and "default" are not among them.
	Words   []string
	No      bool // the line began with "no"
	Default bool // the line began with "default"
	// Command points to the struct of the command: *Hostname. It is nil
	// unless Status is OK. What a "no" form left out is zero in it.
	Command any
}

// Parse reads a line. An empty line and a comment are OK without a Command.
func (m *Mode) Parse(line string) Match { return m.parse(line, nil) }

func (m *Mode) parse(line string, from *sight) Match {
	d := desks.Get().(*desk)
	defer d.clear()
	w := m.walkWith(line, from, d.tokens[:0])
	d.tokens = w.tokens
	r := Match{Status: w.status, Caret: w.caret}
	tokens := w.tokens
	if m.config && len(tokens) > 0 && w.first != nil {
		switch tokens[0].Value {
		case negate:
			r.No, tokens = true, tokens[1:]
		case setDefault:
			r.Default, tokens = true, tokens[1:]
		}
	}
	r.Words = make([]string, len(tokens))
	for i, t := range tokens {
		r.Words[i] = t.Value
	}
	if r.Status != OK || len(w.tokens) == 0 {
		return r
	}
	v, err := w.at.accept[0].parse(d.lexer(tokens))
	if err != nil { // the tests hold that this does not happen
		r.Status, r.Caret = Invalid, len(line)-len(strings.TrimLeft(line, " \t"))
		return r
	}
	r.Command = v
	return r
}

// walk is the way of a line through the automaton.
type walk struct {
	status Status
	caret  int
	word   int // byte column of the word that fits nothing or is ambiguous
	tokens []lexer.Token
	first  *edge  // the edge of the first word
	at     *state // where it ended
}

// walk goes through the automaton as far as the line fits. It moves from along.
func (m *Mode) walk(line string, from *sight) walk { return m.walkWith(line, from, nil) }

// walkWith is walk. The tokens are appended to those.
func (m *Mode) walkWith(line string, from *sight, tokens []lexer.Token) walk {
	w := walk{at: m.root(), tokens: tokens}
	if comment(line) {
		return w
	}
	for i := skipBlanks(line, 0); i < len(line); i = skipBlanks(line, i) {
		j := i
		for j < len(line) && !blank(line[j]) {
			j++
		}
		word := line[i:j]
		if word[0] == '!' && w.at.mayEnd() {
			break // a comment
		}
		e, hits := w.at.step(word, from)
		if hits == 0 && w.at.glue {
			if kind, k := w.at.unglue(word, from); kind != nil {
				e, hits, j, word = kind, 1, i+k, word[:k]
			}
		}
		if hits != 1 {
			w.status, w.caret, w.word = Ambiguous, i, i
			if hits == 0 {
				w.status, w.caret = Invalid, i+w.at.common(word, from)
			}
			return w
		}
		value := word
		switch {
		case e.arg == nil:
			value = e.word
		case e.arg.rest:
			value = strings.TrimRight(line[i:], " \t")
			j = len(line)
		}
		if w.first == nil {
			w.first = e
		}
		from.enter(e)
		w.tokens = append(w.tokens, lexer.Token{Type: wordToken, Value: value, Pos: lexer.Position{Offset: i, Line: 1, Column: i + 1}})
		w.at = e.to()
		i = j
	}
	if len(w.at.accept) == 0 && len(w.tokens) > 0 {
		w.status, w.caret = Incomplete, len(line)
	}
	return w
}

// comment reports whether a whole line is a comment.
func comment(line string) bool {
	i := skipBlanks(line, 0)
	return i < len(line) && line[i] == '!'
}

// mayEnd reports whether a line may end here and be followed by a comment: not
// where the rest of the line is an argument, which may begin with "!".
func (s *state) mayEnd() bool {
	takesRest := len(s.args) > 0 && s.args[len(s.args)-1].arg.rest
	return len(s.accept) > 0 && !takesRest
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func skipBlanks(line string, i int) int {
	for i < len(line) && blank(line[i]) {
		i++
	}
	return i
}

func hasPrefixFold(s, prefix string) bool {
	return len(prefix) <= len(s) && strings.EqualFold(s[:len(prefix)], prefix)
}

// step finds the edge of a word: the keyword it is, else the one keyword it
// begins, else the first argument that accepts it. hits counts the keywords
// in question.
func (s *state) step(word string, from *sight) (e *edge, hits int) {
	for i := range s.keywords {
		k := &s.keywords[i]
		if !hasPrefixFold(k.word, word) || !from.sees(k) {
			continue
		}
		if len(k.word) == len(word) {
			return k, 1
		}
		switch {
		case e == nil || e.yields > k.yields:
			e, hits = k, 1
		case e.yields == k.yields:
			hits++
		}
	}
	if hits > 0 {
		return e, hits
	}
	for i := range s.args {
		if a := &s.args[i]; a.arg.accepts(word) {
			return a, 1
		}
	}
	return nil, 0
}

// unglue splits "Tunnel0" before the number, if what stands before it is a
// kind of interface that accepts the rest as its unit.
func (s *state) unglue(word string, from *sight) (kind *edge, at int) {
	k := unitAt(word)
	if k <= 0 {
		return nil, 0
	}
	e, hits := s.step(word[:k], from)
	if hits != 1 || !e.glue {
		return nil, 0
	}
	if unit, _ := e.to().step(word[k:], nil); unit == nil {
		return nil, 0
	}
	return e, k
}

// common is how many characters at the start of a bad word fit some keyword:
// IOS puts the caret under the next one.
func (s *state) common(word string, from *sight) int {
	best := 0
	for i := range s.keywords {
		k := &s.keywords[i]
		if !from.sees(k) {
			continue
		}
		n := 0
		for n < len(word) && n < len(k.word) && word[n]|0x20 == k.word[n]|0x20 {
			n++
		}
		best = max(best, n)
	}
	return min(best, len(word)-1)
}
