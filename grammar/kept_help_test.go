package grammar

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// visitKept calls do for every word of a table and of the blocks in it, with
// the words before it in the block.
func visitKept(t *Table, do func(in *Table, path, word string)) {
	var down func(k *keptWord, path string)
	down = func(k *keptWord, path string) {
		for _, w := range k.words {
			n := k.next[w]
			if n.command {
				continue
			}
			do(t, path, w)
			down(n, strings.TrimSpace(path+" "+w))
			if n.block != nil {
				visitKept(n.block, do)
			}
		}
	}
	down(&t.root, "")
}

// visitFar calls do for every word of a table, and of the blocks in it, behind
// which keywords may follow farther on.
func visitFar(t *Table, do func(in *Table, path string, k *keptWord)) {
	var down func(k *keptWord, path string)
	down = func(k *keptWord, path string) {
		if k.far != nil {
			do(t, path, k)
		}
		for _, w := range k.words {
			if n := k.next[w]; !n.command {
				down(n, strings.TrimSpace(path+" "+w))
				if n.block != nil {
					visitFar(n.block, do)
				}
			}
		}
	}
	down(&t.root, "")
}

// "?" explains every word that a kept line may have, and nothing else.
func TestEveryKeptWordHasHelp(t *testing.T) {
	used := map[string]bool{"LINE": true}
	note := func(path, word string) {
		for p := strings.Join(strings.Fields(path+" "+word), " "); ; {
			if keptHelps()[p] != "" {
				used[p] = true
				return
			}
			_, rest, more := strings.Cut(p, " ")
			if !more {
				t.Errorf("no help for %q behind %q", word, path)
				return
			}
			p = rest
		}
	}
	for m, text := range keptTexts {
		table, err := parseTable(m.Name, text)
		if err != nil {
			t.Fatalf("%s: %v", m.Name, err)
		}
		visitKept(table, func(in *Table, path, word string) {
			if word != lineEnd {
				note(in.path+" "+path, word)
			}
		})
		visitFar(table, func(in *Table, path string, k *keptWord) {
			for _, w := range k.far {
				note(in.path+" "+path, w)
			}
		})
		table.root.each(func(k *keptWord) {
			if k.block != nil {
				notePrompts(k.block, used)
			}
		})
	}
	for _, words := range slices.Sorted(maps.Keys(keptHelps())) {
		if !used[words] {
			t.Errorf("the help of %q is of no word", words)
		}
	}
}

func notePrompts(t *Table, used map[string]bool) {
	used[t.Prompt] = true
	t.root.each(func(k *keptWord) {
		if k.block != nil {
			notePrompts(k.block, used)
		}
	})
}

// "?" lists every word that a kept line may have.
func TestHelpListsWhatIsKept(t *testing.T) {
	for m := range keptTexts {
		listed := map[string]string{}
		visitKept(KeptTable(m), func(in *Table, path, word string) {
			if placeholder(word) || strings.ContainsAny(path, "<|.:") || strings.ToLower(path) != path || in.reach(path).status != OK {
				return
			}
			help := in.Help
			if in == KeptTable(m) {
				help = m.Help
			}
			if listed[in.path+path] == "" {
				h := help(strings.TrimLeft(path+" ", " "))
				listed[in.path+path] = "\n" + h.Render(0)
			}
			if !strings.Contains(strings.ReplaceAll(listed[in.path+path], "\n", " \n"), "\n  "+word+" ") {
				t.Errorf("%s: %q is not listed behind %q", in.path, word, path)
			}
		})
	}
}

// "?" lists the keywords that may follow farther on, behind where the line goes
// on as it likes, and Tab completes them.
func TestHelpListsWhatFollowsFartherOn(t *testing.T) {
	seen := 0
	for m := range keptTexts {
		table := KeptTable(m)
		visitFar(table, func(in *Table, path string, k *keptWord) {
			if strings.ContainsAny(path, "<|.:") || strings.ToLower(path) != path || !k.end {
				return
			}
			at := in.reach(path)
			if at.status != OK || at.word != k {
				return
			}
			for _, w := range k.far {
				h := Help{}
				in.offer(&h, path+" ", w, false)
				if !slices.ContainsFunc(h.Items, func(i Item) bool { return i.Word == w }) {
					t.Errorf("%s: %q is not listed behind %q", in.path, w, path)
				}
				if !slices.Contains(in.begun(path+" ", w), w) {
					t.Errorf("%s: %q is not completed behind %q", in.path, w, path)
				}
				seen++
			}
		})
	}
	if seen < 100 {
		t.Errorf("only %d keywords", seen)
	}
}
