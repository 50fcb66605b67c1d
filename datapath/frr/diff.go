package frr

import (
	"slices"
	"strings"

	"mainmode/datapath"
)

// command is a line that vtysh reads.
type command struct {
	text  string
	shown string // the line that is told or taken back; "": one that only enters or leaves a mode
	line  int    // of the file
	block int    // the number of its block among those of the run
	opens bool   // without it what follows in the block is meaningless
	key   string // of the line that it tells, "": none
}

// keyed is a line with what tells it from others.
type keyed struct {
	datapath.RoutingLine
	path []string // the lines of the modes that it is in, outermost first
	key  string
}

// keyedLines lists the lines of a block, each with the modes that it is in.
func keyedLines(b *datapath.RoutingBlock) []keyed {
	list := make([]keyed, 0, len(b.Lines))
	var path []string
	for i, l := range b.Lines {
		path = path[:min(l.Depth, len(path))]
		k := keyed{RoutingLine: l, path: slices.Clone(path)}
		k.key = strings.Join(append([]string{b.Text}, append(k.path, l.Text)...), "\n")
		list = append(list, k)
		if i+1 < len(b.Lines) && b.Lines[i+1].Depth > l.Depth || opensMode(l.Text) {
			path = append(path, l.Text)
		}
	}
	return list
}

// opensMode reports whether a line of a block opens a mode even if none of its
// lines follow.
func opensMode(text string) bool {
	first, _, _ := strings.Cut(text, " ")
	return first == "address-family"
}

// diff is what vtysh is to read so that FRR does what new says and not what
// only old says. told are the keys of the lines of old that FRR has taken.
func diff(old, new []datapath.RoutingBlock, told map[string]bool) []command {
	d := &differ{told: told}
	after := make(map[string]*datapath.RoutingBlock, len(new))
	for i := range new {
		after[new[i].Text] = &new[i]
	}
	before := make(map[string]*datapath.RoutingBlock, len(old))
	for i := range slices.Backward(old) {
		before[old[i].Text] = &old[i]
		d.remove(&old[i], after[old[i].Text])
	}
	for i := range new {
		d.add(before[new[i].Text], &new[i])
	}
	return d.commands
}

type differ struct {
	told     map[string]bool
	commands []command
	blocks   int
	// renewed are the beginnings of lines that went with another one.
	renewed []string
}

// remove takes back what a block has and the new one, nil for none, has not.
func (d *differ) remove(old, new *datapath.RoutingBlock) {
	if new == nil && !isInterface(old.Text) {
		if d.told[old.Text] {
			d.commands = append(d.commands, command{text: negate(old.Text), shown: negate(old.Shown), block: d.blocks, opens: true})
			d.blocks++
		}
		return
	}
	wanted := map[string]bool{}
	if new != nil {
		for _, l := range keyedLines(new) {
			wanted[l.key] = true
		}
	}
	var gone []keyed
	for _, l := range slices.Backward(keyedLines(old)) {
		if !wanted[l.key] && d.told[l.key] && !opensMode(l.Text) {
			gone = append(gone, l)
			if neighbor, ok := definesNeighbor(l.Text); ok {
				d.renewed = append(d.renewed, old.Text+"\n"+neighbor)
			}
		}
	}
	d.tell(old, gone, true)
}

// add tells what the new block has and the old one, nil for none, has not.
func (d *differ) add(old, new *datapath.RoutingBlock) {
	known := map[string]bool{}
	if old != nil {
		for _, l := range keyedLines(old) {
			known[l.key] = d.told[l.key]
		}
	}
	var fresh []keyed
	for _, l := range keyedLines(new) {
		if !known[l.key] || d.isRenewed(new.Text, l.Text) {
			fresh = append(fresh, l)
		}
	}
	if len(fresh) > 0 || !d.told[new.Text] {
		d.tell(new, fresh, false)
	}
}

// isRenewed reports whether a line of a block went together with the
// definition of its neighbor.
func (d *differ) isRenewed(block, text string) bool {
	return slices.ContainsFunc(d.renewed, func(r string) bool { return strings.HasPrefix(block+"\n"+strings.TrimPrefix(text, "no "), r) })
}

// definesNeighbor reports whether everything about a BGP neighbor goes with
// the line, and how the lines about it begin.
func definesNeighbor(text string) (begin string, ok bool) {
	w := strings.Fields(text)
	if len(w) < 3 || w[0] != "neighbor" || w[2] != "remote-as" && w[2] != "peer-group" {
		return "", false
	}
	return w[0] + " " + w[1] + " ", true
}

// tell enters a block, types the lines, or what takes them back, and leaves it.
func (d *differ) tell(b *datapath.RoutingBlock, lines []keyed, removing bool) {
	form := func(text string) string { return text }
	if removing {
		form = negate
	}
	if len(lines) == 0 && removing {
		return
	}
	put := func(c command) {
		c.block = d.blocks
		d.commands = append(d.commands, c)
	}
	head := command{text: b.Text, opens: true}
	if !removing {
		head.shown, head.line, head.key = b.Shown, b.Line, b.Text
	}
	put(head)
	var path []string
	enter := func(to []string) {
		same := 0
		for same < len(path) && same < len(to) && path[same] == to[same] {
			same++
		}
		for range path[same:] {
			put(command{text: "exit"})
		}
		path = path[:same]
		for _, mode := range to[same:] {
			put(command{text: mode})
			path = append(path, mode)
		}
	}
	for _, l := range lines {
		enter(l.path)
		c := command{text: form(l.Text), shown: form(l.Shown), line: l.Line}
		if !removing {
			c.key = l.key
			if opensMode(l.Text) {
				path = append(path, l.Text)
			}
		}
		put(c)
	}
	enter(nil)
	if b.Opens {
		put(command{text: "exit"})
	}
	d.blocks++
}

// negate is the line that takes another one back.
func negate(text string) string {
	if positive, ok := strings.CutPrefix(text, "no "); ok {
		return positive
	}
	return "no " + text
}

func isInterface(text string) bool { return strings.HasPrefix(text, "interface ") }
