package shell

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"mainmode/datapath/dhcp"
	"mainmode/grammar"
)

var dhcpCommands = []handler{
	handle(func(s *Session, c *grammar.ShowDHCPLease) error {
		only := ""
		if c.Interface != nil {
			only = c.Interface.String()
		}
		s.router.configuring.Lock()
		var views []leaseView
		for name, l := range s.router.leasing {
			if only == "" || name == only {
				views = append(views, leaseView{name, l.config, l.client.Status()})
			}
		}
		s.router.configuring.Unlock()
		slices.SortFunc(views, func(a, b leaseView) int { return cmp.Compare(a.iface, b.iface) })
		for i := range views {
			writeLease(s, &views[i], time.Now())
		}
		return nil
	}),
	handle(func(s *Session, c *grammar.ReleaseDHCP) error {
		return s.withClient(c.Interface, DHCPClient.Release)
	}),
	handle(func(s *Session, c *grammar.RenewDHCP) error {
		return s.withClient(c.Interface, DHCPClient.Renew)
	}),
}

// withClient does something with the client of an interface.
func (s *Session) withClient(name grammar.InterfaceName, do func(DHCPClient)) error {
	client := s.router.dhcpClient(name.String())
	if client == nil {
		return refusal("Interface does not have a DHCP originated address")
	}
	do(client)
	return nil
}

// leaseView is what "show dhcp lease" shows of an interface.
type leaseView struct {
	iface  string
	config dhcp.Config
	status dhcp.Status
}

// stateNumbers are IOS's.
var stateNumbers = map[dhcp.State]int{dhcp.Released: 0, dhcp.Selecting: 3, dhcp.Requesting: 4, dhcp.Bound: 5, dhcp.Renewing: 6, dhcp.Rebinding: 7}

// writeLease is the block of an interface in "show dhcp lease".
func writeLease(w io.Writer, v *leaseView, now time.Time) {
	l := v.status.Lease
	if l == nil {
		l = &dhcp.Lease{}
	}
	address, mask, server := "0.0.0.0", "0.0.0.0", "0.0.0.0"
	if l.Address.IsValid() {
		address, mask, server = l.Address.Addr().String(), formatMask(l.Address.Bits(), false), l.Server.String()
	}
	fmt.Fprintf(w, "Temp IP addr: %s  for peer on Interface: %s\nTemp  sub net mask: %s\n", address, v.iface, mask)
	fmt.Fprintf(w, "   DHCP Lease server: %s, state: %d %s\n", server, stateNumbers[v.status.State], v.status.State)
	fmt.Fprintf(w, "   DHCP transaction id: %X\n", v.status.Transaction)
	if l.Address.IsValid() && l.Duration == 0 {
		fmt.Fprint(w, "   Lease: Infinite\n")
	} else {
		fmt.Fprintf(w, "   Lease: %d secs,  Renewal: %d secs,  Rebind: %d secs\n", int(l.Duration/time.Second), int(l.Renewal/time.Second), int(l.Rebinding/time.Second))
	}
	if g := firstGateway(l); g.IsValid() {
		fmt.Fprintf(w, "Temp default-gateway addr: %s\n", g)
	}
	if !v.status.Next.IsZero() {
		left := max(v.status.Next.Sub(now), 0).Round(time.Second)
		fmt.Fprintf(w, "   Next timer fires after: %02d:%02d:%02d\n", int(left.Hours()), int(left.Minutes())%60, int(left.Seconds())%60)
	}
	fmt.Fprintf(w, "   Retry count: %d   Client-ID: %s\n", v.status.Retries, printableID(v.config.ClientID))
	writeHex(w, "   Client-ID hex dump: ", strings.TrimPrefix(v.config.ClientID, "\x00"))
	fmt.Fprintf(w, "   Hostname: %s\n", v.config.Hostname)
}

// writeHex writes bytes, sixteen a line, below each other.
func writeHex(w io.Writer, head, bytes string) {
	for len(bytes) > 0 {
		n := min(16, len(bytes))
		fmt.Fprintf(w, "%s%X\n", head, bytes[:n])
		head, bytes = strings.Repeat(" ", len(head)), bytes[n:]
	}
}
