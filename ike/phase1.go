package ike

import (
	"crypto/sha256"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

const (
	retransmitInterval = 10 * time.Second
	retransmitLimit    = 5
	// halfOpenTime is how long a responder waits for a peer that has proved
	// nothing: as long as an initiator goes on retransmitting.
	halfOpenTime = retransmitInterval * (retransmitLimit + 1)
	deletedTime  = time.Minute // how long a deleted SA is shown
	// A responder has no more phase 1 SAs under negotiation than this.
	halfOpenPerPeer = 4
	halfOpenTotal   = 1000
)

type cookie = isakmp.Cookie

// cookiePair names a phase 1 SA, RFC 2408, Section 2.5.3. The responder's is
// zero while the initiator does not know it.
type cookiePair struct{ initiator, responder cookie }

// offerKey names the exchange to which a repeated main mode message 1 belongs.
type offerKey struct {
	initiator cookie
	remote    netip.AddrPort
}

// peer is everything in phase 1 with one address.
type peer struct {
	addr     netip.Addr
	sas      []*phase1 // the newest last; deleted ones stay for a minute
	inserted uint32    // pointer of the peer struct in IOS's tree, 0: none
}

// phase1 is an ISAKMP SA, or the main mode exchange that is to become one.
type phase1 struct {
	e             *Engine
	cookies       cookiePair
	initiator     bool
	local, remote netip.AddrPort
	peer          *peer
	state         State
	display       string // as "show crypto isakmp sa" has it: "MM_NO_STATE"
	connID        int    // 0 before the keys are known
	pointer       uint32 // what debugs show as the address of the SA
	peerPointer   uint32 // and of its peer struct

	offeredFrom offerKey // responder: of message 1
	errors      int      // messages that could not be read
	offer       []Policy // initiator: what transform 1, 2, ... stand for
	policy      Policy   // the one chosen
	lifetime    time.Duration
	psk         Secret
	keyring     string
	main        mainModeState
	keys        *keySchedule // once the shared secret is known
	certs       certificateState
	access      accessState

	peerID        string
	initContact   bool // the peer said that it knows no other SA
	dpd           bool // the peer knows RFC 3706
	ours          bool // the peer is a mainmode
	dead          deadPeer
	natt          natTraversal
	created       time.Time
	established   time.Time
	expires       time.Time
	deleted       bool
	remnant       bool              // counted in Engine.remnants
	counted       census            // in Engine.active or Engine.negotiating
	restored      bool              // responder: made from message 3
	offerDigest   [sha256.Size]byte // of a restored SA's message 1
	fragments     fragmentation
	lastIn        [sha256.Size]byte // digest of the last message that moved the state on
	lastOut       []byte
	retries       int
	retransmitter *timer
	lifetimer     *timer // half-open limit, then lifetime, then the minute of a deleted SA
	renewer       *timer // begins the exchange of its successor
	suspended     bool   // an act waits for its computation
	resume        func(Input, error)

	waiting    []*flow // initiator: what asked for this SA
	invalidSPI uint32  // what the peer is told as soon as the SA is there, 0: nothing
	nodes      map[uint32]*quickMode
	asking     *quickMode   // ours to which the peer owes its answer, or nil
	held       []*quickMode // ours that wait for that, also among nodes
	settling   *timer       // until the first of them may begin, after aggressive mode
	spent      []uint32     // message IDs of the peer's quick modes that are over
	used       messageIDs   // of the peer's informational exchanges
	probes     messageIDs   // of those that are dead peer detection
}

// newPhase1 makes the SA and prints what IOS prints about it.
func (e *Engine) newPhase1(local, remote netip.AddrPort, initiator bool) *phase1 {
	sa := &phase1{
		e: e, initiator: initiator, local: local, remote: remote,
		state: IKE_READY, display: "MM_NO_STATE",
		pointer: e.handles.sa(), created: e.now,
		nodes: map[uint32]*quickMode{},
	}
	lock := "crypto_isakmp_process_block"
	if initiator {
		lock = "isakmp_initiator"
	}
	p := e.peers[remote.Addr()]
	if p == nil {
		p = &peer{addr: remote.Addr()}
		e.peers[p.addr] = p
	}
	sa.peer = p
	if p.inserted != 0 {
		sa.peerPointer = p.inserted
		e.isakmpf("ISAKMP: Found a peer struct for %s, peer port %d", ip(p.addr), remote.Port())
		e.isakmpf("ISAKMP: Locking peer struct 0x%X, refcount %d for %s", sa.peerPointer, p.established()+1, lock)
	} else {
		var handle uint32
		sa.peerPointer, handle = e.handles.peer()
		e.isakmpf("ISAKMP: Created a peer struct for %s, peer port %d", ip(p.addr), remote.Port())
		e.isakmpf("ISAKMP: New peer created peer = 0x%X peer_handle = 0x%X", sa.peerPointer, handle)
		e.isakmpf("ISAKMP: Locking peer struct 0x%X, refcount 1 for %s", sa.peerPointer, lock)
	}
	e.isakmpf("ISAKMP: local port %d, remote port %d", local.Port(), remote.Port())
	p.sas = append(p.sas, sa)
	sa.countAs(countNegotiating)
	if initiator {
		e.isakmpf("ISAKMP: set new node 0 to QM_IDLE      ")
	}
	sa.debugf("insert sa successfully sa = %X", sa.pointer)
	return sa
}

// established is the number of live SAs with the peer that have their keys.
func (p *peer) established() int {
	n := 0
	for _, sa := range p.sas {
		if !sa.deleted && sa.state == IKE_P1_COMPLETE {
			n++
		}
	}
	return n
}

// usable is the newest established SA between two end points, or nil.
func (e *Engine) usable(local, remote netip.Addr) *phase1 {
	p := e.peers[remote]
	if p == nil {
		return nil
	}
	for _, sa := range slices.Backward(p.sas) {
		if !sa.deleted && sa.state == IKE_P1_COMPLETE && sa.local.Addr() == local {
			return sa
		}
	}
	return nil
}

// budding is a phase 1 SA under negotiation between two end points, or nil.
func (e *Engine) budding(local, remote netip.Addr, initiator bool) *phase1 {
	p := e.peers[remote]
	if p == nil {
		return nil
	}
	for _, sa := range slices.Backward(p.sas) {
		if !sa.deleted && sa.state != IKE_P1_COMPLETE && sa.initiator == initiator && sa.local.Addr() == local {
			return sa
		}
	}
	return nil
}

// newCookie is random but for its first half, which all cookies of one router
// share.
func (e *Engine) newCookie() cookie {
	var c cookie
	copy(c[:], e.cookiePrefix[:])
	for c == (cookie{}) || string(c[4:]) == "\x00\x00\x00\x00" {
		e.random(c[4:])
	}
	return c
}

// saRequest is told by the key engine that a flow needs an SA pair.
func (e *Engine) saRequest(f *flow) {
	local, remote := f.m.config.Local, f.m.remote()
	if f.m.passive() {
		// Only the client can bring about phase 1.
		if sa := f.m.clientSA(); sa != nil && f.node == nil {
			sa.startQuickMode(f)
		}
		return
	}
	if sa := e.usable(local, remote); sa != nil {
		if f.node == nil {
			sa.startQuickMode(f)
		}
		return
	}
	if sa := e.budding(local, remote, false); sa != nil && sa.connID != 0 && !sa.access.aggressive {
		// The peer is at it, and will bring the pair about. Only a peer that
		// has got our cookie is believed.
		sa.attach(f)
		return
	}
	if sa := e.budding(local, remote, true); sa != nil {
		e.isakmpf("ISAKMP: set new node 0 to QM_IDLE      ")
		sa.debugf("SA is still budding. Attached new ipsec request to it. (local %s, remote %s)", ip(local), ip(remote))
		sa.attach(f)
		return
	}
	e.beginPhase1(addrPair{local, remote}, f)
}

// beginPhase1 begins main mode with a peer. f waits for the SA; it may be nil.
// So is the SA when there are too many already. A peer behind a NAT is only
// reached where it is now, RFC 3947, Section 4: "if the responder has to rekey
// the Phase 1 SA, then the rekey negotiation MUST be started by using
// UDP(4500,Y)."
func (e *Engine) beginPhase1(k addrPair, f *flow) *phase1 {
	if !e.admitOutgoing(k.remote) {
		return nil
	}
	profile := "(NULL)"
	if f != nil && f.m.config.ISAKMPProfile != "" {
		profile = f.m.config.ISAKMPProfile
	}
	e.isakmpf("ISAKMP:(0): SA request profile is %s", profile)
	local, remote := netip.AddrPortFrom(k.local, portISAKMP), netip.AddrPortFrom(k.remote, portISAKMP)
	if old := e.usable(k.local, k.remote); old != nil && old.natt.peerBehind && old.remote.Addr() == k.remote {
		local, remote = old.local, old.remote
	}
	sa := e.newPhase1(local, remote, true)
	if f != nil {
		sa.waiting = append(sa.waiting, f)
	}
	sa.initiate()
	return sa
}

// attach has a flow wait for the SA.
func (sa *phase1) attach(f *flow) {
	if !slices.Contains(sa.waiting, f) {
		sa.waiting = append(sa.waiting, f)
	}
}

// mark is "I" or "R".
func (sa *phase1) mark() string {
	if sa.initiator {
		return "I"
	}
	return "R"
}

// displayState is the state as packet lines have it: IOS pads QM_IDLE.
func (sa *phase1) displayState() string {
	if sa.display == "QM_IDLE" {
		return "QM_IDLE      "
	}
	return sa.display
}

// debugf emits a record of "debug crypto isakmp" about the SA:
// "ISAKMP:(1001):" and the text.
func (sa *phase1) debugf(format string, args ...any) { sa.recordf(DebugISAKMP, colon, format, args) }

// errorf is debugf for what has gone wrong.
func (sa *phase1) errorf(format string, args ...any) { sa.recordf(isakmpError, colon, format, args) }

// keyManagerf is debugf for what IPsec is told, which "debug crypto kmi" shows
// too.
func (sa *phase1) keyManagerf(format string, args ...any) {
	sa.recordf(DebugISAKMP|DebugKMI, colon, format, args)
}

// enginef emits a record of "debug crypto engine" about the SA.
func (sa *phase1) enginef(format string, args ...any) {
	if sa.e.debugging(DebugEngine) {
		sa.record(DebugEngine, "crypto_engine: "+fmt.Sprintf(format, args...))
	}
}

// packetf emits a record of the other kind, which has no colon:
// "ISAKMP (1001): " and the text.
func (sa *phase1) packetf(format string, args ...any) {
	sa.recordf(DebugISAKMP, noColon, format, args)
}

// packetErrorf is packetf for what has gone wrong.
func (sa *phase1) packetErrorf(format string, args ...any) {
	sa.recordf(isakmpError, noColon, format, args)
}

// The two ways in which a record begins, for the number of the SA and the text.
const (
	colon   = "ISAKMP:(%d):%s"
	noColon = "ISAKMP (%d): %s"
)

func (sa *phase1) recordf(c DebugClass, begin, format string, args []any) {
	if sa.e.debugging(c) {
		sa.record(c, fmt.Sprintf(begin, sa.connID, fmt.Sprintf(format, args...)))
	}
}

func (sa *phase1) record(c DebugClass, text string) {
	d := Debug{Class: c, Peer: sa.remote.Addr(), Text: text}
	if sa.e.debugging(DebugAbout) {
		d.About = sa.subject()
	}
	sa.e.emit(d)
}

// The methods of a machine.

func (sa *phase1) currentState() State { return sa.state }
func (sa *phase1) enterState(s State)  { sa.state = s }
func (sa *phase1) over() bool          { return sa.deleted }

func (sa *phase1) describe(in Input, old, next State) {
	sa.debugf("Input = %s", in)
	sa.debugf("Old State = %s  New State = %s ", old, next)
}
