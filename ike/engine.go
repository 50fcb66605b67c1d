package ike

import (
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/netip"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// Engine is the state of all exchanges, SAs and requests. It is not safe for
// concurrent use: one goroutine owns it.
type Engine struct {
	rand   io.Reader
	now    time.Time
	config *Config
	debug  DebugClass

	actions []Action
	about   netip.Addr // the peer that what is being done concerns, for debugs
	timers  timerHeap
	timerAt time.Time // the last SetTimer

	computations map[uint64]func(any)
	computeID    uint64

	cookiePrefix [4]byte // the first half of every cookie, as genuine IOS has it
	handles      handles
	connID       int    // of the last phase 1 SA with keys
	saConnID     uint32 // of the last IPsec SA
	pkiSession   uint32 // the last look at a peer's certificates

	byCookies map[cookiePair]*phase1
	byOffer   map[offerKey]*phase1 // responders, by what a repeated message 1 shows
	peers     map[netip.Addr]*peer // every address with which we have phase 1 state
	halfOpen  map[bool]int         // responders that have proved nothing yet, true: of aggressive mode
	remnants  int                  // deleted responders that never proved anything

	admission           AdmissionStats
	active, negotiating int    // ISAKMP SAs, see countAs
	offers              offers // of peers that were answered without an SA
	reassemblies        []*reassembly
	reassembling        int // bytes in them

	maps     map[mapKey]*cryptoMap
	mapOrder []*cryptoMap // as configured
	byPolicy map[string][]*cryptoMap
	byPeer   map[addrPair][]*cryptoMap
	pairs    map[datapath.SAID]*saPair // by either SAID
	spis     map[uint32]bool           // of our inbound SAs, and those to come

	sampler sampler

	stats   EngineStats
	history History
	// How many there have been of what history keeps the last of.
	endedISAKMP, failedISAKMP, endedIPsec, failedIPsec uint64
	lastSyslog                                         map[string]time.Time // by format, of those that are limited
	keys                                               *keyIndex
	trust                                              *trust
	// profileTrust are those of profiles with trustpoints of their own, once
	// one was asked for.
	profileTrust map[string]*trust
	leases       map[netip.Addr]*lease // addresses of clients
	clones       []*cryptoMap          // of templates, one for each client
	iosTail      [8]byte               // second half of our IOS vendor ID
}

// addrPair is our crypto end point and the peer's.
type addrPair struct{ local, remote netip.Addr }

// New returns an engine that takes cookies, nonces, SPIs, message IDs and
// private values from rand. It does nothing before its first Configure.
func New(rand io.Reader) *Engine {
	e := &Engine{
		rand:         rand,
		config:       &Config{},
		connID:       1000,
		computations: map[uint64]func(any){},
		byCookies:    map[cookiePair]*phase1{},
		byOffer:      map[offerKey]*phase1{},
		peers:        map[netip.Addr]*peer{},
		halfOpen:     map[bool]int{},
		maps:         map[mapKey]*cryptoMap{},
		byPolicy:     map[string][]*cryptoMap{},
		byPeer:       map[addrPair][]*cryptoMap{},
		pairs:        map[datapath.SAID]*saPair{},
		spis:         map[uint32]bool{},
		lastSyslog:   map[string]time.Time{},
		keys:         newKeyIndex(nil),
		trust:        newTrust(nil),
		profileTrust: map[string]*trust{},
		leases:       map[netip.Addr]*lease{},
	}
	e.random(e.cookiePrefix[:])
	e.random(e.iosTail[:])
	e.iosTail = isakmp.OwnTail(e.iosTail)
	return e
}

// Handle takes one event at the time now, which never runs backwards, and
// returns what is to be done about it.
func (e *Engine) Handle(now time.Time, ev Event) []Action {
	if now.After(e.now) {
		e.now = now
	}
	e.actions = nil
	// Deadlines that have passed come before the event, whatever it is: an
	// SA that is over must not be found by a late message.
	e.fireTimers()
	e.about = netip.Addr{}
	switch ev := ev.(type) {
	case Configure:
		e.configure(ev.Config)
	case Received:
		e.about = ev.Remote.Addr().Unmap()
		e.receive(ev)
	case Tick:
		e.timerAt = time.Time{} // there is none pending
	case Computed:
		e.computed(ev)
	case Sampled:
		e.sampled(ev)
	case Datapath:
		e.datapathEvent(ev.Event)
	case SetDebug:
		e.debug = ev.Classes
	case Clear:
		e.clear(ev)
	case Shutdown:
		e.shutdown()
	}
	e.setTimer()
	actions := e.actions
	e.actions = nil
	return actions
}

func (e *Engine) emit(a Action) { e.actions = append(e.actions, a) }

// random fills b. A random source that fails leaves nothing to go on with.
func (e *Engine) random(b []byte) {
	if _, err := io.ReadFull(e.rand, b); err != nil {
		panic("ike: random source: " + err.Error())
	}
}

// jitter is a random duration below max, in whole milliseconds.
func (e *Engine) jitter(max time.Duration) time.Duration {
	return time.Duration(uint64(e.randomUint32())*uint64(max/time.Millisecond)>>32) * time.Millisecond
}

func (e *Engine) randomUint32() uint32 {
	var b [4]byte
	e.random(b[:])
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// randomStream is a source for another goroutine.
func (e *Engine) randomStream() io.Reader {
	var seed [32]byte
	e.random(seed[:])
	return mathrand.NewChaCha8(seed)
}

// compute has run done elsewhere and done called with its result.
func (e *Engine) compute(run func() any, done func(any)) {
	e.computeID++
	about := e.about
	e.computations[e.computeID] = func(result any) {
		e.about = about
		done(result)
	}
	e.emit(Compute{ID: e.computeID, Run: run})
}

func (e *Engine) computed(ev Computed) {
	if done := e.computations[ev.ID]; done != nil {
		delete(e.computations, ev.ID)
		done(ev.Result)
	}
}

func (e *Engine) datapathEvent(ev datapath.Event) {
	switch ev := ev.(type) {
	case datapath.Acquire:
		e.acquire(ev)
	case datapath.Expire:
		if p := e.pairs[ev.ID]; p != nil {
			p.volumeExpired(ev.Hard)
		}
	case datapath.Moved:
		e.espMoved(ev)
	case datapath.InvalidSPI:
		e.invalidSPI(ev)
	case datapath.NotIPsec:
		e.syslog(4, "RECVD_PKT_NOT_IPSEC", "Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /%s, src_addr= %s, prot= %d",
			ip(ev.Destination), ip(ev.Source), ev.Protocol)
	case datapath.Replayed:
		if p := e.pairs[ev.ID]; p != nil {
			e.syslog(4, "PKT_REPLAY_ERR", "decrypt: replay check failed connection id=%d, sequence number=%d", p.in.ConnID, ev.Sequence)
		}
	case datapath.NotAuthentic:
		if p := e.pairs[ev.ID]; p != nil {
			hint := ""
			if ev.Truncated {
				hint = ": the peer cuts HMAC-SHA-256 to 96 bits, no packet of it passes"
			}
			e.syslog(4, "RECVD_PKT_MAC_ERR", "decrypt: mac verify failed for connection id=%d local=%s remote=%s spi=%08X seqno=%08X%s",
				p.in.ConnID, ip(p.in.Local), ip(p.in.Remote), p.in.SPI, ev.Sequence, hint)
		}
	}
}

// debugging reports whether anybody wants to see records of the class.
func (e *Engine) debugging(c DebugClass) bool { return e.debug&c != 0 }

// debugf emits a debug record of the class. Nothing is formatted when nobody
// wants to see it.
func (e *Engine) debugf(c DebugClass, format string, args ...any) {
	if e.debugging(c) {
		d := Debug{Class: c, Peer: e.about, Text: fmt.Sprintf(format, args...)}
		if e.debugging(DebugAbout) {
			d.About = e.subjectOf(e.about)
		}
		e.emit(d)
	}
}

// isakmpf emits a record of "debug crypto isakmp" that concerns no SA.
func (e *Engine) isakmpf(format string, args ...any) { e.debugf(DebugISAKMP, format, args...) }

// isakmpErrorf is isakmpf for what has gone wrong.
func (e *Engine) isakmpErrorf(format string, args ...any) { e.debugf(isakmpError, format, args...) }

// ipsecf emits a record of "debug crypto ipsec".
func (e *Engine) ipsecf(format string, args ...any) { e.debugf(DebugIPsec, format, args...) }

// ipsecErrorf is ipsecf for what has gone wrong.
func (e *Engine) ipsecErrorf(format string, args ...any) { e.debugf(ipsecError, format, args...) }

// keyEnginef emits a record of what ISAKMP and IPsec tell each other, which
// "debug crypto kmi" shows too.
func (e *Engine) keyEnginef(format string, args ...any) {
	e.debugf(DebugIPsec|DebugKMI, format, args...)
}

// enginef emits a record of "debug crypto engine".
func (e *Engine) enginef(format string, args ...any) { e.debugf(DebugEngine, format, args...) }

func (e *Engine) syslog(severity int, mnemonic, format string, args ...any) {
	e.emit(Syslog{Facility: "CRYPTO", Severity: severity, Mnemonic: mnemonic, Text: fmt.Sprintf(format, args...)})
}
