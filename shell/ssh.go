package shell

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/sys/unix"
)

// handshakeTimeout bounds how long a client may take to say what it is.
const handshakeTimeout = 10 * time.Second

// sshServer serves sessions by SSH: on a unix socket consoles, for who may open
// the socket may do everything and the mode of the file is the only lock; by
// TCP the lines "vty".
//
// A "shell" behind a "pty-req" is a [Console]; without one, or on a terminal
// of type "dumb", it is a [Plain] transcript. An "exec" runs EXEC commands, one
// a line, at privilege level 15.
type sshServer struct {
	router   *Router
	listener net.Listener
	gate     gate
	wg       sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]bool
	closed bool
}

// gate admits a connection: with which keys and questions, and what its
// sessions are.
type gate func(net.Conn) (*ssh.ServerConfig, sessionKind, error)

// sessionKind is what the sessions of a connection are.
type sessionKind interface {
	console(t Terminal, person bool)
	execute(t Terminal, text string) uint32 // returns the exit status
	joined(ssh.ConnMetadata)                // has logged in
	// remote: as on a line of a router, nothing but backspaces moves the
	// cursor, and the connection ends with its session.
	remote() bool
	done() // the connection has ended
}

// startSSH serves on a listener.
func startSSH(r *Router, l net.Listener, g gate) *sshServer {
	s := &sshServer{router: r, listener: l, conns: map[net.Conn]bool{}, gate: g}
	s.wg.Add(1)
	go s.accept()
	return s
}

// consoleKind is the sessions of who may open the socket.
type consoleKind struct{ router *Router }

func (k consoleKind) console(t Terminal, person bool) {
	if person {
		k.router.Console(t)
	} else {
		k.router.Transcript(t)
	}
}
func (k consoleKind) execute(t Terminal, text string) uint32 { return k.router.execute(t, text) }
func (k consoleKind) joined(ssh.ConnMetadata)                {}
func (k consoleKind) remote() bool                           { return false }
func (k consoleKind) done()                                  {}

// serveSSH listens on the socket at path.
func serveSSH(r *Router, path string) (*sshServer, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("%s: host key: %w", path, err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		return nil, fmt.Errorf("%s: host key: %w", path, err)
	}
	l, err := listenUnix(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	config := &ssh.ServerConfig{NoClientAuth: true, ServerVersion: "SSH-2.0-mainmode"}
	config.AddHostKey(signer)
	return startSSH(r, l, func(net.Conn) (*ssh.ServerConfig, sessionKind, error) {
		return config, consoleKind{r}, nil
	}), nil
}

// listenUnix makes a socket that only its owner can open. One that a killed
// router left behind is replaced.
func listenUnix(path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
		if c, err := net.Dial("unix", path); err == nil {
			c.Close()
			return nil, errors.New("another router answers there")
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	old := unix.Umask(0o177)
	l, err := net.Listen("unix", path)
	unix.Umask(old)
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return l, err
}

func (s *sshServer) accept() {
	defer s.wg.Done()
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // out of file descriptors: some will be closed
			time.Sleep(100 * time.Millisecond)
			continue
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			conn.Close()
			return
		}
		s.conns[conn] = true
		s.wg.Add(1)
		s.mu.Unlock()
		go s.serve(conn)
	}
}

// Close ends every connection and waits for their sessions.
func (s *sshServer) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
	return err
}

func (s *sshServer) serve(conn net.Conn) {
	defer s.wg.Done()
	defer func() {
		conn.Close()
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
	}()
	config, kind, err := s.gate(conn)
	if err != nil {
		return
	}
	defer kind.done()
	timeout := handshakeTimeout
	if !config.NoClientAuth {
		timeout = s.router.IR().SSH.Timeout()
	}
	conn.SetDeadline(time.Now().Add(timeout))
	connection, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	conn.SetDeadline(time.Time{})
	go ssh.DiscardRequests(requests)
	kind.joined(connection.Conn)
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for c := range channels {
		if c.ChannelType() != "session" {
			c.Reject(ssh.UnknownChannelType, "only sessions are served")
			continue
		}
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		sessions.Go(func() {
			s.session(kind, channel, requests)
			if kind.remote() {
				connection.Close()
			}
		})
	}
}

// countedChannel knows how much was written to it, for the input request.
type countedChannel struct {
	ssh.Channel
	written atomic.Uint64
}

func (c *countedChannel) Write(p []byte) (int, error) {
	n, err := c.Channel.Write(p)
	c.written.Add(uint64(n))
	return n, err
}

// waiting tells the client that the session waits for input.
func (c *countedChannel) waiting(kind InputKind) {
	payload := binary.BigEndian.AppendUint64([]byte{byte(kind)}, c.written.Load())
	c.SendRequest(inputRequest, false, payload) // fails only if the client has gone
}

// ptyRequest is RFC 4254, Section 6.2; windowChange is Section 6.7.
type ptyRequest struct {
	Term                 string
	Columns, Rows        uint32
	PixelWide, PixelHigh uint32
	Modes                string
}

type windowChange struct{ Columns, Rows, PixelWide, PixelHigh uint32 }

// session heeds the requests on one channel until it is closed.
func (s *sshServer) session(kind sessionKind, channel ssh.Channel, requests <-chan *ssh.Request) {
	c := &countedChannel{Channel: channel}
	var pty *ptyRequest
	var term Terminal
	ended := make(chan struct{})
	for req := range requests {
		ok := false
		switch req.Type {
		case "pty-req":
			p := &ptyRequest{}
			if ok = term == nil && ssh.Unmarshal(req.Payload, p) == nil; ok {
				pty = p
			}
		case "window-change":
			var w windowChange
			if console, is := term.(resizer); is && ssh.Unmarshal(req.Payload, &w) == nil {
				console.Resize(int(w.Columns), int(w.Rows))
				ok = true
			}
		case "signal":
			if b, is := term.(*batch); is {
				b.stop()
				ok = true
			}
		case "env":
			ok = true
		case "shell", "exec":
			if term != nil {
				break
			}
			t, run, err := s.prepare(kind, c, req, pty)
			if err != nil {
				break
			}
			term, ok = t, true
			if req.WantReply { // before the first output
				req.Reply(true, nil)
				req.WantReply = false
			}
			go func() {
				defer close(ended)
				status := run()
				c.SendRequest("exit-status", false, binary.BigEndian.AppendUint32(nil, status))
				term.Close()
				channel.Close()
			}()
		}
		if req.WantReply {
			req.Reply(ok, nil)
		}
	}
	if term != nil {
		term.Close()
		<-ended
	}
	channel.Close()
}

// resizer is a terminal whose window may change.
type resizer interface{ Resize(width, height int) }

// prepare makes the terminal for a "shell" or "exec" request. run holds its
// session and returns the exit status.
func (s *sshServer) prepare(kind sessionKind, c *countedChannel, req *ssh.Request, pty *ptyRequest) (term Terminal, run func() uint32, err error) {
	if req.Type == "exec" {
		var payload struct{ Command string }
		if err := ssh.Unmarshal(req.Payload, &payload); err != nil {
			return nil, nil, err
		}
		b := &batch{w: c}
		return b, func() uint32 { return kind.execute(b, payload.Command) }, nil
	}
	width, height := 80, 24
	if pty != nil && pty.Columns > 0 {
		width, height = int(pty.Columns), int(pty.Rows)
	}
	switch {
	case kind.remote():
		t := NewPlain(c, nil)
		t.Resize(width, height)
		term = t
	case pty == nil || pty.Term == "dumb" || pty.Term == "":
		term = NewPlain(c, c.waiting)
	default:
		if term, err = NewConsole(c, width, height, c.waiting); err != nil {
			return nil, nil, err
		}
	}
	return term, func() uint32 { kind.console(term, pty != nil); return 0 }, nil
}
