package shell

import (
	"crypto/rand"
	"net/netip"
	"sync"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/nhrp"
	"mainmode/ike"
)

// nextHops runs NHRP: it tells the engine what happens, in order and on one
// goroutine, and carries out what follows.
type nextHops struct {
	router *Router
	ready  chan struct{}

	mu     sync.Mutex
	engine *nhrp.Engine
	debug  nhrp.DebugClass
	queue  []nhrpEvent
	// traffic is how many of the queue are packets, and next hops that packets
	// have: what others can make as many as they like.
	traffic int
}

type nhrpEvent struct {
	event nhrp.Event
	done  chan struct{} // closed when what follows is carried out, nil: nobody waits
	// looks has a Line say what the line is when its turn comes: it may have changed,
	// and that have been told, since.
	looks bool
}

// maxNHRPTraffic is how much of that may wait; what comes beyond is lost, as on
// any socket.
const maxNHRPTraffic = 256

func newNextHops(r *Router) *nextHops {
	return &nextHops{router: r, ready: make(chan struct{}, 1), engine: nhrp.New(rand.Reader)}
}

// tell the engine an event. It does not wait.
func (n *nextHops) tell(event nhrp.Event) { n.push(nhrpEvent{event: event}, false) }

// carryOut tells the engine an event, and waits until what follows is done.
func (n *nextHops) carryOut(event nhrp.Event) {
	done := make(chan struct{})
	n.push(nhrpEvent{event: event, done: done}, false)
	select {
	case <-done:
	case <-n.router.ctx.Done():
	}
}

// hear an event of the driver, if it is one of NHRP.
func (n *nextHops) hear(event datapath.Event) bool {
	switch event := event.(type) {
	case datapath.NHRP:
		n.push(nhrpEvent{event: nhrp.Received{Interface: event.Interface, NBMA: event.NBMA, Data: event.Packet}}, true)
	case datapath.Unresolved:
		n.push(nhrpEvent{event: nhrp.Unresolved{Interface: event.Interface, Address: event.Address}}, true)
	default:
		return false
	}
	return true
}

func (n *nextHops) push(event nhrpEvent, traffic bool) {
	n.mu.Lock()
	if traffic {
		if n.traffic >= maxNHRPTraffic {
			n.mu.Unlock()
			return
		}
		n.traffic++
	}
	n.queue = append(n.queue, event)
	n.mu.Unlock()
	select {
	case n.ready <- struct{}{}:
	default:
	}
}

// run until the router ends.
func (n *nextHops) run() {
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		select {
		case <-n.ready:
		case <-timer.C:
			n.tell(nhrp.Tick{})
			continue
		case <-n.router.ctx.Done():
			return
		}
		n.mu.Lock()
		queue := n.queue
		n.queue, n.traffic = nil, 0
		n.mu.Unlock()
		for _, q := range queue {
			n.handle(q, timer)
			if q.done != nil {
				close(q.done)
			}
		}
	}
}

// handle an event, and carry out what follows.
func (n *nextHops) handle(q nhrpEvent, timer *time.Timer) {
	r, event := n.router, q.event
	if line, ok := event.(nhrp.Line); ok && q.looks {
		line.Up = r.LineUp(line.Interface)
		event = line
	}
	now := r.clock.Now()
	n.mu.Lock()
	actions := n.engine.Handle(now, event)
	n.mu.Unlock()
	for _, a := range actions {
		switch a := a.(type) {
		case nhrp.Send:
			r.fault(r.driver.SendNHRP(a.Interface, a.NBMA, a.Data))
		case nhrp.SetNeighbors:
			r.fault(r.driver.SetNeighbors(a.Interface, a.Neighbors, a.Multicast))
		case nhrp.SetTimer:
			timer.Reset(a.At.Sub(now))
		case nhrp.Debug:
			r.log.Debug(a.Text)
		case nhrp.Syslog:
			r.log.Syslog(ike.Syslog{Facility: "NHRP", Severity: a.Severity, Mnemonic: a.Mnemonic, Text: a.Text})
		}
	}
}

// snapshot is a copy of what NHRP knows, and the time of it.
func (n *nextHops) snapshot() ([]nhrp.InterfaceState, time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.router.clock.Now()
	return n.engine.Snapshot(now), now
}

// debugging returns the debugs that are on.
func (n *nextHops) debugging() nhrp.DebugClass {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.debug
}

// setDebug switches debugs on and off.
func (n *nextHops) setDebug(on, off nhrp.DebugClass) {
	n.mu.Lock()
	n.debug = n.debug&^off | on
	classes := n.debug
	n.mu.Unlock()
	n.carryOut(nhrp.SetDebug{Classes: classes})
}

// follow has NHRP run as the configuration says; the datapath has its devices.
func (n *nextHops) follow(ir *compiler.Router) {
	config := nhrpConfig(ir)
	n.carryOut(nhrp.Configure{Config: config})
	for i := range config.Interfaces {
		n.lookAt(config.Interfaces[i].Name)
	}
}

// lookAt has NHRP know whether the line of an interface is up.
func (n *nextHops) lookAt(iface string) {
	n.push(nhrpEvent{event: nhrp.Line{Interface: iface}, looks: true}, false)
}

// nhrpConfig is what a configuration says of NHRP: of multipoint tunnels, which
// have neighbours, and of those with one peer that register.
func nhrpConfig(ir *compiler.Router) nhrp.Config {
	var config nhrp.Config
	for i := range ir.Interfaces {
		in := &ir.Interfaces[i]
		t := in.Tunnel
		if t == nil || t.Template || !t.Source.Is4() {
			continue
		}
		multipoint := t.Mode == compiler.GREMultipoint
		if !multipoint && (t.Mode != compiler.GREIPv4 || t.NHRP.NetworkID == 0 || !t.Destination.Is4()) {
			continue
		}
		c := nhrp.Interface{Name: in.Name, Address: protocolAddress(ir, in), NBMA: t.Source, NetworkID: t.NHRP.NetworkID,
			Secret: string(t.NHRP.Authentication), HoldingTime: t.NHRP.Holdtime, RegistrationTimeout: t.NHRP.RegistrationTimeout,
			NotUnique: t.NHRP.Reregisters, ServerOnly: t.NHRP.ServerOnly, Static: t.NHRP.Maps, Multicast: t.NHRP.Multicast,
			MulticastDynamic: t.NHRP.MulticastDynamic, MTU: uint16(in.IPMTU)}
		if !multipoint {
			c.Remote = t.Destination
		}
		if c.HoldingTime == 0 {
			c.HoldingTime = compiler.DefaultHoldtime
		}
		for _, s := range t.NHRP.Servers {
			c.Servers = append(c.Servers, nhrp.Server{Address: s.Address, NBMA: s.NBMA, Multicast: s.Multicast, Priority: s.Priority, Cluster: s.Cluster})
		}
		if !c.Address.IsValid() {
			c.NetworkID = 0 // nobody to speak as
		}
		config.Interfaces = append(config.Interfaces, c)
	}
	return config
}

// protocolAddress is the IPv4 address of an interface, its own or the one that
// it borrows; invalid: none.
func protocolAddress(ir *compiler.Router, in *compiler.Interface) netip.Addr {
	if in.Unnumbered != "" {
		if lender := ir.Interface(in.Unnumbered); lender != nil {
			in = lender
		}
	}
	for _, p := range in.Addresses {
		if p.Addr().Is4() {
			return p.Addr()
		}
	}
	return netip.Addr{}
}
