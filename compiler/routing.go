package compiler

import "mainmode/datapath"

// Routing is what FRR is told of routing protocols.
type Routing struct {
	FRR    bool // there is an FRR to tell
	Blocks []datapath.RoutingBlock
	Kept   int // lines of the configuration that have an effect by it alone
}

// diffRouting lists the blocks that change.
func diffRouting(old, new []datapath.RoutingBlock) []Step {
	var steps []Step
	add := func(what string, b *datapath.RoutingBlock) {
		steps = append(steps, Step{ToRouting, what + " " + b.Shown})
	}
	name := func(b *datapath.RoutingBlock) string { return b.Text }
	diffNamed(old, new, name, func(b *datapath.RoutingBlock) { add("remove", b) }, nil, nil)
	diffNamed(old, new, name, nil, func(b *datapath.RoutingBlock) { add("add", b) }, func(was, is *datapath.RoutingBlock) {
		if !sameTexts(was.Lines, is.Lines) {
			add("change", is)
		}
	})
	return steps
}

// sameTexts reports whether FRR reads the same, whatever the line numbers.
func sameTexts(a, b []datapath.RoutingLine) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Text != b[i].Text || a[i].Depth != b[i].Depth {
			return false
		}
	}
	return true
}
