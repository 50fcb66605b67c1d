package grammar

import "strings"

// mostPrivileged is the level that may do everything.
const mostPrivileged = 15

// Levels are the privilege levels of commands that "privilege" has changed.
// The zero value has changed none.
type Levels struct {
	modes map[*Mode]map[string]setLevel // by the command's keywords, in full
}

type setLevel struct {
	level int
	all   bool // and of all that begins like it
	named bool // not only as the beginning of another
}

// Set gives a command a level, by its first words; with all also what begins
// like it. The words before the last get the level too, unless they were named
// themselves, as on a router: who may "show running-config" may "show". It
// reports whether the words begin a command of the mode.
func (l *Levels) Set(m *Mode, words string, level int, all bool) bool {
	keywords, ok := m.keywords(words)
	if !ok {
		return false
	}
	if l.modes == nil {
		l.modes = map[*Mode]map[string]setLevel{}
	}
	if l.modes[m] == nil {
		l.modes[m] = map[string]setLevel{}
	}
	for n := range keywords {
		path := strings.Join(keywords[:n+1], " ")
		switch {
		case n == len(keywords)-1:
			l.modes[m][path] = setLevel{level: level, all: all, named: true}
		case !l.modes[m][path].named:
			l.modes[m][path] = setLevel{level: level}
		}
	}
	return true
}

// keywords are the keywords in full of a line that begins a command.
func (m *Mode) keywords(line string) (words []string, ok bool) {
	w := m.walk(line, nil)
	if w.status == Ambiguous || w.status == Invalid {
		return nil, false
	}
	at := m.root()
	for _, t := range w.tokens {
		e, _ := at.step(t.Value, nil)
		if e == nil {
			return nil, false
		}
		if e.arg == nil && !e.glue && !(m.config && len(words) == 0 && negates(e.word)) {
			words = append(words, e.word)
		}
		at = e.to()
	}
	return words, len(words) > 0
}

// negates reports whether the word turns a configuration command around: it has
// the level of the command.
func negates(word string) bool { return word == negate || word == setDefault }

// View is a mode as somebody of a privilege level sees it: what needs a higher
// level does not exist, neither to be run nor in "?", and makes no abbreviation
// ambiguous.
type View struct {
	Mode   *Mode
	Level  int
	Levels *Levels // nil: none was changed
}

// Parse is Mode.Parse.
func (v View) Parse(line string) Match { return v.Mode.parse(line, v.sight()) }

// Help is Mode.Help.
func (v View) Help(line string) Help { return v.Mode.help(line, v.sight()) }

// Tab is Mode.Tab.
func (v View) Tab(line string) (completed string, ok bool) { return v.Mode.tab(line, v.sight()) }

// Names is Mode.Names.
func (v View) Names(line string) (kinds []string, begun string) {
	return v.Mode.names(line, v.sight())
}

func (v View) sight() *sight {
	if v.Level >= mostPrivileged {
		return nil // sees everything
	}
	return &sight{mode: v.Mode, level: v.Level, levels: v.Levels}
}

// sight is a View on its way through a line. A nil one sees everything.
type sight struct {
	mode   *Mode
	level  int
	levels *Levels
	path   []string // the keywords so far
}

// exec is the sight behind "do".
func (s *sight) exec() *sight {
	if s == nil {
		return nil
	}
	return &sight{mode: Exec, level: s.level, levels: s.levels}
}

// enter goes on over an edge.
func (s *sight) enter(e *edge) {
	if s != nil && e.arg == nil && !e.glue && !(s.mode.config && len(s.path) == 0 && negates(e.word)) {
		s.path = append(s.path, e.word)
	}
}

// sees reports whether the word of an edge is there for this level. What is an
// argument, or the kind of interface that is one, is there if the words before
// it are.
func (s *sight) sees(e *edge) bool {
	if s == nil || e.arg != nil || e.glue {
		return true
	}
	level := e.level
	if s.levels != nil {
		set := s.levels.modes[s.mode]
		path := strings.Join(append(s.path[:len(s.path):len(s.path)], e.word), " ")
		if own, ok := set[path]; ok {
			return own.level <= s.level
		}
		for n := len(s.path); n > 0; n-- {
			if above := set[strings.Join(s.path[:n], " ")]; above.all {
				level = above.level
				break
			}
		}
	}
	return level <= s.level
}
