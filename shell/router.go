package shell

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/dhcp"
	"mainmode/datapath/frr"
	"mainmode/datapath/host"
	"mainmode/ike"
)

// Options of a Router.
type Options struct {
	// StartupConfig is the file that is booted and that "write memory" writes.
	StartupConfig string
	// Optional: without that file the router boots an empty configuration.
	Optional bool
	// Interfaces maps IOS interface names to devices of the system.
	Interfaces map[string]string
	// Datapath is "auto", "userspace" or "kernel".
	Datapath string
	// Socket is the path of the unix socket that speaks SSH, "": none.
	Socket string
	// SSHAddress is where the SSH server for "line vty" listens, "": port 22.
	SSHAddress string
	// Routing opens who runs routing protocols; nil: their lines are kept
	// without effect.
	Routing func(frr.Events) (Routing, error)

	// What follows replaces the parts that belong to the machine, nil: the
	// real ones.
	Driver func() (datapath.Driver, error)
	IKE    func(ike.ServerOptions) (IKE, error)
	Env    func() (compiler.Env, error)
	DHCP   func(c dhcp.Config, changed func()) (DHCPClient, error)
	Clock  *Clock
	Salt   compiler.Salt
	// Echo opens what the operations of IP SLA send by.
	Echo func(context.Context, *pingJob) (echoConn, error)
	// Neighbors lists the ARP or the IPv6 neighbour cache.
	Neighbors func(v6 bool) ([]host.Neighbor, error)
}

// IKE is what the router needs of an ike.Server.
type IKE interface {
	Run(context.Context)
	Shutdown()
	Configure(*ike.Config)
	Clear(ike.Clear)
	SetDebug(ike.DebugClass)
	Snapshot() ike.Snapshot
}

// Router is a running router.
type Router struct {
	options Options
	clock   Clock
	log     *Log
	driver  datapath.Driver
	routing Routing // nil: none
	ike     IKE
	ssh     *sshServer

	nextHops *nextHops

	reloads    chan struct{} // closed when the router is to boot again
	reloadOnce sync.Once

	ctx    context.Context // done when the router ends
	cancel context.CancelFunc
	wg     sync.WaitGroup

	// configuring is held by who changes the configuration, until the change
	// has taken effect.
	configuring sync.Mutex
	config      *compiler.Config
	compiler    compiler.Compiler     // of config
	diagnostics []compiler.Diagnostic // of that
	env         compiler.Env
	leasing     map[string]leasing // by interface, with configuring
	leased      chan struct{}      // a lease is another one
	tracking    chan struct{}      // an object of "track" may be another one
	trackNews   []string           // what such objects have become and nobody was told

	remote       *sshServer   // by TCP; nil: not open. With configuring
	retired      []*sshServer // that only serve who is in. With configuring
	remoteFailed string       // why remote is not open. With configuring
	sshEnabled   bool         // there is a key pair for it. With configuring

	keyLog     KeyLog
	keys       *keyStore
	cleared    clearedCounters
	aclCleared clearedMatches
	aclKept    keptMatches
	accessLog  accessLog
	natCleared clearedNAT

	typed      typedLines
	conditions debugConditions
	protection protectionCounts
	// interfaceConditions limit the debugs of packets.
	interfaceConditions interfaceConditions
	packets             packetDebug
	routes              routeDebug
	logins              atomic.Uint32 // that "debug aaa authentication" has shown
	natTable            natTable
	failures            failures
	rates               rates
	cpu                 cpuLoad
	booted              []compiler.Interface // as the startup-config had them

	mu        sync.Mutex
	changes   changes
	archive   archives
	revert    *revertTimer      // nil: no change waits to be confirmed
	scheduled *scheduledReload  // nil: none
	vtys      map[int]*vty      // the lines that are in use
	consoles  int               // sessions at the console
	left      bool              // somebody has left the console
	sessions  map[*Session]bool // of people, for "send" and "clear line"
	lineUses  map[int]int       // how often a line was used, by its number among all
	locked    *Session          // has the configuration to itself, nil: nobody
	ir        *compiler.Router
	debug     ike.DebugClass
	lines     map[string]bool // line protocol of the interfaces
	// lineHistories are how the line protocol has changed.
	lineHistories map[string]lineHistory
	operations    map[int]*slaRun        // of IP SLA. Written with configuring too
	tracked       map[int]*trackedObject // by the numbers of "track"
	recursive     map[string]bool        // tunnels whose line is down, as their peer is routed into them
	loaded        []compiler.Diagnostic
	failed        string    // what went wrong last
	failedAt      time.Time // when that was said
}

// Config returns a copy of the running configuration.
func (r *Router) Config() *compiler.Config {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	return r.config.Clone()
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
func (r *Router) Clear(c ike.Clear) { r.ike.Clear(c) }

// Datapath returns a copy of the datapath's counters.
func (r *Router) Datapath() datapath.Stats {
	stats := r.driver.Stats()
	r.cleared.since(&stats)
	return stats
}

// DatapathName is "userspace" or "kernel".
func (r *Router) DatapathName() string { return r.driver.Name() }

// Log of the router.
func (r *Router) Log() *Log { return r.log }

// Clock of the router.
func (r *Router) Clock() *Clock { return &r.clock }

// StartupConfig is the path of the file that was booted.
func (r *Router) StartupConfig() string { return r.options.StartupConfig }

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
	if r.conditions.needsSubject() {
		classes |= ike.DebugAbout
	}
	r.ike.SetDebug(classes)
}

// LineUp reports whether the line protocol of an interface is up.
func (r *Router) LineUp(iface string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lineUp(iface)
}

// BootDiagnostics are what was wrong with the startup-config.
func (r *Router) BootDiagnostics() []compiler.Diagnostic {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.loaded
}

// Console holds the session of a person at a terminal until it ends. The
// router's messages appear there, beginning with those that nobody has seen yet.
func (r *Router) Console(term Terminal) {
	s := newSession(r, term)
	s.person = true
	s.console()
}

// Transcript is a Console for a program: it need not log in, and may wait for
// as long as it wants. Who may open the socket can do everything anyway.
func (r *Router) Transcript(term Terminal) { newSession(r, term).console() }

// console holds a session at the console until it ends.
func (s *Session) console() {
	r, term := s.router, s.term
	r.mu.Lock()
	r.consoles++
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.consoles--
		r.mu.Unlock()
	}()
	defer r.enter(s)()
	s.log = r.log.listen(term.Message)
	defer r.log.ignore(s.log)
	defer s.hangUp()
	defer term.Close() // the listener may be waiting for the other end
	if s.person {
		if r.takeLeft() && s.pressReturn() != nil {
			return
		}
		if !s.logIn() {
			s.leftConsole()
			return
		}
	}
	s.loop()
}

// leftConsole notes that the person at the console has left it: the next one
// is asked to press RETURN.
func (s *Session) leftConsole() {
	s.router.mu.Lock()
	defer s.router.mu.Unlock()
	s.router.left = s.router.left || s.person
}

// takeLeft reports whether somebody has left the console since it was asked.
func (r *Router) takeLeft() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	left := r.left
	r.left = false
	return left
}

// execute runs EXEC commands, one a line, and returns their exit status: 1 if
// one of them was refused.
func (r *Router) execute(term Terminal, text string) uint32 {
	s := newSession(r, term)
	s.privilege = privilegedLevel
	s.length = 0
	return s.runAll(text)
}

// runAll runs commands, one a line, and returns their exit status.
func (s *Session) runAll(text string) uint32 {
	defer s.closeConnections()
	for line := range strings.Lines(text) {
		s.line(strings.TrimRight(line, "\r\n"), 0)
		if s.closing || s.router.ctx.Err() != nil {
			break
		}
	}
	if s.config != nil {
		s.leaveConfig()
	}
	if s.refused {
		return 1
	}
	return 0
}
