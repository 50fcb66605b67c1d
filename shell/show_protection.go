package shell

import (
	"fmt"
	"io"
	"sync"

	"mainmode/compiler"
	"mainmode/ike"
)

// protectionCounts count what protected tunnels and IPsec have said to each
// other, for "show tunnel protection statistics": a tunnel asks for a socket,
// as IOS calls it, and hears when that is up. Its zero value has counted
// nothing.
type protectionCounts struct {
	mu  sync.Mutex
	now protectionStats
}

// protectionStats is a copy of protectionCounts.
type protectionStats struct {
	Opened, Closed uint64 // sockets that tunnels asked for, and gave back
	Up, Down       uint64
	Clear          uint64 // times that packets came that should have been protected
}

func (c *protectionCounts) counts() protectionStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// follow counts the tunnels that have come and gone.
func (c *protectionCounts) follow(old, new *compiler.Router) {
	was, is := protectedTunnels(old), protectedTunnels(new)
	c.mu.Lock()
	defer c.mu.Unlock()
	for name := range is {
		if !was[name] {
			c.now.Opened++
		}
	}
	for name := range was {
		if !is[name] {
			c.now.Closed++
		}
	}
}

// protectedTunnels are the tunnels that have an IPsec profile and are not shut
// down.
func protectedTunnels(r *compiler.Router) map[string]bool {
	found := map[string]bool{}
	if r == nil {
		return found
	}
	for i := range r.Interfaces {
		if in := &r.Interfaces[i]; in.Tunnel != nil && in.Tunnel.Profile != "" && !in.Shutdown {
			found[in.Name] = true
		}
	}
	return found
}

// hear counts what IKE says of tunnels.
func (c *protectionCounts) hear(a ike.Action) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch a := a.(type) {
	case ike.Line:
		if a.Up {
			c.now.Up++
		} else {
			c.now.Down++
		}
	case ike.Syslog:
		if a.Mnemonic == "RECVD_PKT_NOT_IPSEC" {
			c.now.Clear++
		}
	}
}

// writeProtection is "show tunnel protection statistics". Nothing listens: a
// tunnel has one peer.
func writeProtection(w io.Writer, s protectionStats) {
	row := func(cells ...any) {
		fmt.Fprint(w, "      ")
		for i := 0; i < len(cells); i += 2 {
			fmt.Fprintf(w, "%-15s: %-5d", cells[i], cells[i+1])
		}
		fmt.Fprintln(w)
	}
	fmt.Fprint(w, "------------------------- Message Statistics -------------------------\n   Sent:\n")
	row("Listen Start", 0, "Listen Stop", 0, "Socket Open", s.Opened)
	row("Socket Close", s.Closed)
	fmt.Fprint(w, "   Rcvd:\n")
	row("General Error", 0, "Socket Error", 0, "Socket Ready", s.Up)
	row("Socket Up", s.Up, "Socket Down", s.Down, "MTU Changed", 0)
	row("Listen Ready", 0, "Other", 0)
	fmt.Fprint(w, "\n-------------------------- Error Statistics --------------------------\n   Rcvd:\n")
	row("Listen Start", 0, "Listen Stop", 0, "Socket Open", 0)
	row("Socket Close", 0, "Conn Timeout", 0)
	fmt.Fprint(w, "\n------------ Data Statistics(Other than IPSec protection) ------------\n   Sent:\n")
	row("cef pkt drops", 0, "ps pkt drops", 0)
	fmt.Fprint(w, "   Rcvd:\n")
	row("ps pkt drops", 0, "clear pkt drops", s.Clear)
	fmt.Fprintln(w)
}
