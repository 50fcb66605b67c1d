package grammar

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Table says how the lines begin that IOS knows in a place and that have no
// bearing on what mainmode does: they are kept and printed back. It stands
// beside the commands of a mode, or for a block of which no line is a command.
//
// A table is written as text, a line of words for each beginning. "a|b" is
// one or the other. "{" at the end opens a block, "{NAME" one with the prompt
// (NAME); what is indented by a tab below it are the lines of that block. "*"
// alone means that any line may stand there, as it may where none is named; "~"
// that the lines of the block may stand as far left as the one that opens it.
// "@NAME" stands for the lines of that name in keptParts. "<cr>" is the end of
// the line, "=" is explained at tighten, "*" behind words at addOption, "..." at farMark, and keptShapes are words that stand for
// any of a shape, tried where no other word of the place fits, and otherWord and
// nameWord behind them.
type Table struct {
	Prompt string // "(config-router)"
	Open   bool   // any line may stand in the block
	Flat   bool   // its lines may stand as far left as the one that opens it
	path   string // the mode that it stands beside, and the words that open the block
	root   keptWord
}

// KeptLine is a line that a Table knows.
type KeptLine struct {
	Text   string // with the words of the table in full
	Known  int    // bytes of the line up to the end of those words
	Exact  bool   // every word of the table was typed in full
	Block  *Table // of the lines behind it, nil if it opens no block
	Status Status // of a line that the table does not know, how far it fits
	Caret  int    // byte column of what fits nothing, the line's length where words are missing
}

// KeptTable is the table beside the commands of a mode, nil if it has none.
func KeptTable(m *Mode) *Table {
	if table := keptTables[m]; table != nil {
		return table()
	}
	return nil
}

// keptWord is a word of the beginnings of kept lines.
type keptWord struct {
	text    string // as it is printed
	next    map[string]*keptWord
	words   []string // the keys of next, sorted
	end     bool     // a line may be kept from here
	cut     bool     // one that begins with "no" may end here
	command bool     // a command of the mode has the word here too
	whole   bool     // the table stands beside commands, and first words are not cut at a hyphen
	block   *Table
	far     []string  // keywords that may follow farther on
	again   *keptWord // whose words may follow, too: the end of an option

	once   sync.Once
	behind []*state // where the keywords up to here lead, if those behind them are yet to be entered
	depth  int      // how many of them
}

// keptTables read the table of each mode when it is first asked for.
var keptTables = makeKeptTables(keptTexts)

// keptLinks is what interfaces and their subinterfaces have.
const keptLinks = keptInterface + keptInterfaceEnds + keptInterfaceWords + keptLinkWords + keptInterfaceIPWords + keptSwitchWords + keptRadio

// keptTexts are the tables as they are written.
var keptTexts = map[*Mode]string{
	Global:    keptGlobal + keptAAA + keptManagement + keptIP + keptIPv6 + keptCrypto + keptIKEv2 + keptRouting + keptOSPF + keptEIGRP + keptRIP + keptISIS + keptBGP + keptQoS + keptServices + keptVoice + keptWireless + keptDial + keptGlobalWords + keptServiceWords + keptIPWords + keptGlobalEnds,
	Interface: keptBridgeDomain + keptLinks, SubInterface: keptLinks,
	Line: keptLine, Trustpoint: keptTrustpoint, ISAKMPGroup: keptGroup, IPsecProfile: keptProfile, Keyring: keptKeyring, CryptoMap: keptCryptoMap, VRF: keptVRF, IPv4VRF: keptVRF, VRFFamily: keptVRFFamily, RouteMap: keptRouteMap,
}

func makeKeptTables(texts map[*Mode]string) map[*Mode]func() *Table {
	tables := map[*Mode]func() *Table{}
	for m, text := range texts {
		tables[m] = sync.OnceValue(func() *Table {
			t, err := parseTable(m.Name, text)
			if err != nil { // a mistake in this package, which its tests find
				panic(fmt.Sprintf("grammar: %s: %v", m.Name, err))
			}
			t.root.behind, t.root.depth, t.root.whole = []*state{m.root()}, keywordDepth, true
			return t
		})
	}
	return tables
}

// parseTable reads the text of the table of a mode.
func parseTable(mode, text string) (*Table, error) {
	root := &Table{path: mode}
	open := []*Table{root} // by depth
	type rule struct {
		of            *Table
		before, after []string
	}
	var strict, options, far []rule
	for _, line := range keptLines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		depth := len(line) - len(strings.TrimLeft(line, "\t"))
		if depth >= len(open) {
			return nil, fmt.Errorf("%q belongs to no block", line)
		}
		open = open[:depth+1]
		if i := slices.Index(words, "="); i > 0 {
			strict = append(strict, rule{open[depth], words[:i], words[i+1:]})
			continue
		}
		if i := slices.Index(words, "*"); i > 0 {
			options = append(options, rule{open[depth], words[:i], words[i+1:]})
			continue
		}
		if i := slices.Index(words, farMark); i > 0 {
			far = append(far, rule{open[depth], words[:i], strings.Split(words[i+1], "|")})
			continue
		}
		if words[0] == "*" || words[0] == "~" {
			open[depth].Open = open[depth].Open || words[0] == "*"
			open[depth].Flat = open[depth].Flat || words[0] == "~"
			continue
		}
		var block *Table
		if last := words[len(words)-1]; last[0] == '{' {
			words = words[:len(words)-1]
			block = &Table{path: open[depth].path + " " + strings.Join(words, " ")}
			if last != "{" {
				block.Prompt = "(" + last[1:] + ")"
			}
			open = append(open, block)
		}
		open[depth].root.add(words, block)
	}
	for _, r := range strict {
		r.of.root.tighten(r.before, r.after, nil)
	}
	for _, r := range options {
		r.of.root.addOption(r.before, r.after)
	}
	for _, r := range far {
		if err := r.of.root.addFar(r.before, r.after); err != nil {
			return nil, err
		}
	}
	root.openEmpty()
	return root, nil
}

// keptLines are the lines of a table, with those that "@NAME" stands for.
func keptLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		before, name, part := strings.Cut(line, "@")
		if !part {
			lines = append(lines, line)
			continue
		}
		for _, l := range keptLines(keptParts[name]) {
			lines = append(lines, before+l)
		}
	}
	return lines
}

// openEmpty lets any line stand in the blocks of which the table names none.
func (t *Table) openEmpty() {
	t.root.each(func(k *keptWord) {
		if k.block != nil {
			k.block.Open = k.block.Open || len(k.block.root.next) == 0
			k.block.openEmpty()
		}
	})
}

func (k *keptWord) each(do func(*keptWord)) {
	for _, n := range k.next {
		do(n)
		n.each(do)
	}
}

// keywordDepth is how many words of the commands of a mode its table knows.
const keywordDepth = 4

// open enters the keywords of commands behind the word, so that none is taken
// for the abbreviation of a kept word: "ip host" is no "ip hosts". Those of the
// whole mode would be most of what a start of the program costs.
func (k *keptWord) open() *keptWord {
	k.once.Do(func() {
		for _, s := range k.behind {
			for i := range s.keywords {
				e := &s.keywords[i]
				n := k.child(e.word)
				n.command = true
				if k.depth > 1 && !negates(e.word) {
					n.behind, n.depth = append(n.behind, e.to()), k.depth-1
				}
			}
		}
		k.behind = nil
	})
	return k
}

func (k *keptWord) child(text string) *keptWord {
	word := text
	if !slices.ContainsFunc(keptShapes, func(s keptShape) bool { return s.word == text }) {
		word = strings.ToLower(text)
	}
	if k.next == nil {
		k.next = map[string]*keptWord{}
	}
	if k.next[word] == nil {
		k.next[word] = &keptWord{text: text}
		at, _ := slices.BinarySearch(k.words, word)
		k.words = slices.Insert(k.words, at, word)
	}
	return k.next[word]
}

// add enters a beginning, with each of its alternatives.
func (k *keptWord) add(words []string, block *Table) {
	if len(words) == 0 {
		k.end = true
		if block != nil {
			k.block = block
		}
		return
	}
	for w := range strings.SplitSeq(words[0], "|") {
		k.child(w).add(words[1:], block)
	}
}
