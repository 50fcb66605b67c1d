package datapath

import (
	"sync/atomic"
	"time"
)

// Line is the line protocol of a tunnel. IKE asks for it, but that of GRE
// follows the routes to the peer and the keepalives; of any tunnel it is down
// while such a route leads into the tunnel itself. Only Up may be called beside
// another call.
type Line struct {
	up        atomic.Bool
	asked     bool
	recursive bool // as was told
	recursion Recursion
}

// Up reports whether the line protocol is up.
func (l *Line) Up() bool { return l.up.Load() }

// Set notes what the line protocol is now.
func (l *Line) Set(up bool) { l.up.Store(up) }

// Ask notes what IKE wants, and returns what the line may be.
func (l *Line) Ask(up bool) (allowed bool) {
	l.asked = up
	return up && !l.recursive
}

// Recursive reports whether the line is down as the route to the peer leads into
// the tunnel.
func (l *Line) Recursive() bool { return l.recursive }

// Retry has a tunnel that was routed into itself tried again: the configuration
// has changed.
func (l *Line) Retry() { l.recursion.Forget() }

// Surroundings are what the line protocol of a tunnel depends on beside IKE.
type Surroundings struct {
	// RouteTo asks by which device packets to the peer leave.
	RouteTo func(*TunnelInterface) (device string, err error)
	// Source asks whether the interface is up that has the address from which
	// packets leave: all that multipoint GRE needs.
	Source  func(*TunnelInterface) bool
	Suspect bool // a route to the peer may lead into the tunnel
	Dead    bool // too many keepalives had no answer
	Emit    func(Event)
}

// Want returns what the line protocol of a tunnel should be now. It emits
// RecursiveRoute when that begins or ends.
func (l *Line) Want(t *TunnelInterface, s *Surroundings) (up bool) {
	isGRE := t.Encapsulation == InGRE
	reachable := true
	if isGRE || l.asked && s.Suspect {
		reachable = l.reaches(t, s)
	}
	l.tell(t.Name, !t.Shutdown && l.recursion.Holds(time.Now()), s.Emit)
	up = l.asked
	if isGRE {
		up = reachable && !s.Dead
	}
	return up && !l.recursive
}

// reaches reports whether there is a way to the peer from the tunnel's own
// address. It notes one that leads through the tunnel itself.
func (l *Line) reaches(t *TunnelInterface, s *Surroundings) bool {
	if t.Shutdown || !t.Local.IsValid() || !t.Remote.IsValid() {
		return false
	}
	if t.Multipoint() {
		return s.Source(t)
	}
	device, err := s.RouteTo(t)
	if err == nil && device == t.Device {
		l.recursion.Found(time.Now())
	}
	return err == nil
}

func (l *Line) tell(iface string, found bool, emit func(Event)) {
	if l.recursive != found {
		l.recursive = found
		emit(RecursiveRoute{Interface: iface, Found: found})
	}
}

// Tell emits that the line of a tunnel has changed, if that was not asked for
// and is not told by RecursiveRoute.
func (l *Line) Tell(t *TunnelInterface, emit func(Event)) {
	up := l.Up()
	if t.Encapsulation == InGRE || !up && !l.recursive { // not GRE any more
		emit(LineChange{Interface: t.Name, Up: up})
	}
}

// Gone is told that the tunnel is no more.
func (l *Line) Gone(iface string, emit func(Event)) { l.tell(iface, false, emit) }
