package ike

import (
	"crypto/sha256"
	"time"

	"mainmode/ike/isakmp"
)

// The states of an ISAKMP SA between phase 1 and phase 2: extended
// authentication, draft-beaulieu-ike-xauth-02, and mode configuration,
// draft-dukes-ike-mode-cfg-02.
const (
	IKE_XAUTH_REQ_SENT             State = "IKE_XAUTH_REQ_SENT"
	IKE_XAUTH_AAA_CONT_LOGIN_AWAIT State = "IKE_XAUTH_AAA_CONT_LOGIN_AWAIT"
	IKE_XAUTH_SET_SENT             State = "IKE_XAUTH_SET_SENT"
	IKE_CONFIG_AUTHOR_AAA_AWAIT    State = "IKE_CONFIG_AUTHOR_AAA_AWAIT"
	IKE_CONFIG_MODE_SET_SENT       State = "IKE_CONFIG_MODE_SET_SENT"
)

// The inputs of the transaction exchange.
var (
	cfgRequest   = Input{"IKE_MESG_FROM_PEER", "IKE_CFG_REQUEST"}
	cfgReply     = Input{"IKE_MESG_FROM_PEER", "IKE_CFG_REPLY"}
	cfgAck       = Input{"IKE_MESG_FROM_PEER", "IKE_CFG_ACK"}
	aaaLogin     = Input{"IKE_MESG_FROM_AAA", "IKE_AAA_CONT_LOGIN"}
	aaaGroupAttr = Input{"IKE_MESG_FROM_AAA", "IKE_AAA_GROUP_ATTR"}
)

// shapeConfig is the only message of a transaction exchange.
var shapeConfig = &shape{
	encrypted: true, first: isakmp.TypeHash,
	required: []isakmp.PayloadType{isakmp.TypeHash, isakmp.TypeAttributes},
}

// transactionRows is draft-dukes-ike-mode-cfg-02, Section 3.1, as the responder
// of phase 1 plays it. Extended authentication is two exchanges, then
// configuration is one:
//
//	Initiator of phase 1                 Responder of phase 1
//	                 <--    HDR*, HASH, ATTR(REQUEST: user, password)
//	HDR*, HASH, ATTR(REPLY)   -->
//	                 <--    HDR*, HASH, ATTR(SET: status)
//	HDR*, HASH, ATTR(ACK)     -->
//
//	HDR*, HASH, ATTR(REQUEST: address, ...) -->
//	                 <--    HDR*, HASH, ATTR(REPLY)
//	or
//	                 <--    HDR*, HASH, ATTR(SET: address, ...)
//	HDR*, HASH, ATTR(ACK)     -->
func transactionRows() []transition[*phase1] {
	return []transition[*phase1]{
		// Extended authentication.
		{IKE_P1_COMPLETE, p1Complete, nil, (*phase1).requestUser, IKE_XAUTH_REQ_SENT, nil},                   // <-- ATTR(REQUEST)
		{IKE_XAUTH_REQ_SENT, cfgReply, shapeConfig, (*phase1).takeUser, IKE_XAUTH_AAA_CONT_LOGIN_AWAIT, nil}, // --> ATTR(REPLY)
		{IKE_XAUTH_AAA_CONT_LOGIN_AWAIT, aaaLogin, nil, (*phase1).sendStatus, IKE_XAUTH_SET_SENT, nil},       // <-- ATTR(SET)
		{IKE_XAUTH_SET_SENT, cfgAck, shapeConfig, (*phase1).userKnown, IKE_P1_COMPLETE, (*phase1).afterUser}, // --> ATTR(ACK)

		// Configuration that the client asks for.
		{IKE_P1_COMPLETE, cfgRequest, shapeConfig, (*phase1).takeRequest, IKE_CONFIG_AUTHOR_AAA_AWAIT, nil}, // --> ATTR(REQUEST)
		{IKE_CONFIG_AUTHOR_AAA_AWAIT, aaaGroupAttr, nil, (*phase1).sendReply, IKE_P1_COMPLETE, nil},         // <-- ATTR(REPLY)

		// Configuration that it is given.
		{IKE_P1_COMPLETE, aaaGroupAttr, nil, (*phase1).sendSet, IKE_CONFIG_MODE_SET_SENT, nil},                  // <-- ATTR(SET)
		{IKE_CONFIG_MODE_SET_SENT, cfgAck, shapeConfig, (*phase1).setDone, IKE_P1_COMPLETE, (*phase1).afterSet}, // --> ATTR(ACK)
	}
}

// transactionMode is set by init because its acts take transitions themselves.
var transactionMode table[*phase1]

func init() { transactionMode = newTable(transactionRows()) }

// transaction is an exchange that we have begun and the peer must answer.
type transaction struct {
	id            uint32
	identifier    uint16
	iv            []byte
	out           []byte
	retries       int
	retransmitter *timer
}

// answer is what we have answered to a transaction of the peer.
type answer struct {
	digest [sha256.Size]byte
	out    []byte
	purge  *timer
}

// transactionsKept is how many answers one SA keeps for a peer that repeats
// itself.
const transactionsKept = 32

// startTransactions begins what must come between phase 1 and phase 2.
func (sa *phase1) startTransactions() {
	switch {
	case sa.needsUser():
		step(transactionMode, sa, p1Complete)
	case sa.pushes():
		step(transactionMode, sa, aaaGroupAttr)
	}
}

// beginTransaction sends a REQUEST or SET and repeats it until it is answered.
func (sa *phase1) beginTransaction(a *isakmp.Attributes, display string) {
	e := sa.e
	id := sa.newMessageID()
	sa.endTransaction("")
	sa.display = display
	e.isakmpf("ISAKMP: set new node %d to %s   ", int32(id), display)
	var identifier [2]byte
	e.random(identifier[:])
	t := &transaction{id: id, identifier: uint16(identifier[0])<<8 | uint16(identifier[1])}
	a.Identifier = t.identifier
	sa.debugf(" initiating peer config to %s. ID = %d", ip(sa.remote.Addr()), int32(id))
	t.out, t.iv = sa.seal(isakmp.Transaction, id, sa.keys.exchangeIV(sa.main.iv, id),
		func(rest []byte) []byte { return sa.keys.hash1(id, rest) }, []isakmp.Payload{a})
	sa.access.transaction = t
	t.retransmitter = e.after(retransmitInterval, sa.transactionExpired)
	sa.send(t.out)
}

func (sa *phase1) transactionExpired() {
	t := sa.access.transaction
	sa.debugf(" retransmitting phase 2 %s    %d ...", sa.display, int32(t.id))
	if t.retries >= retransmitLimit {
		sa.debugf("peer does not do paranoid keepalives.")
		sa.delete("Death by retransmission P2", false)
		return
	}
	t.retries++
	sa.packetErrorf("incrementing error counter on sa, attempt %d of %d: retransmit phase 2", t.retries, retransmitLimit)
	sa.e.stats.Retransmitted++
	sa.send(t.out)
	t.retransmitter = sa.e.after(retransmitInterval, sa.transactionExpired)
}

// endTransaction forgets our exchange. reason is what IOS says of its node, ""
// where there is none.
func (sa *phase1) endTransaction(reason string) {
	t := sa.access.transaction
	if t == nil {
		return
	}
	t.retransmitter.stop()
	sa.access.transaction = nil
	if reason != "" {
		sa.debugf("deleting node %d error FALSE reason \"%s\"", int32(t.id), reason)
	}
}

// receiveTransaction takes a message of a transaction exchange. Its HASH is made
// as that of an informational exchange: draft-dukes-ike-mode-cfg-02,
// Section 3.1.
func (sa *phase1) receiveTransaction(ev Received, h isakmp.Header) {
	e := sa.e
	if sa.established.IsZero() || h.MessageID == 0 || h.Flags&isakmp.Encryption == 0 {
		e.stats.Unknown++
		return
	}
	sa.receivedf(ev)
	digest := sha256.Sum256(ev.Data)
	if a := sa.access.answered[h.MessageID]; a != nil {
		if a.digest == digest {
			sa.debugf(" phase 2 packet is a duplicate of a previous packet.")
			e.stats.Retransmitted++
			sa.send(a.out)
		} else {
			e.stats.Unknown++ // a message ID is used once
		}
		return
	}
	t := sa.access.transaction
	ours := t != nil && t.id == h.MessageID
	iv := sa.keys.exchangeIV(sa.main.iv, h.MessageID)
	if ours {
		iv = t.iv
	}
	m, err := sa.unseal(ev.Data, iv)
	if err == nil {
		err = shapeConfig.check(m.payloads)
	}
	if err != nil {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	if !equalHash(sa.keys.hash1(h.MessageID, m.rest), m.hash) {
		e.stats.Unauthentic++
		sa.debugf(" hash of message ID %d is wrong", int32(h.MessageID))
		return
	}
	sa.floated(ev.Local, ev.Remote)
	a := isakmp.First[*isakmp.Attributes](m.payloads)
	sa.debugf("processing transaction payload from %s. message ID = %d", ip(sa.remote.Addr()), int32(h.MessageID))
	e.isakmpf("ISAKMP: Config payload %s", a.Config)
	in := map[isakmp.ConfigType]Input{
		isakmp.ConfigRequest: cfgRequest, isakmp.ConfigReply: cfgReply, isakmp.ConfigAck: cfgAck,
	}[a.Config]
	if sa.initiator {
		e.stats.Unknown++
		sa.debugf("This router is no client: the configuration of the peer asks for one")
		return
	}
	if transactionMode[transitionKey{sa.state, in}] == nil || ours != (in != cfgRequest) {
		e.stats.Unknown++
		return
	}
	if !ours && len(sa.access.answered) >= transactionsKept {
		e.stats.Unknown++
		return
	}
	sa.access.request = request{id: h.MessageID, digest: digest, attributes: a, iv: m.nextIV}
	step(transactionMode, sa, in)
	sa.access.request = request{}
}

// request is the message at hand.
type request struct {
	id         uint32
	digest     [sha256.Size]byte
	attributes *isakmp.Attributes
	iv         []byte
}

// reply answers the request at hand and keeps the answer for a while.
func (sa *phase1) reply(a *isakmp.Attributes) {
	r := sa.access.request
	a.Identifier = r.attributes.Identifier
	sa.debugf(" responding to peer config from %s. ID = %d", ip(sa.remote.Addr()), int32(r.id))
	out, _ := sa.seal(isakmp.Transaction, r.id, r.iv,
		func(rest []byte) []byte { return sa.keys.hash1(r.id, rest) }, []isakmp.Payload{a})
	sa.display = "CONF_ADDR"
	sa.send(out)
	sa.display = "QM_IDLE"
	if sa.access.answered == nil {
		sa.access.answered = map[uint32]*answer{}
	}
	sa.access.answered[r.id] = &answer{digest: r.digest, out: out, purge: sa.e.after(nodeTime, func() {
		sa.debugf("purging node %d", int32(r.id))
		delete(sa.access.answered, r.id)
	})}
	sa.debugf("deleting node %d error FALSE reason \"No Error\"", int32(r.id))
}

// userTime is how long the user of a client may think of the password.
const userTime = time.Minute

// endAccess stops what an SA that is deleted has running for its client.
func (sa *phase1) endAccess() {
	sa.endTransaction("")
	for id, a := range sa.access.answered {
		a.purge.stop()
		delete(sa.access.answered, id)
	}
	sa.e.release(sa)
}
