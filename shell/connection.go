package shell

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"mainmode/grammar"
)

// connection is a session on another system. While its person is elsewhere
// (Ctrl-^ x), what the other system shows waits.
type connection struct {
	number  int // from 1
	host    string
	address netip.Addr
	quiet   bool // its end is not told
	used    time.Time

	keys   io.Writer     // what is typed
	screen chan []byte   // what is shown, closed when the other side ends
	gone   chan struct{} // closed by end
	end    func()
}

// connectionCommands are the handlers of what one does with connections.
var connectionCommands = []handler{
	handle(func(s *Session, _ *grammar.ShowSessions) error { return s.listConnections() }),
	handle(func(s *Session, _ *grammar.Where) error { return s.listConnections() }),
	handle(func(s *Session, c *grammar.Resume) error {
		conn, err := s.connection(word(c.Connection))
		if err != nil {
			return err
		}
		s.Printf("[Resuming connection %d to %s ... ]\n", conn.number, conn.host)
		return s.stay(conn)
	}),
	handle(func(s *Session, c *grammar.Disconnect) error {
		conn, err := s.connection(word(c.Connection))
		if err != nil {
			return err
		}
		if yes, err := s.Confirm(fmt.Sprintf("Closing connection to %s", conn.host)); err != nil || !yes {
			return err
		}
		s.closeConnection(conn)
		return nil
	}),
}

const (
	errNoConnections = refusal("% No connections open")
	errNoConnection  = refusal("% Not an open connection")
)

// connection finds one by its number or its host; "" is the one used last.
func (s *Session) connection(name string) (*connection, error) {
	if len(s.connections) == 0 {
		return nil, errNoConnections
	}
	if name == "" {
		return s.lastUsed, nil
	}
	number, _ := strconv.Atoi(name)
	for _, c := range s.connections {
		if c.number == number || strings.EqualFold(c.host, name) {
			return c, nil
		}
	}
	return nil, errNoConnection
}

// listConnections is "show sessions".
func (s *Session) listConnections() error {
	if len(s.connections) == 0 {
		return errNoConnections
	}
	now := s.router.clock.Now()
	s.Printf("Conn Host                Address             Byte  Idle Conn Name\n")
	for _, c := range s.connections {
		mark := ' '
		if c == s.lastUsed {
			mark = '*'
		}
		s.Printf("%c%3d %-20s%-20s%4d%6d %s\n", mark, c.number, c.host, formatAddr(c.address, ""), 0, int(now.Sub(c.used).Minutes()), c.host)
	}
	return nil
}

// open begins a session on another system, and stays until it ends or is left.
// What end does closes keys and screen.
func (s *Session) open(c *connection, screen io.Reader, end func()) error {
	c.number = 1
	for slices.ContainsFunc(s.connections, func(o *connection) bool { return o.number == c.number }) {
		c.number++
	}
	c.screen, c.gone, c.end = make(chan []byte), make(chan struct{}), end
	s.connections = append(s.connections, c)
	slices.SortFunc(s.connections, func(a, b *connection) int { return a.number - b.number })
	go c.read(screen)
	return s.stay(c)
}

// read hands over what the other system shows, until it ends or the connection
// is closed.
func (c *connection) read(screen io.Reader) {
	defer close(c.screen)
	for {
		buf := make([]byte, 4096)
		n, err := screen.Read(buf)
		if n > 0 {
			select {
			case c.screen <- buf[:n]:
			case <-c.gone:
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// stay joins the person's terminal with a connection until that ends, is left
// by Ctrl-^ x, or the terminal goes.
func (s *Session) stay(c *connection) error {
	s.lastUsed = c
	err := s.relay(c)
	c.used = s.router.clock.Now()
	switch {
	case errors.Is(err, errEscaped):
		s.Printf("\n")
		return nil
	case err != nil:
		return err
	}
	s.closeConnection(c)
	if !c.quiet {
		s.Printf("\n[Connection to %s closed by foreign host]\n", c.host)
	}
	return nil
}

// closeConnection ends a connection.
func (s *Session) closeConnection(c *connection) {
	s.connections = slices.DeleteFunc(s.connections, func(o *connection) bool { return o == c })
	if s.lastUsed == c && len(s.connections) > 0 {
		s.lastUsed = s.connections[len(s.connections)-1]
	}
	close(c.gone)
	c.end()
}

// closeConnections ends all connections, as the end of a session does.
func (s *Session) closeConnections() {
	for len(s.connections) > 0 {
		s.closeConnection(s.connections[0])
	}
}
