package shell

import (
	"slices"
	"strings"
)

// How a Plain terminal edits the line: with backspaces and blanks only, which
// every terminal and every program understands.

// show writes what the person sees of the line: nothing of a password.
func (e *lineEditor) show(s string) {
	if !e.q.Hidden {
		e.echo(s)
	}
}

// back moves the cursor of the screen to the left.
func back(n int) string { return strings.Repeat("\b", n) }

func (e *lineEditor) redraw() {
	e.t.displaced = false
	e.echo(e.q.Prompt)
	e.show(string(e.t.line) + back(len(e.t.line)-e.t.cursor))
}

func (e *lineEditor) insert(key rune) {
	t := e.t
	if key < ' ' || key == keyDelete || key >= firstPrivate && key <= lastPrivate || len(t.line) >= maxLine {
		return
	}
	t.line = slices.Insert(t.line, t.cursor, key)
	e.show(string(t.line[t.cursor:]) + back(len(t.line)-t.cursor-1))
	t.cursor++
}

// erase takes away the keys before the cursor.
func (e *lineEditor) erase(n int) { e.remove(e.t.cursor-n, e.t.cursor) }

// remove takes away a part of the line that the cursor is at the beginning or
// the end of.
func (e *lineEditor) remove(from, to int) {
	t := e.t
	from, to = max(0, from), min(to, len(t.line))
	if from >= to {
		return
	}
	n, rest := to-from, string(t.line[to:])
	left := t.cursor - from
	t.line = slices.Delete(t.line, from, to)
	t.cursor = from
	if rest == "" && left == n {
		e.show(strings.Repeat("\b \b", n))
		return
	}
	e.show(back(left) + rest + strings.Repeat(" ", n) + back(len(t.line)-from+n))
}

// kill is remove of what ^Y brings back.
func (e *lineEditor) kill(from, to int) {
	if from < to {
		e.t.killed = slices.Clone(e.t.line[from:to])
	}
	e.remove(from, to)
}

// move moves the cursor.
func (e *lineEditor) move(to int) {
	t := e.t
	to = min(max(0, to), len(t.line))
	if to < t.cursor {
		e.show(back(t.cursor - to))
	} else {
		e.show(string(t.line[t.cursor:to]))
	}
	t.cursor = to
}

// wordStart is where the word at the cursor, or the one before it, begins.
func (e *lineEditor) wordStart() int {
	i := e.t.cursor
	for i > 0 && e.t.line[i-1] == ' ' {
		i--
	}
	for i > 0 && e.t.line[i-1] != ' ' {
		i--
	}
	return i
}

// wordEnd is where the word at the cursor, or the next one, ends.
func (e *lineEditor) wordEnd() int {
	i := e.t.cursor
	for i < len(e.t.line) && e.t.line[i] == ' ' {
		i++
	}
	for i < len(e.t.line) && e.t.line[i] != ' ' {
		i++
	}
	return i
}

// transpose exchanges the two keys at the cursor.
func (e *lineEditor) transpose() {
	t := e.t
	if t.cursor == 0 || len(t.line) < 2 {
		return
	}
	i := min(t.cursor, len(t.line)-1)
	e.move(i - 1)
	t.line[i-1], t.line[i] = t.line[i], t.line[i-1]
	e.show(string(t.line[i-1 : i+1]))
	t.cursor = i + 1
}

// replaceLine makes text the line.
func (e *lineEditor) replaceLine(text string) {
	e.move(len(e.t.line))
	e.erase(len(e.t.line))
	e.t.line = []rune(text)
	e.t.cursor = len(e.t.line)
	e.echo(text)
}

func (e *lineEditor) recall(step int) {
	i := e.recalled + step
	if i < 0 || i > len(e.q.History) {
		return
	}
	e.recalled = i
	text := ""
	if i < len(e.q.History) {
		text = e.q.History[i]
	}
	e.replaceLine(text)
}

func (e *lineEditor) complete() {
	if e.q.Complete == nil {
		return
	}
	e.move(len(e.t.line))
	e.t.line = []rune(e.q.Complete(string(e.t.line)))
	e.t.cursor = len(e.t.line)
	e.echo("\n")
	e.redraw()
}
