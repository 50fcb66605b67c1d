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

// What the peer's messages must hold, besides what any message may.
var (
	shapeSA = &shape{first: isakmp.TypeSA, required: []isakmp.PayloadType{isakmp.TypeSA}}
	shapeKE = &shape{
		required: []isakmp.PayloadType{isakmp.TypeKeyExchange, isakmp.TypeNonce},
		optional: []isakmp.PayloadType{isakmp.TypeNATDiscovery, isakmp.TypeNATDiscoveryDraft, isakmp.TypeNATDiscovery07},
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
//
// and Section 5.1, where the last two messages are
//
//	HDR*, IDii, [ CERT, ] SIG_I -->
//	                            <--    HDR*, IDir, [ CERT, ] SIG_R
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
	shortened      bool   // responder: the lifetime is below what was offered
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
		Exchange:        sa.exchange(),
	}
}

// initiate begins main mode if there is anything to begin it with.
func (sa *phase1) initiate() {
	if sa.initiateAggressive() {
		return
	}
	sa.debugf("Can not start Aggressive mode, trying Main mode.")
	haveKey := sa.lookupKey()
	sa.offer = slices.DeleteFunc(sa.e.usablePolicies(), func(p Policy) bool { return p.Auth == isakmp.PreShared && !haveKey })
	if len(sa.offer) > 0 {
		step(mainMode, sa, saRequestMM)
		return
	}
	sa.errorf(" No Cert or pre-shared address key. ")
	sa.errorf(" construct_initial_message: Can not start Main mode")
	sa.e.isakmpf("ISAKMP: Unlocking peer struct 0x%X for isadb_unlock_peer_delete_sa(), count 0", sa.peerPointer)
	sa.e.isakmpf("ISAKMP: Deleting peer node by peer_reap for %s: %X", ip(sa.remote.Addr()), sa.peerPointer)
	sa.debugf("purging SA., sa=%X, delme=%X", sa.pointer, sa.pointer)
	sa.deleted = true
	sa.forget()
	sa.e.isakmpErrorf("ISAKMP: Error while processing SA request: Failed to initialize SA")
	sa.e.isakmpErrorf("ISAKMP: Error while processing KMI message 0, error 2.")
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
	sa.transmit(isakmp.Marshal(sa.header(), slices.Concat([]isakmp.Payload{offer}, sa.offerNATT(), sa.offerFragmentation())), "MM_NO_STATE")
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
	sa.e.isakmpf("ISAKMP : Scanning profiles for xauth ...%s", sa.e.config.scannedProfiles())
	if !sa.matchOffer(offer, sa.e.usablePolicies(), haveKey) {
		return await, fail("Phase1 SA policy proposal not accepted", isakmp.NoProposalChosen)
	}
	sa.takeRequests()
	return processEnd, nil
}

// sendChoice sends message 2: HDR, SA.
func (sa *phase1) sendChoice() (Input, error) {
	if sa.cookies.responder.IsZero() {
		sa.cookies.responder = sa.e.newCookie()
	}
	sa.e.byCookies[sa.cookies] = sa
	sa.transmit(isakmp.Marshal(sa.header(), sa.choicePayloads()), "MM_SA_SETUP")
	return await, nil
}

// choicePayloads are those of message 2.
func (sa *phase1) choicePayloads() []isakmp.Payload {
	return slices.Concat([]isakmp.Payload{sa.main.reply}, sa.answerNATT(), sa.answerFragmentation())
}

// takeChoice checks that message 2 holds one transform of ours, unchanged.
func (sa *phase1) takeChoice() (Input, error) {
	sa.debugf(" processing SA payload. message ID = 0")
	if sa.yieldToPeer() {
		return await, nil
	}
	sa.processVendors()
	haveKey := sa.lookupKey()
	if haveKey {
		sa.debugf(" local preshared key found")
	}
	sa.e.isakmpf("ISAKMP : Scanning profiles for xauth ...%s", sa.e.config.scannedProfiles())
	reply := isakmp.First[*isakmp.SA](sa.main.message.Payloads)
	if len(reply.Proposals) != 1 || len(reply.Proposals[0].Transforms) != 1 || !sa.matchOffer(reply, sa.offer, haveKey) {
		return await, fail("Phase1 SA policy proposal not accepted", 0)
	}
	sa.takeRequests()
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
	sa.giveWay("Simultaneous main mode")
	return true
}

// giveWay ends an exchange in favour of another one with the same peer. Nothing
// has failed, and so it is not shown any more.
func (sa *phase1) giveWay(reason string) {
	sa.delete(reason, false)
	sa.forget()
}

func (sa *phase1) suspend(finish func(Input, error)) {
	sa.suspended = true
	sa.resume = finish
}
