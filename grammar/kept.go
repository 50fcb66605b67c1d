package grammar

import (
	"strings"
	"sync"
)

// Kept reports whether a line that is no command of the mode is valid IOS
// without bearing on what mainmode does: it is kept and printed back.
// opensBlock tells that the lines after it, up to the next line of global
// configuration, belong to it. A line that is a command of the mode's parent
// leaves the mode and is not kept in it.
func Kept(m *Mode, line string) (opensBlock, ok bool) {
	words := strings.Fields(line)
	table := keptTables()[m]
	if table == nil || m.Parent != nil && m.Parent.Parse(line).Status == OK {
		return false, false
	}
	if len(words) > 0 && (strings.EqualFold(words[0], negate) || strings.EqualFold(words[0], setDefault)) {
		_, ok = table.match(words[1:])
		return false, ok
	}
	return table.match(words)
}

// keptWord is a word of the beginnings of kept lines.
type keptWord struct {
	next  map[string]*keptWord
	end   bool // a line may be kept from here
	block bool
}

var keptTables = sync.OnceValue(func() map[*Mode]*keptWord {
	tables := map[*Mode]*keptWord{}
	for m, table := range map[*Mode]string{
		Global: keptGlobal, Interface: keptInterface, SubInterface: keptInterface, Line: keptLine,
		Trustpoint: keptTrustpoint, CryptoMap: keptCryptoMap,
	} {
		root := &keptWord{}
		for line := range strings.Lines(table) {
			root.add(strings.Fields(line))
		}
		tables[m] = root
	}
	return tables
})

func (k *keptWord) add(words []string) {
	if len(words) == 0 {
		return
	}
	for _, w := range words {
		if w == "{" {
			k.block = true
			break
		}
		if k.next == nil {
			k.next = map[string]*keptWord{}
		}
		if k.next[w] == nil {
			k.next[w] = &keptWord{}
		}
		k = k.next[w]
	}
	k.end = true
}

// match follows the words of a line as far as the table goes. As in the
// modes, a unique prefix of a word will do.
func (k *keptWord) match(words []string) (block, ok bool) {
	for _, w := range words {
		if k = k.find(w); k == nil {
			break
		}
		if k.end {
			block, ok = k.block, true
		}
	}
	return block, ok
}

func (k *keptWord) find(word string) *keptWord {
	word = strings.ToLower(word)
	if n := k.next[word]; n != nil {
		return n
	}
	var found *keptWord
	for w, n := range k.next {
		if strings.HasPrefix(w, word) {
			if found != nil {
				return nil
			}
			found = n
		}
	}
	return found
}
