package grammar

import "strings"

// A line of a table with "=" in it says how lines must go on that begin with
// the words before it: "duplex" by auto, full or half. Behind "no" the rest may
// be missing.

// tighten has lines that begin with the words before, and end there, go on with
// one of the alternatives. What they opened opens what goes on as said. Lines
// that go on as another rule says do not end where this one does.
func (k *keptWord) tighten(before, words []string, block *Table) {
	if len(before) > 0 {
		for w := range strings.SplitSeq(before[0], "|") {
			k.child(w).tighten(before[1:], words, nil)
		}
		return
	}
	if len(words) == 0 {
		k.end = !k.cut
		if k.block == nil {
			k.block = block
		}
		return
	}
	k.end, k.cut = false, true
	if k.block != nil {
		block = k.block
	}
	for w := range strings.SplitSeq(words[0], "|") {
		k.child(w).tighten(nil, words[1:], block)
	}
}
