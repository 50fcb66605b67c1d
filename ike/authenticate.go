package ike

import (
	"bytes"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

// transmitEncrypted sends an encrypted message of main mode.
func (sa *phase1) transmitEncrypted(payloads []isakmp.Payload) {
	first, body := isakmp.MarshalPayloads(payloads)
	cipherText, iv := sa.keys.encrypt(sa.main.iv, body)
	sa.enginef("Encrypt IKE packet")
	sa.main.iv = iv
	sa.transmit(isakmp.MarshalEncrypted(sa.header(), first, cipherText), "MM_KEY_EXCH")
}

// sendAuthInitiator sends message 5: HDR*, IDii, HASH_I.
func (sa *phase1) sendAuthInitiator() (Input, error) {
	// A peer whose SA pairs have outlived their ISAKMP SA shall keep them.
	contact := sa.peer.established() == 0 && sa.e.flowWithPairs(addrPair{sa.local.Addr(), sa.remote.Addr()}) == nil
	if contact {
		sa.debugf("Send initial contact")
	}
	sa.float()
	return sa.prove(sa.hashInitiator, func(payloads []isakmp.Payload) (Input, error) {
		if contact {
			payloads = append(payloads, sa.notification(isakmp.InitialContact, nil))
		}
		sa.transmitEncrypted(payloads)
		return await, nil
	})
}

// hashInitiator and hashResponder are what the ends prove themselves by: HASH_I
// and HASH_R over the body of the identification payload.
func (sa *phase1) hashInitiator(id []byte) []byte { return sa.keys.hashI(sa.main.offered, id) }
func (sa *phase1) hashResponder(id []byte) []byte { return sa.keys.hashR(sa.main.offered, id) }

// sendAuthResponder sends message 6: HDR*, IDir, HASH_R.
func (sa *phase1) sendAuthResponder() (Input, error) {
	if sa.initContact {
		sa.e.keyEngineEvent()
	}
	return sa.prove(sa.hashResponder, func(payloads []isakmp.Payload) (Input, error) {
		if sa.main.shortened {
			l := isakmp.Lifetime{Seconds: uint64(sa.lifetime / time.Second)}
			payloads = append(payloads, sa.notification(isakmp.ResponderLifetime, l.Marshal(isakmp.ProtocolISAKMP)))
		}
		sa.transmitEncrypted(payloads)
		return sa.complete()
	})
}

// verifyResponder checks message 6.
func (sa *phase1) verifyResponder() (Input, error) {
	return sa.verify(sa.hashResponder, processMM)
}

// verifyInitiator checks message 5.
func (sa *phase1) verifyInitiator() (Input, error) {
	return sa.verify(sa.hashInitiator, processEnd)
}

// verify checks the peer's identity and its proof.
func (sa *phase1) verify(proof func(id []byte) []byte, next Input) (Input, error) {
	payloads := sa.main.message.Payloads
	sa.debugf(" processing ID payload. message ID = 0")
	id := isakmp.First[*isakmp.Identification](payloads)
	sa.printID(id, nextOf(payloads, id))
	if err := sa.checkID(id); err != nil {
		return await, err
	}
	if err := sa.matchProfile(id); err != nil {
		return await, err
	}
	if sa.signs() {
		return sa.verifyPeer(id, proof(isakmp.Body(id)), func() (Input, error) { return sa.authenticated(next) })
	}
	sa.debugf(" processing HASH payload. message ID = 0")
	if !equalHash(proof(isakmp.Body(id)), isakmp.First[*isakmp.Hash](payloads).Data) {
		sa.e.stats.Unauthentic++
		sa.errorf("Hash verification failed!")
		return await, fail("Hash verification failed", isakmp.AuthenticationFailed)
	}
	if err := sa.checkKeyring(); err != nil {
		return await, err
	}
	return sa.authenticated(next)
}

// authenticated takes what else is in a message 5 or 6 whose proof is right.
func (sa *phase1) authenticated(next Input) (Input, error) {
	if err := sa.checkXAUTH(); err != nil {
		return await, err
	}
	for _, n := range isakmp.All[*isakmp.Notification](sa.main.message.Payloads) {
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
		sa.e.halfOpen[sa.access.aggressive]--
	}
	sa.countAs(countActive)
	if sa.restored {
		sa.e.prove(sa.offerDigest)
	}
	sa.established = sa.e.now
	sa.e.stats.ISAKMPTunnels++
	sa.startLifetime()
	sa.startKeepalive()
	sa.startDPD()
	if sa.main.private != nil {
		sa.main.private.Wipe()
	}
	sa.main = mainModeState{iv: sa.main.iv}
	sa.certs = certificateState{}
	sa.psk = ""
	if sa.needsUser() || sa.pushes() {
		return await, nil
	}
	return p1Complete, nil
}

// begin tells the peer structure that an SA has come: another exchange with the
// same end point that has not got so far is not needed any more.
func (sa *phase1) begin() {
	for _, other := range slices.Clone(sa.peer.sas) {
		if other.initiator && !other.deleted && (other.state == IKE_I_MM1 || other.state == IKE_I_AM1) && other.local.Addr() == sa.local.Addr() {
			sa.waiting = append(sa.waiting, other.waiting...)
			other.waiting = nil
			other.giveWay("Receive initial contact")
		}
		if sa.initiator && sa.won(other) {
			other.giveWay("Simultaneous main mode")
		}
	}
	sa.startTransactions()
}

// won reports whether another exchange, which the peer has begun and not gone
// on with, is the one that gave way to this when both ends began at once: see
// yieldToPeer.
func (sa *phase1) won(other *phase1) bool {
	return !other.initiator && !other.deleted && other.state == IKE_R_MM2 && other.local.Addr() == sa.local.Addr() &&
		bytes.Compare(sa.cookies.initiator[:], other.cookies.initiator[:]) < 0
}

// startWaiting begins a quick mode for everything that waits for this SA. A
// responder leaves that to the peer, which has asked for the SA to do the same.
func (sa *phase1) startWaiting() (Input, error) {
	if sa.invalidSPI != 0 {
		sa.notifyInvalidSPI(sa.invalidSPI)
		sa.invalidSPI = 0
	}
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
