package ike

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

// RFC 2408, Section 2.5.3, has cookies that their issuer can verify without
// having kept anything: a keyed hash over the addresses and ports, the
// initiator's cookie and the time. Under a flood of message 1 the responder
// answers with such ones, and makes its SA only from a message 3 that shows one.
//
// HASH_I covers the SA payload of message 1, which message 3 does not repeat.
// It is taken from a table of the offers that came lately. Every peer sends the
// same one with each exchange, so that a flood of one message a million times
// takes one entry; offers of peers that have authenticated are not pushed out.
const (
	offersKept   = 512
	offerMaxLen  = 2048 // 1 MiB in all
	cookieWindow = time.Minute
)

// offers is the table.
type offers struct {
	secret  [32]byte
	entries []keptOffer
	slots   map[[sha256.Size]byte]uint16
	proven  int
}

type keptOffer struct {
	digest [sha256.Size]byte
	body   []byte // of message 1 behind the header, whose first payload is an SA
	proven bool
}

// slot returns the place of an offer, which is new in the table or not.
func (e *Engine) slot(body []byte) uint16 {
	t := &e.offers
	digest := sha256.Sum256(body)
	if i, ok := t.slots[digest]; ok {
		return i
	}
	if t.slots == nil {
		t.slots = map[[sha256.Size]byte]uint16{}
		e.random(t.secret[:])
	}
	i := len(t.entries)
	if i < offersKept {
		t.entries = append(t.entries, keptOffer{})
	} else {
		// At most half of the offers are proven: a few draws find another.
		for i = int(e.randomUint32() % offersKept); t.entries[i].proven; {
			i = int(e.randomUint32() % offersKept)
		}
		delete(t.slots, t.entries[i].digest)
	}
	t.entries[i] = keptOffer{digest: digest, body: bytes.Clone(body)}
	t.slots[digest] = uint16(i)
	return uint16(i)
}

// prove keeps the offer of a peer that has authenticated.
func (e *Engine) prove(offer [sha256.Size]byte) {
	t := &e.offers
	if i, ok := t.slots[offer]; ok && !t.entries[i].proven && t.proven < offersKept/2 {
		t.entries[i].proven = true
		t.proven++
	}
}

// anticloggingCookie is the responder's cookie for an offer: its slot, and the
// keyed hash.
func (e *Engine) anticloggingCookie(slot uint16, initiator cookie, ev Received, window int64) cookie {
	t := &e.offers
	h := hmac.New(sha256.New, t.secret[:])
	var b [8]byte
	h.Write(t.entries[slot].digest[:])
	h.Write(initiator[:])
	for _, end := range [][]byte{ev.Remote.Addr().AsSlice(), ev.Local.Addr().AsSlice()} {
		h.Write([]byte{byte(len(end))})
		h.Write(end)
	}
	binary.BigEndian.PutUint64(b[:], uint64(window))
	h.Write(b[:])
	binary.BigEndian.PutUint16(b[:], ev.Remote.Port())
	h.Write(b[:2])
	var c cookie
	binary.BigEndian.PutUint16(c[:], slot)
	copy(c[2:], h.Sum(nil))
	return c
}

// issued reports whether a cookie is ours, and of that window of time.
func (e *Engine) issued(c cookie, slot uint16, initiator cookie, ev Received, window int64) bool {
	ours := e.anticloggingCookie(slot, initiator, ev, window)
	return hmac.Equal(ours[:], c[:])
}

func (e *Engine) cookieWindow() int64 { return e.now.Unix() / int64(cookieWindow/time.Second) }

// answerStateless sends message 2 and forgets that it did. Nothing is computed
// but one keyed hash, and nothing is sent that is longer than what came.
func (e *Engine) answerStateless(ev Received, m *isakmp.Message) {
	body := ev.Data[isakmp.HeaderLen:]
	if len(body) > offerMaxLen {
		e.stats.Unknown++
		return
	}
	e.admission.Stateless++
	sa := &phase1{e: e, local: ev.Local, remote: ev.Remote, state: IKE_R_MM1}
	sa.cookies.initiator = m.InitiatorCookie
	sa.main.message = m
	debug := e.debug
	e.debug = 0
	_, err := sa.choose()
	if err == nil {
		sa.cookies.responder = e.anticloggingCookie(e.slot(body), m.InitiatorCookie, ev, e.cookieWindow())
		sa.send(isakmp.Marshal(sa.header(), sa.choicePayloads()))
	}
	e.debug = debug
}

// restore makes the SA of a message 3 that shows one of our anti-clogging
// cookies: what message 1 and its answer would have left.
func (e *Engine) restore(h isakmp.Header, ev Received) *phase1 {
	c := h.ResponderCookie
	slot := binary.BigEndian.Uint16(c[:])
	if h.Exchange != isakmp.MainMode || h.MessageID != 0 || h.NextPayload != isakmp.TypeKeyExchange ||
		h.Flags&isakmp.Encryption != 0 || int(slot) >= len(e.offers.entries) {
		return nil
	}
	now := e.cookieWindow()
	if !e.issued(c, slot, h.InitiatorCookie, ev, now) && !e.issued(c, slot, h.InitiatorCookie, ev, now-1) {
		return nil
	}
	if p := e.peers[ev.Remote.Addr()]; p != nil && !p.makeRoom() || !e.withinLimits(ev.Remote.Addr()) {
		e.admission.IncomingRefused++
		return nil
	}
	offer := &e.offers.entries[slot]
	first := isakmp.Header{InitiatorCookie: h.InitiatorCookie, Version: isakmp.Version, Exchange: isakmp.MainMode}
	data := isakmp.Assemble(first, isakmp.TypeSA, offer.body)
	m, err := isakmp.Parse(data)
	if err != nil {
		return nil
	}
	debug, before := e.debug, len(e.actions)
	e.debug = 0
	sa := e.newResponder(Received{Local: ev.Local, Remote: ev.Remote, Data: data}, m, c, false)
	step(mainMode, sa, mmExch)
	e.debug = debug
	sa.restored, sa.offerDigest = true, offer.digest
	// Message 2 has been sent.
	kept := slices.DeleteFunc(slices.Clone(e.actions[before:]), func(a Action) bool { _, sent := a.(Send); return sent })
	e.actions = append(e.actions[:before], kept...)
	if sa.deleted || sa.cookies.responder != c {
		return nil
	}
	sa.debugf("restored the SA of a message 1 from %s that was answered without one", ip(ev.Remote.Addr()))
	return sa
}
