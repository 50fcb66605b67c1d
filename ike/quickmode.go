package ike

import (
	"bytes"
	"crypto/sha256"
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
			isakmp.TypeNATOriginalAddr, isakmp.TypeNATOriginalAddDraft},
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

// nodeTime is how long a completed node is kept: its last message may have to
// be repeated. It is longer than the peer goes on retransmitting.
const nodeTime = retransmitInterval * (retransmitLimit + 1)

// nodesPerSA is how many nodes an ISAKMP SA may have before the peer's are not
// answered any more: far more than there are flows in any crypto map.
const nodesPerSA = 1024

// quickMode is one exchange of phase 2, which IOS calls a node.
type quickMode struct {
	sa        *phase1
	id        uint32 // message ID
	initiator bool
	state     State
	f         *flow // responder: set once the proxy identities are known
	selector  datapath.Selector
	message   *opened
	iv        []byte

	offer          []isakmp.Proposal // initiator: as sent
	reply          *isakmp.SA        // responder
	chosen         proposal
	spi, peerSPI   uint32
	nonceI, nonceR []byte
	private        *dh.Private
	public         []byte
	peerPublic     []byte
	shared         []byte // of PFS, nil without
	ids            []isakmp.Payload
	pair           *saPair

	lastIn        [sha256.Size]byte
	lastOut       []byte
	retries       int
	retransmitter *timer // then the purge of a completed node
	suspended     bool
	resume        func(Input, error)
	ended         bool
}

// startQuickMode begins a quick mode for a flow.
func (sa *phase1) startQuickMode(f *flow) {
	n := sa.newNode(sa.newMessageID(), true)
	n.f, n.selector = f, f.selector
	f.node = n
	sa.debugf("beginning Quick Mode exchange, M-ID of %d", int32(n.id))
	step(quickModeTable, n, initQM)
}

func (sa *phase1) newNode(id uint32, initiator bool) *quickMode {
	n := &quickMode{sa: sa, id: id, initiator: initiator, state: IKE_QM_READY, iv: sa.keys.exchangeIV(sa.main.iv, id)}
	sa.nodes[id] = n
	return n
}

// sortedNodes is the nodes in the order of their message IDs: what is done to
// all of them is the same in every run.
func (sa *phase1) sortedNodes() []*quickMode {
	nodes := make([]*quickMode, 0, len(sa.nodes))
	for _, n := range sa.nodes {
		nodes = append(nodes, n)
	}
	slices.SortFunc(nodes, func(a, b *quickMode) int { return int(int64(a.id) - int64(b.id)) })
	return nodes
}

// The methods of a machine.

func (n *quickMode) currentState() State { return n.state }
func (n *quickMode) enterState(s State)  { n.state = s }
func (n *quickMode) over() bool          { return n.ended }

func (n *quickMode) describe(in Input, old, next State) {
	n.sa.debugf("Node %d, Input = %s", int32(n.id), in)
	n.sa.debugf("Old State = %s  New State = %s", old, next)
}

func (n *quickMode) suspend(finish func(Input, error)) {
	n.suspended = true
	n.resume = finish
}

// whenComputed goes on with an act when its computation is done, unless the
// node is gone by then.
func (n *quickMode) whenComputed(then func(dhResult) (Input, error)) func(dhResult) {
	return func(r dhResult) {
		if n.ended {
			return
		}
		n.suspended = false
		next, err := await, r.err
		if err == nil {
			next, err = then(r)
		}
		finish := n.resume
		n.resume = nil
		finish(next, err)
	}
}

// refuse tells the peer that its proposal is not chosen, and why to the
// operator.
func (n *quickMode) refuse(err error) {
	var refusal *refusal
	if !errors.As(err, &refusal) {
		n.sa.debugf(" %v", err)
		return
	}
	if refusal.code != 0 {
		n.sa.debugf(" IPSec policy invalidated proposal with error %d", refusal.code)
	}
	n.sa.debugf(" phase 2 SA policy not acceptable! (local %s remote %s)", ip(n.sa.local.Addr()), ip(n.sa.remote.Addr()))
	if !n.initiator {
		n.sa.inform(&isakmp.Notification{
			DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP,
			SPI: binary.BigEndian.AppendUint32(nil, n.peerSPI), Notify: isakmp.NoProposalChosen,
		})
	}
	n.sa.debugf("deleting node %d error TRUE reason \"QM rejected\"", int32(n.id))
}

func (n *quickMode) failed(error) {
	n.sa.e.syslogSeldom(6, "IKMP_MODE_FAILURE", "Processing of Quick mode failed with peer at %s", ip(n.sa.remote.Addr()))
	n.end()
}

// abandon ends a node for a reason that lies outside of it.
func (n *quickMode) abandon(reason string) {
	if n.ended {
		return
	}
	if n.state != IKE_QM_PHASE2_COMPLETE {
		n.sa.debugf("deleting node %d error TRUE reason \"%s\"", int32(n.id), reason)
	}
	n.end()
}

// end forgets a node and wipes its secrets. A pair whose HASH(3) never came is
// of no use.
func (n *quickMode) end() {
	n.ended = true
	n.retransmitter.stop()
	delete(n.sa.nodes, n.id)
	n.release()
	if n.pair != nil && n.state == IKE_QM_R_QM2 {
		n.sa.e.deletePair(n.pair, true)
	}
	if n.private != nil && !n.suspended {
		n.private.Wipe()
	}
	clear(n.shared)
}

// release lets the flow ask for another quick mode.
func (n *quickMode) release() {
	if n.f != nil && n.f.node == n {
		n.f.node = nil
	}
	if n.pair == nil && n.spi != 0 {
		delete(n.sa.e.spis, n.spi)
	}
}

// receiveQuickMode takes a message of phase 2.
func (sa *phase1) receiveQuickMode(ev Received, h isakmp.Header) {
	e := sa.e
	if sa.state != IKE_P1_COMPLETE || h.MessageID == 0 || h.Flags&isakmp.Encryption == 0 {
		e.stats.Unknown++
		return
	}
	sa.receivedf(ev)
	digest := sha256.Sum256(ev.Data)
	n := sa.nodes[h.MessageID]
	if n != nil && n.lastIn == digest {
		n.repeated()
		return
	}
	state, iv := IKE_QM_READY, []byte(nil)
	if n != nil {
		state, iv = n.state, n.iv
	} else {
		iv = sa.keys.exchangeIV(sa.main.iv, h.MessageID)
	}
	row := quickModeTable[transitionKey{state, qmExch}]
	if row == nil || n == nil && len(sa.nodes) >= nodesPerSA || n != nil && n.suspended {
		e.stats.Unknown++
		return
	}
	m, err := sa.unseal(ev.Data, iv)
	if err == nil {
		err = row.shape.check(m.payloads)
	}
	if err != nil {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	if !equalHash(sa.wantedHash(n, h.MessageID, m), m.hash) {
		e.stats.Unauthentic++
		sa.debugf(" hash of message ID %d is wrong", int32(h.MessageID))
		return
	}
	sa.floated(ev.Local, ev.Remote)
	if n == nil {
		e.isakmpf("ISAKMP: set new node %d to QM_IDLE      ", int32(h.MessageID))
		n = sa.newNode(h.MessageID, false)
	}
	n.lastIn, n.message, n.iv = digest, m, m.nextIV
	n.retransmitter.stop()
	step(quickModeTable, n, qmExch)
}

// wantedHash is the HASH that the next message of a node must have.
func (sa *phase1) wantedHash(n *quickMode, id uint32, m *opened) []byte {
	switch {
	case n == nil:
		return sa.keys.hash1(id, m.rest)
	case n.initiator:
		return sa.keys.hash2(id, n.nonceI, m.rest)
	}
	return sa.keys.hash3(id, n.nonceI, n.nonceR)
}

// transmit sends a message of the node. While an answer is due it is repeated.
func (n *quickMode) transmit(data []byte, iv []byte, answerDue bool) {
	n.iv, n.lastOut, n.retries = iv, data, 0
	n.retransmitter.stop()
	if answerDue {
		n.retransmitter = n.sa.e.after(retransmitInterval, n.retransmitExpired)
	}
	n.sa.send(data)
}

func (n *quickMode) retransmitExpired() {
	sa := n.sa
	sa.debugf(" retransmitting phase 2 QM_IDLE       %d ...", int32(n.id))
	if n.retries >= retransmitLimit {
		// The peer does not know the ISAKMP SA any more, or is gone.
		n.abandon("Phase 2 err count exceeded")
		sa.debugf("peer does not do paranoid keepalives.")
		sa.delete("Death by retransmission P2", false)
		return
	}
	n.retries++
	sa.packetf("incrementing error counter on sa, attempt %d of %d: retransmit phase 2", n.retries, retransmitLimit)
	sa.packetf("incrementing error counter on node, attempt %d of %d: retransmit phase 2", n.retries, retransmitLimit)
	n.resend()
	n.retransmitter = sa.e.after(retransmitInterval, n.retransmitExpired)
}

func (n *quickMode) resend() {
	n.sa.debugf(" retransmitting phase 2 %d QM_IDLE      ", int32(n.id))
	n.sa.e.stats.Retransmitted++
	n.sa.send(n.lastOut)
}

// repeated answers a message that we have had before.
func (n *quickMode) repeated() {
	n.sa.debugf(" phase 2 packet is a duplicate of a previous packet.")
	if n.lastOut == nil || n.suspended || n.state == IKE_QM_PHASE2_COMPLETE && !n.initiator {
		return
	}
	n.sa.debugf(" retransmitting due to retransmit phase 2")
	n.resend()
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
	n.offer = n.f.m.proposals(n.spi, &n.sa.natt)
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
	return append(payloads, n.ids...)
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
	ids := isakmp.All[*isakmp.Identification](n.message.payloads)
	for range ids {
		n.sa.debugf(" processing ID payload. message ID = %d", id)
	}
	if len(ids) != 2 || !bytes.Equal(isakmp.Body(ids[0]), isakmp.Body(n.ids[0])) || !bytes.Equal(isakmp.Body(ids[1]), isakmp.Body(n.ids[1])) {
		return await, &refusal{code: codeProxies}
	}
	if n.private == nil {
		return n.answerReady(dhResult{})
	}
	n.sa.e.agree(n.private, n.peerPublic, n.whenComputed(n.answerReady))
	return computing, nil
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
	n.f.create(n.pair, true)
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
}

// complete keeps the node for a while: the peer may repeat its last message.
func (n *quickMode) complete() {
	n.release()
	clear(n.shared)
	n.shared, n.message, n.offer = nil, nil, nil
	n.retransmitter.stop()
	n.retransmitter = n.sa.e.after(nodeTime, func() {
		n.sa.debugf("purging node %d", int32(n.id))
		n.end()
	})
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
	if ours == nil || !ours.initiator || ours.state != IKE_QM_I_QM1 && !ours.suspended {
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
	data, iv := n.sa.seal(isakmp.QuickMode, n.id, n.iv,
		func(rest []byte) []byte { return n.sa.keys.hash2(n.id, n.nonceI, rest) },
		n.payloads(n.reply, n.nonceR))
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
	n.sa.e.ipsecf("IPSEC(key_engine_enable_outbound): rec'd enable notify from ISAKMP")
	n.pair.enableOutbound()
}

// newPair makes both SAs of the node, RFC 2409, Section 5.5: each end uses the
// KEYMAT of the SPI that the receiver of the packets has chosen.
func (n *quickMode) newPair() *saPair {
	sa, c := n.sa, n.chosen
	config := &n.f.m.config
	base := datapath.SA{
		Local: sa.local.Addr(), Remote: sa.remote.Addr(),
		Mode: c.mode, Transform: c.transform,
		ReplayWindow: config.ReplayWindow,
		Policy:       config.Name, Selector: n.selector,
		HardBytes: c.kilobytes * 1024, SoftBytes: c.kilobytes * 1024 / 10 * 9,
	}
	if c.udp {
		base.LocalPort, base.RemotePort = sa.local.Port(), sa.remote.Port()
	}
	p := &saPair{initiator: n.initiator, pfs: dh.Group(c.attributes.Group), in: base, out: base, lifetimeKB: c.kilobytes}
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
