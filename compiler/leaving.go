package compiler

import "strings"

// leavers are the lines that leave sub-modes which IOS prints although they
// were left in another way.
var leavers = []struct{ block, opener, leaver string }{
	{"router eigrp", "topology", "exit-af-topology"},
	{"router eigrp", "af-interface", "exit-af-interface"},
	{"router", "address-family", "exit-address-family"},
	{"vrf definition", "address-family", "exit-address-family"},
}

// printLeaving adds the line that leaves the sub-mode which a typed line has
// opened just now. A file has it where its writer has it.
func (e *Editor) printLeaving(opener string, command any) {
	if e.loading {
		return
	}
	for _, s := range leavers {
		if !startsWith(e.block, s.block) || !startsWith(opener, s.opener) {
			continue
		}
		l := line{number: e.number, text: s.leaver, key: e.keyOf(s.leaver), parent: e.sub, depth: len(e.outer), command: command}
		if e.inKeptBlock() {
			l.indent = max(e.at(len(e.outer)).printed, 1)
		}
		if !e.c.own(e.block).has(l.key) {
			e.c.putChild(e.block, l)
		}
		return
	}
}

// leaving is 1 for the last line of a sub-mode, such as "exit-address-family",
// which IOS prints as far left as the line that opened it.
func leaving(text string) int {
	if strings.HasPrefix(text, "exit-") {
		return 1
	}
	return 0
}
