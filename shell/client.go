package shell

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"
)

// inputRequest is the channel request by which a router says that a session
// waits for input. Its payload is the InputKind as one byte and the number of
// bytes that the session had written before as eight, so that a program knows
// which output came before the question. No answer is wanted.
const inputRequest = "input@mainmode"

// Client talks to a running router over its unix socket.
type Client struct{ conn *ssh.Client }

// Dial connects to a router's socket.
func Dial(ctx context.Context, socket string) (*Client, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", socket)
	if err != nil {
		var call *os.SyscallError
		if errors.As(err, &call) {
			err = call.Err
		}
		return nil, fmt.Errorf("%s: %w", socket, err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	// The socket's file mode is what keeps others out: there is neither a
	// password to send nor a key to know.
	c, channels, requests, err := ssh.NewClientConn(conn, socket, &ssh.ClientConfig{
		User:            "console",
		HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s: no router answers: %w", socket, err)
	}
	return &Client{ssh.NewClient(c, channels, requests)}, nil
}

// Close ends the connection and the sessions on it.
func (c *Client) Close() error { return c.conn.Close() }

// Exec runs EXEC commands in one session and writes to out what a console
// would show. The status is 0, or 1 if one of the commands was refused.
func (c *Client) Exec(commands []string, out io.Writer) (status int, err error) {
	session, err := c.conn.NewSession()
	if err != nil {
		return 1, err
	}
	defer session.Close()
	session.Stdout = out
	err = session.Run(strings.Join(commands, "\n"))
	var exit *ssh.ExitError
	if errors.As(err, &exit) {
		return exit.ExitStatus(), nil
	}
	return 0, err
}

// ConsoleOptions say what is at the near end of a console.
type ConsoleOptions struct {
	// Terminal: a person's, with an editor and escape sequences. Otherwise
	// the output is a plain transcript.
	Terminal      bool
	Width, Height int // of the terminal; a height of 0 has no pages

	// Output takes what the router prints. Input is called when the session
	// waits for input, after Output has got everything printed before. Both
	// may be called on different goroutines, Input may be nil.
	Output func([]byte)
	Input  func(InputKind)
}

// RemoteConsole is a console session on a router.
type RemoteConsole struct {
	channel ssh.Channel
	options ConsoleOptions
	done    chan struct{}

	mu     sync.Mutex
	cond   *sync.Cond
	shown  uint64 // bytes given to Output
	closed bool   // no more will come
}

// Console opens a console session.
func (c *Client) Console(o ConsoleOptions) (*RemoteConsole, error) {
	channel, requests, err := c.conn.OpenChannel("session", nil)
	if err != nil {
		return nil, err
	}
	console := &RemoteConsole{channel: channel, options: o, done: make(chan struct{})}
	console.cond = sync.NewCond(&console.mu)
	go console.read()
	go console.requests(requests)
	if o.Terminal {
		// RFC 4254, Section 6.2.
		pty := struct {
			Term                 string
			Columns, Rows        uint32
			PixelWide, PixelHigh uint32
			Modes                string
		}{Term: "vt100", Columns: uint32(o.Width), Rows: uint32(o.Height)}
		if err := console.request("pty-req", ssh.Marshal(&pty)); err != nil {
			return nil, err
		}
	}
	if err := console.request("shell", nil); err != nil {
		return nil, err
	}
	return console, nil
}

func (c *RemoteConsole) request(name string, payload []byte) error {
	ok, err := c.channel.SendRequest(name, true, payload)
	if err == nil && !ok {
		err = fmt.Errorf("the router refused %s", name)
	}
	if err != nil {
		c.channel.Close()
	}
	return err
}

// Write types keys.
func (c *RemoteConsole) Write(keys []byte) (int, error) { return c.channel.Write(keys) }

// EndInput says that no more keys will come: the session ends when it has
// used those it got.
func (c *RemoteConsole) EndInput() error { return c.channel.CloseWrite() }

// Resize tells the router the terminal's new size.
func (c *RemoteConsole) Resize(width, height int) error {
	// RFC 4254, Section 6.7.
	size := struct{ Columns, Rows, PixelWide, PixelHigh uint32 }{uint32(width), uint32(height), 0, 0}
	_, err := c.channel.SendRequest("window-change", false, ssh.Marshal(&size))
	return err
}

// Done is closed when the session has ended and all its output was given to
// Output.
func (c *RemoteConsole) Done() <-chan struct{} { return c.done }

// Close ends the session.
func (c *RemoteConsole) Close() error {
	err := c.channel.Close()
	if errors.Is(err, io.EOF) {
		err = nil // the router closed it first
	}
	return err
}

// read gives the output to its taker until the session ends.
func (c *RemoteConsole) read() {
	buf := make([]byte, 32<<10)
	for {
		n, err := c.channel.Read(buf)
		if n > 0 {
			c.options.Output(buf[:n])
		}
		c.mu.Lock()
		c.shown += uint64(n)
		c.closed = err != nil
		c.cond.Broadcast()
		c.mu.Unlock()
		if err != nil {
			close(c.done)
			return
		}
	}
}

// requests heeds what the router says about the session. Data and requests
// take different ways through the SSH library: the position in the payload
// puts them in order again.
func (c *RemoteConsole) requests(requests <-chan *ssh.Request) {
	for req := range requests {
		if req.Type == inputRequest && len(req.Payload) == 9 && c.options.Input != nil {
			if c.await(binary.BigEndian.Uint64(req.Payload[1:])) {
				c.options.Input(InputKind(req.Payload[0]))
			}
		}
		if req.WantReply {
			req.Reply(false, nil) // fails only if the connection has ended
		}
	}
}

// await waits until so many bytes have been given to Output; false: they will
// never come.
func (c *RemoteConsole) await(position uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.shown < position && !c.closed {
		c.cond.Wait()
	}
	return c.shown >= position
}
