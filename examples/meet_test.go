package examples_test

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// meeting is a client that reaches a server, of which NAT may change both
// addresses.
type meeting struct {
	what, network string
	from, to      string // node and what it uses: "PC 10.1.0.2:0"
	meets         string // whom the client reaches, in the node of the server
	seen          string // as whom the server sees the client, without port; or several of which it is one
}

// hold has the meeting take place.
func (n *network) hold(m meeting) {
	n.t.Helper()
	client, from, _ := strings.Cut(m.from, " ")
	server, to, _ := strings.Cut(m.to, " ")
	if seen := n.meet(m.network, client, from, server, to, m.meets).Addr().String(); !slices.Contains(strings.Fields(m.seen), seen) {
		n.t.Errorf("%s: the client is %s, want %s", m.what, seen, m.seen)
	}
}

// meet has a server listen and a client reach it by what may be another
// address. The server says who the client is, and the client must get that.
func (n *network) meet(network, client, from, server, to, listen string) netip.AddrPort {
	n.t.Helper()
	const bound = 5 * time.Second
	answered := make(chan error, 1)
	if network == "udp" {
		s := n.listenUDP(server, netip.MustParseAddrPort(listen))
		defer s.Close()
		go func() {
			b := make([]byte, 64)
			_, peer, err := s.ReadFromUDPAddrPort(b)
			if err == nil {
				_, err = s.WriteToUDPAddrPort([]byte(peer.String()), peer)
			}
			answered <- err
		}()
	} else {
		var s net.Listener
		n.in(server, func() (err error) {
			s, err = net.Listen("tcp", listen)
			return err
		})
		defer s.Close()
		go func() {
			c, err := s.Accept()
			if err == nil {
				_, err = fmt.Fprint(c, c.RemoteAddr())
				c.Close()
			}
			answered <- err
		}()
	}
	d := net.Dialer{Timeout: bound, LocalAddr: net.TCPAddrFromAddrPort(netip.MustParseAddrPort(from))}
	if network == "udp" {
		d.LocalAddr = net.UDPAddrFromAddrPort(netip.MustParseAddrPort(from))
	}
	var c net.Conn
	n.in(client, func() (err error) {
		c, err = d.Dial(network, to)
		return err
	})
	defer c.Close()
	n.must(c.SetDeadline(time.Now().Add(bound)))
	if network == "udp" {
		_, err := c.Write([]byte("who am I"))
		n.must(err)
	}
	b := make([]byte, 64)
	size, err := c.Read(b)
	n.must(err)
	n.must(<-answered)
	return netip.MustParseAddrPort(string(b[:size]))
}
