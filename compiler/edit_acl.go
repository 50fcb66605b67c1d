package compiler

import (
	"fmt"
	"strconv"
	"strings"

	"mainmode/grammar"
)

// An access list is a block, whichever way it was typed: "ip access-list
// extended 110" with entries below it. A list with a number is printed in the
// one-line form. Entries are sorted by their sequence number, which is their
// order; like IOS 15.2 the running configuration does not show it.

// sequenceStep is between the numbers of entries that were typed without one.
const sequenceStep = 10

// maxSequence is the greatest sequence number.
const maxSequence = 2147483647

// evaluateInNumbered refuses what only named lists have.
const evaluateInNumbered = "% Reflexive access lists are nested in named lists only"

const duplicateSequence = "% Duplicate sequence number"

// numberedList is the number of the list that a block's first line opens.
func numberedList(text string) (number string, ok bool) {
	for _, head := range []string{"ip access-list standard ", "ip access-list extended "} {
		if name, ok := strings.CutPrefix(text, head); ok && name != "" && name[0] >= '0' && name[0] <= '9' {
			return name, true
		}
	}
	return "", false
}

// aclEntry is an entry as it was typed.
type aclEntry struct {
	sequence *grammar.Number
	remark   bool
	text     string
	command  any // *grammar.StandardEntry, ExtendedEntry or IPv6Entry, without a sequence number
}

// aclCommand takes the commands of access lists; ok is false for all others.
func (e *Editor) aclCommand(m grammar.Match) (r Result, ok bool) {
	var entry aclEntry
	switch c := m.Command.(type) {
	case *grammar.AccessListStandard:
		entry = standardEntry(c.Sequence, c.Remark, c.Rule)
		return e.numberedLine(&grammar.IPAccessListStandard{List: &c.List}, entry, m.No || m.Default), true
	case *grammar.AccessListExtended:
		entry = extendedEntry(c.Sequence, &grammar.ExtendedEntry{Remark: c.Remark, Dynamic: c.Dynamic, Rule: c.Rule})
		return e.numberedLine(&grammar.IPAccessListExtended{List: &c.List}, entry, m.No || m.Default), true
	case *grammar.StandardEntry:
		entry = standardEntry(c.Sequence, first(c.Remark, c.SequenceRemark), first(c.Rule, c.SequenceRule))
	case *grammar.ExtendedEntry:
		entry = extendedEntry(c.Sequence, &grammar.ExtendedEntry{
			Remark: first(c.Remark, c.SequenceRemark), Evaluate: first(c.Evaluate, c.SequenceEvaluate),
			Dynamic: first(c.Dynamic, c.SequenceDynamic), Rule: first(c.Rule, c.SequenceRule),
		})
	case *grammar.IPv6Entry:
		plain := &grammar.IPv6Entry{Remark: first(c.Remark, c.SequenceRemark), Evaluate: first(c.Evaluate, c.SequenceEvaluate), Rule: first(c.Rule, c.SequenceRule)}
		entry = aclEntry{sequence: c.Sequence, remark: plain.Remark != nil, command: plain}
		if plain.Remark != nil || plain.Evaluate != nil || plain.Rule != nil {
			entry.text = grammar.Format(plain, false)
		}
	case *grammar.IPAccessListResequence:
		return e.resequence(c), true
	default:
		return Result{}, false
	}
	if m.No || m.Default {
		e.removeEntry(e.block, entry)
		return Result{}, true
	}
	if _, numbered := numberedList(e.block); numbered && entry.evaluates() {
		return Result{Messages: []string{evaluateInNumbered}}, true
	}
	return e.addEntry(e.block, entry), true
}

// evaluates reports whether the entry nests a reflexive list.
func (a *aclEntry) evaluates() bool {
	c, ok := a.command.(*grammar.ExtendedEntry)
	return ok && c.Evaluate != nil
}

func first[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

func standardEntry(sequence *grammar.Number, remark *grammar.Remark, rule *grammar.StandardRule) aclEntry {
	plain := &grammar.StandardEntry{Remark: remark, Rule: rule}
	a := aclEntry{sequence: sequence, remark: remark != nil, command: plain}
	if remark != nil || rule != nil {
		a.text = grammar.Format(plain, false)
	}
	return a
}

func extendedEntry(sequence *grammar.Number, plain *grammar.ExtendedEntry) aclEntry {
	a := aclEntry{sequence: sequence, remark: plain.Remark != nil, command: plain}
	if *plain != (grammar.ExtendedEntry{}) {
		a.text = grammar.Format(plain, false)
	}
	return a
}

// numberedLine takes "access-list 110 ...". Its "no" form removes the whole
// list, as in IOS, unless it names a remark.
func (e *Editor) numberedLine(header any, a aclEntry, no bool) Result {
	text := grammar.Format(header, false)
	if no {
		if a.remark && e.c.index[text] != nil {
			if e.removeEntry(text, a); len(e.c.index[text].children) == 0 {
				e.c.remove(text)
			}
		} else {
			e.c.remove(text)
		}
		return Result{}
	}
	e.anchor = order(text, e.subOrder(text))
	if e.c.index[text] == nil {
		l := line{number: e.number, text: text, key: text, order: e.anchor, command: header}
		e.c.put(&entry{line: l, block: true})
	}
	return e.addEntry(text, a)
}

// otherKind says why a list cannot be opened: its name is taken by one of the
// other kind.
func (e *Editor) otherKind(command any) string {
	switch c := command.(type) {
	case *grammar.IPAccessListStandard:
		if e.c.index["ip access-list extended "+c.String()] != nil {
			return "% A named extended IP access list with this name already exists"
		}
	case *grammar.IPAccessListExtended:
		if e.c.index["ip access-list standard "+c.String()] != nil {
			return "% A named standard IP access list with this name already exists"
		}
	}
	return ""
}

// addEntry puts an entry in a list. One that is there already changes nothing.
func (e *Editor) addEntry(list string, a aclEntry) Result {
	block := e.c.index[list]
	l := line{number: e.number, text: a.text, key: a.text, command: a.command}
	sequence := 0
	if n := len(block.children); n > 0 {
		sequence = sequenceOf(&block.children[n-1])
	}
	switch {
	case a.remark:
		// A remark stands behind the entry typed before it.
		if a.sequence != nil {
			sequence = int(*a.sequence)
		}
		l.order = nextRemark(block.children, sequence)
		l.key = l.order
	case block.has(a.text):
		return Result{}
	case a.sequence != nil:
		l.order = sequenceOrder(int(*a.sequence))
		for i := range block.children {
			if block.children[i].order == l.order {
				return Result{Messages: []string{duplicateSequence}}
			}
		}
	default:
		if sequence += sequenceStep; sequence > maxSequence {
			return Result{Messages: []string{"% Exceeded maximum sequence number"}}
		}
		l.order = sequenceOrder(sequence)
	}
	e.c.putChild(list, l)
	return Result{}
}

// sequenceOrder sorts entries by their sequence numbers.
func sequenceOrder(sequence int) string { return fmt.Sprintf("%010d", sequence) }

// remarkOrder sorts a remark behind the entry with that number and the remarks
// that stand there already.
func remarkOrder(sequence, n int) string { return fmt.Sprintf("%010d %010d", sequence, n) }

// nextRemark is the order of one more remark behind an entry.
func nextRemark(list []line, sequence int) string {
	n := 0
	for i := range list {
		number, after, _ := strings.Cut(list[i].order, " ")
		if v, err := strconv.Atoi(after); err == nil && number == sequenceOrder(sequence) {
			n = v + 1
		}
	}
	return remarkOrder(sequence, n)
}

// sequenceOf is the sequence number of an entry; a remark has that of the
// entry before it.
func sequenceOf(l *line) int {
	number, _, _ := strings.Cut(l.order, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}

// isRemark reports whether an entry decides over no packet.
func isRemark(l *line) bool { return strings.Contains(l.order, " ") }

func (e *Editor) removeEntry(list string, a aclEntry) {
	if a.sequence == nil || a.remark {
		e.c.removeChildren(list, func(l *line) bool { return l.text == a.text })
		return
	}
	order := sequenceOrder(int(*a.sequence))
	if !e.c.removeChildren(list, func(l *line) bool { return l.order == order }) {
		// Nothing but remarks was typed with that number.
		e.c.removeChildren(list, func(l *line) bool { return isRemark(l) && startsWith(l.order, order) })
	}
}

// resequence numbers the entries of a list anew.
func (e *Editor) resequence(c *grammar.IPAccessListResequence) Result {
	for _, kind := range []string{"standard", "extended"} {
		key := "ip access-list " + kind + " " + string(c.Name)
		if e.c.index[key] == nil {
			continue
		}
		block := e.c.own(key)
		if n := len(block.children); int(c.First)+n*int(c.Step) > maxSequence {
			return Result{Messages: []string{"% Exceeded maximum sequence number"}}
		}
		next, last := int(c.First), 0
		for i := range block.children {
			l := &block.children[i]
			if isRemark(l) {
				l.order = remarkOrder(last, i)
				l.key = l.order
				continue
			}
			l.order, last = sequenceOrder(next), next
			next += int(c.Step)
		}
		block.keys = nil
		return Result{}
	}
	return Result{Messages: []string{fmt.Sprintf("%% Access-list %s does not exist", c.Name)}}
}
