package nhrp

import (
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// Engine is the next hop servers and clients of a router. It is not safe for
// concurrent use: one goroutine owns it.
type Engine struct {
	rand     io.Reader
	now      time.Time
	debug    DebugClass
	stations map[string]*station // by interface

	actions []Action
	timerAt time.Time // of the last SetTimer, zero: none is waited for
}

// New returns an engine that takes request IDs from rand. It does nothing
// before its first Configure.
func New(rand io.Reader) *Engine {
	return &Engine{rand: rand, stations: map[string]*station{}}
}

// Handle tells the engine an event, and returns what is to be done.
func (e *Engine) Handle(now time.Time, event Event) []Action {
	e.now, e.actions = now, nil
	switch event := event.(type) {
	case Configure:
		e.configure(&event.Config)
	case Line:
		if s := e.stations[event.Interface]; s != nil {
			s.setLine(event.Up)
		}
	case Received:
		if s := e.stations[event.Interface]; s != nil && s.up {
			s.receive(event.NBMA, event.Data)
		}
	case Unresolved:
		if s := e.stations[event.Interface]; s != nil && s.up {
			s.unresolved(event.Address)
		}
	case Tick:
		e.timerAt = time.Time{}
		e.tick()
	case Clear:
		for _, s := range e.inOrder() {
			if event.Interface == "" || event.Interface == s.config.Name {
				s.clear(&event)
			}
		}
	case ClearTraffic:
		for _, s := range e.stations {
			s.traffic = Traffic{}
		}
	case SetDebug:
		e.debug = event.Classes
	}
	for _, s := range e.inOrder() {
		s.tellNeighbors()
	}
	return e.actions
}

// configure makes the stations what the configuration says.
func (e *Engine) configure(c *Config) {
	gone := maps.Clone(e.stations)
	for i := range c.Interfaces {
		config := &c.Interfaces[i]
		delete(gone, config.Name)
		s := e.stations[config.Name]
		if s == nil {
			s = newStation(e, config.Name)
			e.stations[config.Name] = s
		}
		s.configure(config)
	}
	for name := range gone {
		delete(e.stations, name) // its device, and the neighbours with it, is the driver's to remove
	}
}

func (e *Engine) inOrder() []*station {
	names := slices.Sorted(maps.Keys(e.stations))
	stations := make([]*station, len(names))
	for i, name := range names {
		stations[i] = e.stations[name]
	}
	return stations
}

// tick does what is due, and asks for the next Tick.
func (e *Engine) tick() {
	for _, s := range e.inOrder() {
		s.tick()
	}
}

// wake asks for a Tick at that time. Ticks come in whole seconds at most: that
// many stations have something to do at about the same time costs one look.
// Rounding keeps the monotonic reading of the time, which Truncate drops: a clock
// that is set must not bring the Tick before what it is for.
func (e *Engine) wake(at time.Time) {
	if past := at.Sub(at.Truncate(time.Second)); past > 0 {
		at = at.Add(time.Second - past)
	}
	if e.timerAt.IsZero() || at.Before(e.timerAt) {
		e.timerAt = at
		e.do(SetTimer{at})
	}
}

func (e *Engine) do(a Action) { e.actions = append(e.actions, a) }

// requestID is one that nobody can guess: a reply that shows it was made by
// somebody who has seen the request.
func (e *Engine) requestID() uint32 {
	var b [4]byte
	if _, err := io.ReadFull(e.rand, b[:]); err != nil {
		panic(fmt.Sprintf("nhrp: no random bytes: %v", err)) // as crypto/rand does
	}
	return binary.BigEndian.Uint32(b[:])
}

func (e *Engine) debugf(class DebugClass, format string, args ...any) {
	if e.debug&class != 0 {
		e.do(Debug{class, fmt.Sprintf(format, args...)})
	}
}

// usable reports whether an address can be that of a station.
func usable(a netip.Addr) bool {
	return a.Is4() && !a.IsUnspecified() && !a.IsMulticast() && !a.IsLoopback() && a != netip.AddrFrom4([4]byte{255, 255, 255, 255})
}
