package ike

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

// The states of quick mode.
const (
	IKE_QM_READY           State = "IKE_QM_READY"
	IKE_QM_I_QM1           State = "IKE_QM_I_QM1"
	IKE_QM_SPI_STARVE      State = "IKE_QM_SPI_STARVE"
	IKE_QM_R_QM2           State = "IKE_QM_R_QM2"
	IKE_QM_PHASE2_COMPLETE State = "IKE_QM_PHASE2_COMPLETE"
)

// The inputs of quick mode.
var (
	initQM = Input{"IKE_MESG_INTERNAL", "IKE_INIT_QM"}
	qmExch = Input{"IKE_MESG_FROM_PEER", "IKE_QM_EXCH"}
	gotSPI = Input{"IKE_MESG_INTERNAL", "IKE_GOT_SPI"}
)

var (
	shapeQM1 = &shape{
		encrypted: true, first: isakmp.TypeHash,
		required: []isakmp.PayloadType{isakmp.TypeHash, isakmp.TypeSA, isakmp.TypeNonce},
		optional: []isakmp.PayloadType{isakmp.TypeKeyExchange, isakmp.TypeIdentification,
			isakmp.TypeNATOriginalAddr, isakmp.TypeNATOriginalAddDraft, isakmp.TypeNATOriginalAddr07},
	}
	shapeQM3 = &shape{encrypted: true, first: isakmp.TypeHash, required: []isakmp.PayloadType{isakmp.TypeHash}}
)

// quickModeRows is RFC 2409, Section 5.5:
//
//	Initiator                                     Responder
//	HDR*, HASH(1), SA, Ni [, KE ] [, IDci, IDcr ] -->
//	            <--    HDR*, HASH(2), SA, Nr [, KE ] [, IDci, IDcr ]
//	HDR*, HASH(3)                                 -->
//
//	HASH(1) = prf(SKEYID_a, M-ID | SA | Ni [ | KE ] [ | IDci | IDcr )
//	HASH(2) = prf(SKEYID_a, M-ID | Ni_b | SA | Nr [ | KE ] [ | IDci | IDcr )
//	HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b)
func quickModeRows() []transition[*quickMode] {
	return []transition[*quickMode]{
		// Initiator.
		{IKE_QM_READY, initQM, nil, (*quickMode).sendRequest, IKE_QM_I_QM1, nil},                                             // --> HDR*, HASH(1), ...
		{IKE_QM_I_QM1, qmExch, shapeQM1, (*quickMode).takeAnswer, IKE_QM_PHASE2_COMPLETE, (*quickMode).completedByInitiator}, // <-- HDR*, HASH(2), ... --> HDR*, HASH(3)

		// Responder.
		{IKE_QM_READY, qmExch, shapeQM1, (*quickMode).takeRequest, IKE_QM_SPI_STARVE, nil},                                  // <-- HDR*, HASH(1), ...
		{IKE_QM_SPI_STARVE, gotSPI, nil, (*quickMode).sendAnswer, IKE_QM_R_QM2, (*quickMode).createdByResponder},            // --> HDR*, HASH(2), ...
		{IKE_QM_R_QM2, qmExch, shapeQM3, (*quickMode).takeProof, IKE_QM_PHASE2_COMPLETE, (*quickMode).completedByResponder}, // <-- HDR*, HASH(3)
	}
}

// quickModeTable is set by init because its acts take transitions themselves.
var quickModeTable table[*quickMode]

func init() { quickModeTable = newTable(quickModeRows()) }

// begin asks for the pair of the node's flow.
func (n *quickMode) begin() {
	n.selector = n.f.selector
	if len(n.f.pairs) > 0 {
		// What the peer made of a tunnel's selector is what it will have again.
		n.selector = n.f.pairs[0].in.Selector
	}
	n.sa.debugf("beginning Quick Mode exchange, M-ID of %d", int32(n.id))
	step(quickModeTable, n, initQM)
}

// sendRequest sends message 1: HDR*, HASH(1), SA, Ni [, KE ], IDci, IDcr.
func (n *quickMode) sendRequest() (Input, error) {
	n.nonceI = n.sa.e.newNonce()
	n.spi = n.sa.e.newSPI()
	if n.f.m.config.PFS == 0 {
		return n.requestReady(dhResult{})
	}
	n.sa.e.generate(n.f.m.config.PFS, nil, n.whenComputed(n.requestReady))
	return computing, nil
}

func (n *quickMode) requestReady(r dhResult) (Input, error) {
	n.private, n.public = r.private, r.public
	n.sa.debugf("QM Initiator gets spi")
	n.offer = n.f.m.offering(n.sa, n.selector).proposals(n.spi, n.sa)
	n.ids = []isakmp.Payload{
		clientID(n.selector.Local, n.selector.Protocol, n.selector.LocalPort),
		clientID(n.selector.Remote, n.selector.Protocol, n.selector.RemotePort),
	}
	data, iv := n.sa.seal(isakmp.QuickMode, n.id, n.iv,
		func(rest []byte) []byte { return n.sa.keys.hash1(n.id, rest) },
		n.payloads(&isakmp.SA{Proposals: n.offer}, n.nonceI))
	n.transmit(data, iv, true)
	return await, nil
}

// payloads are those of messages 1 and 2 behind the HASH.
func (n *quickMode) payloads(sa *isakmp.SA, nonce []byte) []isakmp.Payload {
	payloads := []isakmp.Payload{sa, &isakmp.Nonce{Data: nonce}}
	if n.public != nil {
		payloads = append(payloads, &isakmp.KeyExchange{Data: n.public})
	}
	return slices.Concat(payloads, n.ids, n.originalPayloads(sa))
}

// takeAnswer reads message 2 and sends message 3: HDR*, HASH(3).
func (n *quickMode) takeAnswer() (Input, error) {
	id := int32(n.id)
	n.sa.debugf(" processing HASH payload. message ID = %d", id)
	n.sa.debugf(" processing SA payload. message ID = %d", id)
	if err := n.takeChoice(isakmp.First[*isakmp.SA](n.message.payloads)); err != nil {
		return await, err
	}
	if err := n.takeNonce(&n.nonceR); err != nil {
		return await, err
	}
	n.takeOriginal()
	ids := isakmp.All[*isakmp.Identification](n.message.payloads)
	for range ids {
		n.sa.debugf(" processing ID payload. message ID = %d", id)
	}
	if len(ids) != 2 || !bytes.Equal(isakmp.Body(ids[0]), isakmp.Body(n.ids[0])) || !bytes.Equal(isakmp.Body(ids[1]), isakmp.Body(n.ids[1])) {
		return await, &refusal{code: codeProxies}
	}
	n.takeLifetime()
	if n.private == nil {
		return n.answerReady(dhResult{})
	}
	n.sa.e.agree(n.private, n.peerPublic, n.whenComputed(n.answerReady))
	return computing, nil
}

// takeLifetime takes over the lifetimes of a responder to which ours were too
// long, RFC 2407, Section 4.6.3.1.
func (n *quickMode) takeLifetime() {
	for _, p := range isakmp.All[*isakmp.Notification](n.message.payloads) {
		if p.Notify != isakmp.ResponderLifetime || p.Protocol != isakmp.ProtocolESP {
			continue
		}
		if l, err := isakmp.ParseLifetime(p.Protocol, p.Data); err == nil {
			n.sa.debugf(" processing responder lifetime")
			n.limit(shorter(n.chosen.seconds, l.Seconds), shorter(n.chosen.kilobytes, l.Kilobytes))
		}
	}
}

// takeNonce reads the NONCE payload, and the KE payload that must be there
// with PFS and must not be without.
func (n *quickMode) takeNonce(to *[]byte) error {
	n.sa.debugf(" processing NONCE payload. message ID = %d", int32(n.id))
	*to = slices.Clone(isakmp.First[*isakmp.Nonce](n.message.payloads).Data)
	if len(*to) < 8 || len(*to) > 256 {
		return errors.New("nonce payload malformed")
	}
	ke := isakmp.All[*isakmp.KeyExchange](n.message.payloads)
	if len(ke) > 1 || (len(ke) == 1) != (n.chosen.attributes.Group != 0) {
		return &refusal{code: codePFS}
	}
	if len(ke) == 1 {
		n.sa.debugf(" processing KE payload. message ID = %d", int32(n.id))
		n.peerPublic = slices.Clone(ke[0].Data)
	}
	return nil
}

// answerReady installs both SAs before message 3 lets the peer use them.
func (n *quickMode) answerReady(r dhResult) (Input, error) {
	n.shared = r.shared
	n.pair = n.newPair()
	n.f.create(n.pair, !n.pair.canWait(n.f))
	data, iv := n.sa.seal(isakmp.QuickMode, n.id, n.iv,
		func([]byte) []byte { return n.sa.keys.hash3(n.id, n.nonceI, n.nonceR) }, nil)
	n.transmit(data, iv, false)
	n.sa.debugf("deleting node %d error FALSE reason \"No Error\"", int32(n.id))
	return await, nil
}

func (n *quickMode) completedByInitiator() {
	n.complete()
	n.sa.e.keyEngineEvent()
	n.pair.announce()
	n.pair.succeed()
	n.passTurn()
}

// takeRequest reads message 1.
func (n *quickMode) takeRequest() (Input, error) {
	id := int32(n.id)
	n.sa.debugf(" processing HASH payload. message ID = %d", id)
	n.sa.debugf(" processing SA payload. message ID = %d", id)
	ids := isakmp.All[*isakmp.Identification](n.message.payloads)
	if err := n.choose(isakmp.First[*isakmp.SA](n.message.payloads), ids); err != nil {
		return await, err
	}
	if n.yields() {
		return await, nil
	}
	if err := n.takeNonce(&n.nonceI); err != nil {
		return await, err
	}
	for _, p := range ids {
		n.sa.debugf(" processing ID payload. message ID = %d", id)
		n.ids = append(n.ids, p)
	}
	n.sa.debugf("QM Responder gets spi")
	n.spi = n.sa.e.newSPI()
	n.f.node = n
	return gotSPI, nil
}

// yields settles who goes on when both ends have begun a quick mode for the
// same flow: the lower nonce wins, and both ends see both nonces. The winner
// lets the loser's message lie.
func (n *quickMode) yields() bool {
	ours := n.f.node
	if ours == nil || !ours.initiator || ours.state == IKE_QM_PHASE2_COMPLETE {
		return false
	}
	if ours.isHeld() {
		ours.abandon("Simultaneous quick mode")
		return false
	}
	theirs := isakmp.First[*isakmp.Nonce](n.message.payloads).Data
	if bytes.Compare(ours.nonceI, theirs) < 0 {
		n.sa.debugf("deleting node %d error FALSE reason \"Simultaneous quick mode\"", int32(n.id))
		n.end()
		return true
	}
	ours.abandon("Simultaneous quick mode")
	return false
}

// sendAnswer sends message 2: HDR*, HASH(2), SA, Nr [, KE ], IDci, IDcr.
func (n *quickMode) sendAnswer() (Input, error) {
	n.nonceR = n.sa.e.newNonce()
	if n.peerPublic == nil {
		return n.replyReady(dhResult{})
	}
	n.sa.e.generate(dh.Group(n.chosen.attributes.Group), n.peerPublic, n.whenComputed(n.replyReady))
	return computing, nil
}

// replyReady has our inbound SA ready before message 2 lets the peer use it.
func (n *quickMode) replyReady(r dhResult) (Input, error) {
	n.public, n.shared = r.public, r.shared
	n.reply.Proposals[0].SPI = binary.BigEndian.AppendUint32(nil, n.spi)
	n.pair = n.newPair()
	n.f.create(n.pair, false)
	payloads := n.payloads(n.reply, n.nonceR)
	if a := n.chosen.attributes; n.chosen.seconds < a.Seconds || n.chosen.kilobytes < a.Kilobytes {
		l := isakmp.Lifetime{Seconds: n.chosen.seconds, Kilobytes: n.chosen.kilobytes}
		payloads = append(payloads, &isakmp.Notification{
			DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP, SPI: n.reply.Proposals[0].SPI,
			Notify: isakmp.ResponderLifetime, Data: l.Marshal(isakmp.ProtocolESP),
		})
	}
	data, iv := n.sa.seal(isakmp.QuickMode, n.id, n.iv,
		func(rest []byte) []byte { return n.sa.keys.hash2(n.id, n.nonceI, rest) }, payloads)
	n.transmit(data, iv, true)
	return await, nil
}

func (n *quickMode) createdByResponder() {
	n.sa.e.keyEngineEvent()
	n.pair.announce()
}

// takeProof reads message 3, whose HASH is all there is to it.
func (n *quickMode) takeProof() (Input, error) {
	n.sa.debugf("deleting node %d error FALSE reason \"QM done (await)\"", int32(n.id))
	return await, nil
}

func (n *quickMode) completedByResponder() {
	n.complete()
	n.sa.e.keyEngineEvent()
	n.sa.e.keyEnginef("IPSEC(key_engine_enable_outbound): rec'd enable notify from ISAKMP")
	if n.pair.alive() {
		n.pair.enableOutbound()
		n.pair.succeed()
	}
}

// newPair makes both SAs of the node, RFC 2409, Section 5.5: each end uses the
// KEYMAT of the SPI that the receiver of the packets has chosen.
func (n *quickMode) newPair() *saPair {
	sa, c := n.sa, n.chosen
	config := &n.f.m.config
	base := datapath.SA{
		Local: sa.local.Addr(), Remote: sa.remote.Addr(),
		Mode: c.mode, Transform: c.transform,
		ReplayWindow: config.ReplayWindow, ESN: c.attributes.ESN,
		Policy: n.f.policy, Selector: n.selector,
		HardBytes: c.kilobytes * 1024, SoftBytes: c.kilobytes * 1024 / volumeParts * (volumeParts - 1),
	}
	if c.udp && c.mode == datapath.Transport {
		base.OriginalLocal, base.OriginalRemote = n.original.local, n.original.remote
	}
	if c.udp {
		base.LocalPort, base.RemotePort = sa.local.Port(), sa.remote.Port()
	}
	p := &saPair{peer: sa.peer.addr, roams: sa.natt.peerBehind, peerID: sa.peerID, initiator: n.initiator, pfs: dh.Group(c.attributes.Group), in: base, out: base, lifetimeKB: c.kilobytes}
	p.lifetime = sa.e.localLifetime(time.Duration(c.seconds) * time.Second)
	p.in.Direction, p.in.SPI = datapath.Inbound, n.spi
	p.out.Direction, p.out.SPI = datapath.Outbound, n.peerSPI
	p.in.EncKey, p.in.AuthKey = sa.keys.espKeys(c.transform, n.spi, n.shared, n.nonceI, n.nonceR)
	p.out.EncKey, p.out.AuthKey = sa.keys.espKeys(c.transform, n.peerSPI, n.shared, n.nonceI, n.nonceR)
	return p
}

// newSPI is random and none of those that RFC 4303, Section 2.1, reserves.
func (e *Engine) newSPI() uint32 {
	for {
		if s := e.randomUint32(); s >= 256 && !e.spis[s] {
			e.spis[s] = true
			return s
		}
	}
}
