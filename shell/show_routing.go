package shell

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/grammar"
)

// showRouting is "show ip ospf neighbor" and the like: FRR reads the command
// and prints the answer. That no protocol runs IOS says of BGP only.
func showRouting(s *Session, c *grammar.ShowRouting) error {
	if s.router.routing == nil || !s.router.routing.Runs() {
		return inactive(c.Protocol)
	}
	protocol := c.Protocol
	if c.Family == "ipv6" {
		switch protocol {
		case "ospf":
			protocol = "ospf6"
		case "rip":
			protocol = "ripng"
		}
	}
	line := "show " + c.Family + " " + protocol
	if c.Protocol == "as-path-access-list" || c.Protocol == "community-list" {
		line = "show bgp " + protocol
	}
	if c.Rest != nil {
		line += " " + string(*c.Rest)
	}
	return s.askFRR(line, c.Protocol)
}

// showProtocol is "show bgp" and "show isis". Vtysh knows one neighbor only,
// as a word.
func (s *Session) showProtocol(line, protocol string, rest *grammar.Text) error {
	if s.router.routing == nil || !s.router.routing.Runs() {
		return inactive(protocol)
	}
	if rest != nil {
		line += " " + string(*rest)
	}
	if protocol == "isis" {
		line = strings.Replace(line, "neighbors", "neighbor", 1)
	}
	return s.askFRR(line, protocol)
}

// askFRR prints vtysh's answer to a command about a protocol.
func (s *Session) askFRR(line, protocol string) error {
	text, err := s.router.routing.Show(line)
	if err != nil && strings.HasSuffix(err.Error(), "is not running") {
		return inactive(protocol)
	}
	if err != nil {
		return refusal("% " + err.Error())
	}
	if text = strings.Trim(text, "\n"); text != "" {
		s.Printf("%s\n", text)
	}
	return nil
}

// inactive is the answer where the protocol does not run.
func inactive(protocol string) error {
	if protocol == "bgp" {
		return refusal("% BGP not active")
	}
	return nil
}

// ofProtocol reports whether a protocol has brought the route.
func ofProtocol(e *datapath.RouteEntry, protocol string) bool {
	code, _, _ := strings.Cut(e.Code, " ")
	return e.Source == datapath.LearnedRoute && learnedProtocols[code].name == protocol
}

// addLearned adds to a table what routing protocols have learned. Of two
// routes to a network the nearer one counts.
func (t *routeTable) addLearned(learned []datapath.RouteEntry) {
	at := make(map[netip.Prefix]int, len(t.entries))
	for i := range t.entries {
		at[t.entries[i].Prefix] = i
	}
	t.entries = slices.Clone(t.entries)
	for _, e := range learned {
		i, known := at[e.Prefix]
		switch {
		case !known:
			t.entries = append(t.entries, e)
		case t.entries[i].Source == datapath.StaticRoute && e.Distance < t.entries[i].Distance:
			t.entries[i] = e
		}
	}
	slices.SortFunc(t.entries, func(a, b datapath.RouteEntry) int {
		return cmp.Or(a.Prefix.Addr().Compare(b.Prefix.Addr()), cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()))
	})
}

// routeCode is what stands before an entry of "show ip route". That of the
// default route has a star where its protocol's code ends.
func routeCode(e *datapath.RouteEntry) string {
	code := e.Code
	if e.Source != datapath.LearnedRoute {
		code = [...]string{"C", "L", "S"}[e.Source]
	}
	protocol, kind, more := strings.Cut(code, " ")
	if e.Prefix.Bits() == 0 && e.Source != datapath.ConnectedRoute && e.Source != datapath.LocalRoute {
		return protocol + "*" + kind
	}
	if more {
		return protocol + " " + kind
	}
	return protocol
}

// learnedText is a way of a learned route.
func learnedText(e *datapath.RouteEntry, p *datapath.Path) string {
	begin := fmt.Sprintf("[%d/%d] ", e.Distance, e.Metric)
	if !p.NextHop.IsValid() {
		return begin + "is directly connected, " + e.Age + ", " + outOf(p)
	}
	text := begin + "via " + p.NextHop.String() + ", " + e.Age
	if p.Interface != "" {
		text += ", " + p.Interface
	}
	return text
}
