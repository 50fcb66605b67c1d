package shell

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// connectTime is how long another system may take to answer.
const connectTime = 30 * time.Second

// What IOS answers when a connection cannot be opened.
const (
	errConnRefused   = refusal("% Connection refused by remote host")
	errNotResponding = refusal("% Connection timed out; remote host not responding")
	errUnreachable   = refusal("% Destination unreachable; gateway or host down")
)

// errEscaped ends a relay: the person has typed Ctrl-^ x.
var errEscaped = errors.New("escaped")

// dial opens a TCP connection in a VRF, from an address if that is valid.
func dial(ctx context.Context, vrf datapath.VRF, source netip.Addr, to netip.AddrPort) (net.Conn, error) {
	d := net.Dialer{Timeout: connectTime, Control: func(_, _ string, raw syscall.RawConn) error {
		var entered error
		err := raw.Control(func(fd uintptr) { entered = enterVRF(int(fd), vrf.PacketMark(), to.Addr().Is6()) })
		return errors.Join(err, entered)
	}}
	if source.IsValid() {
		d.LocalAddr = &net.TCPAddr{IP: source.AsSlice()}
	}
	conn, err := d.DialContext(ctx, "tcp", to.String())
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		return nil, errInterrupted
	case errors.Is(err, unix.ECONNREFUSED):
		return nil, errConnRefused
	case errors.Is(err, unix.EHOSTUNREACH), errors.Is(err, unix.ENETUNREACH):
		return nil, errUnreachable
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return nil, errNotResponding
	}
	return nil, fmt.Errorf("%% %w", err)
}

// relay has keys go to a connection and shows what comes from it. It ends with
// nil when the remote side does, with errEscaped, or with the error of the
// terminal.
func (s *Session) relay(c *connection) error {
	s.out.Flush()
	s.term.OnInterrupt(nil) // ^C is a key for the other side
	ctx, cancel := context.WithCancel(s.router.ctx)
	show := func() {
		defer cancel()
		for {
			select {
			case p, more := <-c.screen:
				if !more {
					return
				}
				remoteScreen{s.term}.Write(p)
			case <-ctx.Done():
				return
			}
		}
	}
	// Who sees what the other side shows may type Ctrl-^ at once.
	var shown sync.WaitGroup
	begin := sync.OnceFunc(func() { shown.Go(show) })
	escaping := false
	err := s.term.Keys(ctx, func(p []byte) error {
		begin()
		for _, key := range p {
			switch {
			case escaping && (key == 'x' || key == 'X'):
				return errEscaped
			case key == keyAbort && !escaping:
				escaping = true
				continue
			}
			escaping = false
			if _, err := c.keys.Write([]byte{key}); err != nil {
				return nil // the other side has gone, and says so
			}
		}
		return nil
	})
	cancel()
	shown.Wait()
	return err
}

// remoteScreen shows what another system's terminal shows.
type remoteScreen struct{ term Terminal }

func (w remoteScreen) Write(p []byte) (int, error) {
	_, err := w.term.Write(bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n"))) // a Terminal ends lines by itself
	return len(p), err
}
