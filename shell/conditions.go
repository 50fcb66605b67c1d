package shell

import (
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"mainmode/ike"
)

// debugConditions limit the crypto debugs to some peers. The zero value limits
// nothing.
type debugConditions struct {
	mu   sync.Mutex
	list conditionList
}

// conditionList is a copy of debugConditions.
type conditionList struct {
	Peers     []netip.Prefix // in the order of entry; a single address has a full prefix
	Unmatched ike.DebugClass // classes of which what concerns no known peer is shown as well
}

func (c *debugConditions) snapshot() conditionList {
	c.mu.Lock()
	defer c.mu.Unlock()
	return conditionList{slices.Clone(c.list.Peers), c.list.Unmatched}
}

// add limits debugs to a peer, besides those named before.
func (c *debugConditions) add(p netip.Prefix) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Contains(c.list.Peers, p) {
		c.list.Peers = append(c.list.Peers, p)
	}
}

func (c *debugConditions) remove(p netip.Prefix) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list.Peers = slices.DeleteFunc(c.list.Peers, func(q netip.Prefix) bool { return p == q })
}

// unmatched switches what concerns no known peer on or off for some classes.
func (c *debugConditions) unmatched(classes ike.DebugClass, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list.Unmatched &^= classes
	if on {
		c.list.Unmatched |= classes
	}
}

// reset removes all conditions.
func (c *debugConditions) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = conditionList{}
}

// pass reports whether a record is to be shown.
func (c *debugConditions) pass(d *ike.Debug) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list.pass(d)
}

func (l *conditionList) pass(d *ike.Debug) bool {
	if len(l.Peers) == 0 {
		return true
	}
	if !d.Peer.IsValid() {
		return l.Unmatched&d.Class != 0
	}
	peer := d.Peer.WithZone("")
	return slices.ContainsFunc(l.Peers, func(p netip.Prefix) bool { return p.Contains(peer) })
}

// writeDebugConditions is "show crypto debug-condition".
func writeDebugConditions(w io.Writer, l conditionList) {
	onOff := func(on bool) string {
		if on {
			return "ON"
		}
		return "OFF"
	}
	fmt.Fprintf(w, "\nCrypto conditional debug currently is turned %s\n", onOff(len(l.Peers) > 0))
	fmt.Fprintf(w, "IKE debug context unmatched flag: %s\n", onOff(l.Unmatched&ike.DebugISAKMP != 0))
	fmt.Fprintf(w, "IPsec debug context unmatched flag: %s\n", onOff(l.Unmatched&ike.DebugIPsec != 0))
	fmt.Fprintf(w, "Crypto Engine debug context unmatched flag: %s\n", onOff(l.Unmatched&ike.DebugKMI != 0))
	var addresses, subnets []string
	for _, p := range l.Peers {
		switch {
		case p.IsSingleIP():
			addresses = append(addresses, formatAddr(p.Addr(), ""))
		case p.Addr().Is4():
			subnets = append(subnets, p.Addr().String()+"/"+formatMask(p.Bits(), false))
		default:
			subnets = append(subnets, strings.ToUpper(p.String()))
		}
	}
	if len(addresses) > 0 {
		fmt.Fprintf(w, "\nIKE peer IP address filters:\n%s \n", strings.Join(addresses, " "))
	}
	if len(subnets) > 0 {
		fmt.Fprintf(w, "\nIKE peer IP subnet filters:\n%s \n", strings.Join(subnets, " "))
	}
	fmt.Fprintln(w)
}
