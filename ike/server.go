package ike

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"mainmode/datapath"
)

// ServerOptions are what a Server is made of.
type ServerOptions struct {
	// Engine belongs to the server from NewServer on.
	Engine *Engine
	Driver datapath.Driver

	// Handle is told of each InstallSA, DeleteSA and Line after it was carried
	// out, and of each Debug, Syslog and Keys, in the order of the engine. All
	// calls come from one goroutine, which does nothing else meanwhile: Handle
	// must neither block nor call a method of the server.
	Handle func(Action)

	// Error is told of what went wrong outside of the protocol: a datagram
	// that could not be sent, an SA that could not be installed. The rules of
	// Handle hold for it. nil: nobody is.
	Error func(error)

	// Login says whether a user of a list has a password. It is called from any
	// goroutine. nil: nobody has.
	Login func(list, user string, password Secret) bool

	// Addresses to listen on. None: all of the system, IPv4 and IPv6.
	Addresses []netip.Addr

	// Port takes the place of UDP port 500 at both ends, for peers that may
	// not open that one. 0: 500.
	Port uint16
}

// Server runs an Engine: it gives it the clock, UDP port 500, port 4500 by way
// of the datapath, and workers for what takes long. One goroutine owns the
// engine. The methods are safe for concurrent use; they wait for Run.
type Server struct {
	engine  engine
	driver  datapath.Driver
	handle  func(Action)
	report  func(error)
	login   func(list, user string, password Secret) bool
	sockets []*socket
	encap   datapath.EncapConn
	port    uint16
	config  *Config // what the engine has, nil before the first; with the engine

	events   chan Event // from the readers and the workers
	requests chan func()
	jobs     chan Compute
	queue    []Compute // not yet taken by a worker
	timer    *time.Timer

	begun    atomic.Bool // Run has been called, or must not be any more
	stopOnce sync.Once
	stop     chan struct{} // closed by Shutdown
	quit     chan struct{} // closed for the readers and workers
	done     chan struct{} // closed when Run returns
}

// engine is what the server needs of an Engine.
type engine interface {
	Handle(now time.Time, ev Event) []Action
	Snapshot(now time.Time) Snapshot
}

// NewServer opens the sockets, in the network namespace of the calling thread.
// Run must follow.
func NewServer(o ServerOptions) (*Server, error) { return newServer(o, o.Engine) }

func newServer(o ServerOptions, e engine) (*Server, error) {
	s := &Server{
		engine: e, driver: o.Driver, handle: o.Handle, report: o.Error, login: o.Login, port: o.Port,
		events:   make(chan Event, 64),
		requests: make(chan func()),
		jobs:     make(chan Compute),
		timer:    time.NewTimer(0),
		stop:     make(chan struct{}),
		quit:     make(chan struct{}),
		done:     make(chan struct{}),
	}
	s.timer.Stop()
	if s.port == 0 {
		s.port = portISAKMP
	}
	if s.report == nil {
		s.report = func(error) {}
	}
	if s.login == nil {
		s.login = func(string, string, Secret) bool { return false }
	}
	var err error
	if s.sockets, err = listen(o.Addresses, s.port); err != nil {
		return nil, err
	}
	if s.encap, err = o.Driver.ListenEncap(); err != nil {
		s.closeSockets()
		return nil, fmt.Errorf("ike: UDP port %d: %w", portEncap, err)
	}
	return s, nil
}

// Run serves until ctx is done or Shutdown is called. Then the engine says
// DELETE to its peers, and the sockets are closed.
func (s *Server) Run(ctx context.Context) {
	if !s.begun.CompareAndSwap(false, true) {
		return
	}
	defer close(s.done)
	var wg sync.WaitGroup
	for _, k := range s.sockets {
		wg.Go(func() { s.read(k.receive) })
	}
	wg.Go(func() { s.read(s.receiveEncap()) })
	for range runtime.GOMAXPROCS(0) {
		wg.Go(s.work)
	}
	s.serve(ctx)
	s.close()
	wg.Wait()
}

// close ends the readers and workers, and what waits for the owner.
func (s *Server) close() {
	close(s.quit)
	s.closeSockets()
	if err := s.encap.Close(); err != nil {
		s.report(fmt.Errorf("ike: UDP port %d: %w", portEncap, err))
	}
}

// serve is the goroutine that owns the engine.
func (s *Server) serve(ctx context.Context) {
	defer s.timer.Stop()
	driverEvents := s.driver.Events()
	for {
		var jobs chan<- Compute
		var next Compute
		if len(s.queue) > 0 {
			jobs, next = s.jobs, s.queue[0]
		}
		select {
		case ev := <-s.events:
			s.step(ev)
		case f := <-s.requests:
			f()
		case ev, ok := <-driverEvents:
			if !ok {
				driverEvents = nil
				continue
			}
			s.step(Datapath{ev})
		case <-s.timer.C:
			s.step(Tick{})
		case jobs <- next:
			s.queue[0] = Compute{}
			s.queue = s.queue[1:]
		case <-s.stop:
			s.step(Shutdown{})
			return
		case <-ctx.Done():
			s.step(Shutdown{})
			return
		}
	}
}

// step gives the engine one event and carries out its actions in their order.
func (s *Server) step(ev Event) {
	for _, a := range s.engine.Handle(time.Now(), ev) {
		switch a := a.(type) {
		case Sample:
			defer func() { s.step(Sampled{SAs: s.driver.Stats().SAs}) }()
		case Send:
			s.try(s.send(a))
		case SetTimer:
			s.timer.Stop()
			if !a.At.IsZero() {
				s.timer.Reset(time.Until(a.At))
			}
		case Compute:
			s.queue = append(s.queue, a)
		case Login:
			s.queue = append(s.queue, Compute{ID: a.ID, Run: func() any { return s.login(a.List, a.User, a.Password) }})
		case Keepalive:
			s.try(s.encap.Keepalive(a.Local, a.Remote))
		case InstallSA:
			s.try(s.driver.AddSAs(a.SAs))
			s.handle(a)
		case MoveSA:
			s.try(s.driver.MoveSAs(a.IDs, a.Remote))
		case DeleteSA:
			s.try(s.driver.DeleteSAs(a.IDs))
			s.handle(a)
		case Line:
			s.try(s.driver.SetLine(a.Interface, a.Up))
			s.handle(a)
		default:
			s.handle(a)
		}
	}
}

func (s *Server) try(err error) {
	if err != nil {
		s.report(err)
	}
}

// work runs computations. There is one goroutine for each processor: what the
// engine has computed is Diffie-Hellman, which never waits.
func (s *Server) work() {
	for {
		select {
		case c := <-s.jobs:
			s.post(Computed{ID: c.ID, Result: c.Run()})
		case <-s.quit:
			return
		}
	}
}

// post hands an event to the owner of the engine, and reports whether it is
// still there.
func (s *Server) post(ev Event) bool {
	select {
	case s.events <- ev:
		return true
	case <-s.quit:
		return false
	}
}

// retryRead is how long a socket that cannot be read is left alone.
const retryRead = 100 * time.Millisecond

// read passes on what receive returns until the server stops.
func (s *Server) read(receive func() ([]Received, error)) {
	for {
		messages, err := receive()
		for _, m := range messages {
			if !s.post(m) {
				return
			}
		}
		if err == nil {
			continue
		}
		select {
		case <-s.quit:
			return
		case <-time.After(retryRead):
		}
		if errors.Is(err, net.ErrClosed) {
			return
		}
		s.do(func() { s.report(err) })
	}
}

// receiveEncap returns a function that reads one message from port 4500.
func (s *Server) receiveEncap() func() ([]Received, error) {
	buffer := make([]byte, 65535)
	return func() ([]Received, error) {
		n, remote, local, err := s.encap.ReadFrom(buffer)
		if err != nil {
			return nil, fmt.Errorf("ike: UDP port %d: %w", portEncap, err)
		}
		return []Received{{Local: local, Remote: remote, Data: append([]byte(nil), buffer[:n]...)}}, nil
	}
}

// send one message: by port 4500 if that is its port at either end.
func (s *Server) send(m Send) error {
	if m.Local.Port() == portEncap || m.Remote.Port() == portEncap {
		return s.encap.WriteTo(m.Data, m.Local, m.Remote)
	}
	for _, k := range s.sockets {
		if k.sendsFrom(m.Local.Addr()) {
			return k.send(m, s.config.markOf(m.Local.Addr()))
		}
	}
	return fmt.Errorf("ike: no socket to send from %v to %v", m.Local, m.Remote)
}

func (s *Server) closeSockets() {
	for _, k := range s.sockets {
		s.try(k.conn.Close())
	}
}

// do has the owner of the engine run f, and reports whether it did.
func (s *Server) do(f func()) bool {
	ran := make(chan struct{})
	select {
	case s.requests <- func() { f(); close(ran) }:
		<-ran
		return true
	case <-s.quit:
		return false
	}
}

// tell gives the engine an event and waits until it has acted on it.
func (s *Server) tell(ev Event) { s.do(func() { s.step(ev) }) }

// Configure replaces the engine's configuration. When it returns the engine
// has it.
func (s *Server) Configure(c *Config) {
	s.do(func() {
		// Peers that go are told from where they were spoken to.
		both := &Config{LocalVRFs: slices.Clone(c.LocalVRFs)}
		if s.config != nil {
			both.LocalVRFs = append(both.LocalVRFs, s.config.LocalVRFs...)
		}
		s.config = both
		s.step(Configure{c})
		s.config = c
	})
}

// Clear is one of the clear commands.
func (s *Server) Clear(c Clear) { s.tell(c) }

// SetDebug says which classes of Debug actions Handle gets.
func (s *Server) SetDebug(classes DebugClass) { s.tell(SetDebug{classes}) }

// Snapshot is a copy of what the engine knows; nothing after Run has returned.
func (s *Server) Snapshot() Snapshot {
	var snapshot Snapshot
	s.do(func() { snapshot = s.engine.Snapshot(time.Now()) })
	return snapshot
}

// Shutdown ends Run and waits for it. If Run has not been called it never does
// anything any more, and the sockets are closed.
func (s *Server) Shutdown() {
	if s.begun.CompareAndSwap(false, true) {
		s.close()
		close(s.done)
	}
	s.stopOnce.Do(func() { close(s.stop) })
	<-s.done
}
