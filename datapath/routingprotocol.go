package datapath

// RoutingBlock is what a routing daemon is told at one place of its
// configuration: a line of global configuration, and the lines of the mode
// that it opens.
type RoutingBlock struct {
	RoutingLine
	Opens bool // the line opens a mode, in which Lines are
	Lines []RoutingLine
}

// RoutingLine is one command for a routing daemon.
type RoutingLine struct {
	Text  string // as the daemon reads it; it may hold a secret
	Shown string // as the configuration has it, secrets hidden
	Line  int    // of the file, 0: of no line
	Depth int    // how many modes of the block the line is in; 0: the block's own
}
