package shell

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// errPagesLeft is what a command gets for writing on after the person has
// left its pages.
var errPagesLeft = errors.New("pages left")

const more = " --More-- "

// pager is the last stage of the output of a command: it stops after each
// page. IOS asks when a page is full and more is there.
type pager struct {
	term   Terminal
	height func() int // lines of a page, 0: no pages
	leave  func()     // the person has seen enough

	filter func(line string) bool // typed at a page's end; nil: every line
	lines  int                    // on this page
	column int
	left   bool
}

func (p *pager) Write(text []byte) (int, error) {
	for line := range strings.Lines(string(text)) {
		if p.left {
			return 0, errPagesLeft
		}
		if p.drops(line) {
			continue
		}
		if h := p.height(); h > 1 && p.lines >= h-1 && p.column == 0 {
			if err := p.ask(h); err != nil {
				return 0, err
			}
			if p.drops(line) { // it is the first that a new filter is for
				continue
			}
		}
		if _, err := p.term.Write([]byte(line)); err != nil {
			return 0, err
		}
		p.count(line)
	}
	return len(text), nil
}

// drops reports whether the filter leaves out the line that begins here.
func (p *pager) drops(line string) bool {
	return p.filter != nil && p.column == 0 && !p.filter(strings.TrimSuffix(line, "\n"))
}

// count counts the lines of the terminal that a line takes.
func (p *pager) count(line string) {
	width, _ := p.term.Size()
	ended := strings.HasSuffix(line, "\n")
	p.column += utf8.RuneCountInString(strings.TrimSuffix(line, "\n"))
	if ended {
		p.lines++
		if width > 0 && p.column > width {
			p.lines += (p.column - 1) / width
		}
		p.column = 0
	}
}

// ask waits for a key: Space turns the page, Enter shows one line more, "/",
// "+" and "-" with an expression filter what follows, any other key leaves.
func (p *pager) ask(height int) error {
	p.term.Write([]byte(more))
	key, err := p.term.Key()
	if err == nil && (key == '/' || key == '+' || key == '-') {
		return p.askFilter(key)
	}
	p.term.Write([]byte("\r" + strings.Repeat(" ", len(more)) + "\r"))
	switch {
	case err != nil:
		p.left = true
	case key == ' ':
		p.lines = 0
	case key == keyReturn || key == keyLineFeed:
		p.lines = height - 2
	default:
		p.left = true
	}
	if !p.left {
		return nil
	}
	p.leave()
	return errPagesLeft
}

// Flush: the command has ended, or asks something itself.
func (p *pager) Flush() { p.lines = 0 }

// askFilter reads an expression up to Enter. Behind "/" output begins with the
// line that matches, behind "+" only those that match are shown, behind "-"
// those that don't.
func (p *pager) askFilter(kind byte) error {
	typed := []byte{kind}
	for {
		p.term.Write(typed[len(typed)-1:])
		key, err := p.term.Key()
		if err != nil {
			p.left = true
			p.leave()
			return errPagesLeft
		}
		if key == keyReturn || key == keyLineFeed {
			break
		}
		if (key == keyBackspace || key == keyDelete) && len(typed) > 1 {
			typed = typed[:len(typed)-1]
			p.term.Write([]byte("\b \b\b"))
			continue
		}
		if key >= ' ' {
			typed = append(typed, key)
		}
	}
	p.term.Write([]byte("\n"))
	p.lines = 0
	re, err := compileIOS(string(typed[1:]))
	if err != nil {
		return nil // what cannot be understood filters nothing
	}
	p.term.Write([]byte("filtering...\n"))
	begun := false
	p.filter = func(line string) bool {
		begun = begun || re.MatchString(line)
		switch kind {
		case '+':
			return re.MatchString(line)
		case '-':
			return !re.MatchString(line)
		}
		return begun
	}
	return nil
}
