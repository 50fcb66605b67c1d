package ike

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"

	"mainmode/datapath"
	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

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
	original       originalAddresses
	pair           *saPair

	lastIn        [sha256.Size]byte
	lastOut       []byte
	retries       int
	retransmitter *timer // then the purge of a completed node
	suspended     bool
	resume        func(Input, error)
	ended         bool
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
		n.sa.errorf(" IPSec policy invalidated proposal with error %d", refusal.code)
	}
	n.sa.errorf(" phase 2 SA policy not acceptable! (local %s remote %s)", ip(n.sa.local.Addr()), ip(n.sa.remote.Addr()))
	if !n.initiator {
		n.sa.inform(&isakmp.Notification{
			DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP,
			SPI: binary.BigEndian.AppendUint32(nil, n.peerSPI), Notify: isakmp.NoProposalChosen,
		})
	}
	n.sa.errorf("deleting node %d error TRUE reason \"QM rejected\"", int32(n.id))
}

func (n *quickMode) failed(err error) {
	n.quickModeFailed(err.Error())
	n.sa.e.syslogSeldom(6, "IKMP_MODE_FAILURE", "Processing of Quick mode failed with peer at %s", ip(n.sa.remote.Addr()))
	n.end()
}

// abandon ends a node for a reason that lies outside of it.
func (n *quickMode) abandon(reason string) {
	if n.ended {
		return
	}
	if n.state != IKE_QM_PHASE2_COMPLETE {
		n.quickModeFailed(reason)
		n.sa.errorf("deleting node %d error TRUE reason \"%s\"", int32(n.id), reason)
	}
	n.end()
}

// end forgets a node and wipes its secrets. A pair whose HASH(3) never came is
// of no use.
func (n *quickMode) end() {
	n.ended = true
	n.retransmitter.stop()
	delete(n.sa.nodes, n.id)
	if !n.initiator {
		n.sa.spend(n.id)
	}
	n.release()
	if n.pair != nil && n.state == IKE_QM_R_QM2 {
		n.sa.e.deletePair(n.pair, true, otherReason)
	}
	if n.private != nil && !n.suspended {
		n.private.Wipe()
	}
	clear(n.shared)
	n.passTurn()
}

// spentLimit is how many message IDs are remembered: at the shortest lifetime
// of a pair those of a day.
const spentLimit = 1024

// spend remembers the message ID of a quick mode that is over. RFC 2409,
// Section 5.5, has message IDs unique: who repeats one repeats an old message,
// which must not make another pair.
func (sa *phase1) spend(id uint32) {
	if len(sa.spent) >= spentLimit {
		sa.spent = slices.Delete(sa.spent, 0, spentLimit/2)
	}
	sa.spent = append(sa.spent, id)
}

// release lets the flow ask for another quick mode.
func (n *quickMode) release() {
	if n.f != nil {
		if n.f.node == n {
			n.f.node = nil
		}
		n.f.m.reap()
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
	if row == nil || n == nil && (len(sa.nodes) >= nodesPerSA || slices.Contains(sa.spent, h.MessageID)) || n != nil && (n.suspended || n.isHeld()) {
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
		n.abandon("Phase 2 err count exceeded")
		// A peer that let its own exchange lie may know the ISAKMP SA still.
		// One that does not answer ours does not, or is gone.
		if n.initiator {
			sa.debugf("peer does not do paranoid keepalives.")
			sa.delete("Death by retransmission P2", true)
		}
		return
	}
	n.retries++
	sa.packetErrorf("incrementing error counter on sa, attempt %d of %d: retransmit phase 2", n.retries, retransmitLimit)
	sa.packetErrorf("incrementing error counter on node, attempt %d of %d: retransmit phase 2", n.retries, retransmitLimit)
	n.resend()
	n.retransmitter = sa.e.after(retransmitInterval, n.retransmitExpired)
	n.passTurn()
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
