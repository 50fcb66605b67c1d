package shell

import (
	"sync"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/ike"
)

// Options of a Router.
type Options struct {
	// StartupConfig is the file that is booted and that "write memory" writes.
	StartupConfig string
	// Interfaces maps IOS interface names to devices of the system.
	Interfaces map[string]string
	// Datapath is "auto" or "userspace".
	Datapath string
	// Socket is the path of the unix socket that speaks SSH, "": none.
	Socket string

	// Driver and IKE replace the parts that need privileges, nil: the real
	// ones. Clock replaces the machine's.
	Driver func() (datapath.Driver, error)
	IKE    func(IKEOptions) (IKE, error)
	Clock  *Clock
}

// IKE is what the router needs of an ike.Server.
type IKE interface {
	// Handle gives the engine an event and returns once its actions have
	// been carried out.
	Handle(ike.Event)
	Snapshot() ike.Snapshot
	Close() error
}

// IKEOptions are what the IKE server needs of the router.
type IKEOptions struct {
	Driver datapath.Driver
	// Action takes what is not for the network and not for the datapath:
	// Line, Debug, Syslog and Keys.
	Action func(ike.Action)
}

// Router is a running router.
type Router struct {
	options Options
	clock   Clock
	log     *Log
	driver  datapath.Driver
	ike     IKE

	mu    sync.Mutex
	ir    *compiler.Router
	debug ike.DebugClass
	lines map[string]bool // line protocol of the tunnels
}

// IR is the meaning of the running configuration. It is not to be changed.
func (r *Router) IR() *compiler.Router {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ir
}

// Hostname is what prompts begin with.
func (r *Router) Hostname() string { return r.IR().Hostname }

// IKE returns a copy of what the engine knows.
func (r *Router) IKE() ike.Snapshot { return r.ike.Snapshot() }

// Clear carries out one of the clear commands.
func (r *Router) Clear(c ike.Clear) { r.ike.Handle(c) }

// Datapath returns a copy of the datapath's counters.
func (r *Router) Datapath() datapath.Stats { return r.driver.Stats() }

// DatapathName is "userspace" or "kernel".
func (r *Router) DatapathName() string { return r.driver.Name() }

// Log of the router.
func (r *Router) Log() *Log { return r.log }

// Clock of the router.
func (r *Router) Clock() *Clock { return &r.clock }

// Debugging returns the debugs that are on.
func (r *Router) Debugging() ike.DebugClass {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.debug
}

// SetDebug switches debugs on and off.
func (r *Router) SetDebug(on, off ike.DebugClass) {
	r.mu.Lock()
	r.debug = r.debug&^off | on
	classes := r.debug
	r.mu.Unlock()
	r.ike.Handle(ike.SetDebug{Classes: classes})
}

// LineUp reports whether the line protocol of a tunnel interface is up.
func (r *Router) LineUp(iface string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lines[iface]
}
