package ike

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"net/netip"
	"time"

	"mainmode/ike/isakmp"
)

// The UDP ports of RFC 2408, Section 2.5.1, and RFC 3947, Section 4.
const (
	portISAKMP = 500
	portEncap  = 4500
)

// receive takes one datagram. What belongs to no SA and opens none changes
// nothing but a counter.
func (e *Engine) receive(ev Received) {
	e.stats.Received++
	if !e.config.active() {
		return
	}
	ev.Local, ev.Remote = unmapped(ev.Local), unmapped(ev.Remote)
	h, err := isakmp.ParseHeader(ev.Data)
	if err != nil || h.InitiatorCookie.IsZero() {
		e.stats.Malformed++
		return
	}
	sa := e.find(h, ev)
	if sa == nil {
		sa = e.restore(h, ev)
	}
	if sa == nil {
		offer := h.ResponderCookie.IsZero() && h.MessageID == 0 && !e.ownCookie(h.InitiatorCookie)
		switch {
		case offer && h.Exchange == isakmp.MainMode:
			e.receiveOffer(ev)
			return
		case offer && h.Exchange == isakmp.Aggressive:
			e.receiveAM1(ev)
			return
		}
		e.stats.Unknown++
		e.syslogSeldom(4, "IKMP_NO_SA", "IKE message from %s has no SA and is not an initialization offer", ip(ev.Remote.Addr()))
		return
	}
	if h.NextPayload == isakmp.TypeFragment && h.Flags&isakmp.Encryption == 0 {
		sa.receiveFragment(ev, h)
		return
	}
	e.dispatch(sa, ev, h)
}

// dispatch hands a message to its exchange.
func (e *Engine) dispatch(sa *phase1, ev Received, h isakmp.Header) {
	if sa.state == IKE_R_AM2 && h.Exchange != isakmp.Aggressive && h.Flags&isakmp.Encryption != 0 {
		// The peer has gone on, and its message 3 is lost: it sends that
		// again for a message 2.
		e.stats.Unknown++
		sa.resend()
		return
	}
	if bytes.Equal(ev.Data, sa.lastOut) {
		// Somebody sends our own message back to us.
		e.stats.Unknown++
		return
	}
	if h.MessageID != 0 && (h.Exchange == isakmp.MainMode || h.Exchange == isakmp.Aggressive) {
		// RFC 2408, Section 3.1: "During Phase 1 negotiations, the value MUST be
		// set to 0."
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	switch h.Exchange {
	case isakmp.MainMode:
		sa.receiveMainMode(ev)
	case isakmp.Aggressive:
		sa.receiveAggressive(ev, h)
	case isakmp.Transaction:
		sa.receiveTransaction(ev, h)
	case isakmp.QuickMode:
		sa.receiveQuickMode(ev, h)
	case isakmp.Informational:
		sa.receiveInformational(ev, h)
	default:
		e.stats.Unknown++
		sa.errorf(" %s is not supported", h.Exchange)
	}
}

func unmapped(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}

// find is the SA that a message belongs to, or nil. A peer may answer from
// another port than the one we know, but not from another address.
func (e *Engine) find(h isakmp.Header, ev Received) *phase1 {
	sa := e.byCookies[cookiePair{h.InitiatorCookie, h.ResponderCookie}]
	if sa == nil && h.ResponderCookie.IsZero() {
		sa = e.byOffer[offerKey{h.InitiatorCookie, ev.Remote}]
	}
	if sa == nil && !h.ResponderCookie.IsZero() {
		// Message 2 is the first that has the responder's cookie, and so has
		// a notification that it sends instead.
		sa = e.byCookies[cookiePair{initiator: h.InitiatorCookie}]
	}
	if sa == nil || sa.local.Addr() != ev.Local.Addr() || sa.remote.Addr() != ev.Remote.Addr() && !sa.roams(h) {
		return nil
	}
	return sa
}

// receivedf prints the arrival of a message.
func (sa *phase1) receivedf(ev Received) {
	if sa.e.debugging(DebugISAKMP) {
		sa.packetf("received packet from %s dport %d sport %d Global (%s) %s",
			ip(ev.Remote.Addr()), ev.Local.Port(), ev.Remote.Port(), sa.mark(), sa.displayState())
	}
}

// receiveOffer makes a responder of main mode from message 1.
func (e *Engine) receiveOffer(ev Received) {
	m, err := isakmp.Parse(ev.Data)
	if err == nil {
		err = shapeSA.check(m.Payloads)
	}
	if err != nil || m.Flags&isakmp.Encryption != 0 {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	switch e.admit(ev.Remote.Addr(), false) {
	case admitted:
		step(mainMode, e.newResponder(ev, m, cookie{}, false), mmExch)
	case admitWithoutSA:
		e.answerStateless(ev, m)
	case refusedByLimits:
		e.stats.Unknown++
		e.isakmpf("ISAKMP: Call Admission Control refuses a new SA with %s: %d active, %d negotiating",
			ip(ev.Remote.Addr()), e.active, e.negotiating)
	}
}

// newResponder makes the SA of a message 1, which is for its exchange to answer.
// The cookie is ours if there has been an answer before.
func (e *Engine) newResponder(ev Received, m *isakmp.Message, responder cookie, aggressive bool) *phase1 {
	e.isakmpf("ISAKMP (0): received packet from %s dport %d sport %d Global (N) NEW SA",
		ip(ev.Remote.Addr()), ev.Local.Port(), ev.Remote.Port())
	sa := e.newPhase1(ev.Local, ev.Remote, false)
	sa.offeredFrom = offerKey{m.InitiatorCookie, ev.Remote}
	sa.cookies = cookiePair{m.InitiatorCookie, responder}
	e.byOffer[sa.offeredFrom] = sa
	sa.access.aggressive = aggressive
	sa.display = sa.noState()
	e.halfOpen[aggressive]++
	sa.lifetimer = e.after(halfOpenTime, func() {
		sa.debugf("peer does not do paranoid keepalives.")
		sa.delete("Death by retransmission P1", false)
	})
	sa.lastIn = sha256.Sum256(ev.Data)
	sa.main.message = m
	return sa
}

// receiveMainMode takes a message of a main mode that is under way or over.
func (sa *phase1) receiveMainMode(ev Received) {
	digest := sha256.Sum256(ev.Data)
	sa.receivedf(ev)
	if digest == sa.lastIn {
		sa.repeated()
		return
	}
	row := mainMode[transitionKey{sa.state, mmExch}]
	if row == nil || sa.suspended {
		sa.e.stats.Unknown++
		return
	}
	shape := sa.shapeOf(row.shape)
	m, iv, err := sa.open(ev.Data, shape.encrypted)
	if err == nil {
		err = shape.check(m.Payloads)
	}
	if err != nil {
		sa.e.stats.Malformed++
		sa.insane(err)
		return
	}
	if sa.state == IKE_I_MM1 {
		if m.ResponderCookie.IsZero() {
			sa.e.stats.Malformed++
			return
		}
		delete(sa.e.byCookies, sa.cookies)
		sa.cookies.responder = m.ResponderCookie
		sa.e.byCookies[sa.cookies] = sa
	}
	if shape.encrypted {
		sa.main.iv = iv
		sa.floated(ev.Local, ev.Remote)
	}
	sa.lastIn = digest
	sa.retransmitter.stop()
	sa.main.message = m
	step(mainMode, sa, mmExch)
}

// open parses a message of main mode and decrypts it if it must be encrypted.
// It returns the IV of the next message.
func (sa *phase1) open(data []byte, encrypted bool) (*isakmp.Message, []byte, error) {
	m, err := isakmp.Parse(data)
	if err != nil {
		return nil, nil, err
	}
	if encrypted != (m.Flags&isakmp.Encryption != 0) {
		return nil, nil, errors.New("ike: encryption flag is wrong")
	}
	if !encrypted {
		return m, nil, nil
	}
	plain, iv, err := sa.keys.decrypt(sa.main.iv, m.CipherText)
	if err != nil {
		return nil, nil, err
	}
	sa.enginef("Decrypt IKE packet")
	if m.Payloads, _, err = isakmp.ParsePayloads(m.NextPayload, plain, true); err != nil {
		return nil, nil, err
	}
	return m, iv, nil
}

// insane tells of a message that cannot be read: with a pre-shared key that
// differs, messages 5 and 6 decrypt to garbage.
func (sa *phase1) insane(err error) {
	var payload *isakmp.PayloadError
	if sa.keys != nil && errors.As(err, &payload) {
		sa.e.isakmpErrorf("ISAKMP: reserved not zero on %s payload!", payload.Payload)
	}
	sa.e.malformed(sa.remote.Addr())
	if sa.keys != nil {
		sa.errors++
		sa.packetErrorf("incrementing error counter on sa, attempt %d of %d: PAYLOAD_MALFORMED", min(sa.errors, retransmitLimit), retransmitLimit)
	}
}

func (e *Engine) malformed(remote netip.Addr) {
	e.syslogSeldom(4, "IKMP_BAD_MESSAGE", "IKE message from %s failed its sanity check or is malformed", ip(remote))
}

// seldom is the least time between two syslog messages of one kind that
// anybody who can send a datagram may cause.
const seldom = time.Second

func (e *Engine) syslogSeldom(severity int, mnemonic, format string, args ...any) {
	if last, ok := e.lastSyslog[format]; ok && e.now.Sub(last) < seldom {
		return
	}
	e.lastSyslog[format] = e.now
	e.syslog(severity, mnemonic, format, args...)
}

// check holds the payloads of a message against its shape. Vendor IDs,
// notifications, certificates and requests for them may be anywhere, RFC 2408,
// Sections 3.9, 3.10, 3.14 and 3.16, and every required payload is there once.
func (s *shape) check(payloads []isakmp.Payload) error {
	var count [256]int
	for _, p := range payloads {
		count[p.Type()]++
	}
	for _, t := range s.required {
		if count[t] != 1 {
			return &isakmp.PayloadError{Payload: t, Err: errNotOnce}
		}
		count[t] = 0
	}
	for _, t := range s.optional {
		count[t] = 0
	}
	count[isakmp.TypeVendorID], count[isakmp.TypeNotification] = 0, 0
	count[isakmp.TypeCertificate], count[isakmp.TypeCertificateRequest] = 0, 0
	for t, n := range count {
		if n > 0 {
			return &isakmp.PayloadError{Payload: isakmp.PayloadType(t), Err: errUnexpected}
		}
	}
	// RFC 2409, Section 5: "The SA payload MUST precede all other payloads in
	// a phase 1 exchange", and Section 5.5: "a HASH payload MUST immediately
	// follow the ISAKMP header".
	if first := s.first; first != isakmp.NoPayload && payloads[0].Type() != first {
		return &isakmp.PayloadError{Payload: first, Err: errNotFirst}
	}
	return nil
}

var (
	errNotOnce    = errors.New("not there exactly once")
	errUnexpected = errors.New("not expected")
	errNotFirst   = errors.New("not the first one")
)
