package shell

import (
	"fmt"
	"io"

	"mainmode/datapath/nhrp"
)

// nhrpTopics are the debugs of NHRP in the order in which they are listed, by
// the word that the command has.
var nhrpTopics = []struct {
	word  string
	class nhrp.DebugClass
	name  string
}{
	{"", nhrp.DebugEvents, "NHRP protocol debugging"},
	{"packet", nhrp.DebugPackets, "NHRP activity debugging"},
	{"cache", nhrp.DebugCache, "NHRP cache operations debugging"},
	{"error", nhrp.DebugErrors, "NHRP errors debugging"},
}

// debugNHRP switches one of these debugs. "undebug nhrp" switches off what
// "debug nhrp" has switched on.
func (s *Session) debugNHRP(word string, on bool) {
	for _, topic := range nhrpTopics {
		switch {
		case topic.word != word:
		case on:
			s.router.nextHops.setDebug(topic.class, 0)
			s.Printf("%s is on\n", topic.name)
		default:
			s.router.nextHops.setDebug(0, topic.class)
			s.Printf("%s is off\n", topic.name)
		}
	}
}

// writeNHRPDebugs lists those that are on.
func writeNHRPDebugs(w io.Writer, on nhrp.DebugClass) {
	heading := "NHRP:\n"
	for _, topic := range nhrpTopics {
		if on&topic.class != 0 {
			fmt.Fprintf(w, "%s  %s is on\n", heading, topic.name)
			heading = ""
		}
	}
}
