package ike

import (
	"bytes"
	"slices"

	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// The states of main mode.
const (
	IKE_READY       State = "IKE_READY"
	IKE_I_MM1       State = "IKE_I_MM1"
	IKE_I_MM2       State = "IKE_I_MM2"
	IKE_I_MM3       State = "IKE_I_MM3"
	IKE_I_MM4       State = "IKE_I_MM4"
	IKE_I_MM5       State = "IKE_I_MM5"
	IKE_I_MM6       State = "IKE_I_MM6"
	IKE_R_MM1       State = "IKE_R_MM1"
	IKE_R_MM2       State = "IKE_R_MM2"
	IKE_R_MM3       State = "IKE_R_MM3"
	IKE_R_MM4       State = "IKE_R_MM4"
	IKE_R_MM5       State = "IKE_R_MM5"
	IKE_P1_COMPLETE State = "IKE_P1_COMPLETE"
	IKE_DEST_SA     State = "IKE_DEST_SA"
)

// The inputs of main mode.
var (
	saRequestMM = Input{"IKE_MESG_FROM_IPSEC", "IKE_SA_REQ_MM"}
	mmExch      = Input{"IKE_MESG_FROM_PEER", "IKE_MM_EXCH"}
	processMM   = Input{"IKE_MESG_INTERNAL", "IKE_PROCESS_MAIN_MODE"}
	processEnd  = Input{"IKE_MESG_INTERNAL", "IKE_PROCESS_COMPLETE"}
	p1Complete  = Input{"IKE_MESG_INTERNAL", "IKE_PHASE1_COMPLETE"}
	p1Deleted   = Input{"IKE_MESG_INTERNAL", "IKE_PHASE1_DEL"}
)

// What the peer's messages must hold. Vendor IDs and notifications may be in
// any message.
var (
	shapeSA = &shape{first: isakmp.TypeSA, required: []isakmp.PayloadType{isakmp.TypeSA}}
	shapeKE = &shape{
		required: []isakmp.PayloadType{isakmp.TypeKeyExchange, isakmp.TypeNonce},
		optional: []isakmp.PayloadType{isakmp.TypeNATDiscovery, isakmp.TypeNATDiscoveryDraft},
	}
	shapeAuth = &shape{
		encrypted: true,
		required:  []isakmp.PayloadType{isakmp.TypeIdentification, isakmp.TypeHash},
	}
)

// mainModeRows is RFC 2409, Section 5.4, message by message:
//
//	Initiator                        Responder
//	HDR, SA             -->
//	                    <--    HDR, SA
//	HDR, KE, Ni         -->
//	                    <--    HDR, KE, Nr
//	HDR*, IDii, HASH_I  -->
//	                    <--    HDR*, IDir, HASH_R
func mainModeRows() []transition[*phase1] {
	return []transition[*phase1]{
		// Initiator.
		{IKE_READY, saRequestMM, nil, (*phase1).construct, IKE_I_MM1, (*phase1).sendOffer}, // --> HDR, SA
		{IKE_I_MM1, mmExch, shapeSA, taken, IKE_I_MM2, nil},                                // <-- HDR, SA
		{IKE_I_MM2, processMM, nil, (*phase1).takeChoice, IKE_I_MM2, nil},                  //     one transform, ours
		{IKE_I_MM2, processEnd, nil, (*phase1).sendKeyInitiator, IKE_I_MM3, nil},           // --> HDR, KE, Ni
		{IKE_I_MM3, mmExch, shapeKE, taken, IKE_I_MM4, nil},                                // <-- HDR, KE, Nr
		{IKE_I_MM4, processMM, nil, (*phase1).agreeInitiator, IKE_I_MM4, nil},              //     SKEYID, Section 5
		{IKE_I_MM4, processEnd, nil, (*phase1).sendAuthInitiator, IKE_I_MM5, nil},          // --> HDR*, IDii, HASH_I
		{IKE_I_MM5, mmExch, shapeAuth, (*phase1).verifyResponder, IKE_I_MM6, nil},          // <-- HDR*, IDir, HASH_R
		{IKE_I_MM6, processMM, nil, ended, IKE_I_MM6, nil},                                 //
		{IKE_I_MM6, processEnd, nil, (*phase1).complete, IKE_P1_COMPLETE, (*phase1).begin}, //

		// Responder.
		{IKE_READY, mmExch, shapeSA, taken, IKE_R_MM1, nil},                                         // <-- HDR, SA
		{IKE_R_MM1, processMM, nil, (*phase1).choose, IKE_R_MM1, nil},                               //     one of its transforms
		{IKE_R_MM1, processEnd, nil, (*phase1).sendChoice, IKE_R_MM2, nil},                          // --> HDR, SA
		{IKE_R_MM2, mmExch, shapeKE, taken, IKE_R_MM3, nil},                                         // <-- HDR, KE, Ni
		{IKE_R_MM3, processMM, nil, (*phase1).agreeResponder, IKE_R_MM3, nil},                       //     SKEYID, Section 5
		{IKE_R_MM3, processEnd, nil, (*phase1).sendKeyResponder, IKE_R_MM4, nil},                    // --> HDR, KE, Nr
		{IKE_R_MM4, mmExch, shapeAuth, taken, IKE_R_MM5, nil},                                       // <-- HDR*, IDii, HASH_I
		{IKE_R_MM5, processMM, nil, (*phase1).verifyInitiator, IKE_R_MM5, nil},                      //
		{IKE_R_MM5, processEnd, nil, (*phase1).sendAuthResponder, IKE_P1_COMPLETE, (*phase1).begin}, // --> HDR*, IDir, HASH_R

		// Both.
		{IKE_P1_COMPLETE, p1Complete, nil, (*phase1).startWaiting, IKE_P1_COMPLETE, nil},
	}
}

// mainMode is set by init because its acts take transitions themselves.
var mainMode table[*phase1]

func init() { mainMode = newTable(mainModeRows()) }

// mainModeState is what only the exchange needs.
type mainModeState struct {
	message        *isakmp.Message
	offered        []byte // SAi_b
	reply          *isakmp.SA
	private        *dh.Private
	public         []byte // our KE payload
	peerPublic     []byte
	nonceI, nonceR []byte
	iv             []byte // of the next encrypted message; then of exchanges after it
}

// taken and ended do nothing but go on: IOS shows a message's arrival and its
// processing as two transitions.
func taken(*phase1) (Input, error) { return processMM, nil }
func ended(*phase1) (Input, error) { return processEnd, nil }

func (sa *phase1) header() isakmp.Header {
	return isakmp.Header{
		InitiatorCookie: sa.cookies.initiator,
		ResponderCookie: sa.cookies.responder,
		Exchange:        isakmp.MainMode,
	}
}

// initiate begins main mode if there is anything to begin it with.
func (sa *phase1) initiate() {
	sa.debugf("Can not start Aggressive mode, trying Main mode.")
	haveKey := sa.lookupKey()
	sa.offer = slices.DeleteFunc(slices.Clone(sa.e.config.Policies), func(p Policy) bool { return p.Auth != isakmp.PreShared })
	if haveKey && len(sa.offer) > 0 {
		step(mainMode, sa, saRequestMM)
		return
	}
	sa.debugf(" No Cert or pre-shared address key. ")
	sa.debugf(" construct_initial_message: Can not start Main mode")
	sa.e.isakmpf("ISAKMP: Unlocking peer struct 0x%X for isadb_unlock_peer_delete_sa(), count 0", sa.peerPointer)
	sa.e.isakmpf("ISAKMP: Deleting peer node by peer_reap for %s: %X", ip(sa.remote.Addr()), sa.peerPointer)
	sa.debugf("purging SA., sa=%X, delme=%X", sa.pointer, sa.pointer)
	sa.deleted = true
	sa.forget()
	sa.e.isakmpf("ISAKMP: Error while processing SA request: Failed to initialize SA")
	sa.e.isakmpf("ISAKMP: Error while processing KMI message 0, error 2.")
}

// construct prints the vendor IDs that message 1 will have.
func (sa *phase1) construct() (Input, error) {
	sa.constructNATT()
	return await, nil
}

// sendOffer sends message 1: HDR, SA.
func (sa *phase1) sendOffer() {
	sa.debugf(" beginning Main Mode exchange")
	sa.cookies.initiator = sa.e.newCookie()
	sa.e.byCookies[sa.cookies] = sa
	offer := offerPolicies(sa.offer)
	sa.main.offered = isakmp.Body(offer)
	sa.transmit(isakmp.Marshal(sa.header(), append([]isakmp.Payload{offer}, sa.offerNATT()...)), "MM_NO_STATE")
}

// choose picks a transform of message 1.
func (sa *phase1) choose() (Input, error) {
	sa.debugf(" processing SA payload. message ID = 0")
	offer := isakmp.First[*isakmp.SA](sa.main.message.Payloads)
	sa.main.offered = slices.Clone(isakmp.Body(offer))
	sa.processVendors()
	haveKey := sa.lookupKey()
	if haveKey {
		sa.debugf(" local preshared key found")
	}
	sa.e.isakmpf("ISAKMP : Scanning profiles for xauth ...")
	if !sa.matchOffer(offer, sa.e.config.Policies, haveKey) {
		return await, fail("Phase1 SA policy proposal not accepted", isakmp.NoProposalChosen)
	}
	return processEnd, nil
}

// sendChoice sends message 2: HDR, SA.
func (sa *phase1) sendChoice() (Input, error) {
	sa.cookies.responder = sa.e.newCookie()
	sa.e.byCookies[sa.cookies] = sa
	sa.transmit(isakmp.Marshal(sa.header(), append([]isakmp.Payload{sa.main.reply}, sa.answerNATT()...)), "MM_SA_SETUP")
	return await, nil
}

// takeChoice checks that message 2 holds one transform of ours, unchanged.
func (sa *phase1) takeChoice() (Input, error) {
	sa.debugf(" processing SA payload. message ID = 0")
	if sa.yieldToPeer() {
		return await, nil
	}
	sa.processVendors()
	if !sa.lookupKey() {
		return await, errNoKey
	}
	sa.debugf(" local preshared key found")
	sa.e.isakmpf("ISAKMP : Scanning profiles for xauth ...")
	reply := isakmp.First[*isakmp.SA](sa.main.message.Payloads)
	if len(reply.Proposals) != 1 || len(reply.Proposals[0].Transforms) != 1 || !sa.matchOffer(reply, sa.offer, true) {
		return await, fail("Phase1 SA policy proposal not accepted", 0)
	}
	return processEnd, nil
}

// yieldToPeer settles who goes on when both ends have begun main mode at
// once: when the peer's message 1 is here and its cookie is the lower one, ours
// is given up. The peer sees the same two cookies.
func (sa *phase1) yieldToPeer() bool {
	other := sa.e.budding(sa.local.Addr(), sa.remote.Addr(), false)
	if other == nil || bytes.Compare(sa.cookies.initiator[:], other.cookies.initiator[:]) < 0 {
		return false
	}
	other.waiting = append(other.waiting, sa.waiting...)
	sa.waiting = nil
	sa.delete("Simultaneous main mode", false)
	return true
}

// dhResult is what a computation brings back.
type dhResult struct {
	private        *dh.Private
	public, shared []byte
	err            error
}

// generate makes a key pair and, with the peer's public value, the shared
// secret: on another goroutine, with random bytes drawn here.
func (e *Engine) generate(group dh.Group, peerPublic []byte, done func(dhResult)) {
	source := e.randomStream()
	e.compute(func() any {
		var r dhResult
		if r.private, r.err = dh.Generate(source, group); r.err != nil {
			return r
		}
		r.public = r.private.Public()
		if peerPublic != nil {
			r.shared, r.err = r.private.Shared(peerPublic)
		}
		return r
	}, func(result any) { done(result.(dhResult)) })
}

// agree computes the shared secret of a key pair.
func (e *Engine) agree(private *dh.Private, peerPublic []byte, done func(dhResult)) {
	e.compute(func() any {
		var r dhResult
		r.shared, r.err = private.Shared(peerPublic)
		return r
	}, func(result any) { done(result.(dhResult)) })
}

const nonceLen = 20 // what genuine IOS sends

func (e *Engine) newNonce() []byte {
	b := make([]byte, nonceLen)
	e.random(b)
	return b
}

// sendKeyInitiator sends message 3: HDR, KE, Ni.
func (sa *phase1) sendKeyInitiator() (Input, error) {
	sa.e.generate(sa.policy.Group, nil, sa.whenComputed(func(r dhResult) (Input, error) {
		sa.main.private, sa.main.public = r.private, r.public
		sa.main.nonceI = sa.e.newNonce()
		sa.transmit(isakmp.Marshal(sa.header(), sa.keyPayloads(sa.main.nonceI, isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH)), "MM_SA_SETUP")
		return await, nil
	}))
	return computing, nil
}

// keyPayloads are those of messages 3 and 4.
func (sa *phase1) keyPayloads(nonce []byte, vendors ...isakmp.Vendor) []isakmp.Payload {
	payloads := []isakmp.Payload{&isakmp.KeyExchange{Data: sa.main.public}, &isakmp.Nonce{Data: nonce}}
	for _, v := range vendors {
		if v == isakmp.VendorIOS {
			payloads = append(payloads, isakmp.IOSVendorID(sa.ownCookie(), sa.e.iosTail))
		} else {
			payloads = append(payloads, isakmp.NewVendorID(v))
		}
	}
	return append(payloads, sa.natDiscovery()...)
}

func (sa *phase1) ownCookie() cookie {
	if sa.initiator {
		return sa.cookies.initiator
	}
	return sa.cookies.responder
}

func (sa *phase1) peerCookie() cookie {
	if sa.initiator {
		return sa.cookies.responder
	}
	return sa.cookies.initiator
}

// takeKey reads the KE and NONCE payloads of messages 3 and 4.
func (sa *phase1) takeKey() (public, nonce []byte, err error) {
	sa.debugf(" processing KE payload. message ID = 0")
	public = slices.Clone(isakmp.First[*isakmp.KeyExchange](sa.main.message.Payloads).Data)
	nonce = slices.Clone(isakmp.First[*isakmp.Nonce](sa.main.message.Payloads).Data)
	// RFC 2409, Section 5: "The length of nonce payload MUST be between 8 and
	// 256 bytes inclusive."
	if len(nonce) < 8 || len(nonce) > 256 {
		return nil, nil, fail("Nonce payload malformed", isakmp.PayloadMalformed)
	}
	return public, nonce, nil
}

// agreeResponder makes our key pair and the keys from message 3.
func (sa *phase1) agreeResponder() (Input, error) {
	public, nonce, err := sa.takeKey()
	if err != nil {
		return await, err
	}
	sa.main.peerPublic, sa.main.nonceI = public, nonce
	sa.e.generate(sa.policy.Group, public, sa.whenComputed(func(r dhResult) (Input, error) {
		sa.main.public = r.public
		sa.main.nonceR = sa.e.newNonce()
		return sa.agreed(r.shared)
	}))
	return computing, nil
}

// agreeInitiator makes the keys from message 4.
func (sa *phase1) agreeInitiator() (Input, error) {
	public, nonce, err := sa.takeKey()
	if err != nil {
		return await, err
	}
	sa.main.peerPublic, sa.main.nonceR = public, nonce
	sa.e.agree(sa.main.private, public, sa.whenComputed(func(r dhResult) (Input, error) {
		return sa.agreed(r.shared)
	}))
	return computing, nil
}

// whenComputed goes on with an act when its computation is done, unless the SA
// is gone by then.
func (sa *phase1) whenComputed(then func(dhResult) (Input, error)) func(dhResult) {
	return func(r dhResult) {
		if sa.deleted {
			return
		}
		sa.suspended = false
		next, err := await, error(nil)
		if r.err != nil {
			sa.debugf(" %v", r.err)
			err = fail("Diffie-Hellman failed", isakmp.InvalidKeyInformation)
		} else {
			next, err = then(r)
		}
		finish := sa.resume
		sa.resume = nil
		finish(next, err)
	}
}

func (sa *phase1) suspend(finish func(Input, error)) {
	sa.suspended = true
	sa.resume = finish
}

// agreed derives the keys, RFC 2409, Section 5, and reads the rest of message 3
// or 4.
func (sa *phase1) agreed(shared []byte) (Input, error) {
	defer clear(shared)
	sa.debugf(" processing NONCE payload. message ID = 0")
	if !sa.lookupKey() {
		return await, errNoKey
	}
	x := phase1Exchange{
		Encryption: sa.policy.Encryption, KeyBits: sa.policy.KeyBits, Hash: sa.policy.Hash,
		InitiatorCookie: sa.cookies.initiator, ResponderCookie: sa.cookies.responder,
		InitiatorPublic: sa.main.public, ResponderPublic: sa.main.peerPublic,
		Shared: shared,
	}
	if !sa.initiator {
		x.InitiatorPublic, x.ResponderPublic = x.ResponderPublic, x.InitiatorPublic
	}
	skeyid := skeyidPreShared(hashFunction(sa.policy.Hash), sa.psk, sa.main.nonceI, sa.main.nonceR)
	keys, err := newKeySchedule(x, skeyid)
	if err != nil {
		return await, err
	}
	sa.keys, sa.main.iv = keys, keys.firstIV
	sa.e.connID++
	sa.connID = sa.e.connID
	if sa.e.config.LogKeys {
		sa.e.emit(Keys{InitiatorCookie: sa.cookies.initiator, Encryption: slices.Clone(keys.ka)})
	}
	sa.processVendors()
	sa.discoverNAT()
	return processEnd, nil
}

// sendKeyResponder sends message 4: HDR, KE, Nr.
func (sa *phase1) sendKeyResponder() (Input, error) {
	payloads := sa.keyPayloads(sa.main.nonceR, isakmp.VendorUnity, isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH)
	sa.transmit(isakmp.Marshal(sa.header(), payloads), "MM_KEY_EXCH")
	return await, nil
}

// transmitEncrypted sends an encrypted message of main mode.
func (sa *phase1) transmitEncrypted(payloads []isakmp.Payload) {
	first, body := isakmp.MarshalPayloads(payloads)
	cipherText, iv := sa.keys.encrypt(sa.main.iv, body)
	sa.main.iv = iv
	sa.transmit(isakmp.MarshalEncrypted(sa.header(), first, cipherText), "MM_KEY_EXCH")
}

// sendAuthInitiator sends message 5: HDR*, IDii, HASH_I.
func (sa *phase1) sendAuthInitiator() (Input, error) {
	contact := sa.peer.established() == 0
	if contact {
		sa.debugf("Send initial contact")
	}
	sa.float()
	id := sa.identity()
	payloads := []isakmp.Payload{id, &isakmp.Hash{Data: sa.keys.hashI(sa.main.offered, isakmp.Body(id))}}
	if contact {
		payloads = append(payloads, sa.notification(isakmp.InitialContact, nil))
	}
	sa.transmitEncrypted(payloads)
	return await, nil
}

// sendAuthResponder sends message 6: HDR*, IDir, HASH_R.
func (sa *phase1) sendAuthResponder() (Input, error) {
	if sa.initContact {
		sa.e.keyEngineEvent()
	}
	id := sa.identity()
	sa.transmitEncrypted([]isakmp.Payload{id, &isakmp.Hash{Data: sa.keys.hashR(sa.main.offered, isakmp.Body(id))}})
	return sa.complete()
}

// verifyResponder checks message 6.
func (sa *phase1) verifyResponder() (Input, error) {
	return sa.verify(func(id []byte) []byte { return sa.keys.hashR(sa.main.offered, id) }, processMM)
}

// verifyInitiator checks message 5.
func (sa *phase1) verifyInitiator() (Input, error) {
	return sa.verify(func(id []byte) []byte { return sa.keys.hashI(sa.main.offered, id) }, processEnd)
}

// verify checks the peer's identity and its proof.
func (sa *phase1) verify(proof func(id []byte) []byte, next Input) (Input, error) {
	payloads := sa.main.message.Payloads
	sa.debugf(" processing ID payload. message ID = 0")
	id := isakmp.First[*isakmp.Identification](payloads)
	hash := isakmp.First[*isakmp.Hash](payloads)
	sa.printID(id, nextOf(payloads, id))
	if err := sa.checkID(id); err != nil {
		return await, err
	}
	sa.e.isakmpf("ISAKMP:(0):: peer matches *none* of the profiles")
	sa.debugf(" processing HASH payload. message ID = 0")
	if !equalHash(proof(isakmp.Body(id)), hash.Data) {
		sa.e.stats.Unauthentic++
		sa.debugf("Hash verification failed!")
		return await, fail("Hash verification failed", isakmp.AuthenticationFailed)
	}
	for _, n := range isakmp.All[*isakmp.Notification](payloads) {
		sa.processNotify(n, 0)
	}
	sa.debugf("SA authentication status:\n\tauthenticated")
	sa.debugf("SA has been authenticated with %s", ip(sa.remote.Addr()))
	if sa.initContact {
		sa.debugf("SA authentication status:\n\tauthenticated")
		sa.processInitialContact()
	}
	sa.insertPeer()
	return next, nil
}

// complete makes the exchange an ISAKMP SA.
func (sa *phase1) complete() (Input, error) {
	sa.retransmitter.stop()
	sa.display = "QM_IDLE"
	if sa.halfOpen() {
		sa.e.halfOpen--
	}
	sa.established = sa.e.now
	sa.startLifetime()
	sa.startKeepalive()
	if sa.main.private != nil {
		sa.main.private.Wipe()
	}
	sa.main = mainModeState{iv: sa.main.iv}
	sa.psk = ""
	return p1Complete, nil
}

// begin tells the peer structure that an SA has come: another exchange with the
// same end point that has not got so far is not needed any more.
func (sa *phase1) begin() {
	for _, other := range slices.Clone(sa.peer.sas) {
		if other.initiator && !other.deleted && other.state == IKE_I_MM1 && other.local.Addr() == sa.local.Addr() {
			sa.waiting = append(sa.waiting, other.waiting...)
			other.waiting = nil
			other.delete("Receive initial contact", false)
		}
	}
}

// startWaiting begins a quick mode for everything that waits for this SA. A
// responder leaves that to the peer, which has asked for the SA to do the same.
func (sa *phase1) startWaiting() (Input, error) {
	waiting := sa.waiting
	sa.waiting = nil
	for _, f := range waiting {
		switch {
		case len(f.pairs) > 0 && !f.request.running() || f.node != nil || !f.m.ready():
		case sa.initiator:
			sa.startQuickMode(f)
		default:
			f.requestSoon()
		}
	}
	return await, nil
}
