package shell

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"mainmode/datapath/host"
	"mainmode/grammar"
)

// tcpStates are the states of a connection as Linux numbers them and IOS calls
// them.
var tcpStates = [...]string{"", "ESTAB", "SYNSENT", "SYNRCVD", "FINWAIT1", "FINWAIT2", "TIMEWAIT", "CLOSED", "CLOSEWAIT", "LASTACK", "LISTEN", "CLOSING"}

// showTCP is "show tcp" and "show tcp brief".
func showTCP(s *Session, c *grammar.ShowTCP) error {
	if c.Brief {
		writeTCP(s, openSockets("tcp"), c.All)
		return nil
	}
	h, err := host.Open()
	if err != nil {
		return fmt.Errorf("%% %w", err)
	}
	defer h.Close()
	found, err := h.TCPConnections()
	if err != nil {
		return fmt.Errorf("%% tcp: %w", err)
	}
	lines := s.router.terminals()
	for i := range found {
		writeTCPConnection(s, &found[i], lines[found[i].Remote])
	}
	return nil
}

// terminals are the numbers of the lines that somebody is on, by where they
// come from.
func (r *Router) terminals() map[netip.AddrPort]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	lines := map[netip.AddrPort]int{}
	for n, v := range r.vtys {
		lines[v.from] = firstVTY + n
	}
	return lines
}

// writeTCPConnection is what "show tcp" says of one connection; line 0 is
// none.
func writeTCPConnection(w io.Writer, c *host.TCPConnection, line int) {
	remote := formatAddr(c.Remote.Addr(), "")
	if line > 0 {
		fmt.Fprintf(w, "\ntty%d, virtual tty from host %s\n", line, remote)
	} else {
		fmt.Fprintf(w, "\nStand-alone TCP connection to host %s\n", remote)
	}
	state := ""
	if int(c.State) < len(tcpStates) {
		state = tcpStates[c.State]
	}
	fmt.Fprintf(w, "Connection state is %s, I/O status: 1, unread input bytes: %d\n", state, c.Unread)
	ecn := "Disabled"
	if c.ECN {
		ecn = "Enabled"
	}
	fmt.Fprintf(w, "Connection is ECN %s\n", ecn)
	fmt.Fprintf(w, "Local host: %s, Local port: %d\nForeign host: %s, Foreign port: %d\n\n",
		formatAddr(c.Local.Addr(), ""), c.Local.Port(), remote, c.Remote.Port())
	fmt.Fprintf(w, "Enqueued packets for retransmit: %d, input: 0  mis-ordered: 0 (0 bytes)\n\n", c.Unacked)
	fmt.Fprintf(w, "sndwnd: %6d  scale: %6d\nrcvwnd: %6d  scale: %6d\n\n", c.SendWindow, c.SendScale, c.RecvWindow, c.RecvScale)
	ms := func(d time.Duration) int64 { return d.Milliseconds() }
	fmt.Fprintf(w, "SRTT: %d ms, RTTO: %d ms, RTV: %d ms\nminRTT: %d ms, ACK hold: %d ms\n\n", ms(c.RTT), ms(c.RTO), ms(c.RTTVariance), ms(c.MinRTT), ms(c.ACKHold))
	fmt.Fprintf(w, "Datagrams (max data segment is %d bytes):\n", c.MSS)
	fmt.Fprintf(w, "Rcvd: %d (out of order: %d), with data: %d, total data bytes: %d\n", c.SegmentsIn, c.OutOfOrder, c.DataIn, c.BytesIn)
	fmt.Fprintf(w, "Sent: %d (retransmit: %d), with data: %d, total data bytes: %d\n", c.SegmentsOut, c.Retransmitted, c.DataOut, c.BytesOut)
}
