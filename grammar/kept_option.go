package grammar

import "strings"

// A line of a table with "*" between its words is an option: lines that begin
// with the words before it go on with those behind it, and then with any of the
// options of the same beginning, and with nothing else: "redistribute static *
// metric <0-4294967295>". They may go on with none if a line of the table ends
// there, in "<cr>" say. Behind "no" an option may be cut short.

// addOption lets lines that begin with the words before go on with an option.
func (k *keptWord) addOption(before, option []string) {
	if len(before) > 0 {
		for w := range strings.SplitSeq(before[0], "|") {
			k.child(w).addOption(before[1:], option)
		}
		return
	}
	if k.end {
		k.child(lineEnd).block = k.block
	}
	block := k.block
	if n := k.next[lineEnd]; block == nil && n != nil {
		block = n.block
	}
	k.closeOption(option, k, block)
}

// closeOption has the option that begins behind k lead back to the words that it
// began with. A line that ends there opens the block.
func (k *keptWord) closeOption(option []string, from *keptWord, block *Table) {
	k.end, k.cut = false, true
	if len(option) == 0 {
		k.again = from
		k.child(lineEnd).block = block
		return
	}
	for w := range strings.SplitSeq(option[0], "|") {
		k.child(w).closeOption(option[1:], from, block)
	}
}

// begunWith are the words that may follow, sorted.
func (k *keptWord) begunWith() []string {
	words := k.open().words
	if k.again != nil {
		words = append(words[:len(words):len(words)], k.again.open().words...)
	}
	return words
}

// behindIt is the word of the table that follows, nil if none of that text does.
func (k *keptWord) behindIt(text string) *keptWord {
	if n := k.open().next[text]; n != nil || k.again == nil {
		return n
	}
	return k.again.open().next[text]
}
