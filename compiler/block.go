package compiler

import (
	"slices"
	"strings"

	"mainmode/grammar"
)

// apply carries out a command that the grammar understood.
func (e *Editor) apply(m grammar.Match, p *phrase) Result {
	switch c := m.Command.(type) {
	case nil: // a comment
		return Result{}
	case *grammar.Exit:
		return e.leave()
	case *grammar.End:
		e.enter(grammar.Global, "")
		return Result{Left: true}
	case *grammar.ExitAddressFamily:
		e.store(line{number: e.number, text: grammar.Format(m.Command, false), command: m.Command})
		return e.leave()
	case *grammar.Banner:
		if !m.No && !m.Default {
			return e.banner(c.Kind, string(c.First))
		}
	case *grammar.GroupBanner:
		if delimiter, ok := opensDelimited(string(c.Text)); ok && !m.No && !m.Default {
			return e.groupBanner(c, delimiter)
		}
	case *grammar.IPNameServer:
		if len(c.Servers) > 1 {
			return e.eachServer(c, m)
		}
	case *grammar.SelectInterfaceRange:
		switch {
		case m.No:
			return e.eachInterface("no", string(c.Range))
		case m.Default:
			return e.eachInterface("default", string(c.Range))
		}
		return e.openRange(string(c.Range))
	case *grammar.Privilege:
		m.Default = m.Default || c.Reset // which no configuration shows
	case *grammar.DescribeHelp:
		return e.describeHelp(c)
	case *grammar.Do:
		return Result{Do: string(c.Command)}
	}
	if _, ok := m.Command.(grammar.Immediate); ok {
		if e.loading {
			return Result{Kept: true, Messages: []string{"not carried out: keys and certificates are made at the console"}}
		}
		return Result{Run: m.Command}
	}
	if r, ok := e.aclCommand(m); ok {
		return r
	}
	if m.No || m.Default {
		m.Command = withoutAlgorithm(m.Command)
	} else {
		m.Command = e.c.stored(m.Command)
	}
	text := strings.TrimPrefix(p.format(m.Command), "no ")
	sub, opens := m.Command.(grammar.Submoder)
	switch {
	case m.Default && opens && hasDefaults(sub):
		return e.resetBlock(line{text: text}, sub.Submode())
	case m.No || m.Default:
		l := line{number: e.number, text: text, command: m.Command, no: m.No}
		r := e.remove(l)
		r.Kept = l.inert()
		return r
	}
	if refused := e.check(m.Command); refused != "" {
		if opens && e.loading {
			e.refuseBlock() // with the lines of the block
			e.enter(grammar.Global, "")
		}
		return Result{Status: grammar.OK, Messages: []string{refused}}
	}
	if c, ok := m.Command.(*grammar.Certificate); ok && c.File == nil {
		return e.certificateStart(c, text)
	}
	l := line{number: e.number, text: text, command: m.Command}
	switch {
	case opens && sub.Submode().Parent != grammar.Global:
		e.store(l)
		e.push(level{mode: sub.Submode(), sub: e.keyOf(l.text), indent: e.indent})
		e.printDefaults("")
		if e.block != "" {
			e.printLeaving(text, &grammar.ExitAddressFamily{Set: true})
		}
		return Result{}
	case opens:
		r := e.open(e.reentered(l), sub.Submode())
		r.Kept = isVirtual(m.Command)
		return r
	}
	if _, ok := forwardingName(l.text); ok && startsWith(e.block, "interface") {
		return e.joinVRF(l)
	}
	e.store(l)
	switch l.command.(type) {
	case *grammar.ServicePasswordEncryption, *grammar.PasswordEncryptionAES, *grammar.KeyConfigKey:
		e.c.rewrite()
	}
	return Result{Kept: l.inert()}
}

// hasDefaults reports whether a command opens what is there without being
// configured: "default" sets its lines back. Others it removes, as "no" does.
func hasDefaults(command any) bool {
	switch command.(type) {
	case *grammar.SelectInterface, *grammar.SelectLine:
		return true
	}
	return false
}

// store puts a line in the open block. A line that sets a default is not
// kept: IOS does not print it.
func (e *Editor) store(l line) {
	l.key = e.keyOf(strings.TrimPrefix(l.text, "no "))
	l.parent, l.depth = e.sub, len(e.outer)
	if e.block == "" {
		l.order = order(l.text, e.subOrder(l.text))
		e.anchor = l.order
		if e.rules.isDefault(l.text) {
			e.c.remove(l.key)
			return
		}
		e.c.put(&entry{line: l})
		return
	}
	l.order = e.orderOfChild(l.text)
	if e.rules.isDefault(l.text) {
		e.removeHere(func(o *line) bool { return o.key == l.key })
		return
	}
	e.c.putChild(e.block, l)
}

// open makes or re-enters a block.
func (e *Editor) open(l line, mode *grammar.Mode) Result {
	l.key = globalRules.key(l.text)
	l.order = order(l.text, e.subOrder(l.text))
	old := e.c.index[l.key]
	known := old != nil
	if !known || !reenters(l.text, old.text) {
		e.c.put(&entry{line: l, block: true})
	}
	e.anchor = l.order
	e.enter(mode, l.key)
	if !known {
		e.printDefaults("")
		e.children = "" // they are not what the next line stands behind
		if _, ok := l.command.(*grammar.CryptoMapEntry); ok && !e.loading {
			return Result{Messages: newMapEntry}
		}
	}
	return Result{}
}

// reenters reports whether the line is the short form by which a block is
// entered again: "crypto isakmp profile P" for one with accounting.
func reenters(text, old string) bool {
	switch {
	case startsWith(text, "crypto isakmp profile"), startsWith(text, "crypto keyring"), startsWith(text, "interface"):
		return startsWith(old, text)
	}
	return false
}

// printDefaults adds to the open block what IOS prints although nobody typed
// it, unless a line says otherwise. typed is the line of a file that asks for it.
func (e *Editor) printDefaults(typed string) {
	for _, text := range e.rules.printed {
		key := e.keyOf(strings.TrimPrefix(text, "no "))
		if e.c.own(e.block).has(key) {
			continue
		}
		if m, _ := e.parse(e.mode, text); m.Status == grammar.OK {
			e.store(line{number: e.number, text: text, command: m.Command, no: m.No, implied: text != typed})
		}
	}
}

// subOrder sorts within a section what IOS sorts: interfaces, policies, lines.
func (e *Editor) subOrder(text string) string {
	if number, ok := numberedList(text); ok {
		return numberAt(number, 0)
	}
	switch {
	case startsWith(text, "interface"):
		return interfaceOrder(strings.TrimPrefix(text, "interface "))
	case startsWith(text, "crypto isakmp policy"):
		return numberAt(text, 3)
	case startsWith(text, "line"):
		return lineOrder(text)
	case startsWith(strings.TrimPrefix(text, "no "), "service"):
		return serviceOrder(strings.TrimPrefix(strings.TrimPrefix(text, "no "), "service "))
	case startsWith(text, "route-map"):
		return nthWord(text, 1) + numberAt(text, 3)
	case mapKind(text) != "":
		return e.mapOrder(text)
	}
	return ""
}

// lineOrder sorts con and vty. Whether the auxiliary port stands before the
// lines of other ports depends on the router: they stay as they came.
func lineOrder(text string) string {
	switch nthWord(text, 1) {
	case "con":
		return "0"
	case "vty":
		return "2" + numberAt(text, 2)
	}
	return "1"
}

// orderOfChild sorts the lines of a block as IOS does; those of other blocks
// stay as they came.
func (e *Editor) orderOfChild(text string) string {
	if o := e.rules.childOrder(text); o != "" {
		e.children = o
		return o
	}
	return e.childAnchor()
}

// childAnchor is where a line stands about which nothing else is known: behind
// the one before it.
func (e *Editor) childAnchor() string {
	if e.loading || e.block == "" {
		return e.children
	}
	for _, l := range slices.Backward(e.c.index[e.block].children) {
		if l.parent == e.sub {
			return l.order
		}
	}
	return ""
}
