package ike

import (
	"encoding/binary"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

// seal makes an encrypted message of phase 2: HDR*, HASH, and the rest. hash is
// given the bytes of the rest. It returns the IV of the next message too.
func (sa *phase1) seal(exchange isakmp.ExchangeType, id uint32, iv []byte, hash func(rest []byte) []byte, rest []isakmp.Payload) (data, nextIV []byte) {
	_, after := isakmp.MarshalPayloads(rest)
	payloads := append([]isakmp.Payload{&isakmp.Hash{Data: hash(after)}}, rest...)
	first, body := isakmp.MarshalPayloads(payloads)
	cipherText, nextIV := sa.keys.encrypt(iv, body)
	sa.enginef("Encrypt IKE packet")
	h := sa.header()
	h.Exchange, h.MessageID = exchange, id
	return isakmp.MarshalEncrypted(h, first, cipherText), nextIV
}

// opened is a decrypted message of phase 2.
type opened struct {
	payloads []isakmp.Payload
	hash     []byte
	rest     []byte // what HASH(1) and HASH(2) are made over
	nextIV   []byte
}

// unseal decrypts a message of phase 2. Its HASH is for the caller to verify.
func (sa *phase1) unseal(data, iv []byte) (*opened, error) {
	m, err := isakmp.Parse(data)
	if err != nil {
		return nil, err
	}
	plain, nextIV, err := sa.keys.decrypt(iv, m.CipherText)
	if err != nil {
		return nil, err
	}
	sa.enginef("Decrypt IKE packet")
	payloads, n, err := isakmp.ParsePayloads(m.NextPayload, plain, true)
	if err != nil {
		return nil, err
	}
	if len(payloads) == 0 || payloads[0].Type() != isakmp.TypeHash {
		return nil, &isakmp.PayloadError{Payload: isakmp.TypeHash, Err: errNotFirst}
	}
	hash := payloads[0].(*isakmp.Hash).Data
	return &opened{payloads: payloads, hash: hash, rest: plain[4+len(hash) : n], nextIV: nextIV}, nil
}

// newMessageID is random, never 0, and unlike those of the nodes that run.
func (sa *phase1) newMessageID() uint32 {
	for {
		if id := sa.e.randomUint32(); id != 0 && sa.nodes[id] == nil {
			return id
		}
	}
}

// inform sends payloads in an informational exchange, RFC 2409, Section 5.7.
func (sa *phase1) inform(payloads ...isakmp.Payload) {
	id := sa.newMessageID()
	sa.e.isakmpf("ISAKMP: set new node %d to QM_IDLE      ", int32(id))
	for _, p := range payloads {
		if n, ok := p.(*isakmp.Notification); ok {
			sa.debugf("Sending NOTIFY %s protocol %d\n\tspi %s, message ID = %d", n.Notify, n.Protocol, spiOf(n.SPI), int32(id))
			if (n.Notify == isakmp.RUThere || n.Notify == isakmp.RUThereAck) && len(n.Data) == 4 {
				sa.debugf(" seq. no 0x%X", binary.BigEndian.Uint32(n.Data))
			}
		}
	}
	data, _ := sa.seal(isakmp.Informational, id, sa.keys.exchangeIV(sa.main.iv, id),
		func(rest []byte) []byte { return sa.keys.hash1(id, rest) }, payloads)
	sa.send(data)
	sa.debugf("purging node %d", int32(id))
}

func spiOf(b []byte) string {
	if len(b) != 4 {
		return "0"
	}
	return spi(binary.BigEndian.Uint32(b)).String()
}

// notification is a NOTIFY payload about the ISAKMP SA.
func (sa *phase1) notification(t isakmp.NotifyType, data []byte) *isakmp.Notification {
	return &isakmp.Notification{
		DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolISAKMP,
		SPI:    slices.Concat(sa.cookies.initiator[:], sa.cookies.responder[:]),
		Notify: t, Data: data,
	}
}

// notifyClear tells a peer in main mode why we do not go on. There may be no
// keys yet, and it is never longer than what it answers.
func (sa *phase1) notifyClear(t isakmp.NotifyType) {
	if sa.cookies.responder.IsZero() && !sa.initiator {
		sa.cookies.responder = sa.e.newCookie()
	}
	h := sa.header()
	h.Exchange, h.MessageID = isakmp.Informational, sa.newMessageID()
	n := sa.notification(t, nil)
	n.SPI = nil
	sa.send(isakmp.Marshal(h, []isakmp.Payload{n}))
}

// sendDeleteESP tells the peer that our inbound SA of a pair is gone, if there
// is an ISAKMP SA to tell it under.
func (e *Engine) sendDeleteESP(p *saPair) {
	sa := e.usable(p.in.Local, p.peer)
	if p.f.m.passive() {
		sa = p.f.m.clientSA()
	}
	if sa != nil {
		sa.inform(&isakmp.Delete{
			DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP,
			SPIs: [][]byte{binary.BigEndian.AppendUint32(nil, p.in.SPI)},
		})
	}
}

// sendDeleteISAKMP tells the peer that the ISAKMP SA is gone.
func (sa *phase1) sendDeleteISAKMP() {
	sa.inform(&isakmp.Delete{
		DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolISAKMP,
		SPIs: [][]byte{slices.Concat(sa.cookies.initiator[:], sa.cookies.responder[:])},
	})
}

// receiveInformational takes a message of an informational exchange. Only what
// HASH(1) authenticates has an effect, RFC 2409, Section 5.7.
func (sa *phase1) receiveInformational(ev Received, h isakmp.Header) {
	e := sa.e
	sa.receivedf(ev)
	if h.Flags&isakmp.Encryption == 0 {
		e.stats.Unauthentic++
		sa.errorf("Notify has no hash. Rejected.")
		sa.packetErrorf("Unknown Input %s:  state = %s", infoNotify, sa.state)
		sa.describe(infoNotify, sa.state, sa.state)
		e.syslogSeldom(6, "IKMP_MODE_FAILURE", "Processing of Informational mode failed with peer at %s", ip(ev.Remote.Addr()))
		return
	}
	if sa.established.IsZero() || h.MessageID == 0 {
		e.stats.Unknown++
		return
	}
	m, err := sa.unseal(ev.Data, sa.keys.exchangeIV(sa.main.iv, h.MessageID))
	if err != nil {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	if !equalHash(sa.keys.hash1(h.MessageID, m.rest), m.hash) {
		e.stats.Unauthentic++
		return
	}
	again, moved := sa.replayed(h.MessageID, m.payloads[1:])
	if again {
		return
	}
	if moved {
		sa.floated(ev.Local, ev.Remote)
	}
	e.isakmpf("ISAKMP: set new node %d to QM_IDLE      ", int32(h.MessageID))
	sa.debugf(" processing HASH payload. message ID = %d", int32(h.MessageID))
	for _, p := range m.payloads[1:] {
		if sa.deleted {
			return
		}
		switch p := p.(type) {
		case *isakmp.Notification:
			if sa.knowsDOI(p.DOI) {
				sa.processNotify(p, h.MessageID)
			}
			sa.endInformational(h.MessageID, infoNotify)
		case *isakmp.Delete:
			if sa.knowsDOI(p.DOI) {
				sa.processDelete(p, h.MessageID)
			}
		}
	}
}

// knowsDOI reports whether a payload is of a domain of interpretation that we
// know: IPsec's, or 0 for ISAKMP itself. RFC 2408, Sections 5.14 and 5.15: "If
// the DOI determination fails, the payload is discarded".
func (sa *phase1) knowsDOI(doi uint32) bool {
	if doi > isakmp.IPsecDOI {
		sa.errorf(" payload of DOI %d is not supported", doi)
		return false
	}
	return true
}

// The inputs of the informational exchange.
var (
	infoNotify = Input{"IKE_MESG_FROM_PEER", "IKE_INFO_NOTIFY"}
	infoDelete = Input{"IKE_MESG_FROM_PEER", "IKE_INFO_DELETE"}
)

func (sa *phase1) endInformational(id uint32, in Input) {
	sa.debugf("deleting node %d error FALSE reason \"Informational (in) state 1\"", int32(id))
	sa.describe(in, sa.state, sa.state)
}

// processNotify obeys a notification that is authenticated.
func (sa *phase1) processNotify(n *isakmp.Notification, id uint32) {
	sa.debugf(" processing NOTIFY %s protocol %d\n\tspi %s, message ID = %d, sa = 0x%X",
		n.Notify, n.Protocol, spiOf(n.SPI), int32(id), sa.pointer)
	switch n.Notify {
	case isakmp.InitialContact:
		sa.initContact = true
	case isakmp.RUThere:
		sa.processProbe(n)
	case isakmp.RUThereAck:
		sa.processProbeAck(n)
	case isakmp.ResponderLifetime:
		sa.processLifetime(n)
	case isakmp.InvalidSPI:
		if n.Protocol == isakmp.ProtocolESP && !sa.processInvalidSPI(n.SPI) {
			sa.rejected(n.SPI)
		}
	default:
		switch {
		case n.Notify.IsError() && n.Protocol == isakmp.ProtocolESP:
			sa.rejected(n.SPI)
		case refusesQuickMode(n.Notify) && n.Protocol == isakmp.ProtocolISAKMP:
			sa.rejected(nil)
		}
	}
}

// refusesQuickMode reports whether an error is one of phase 2, even when it is
// told of the ISAKMP SA, which is established: libreswan has no SA of phase 2 yet
// when it finds no connection for the identities.
func refusesQuickMode(t isakmp.NotifyType) bool {
	return t == isakmp.InvalidIDInformation || t == isakmp.NoProposalChosen || t == isakmp.AttributesNotSupp || t == isakmp.BadProposalSyntax
}

// processLifetime takes over the lifetime of a responder to which ours was too
// long, RFC 2407, Section 4.6.3.1.
func (sa *phase1) processLifetime(n *isakmp.Notification) {
	l, err := isakmp.ParseLifetime(n.Protocol, n.Data)
	if err != nil || n.Protocol != isakmp.ProtocolISAKMP || !sa.initiator || l.Seconds == 0 {
		return
	}
	sa.debugf("SA authentication status:\n\tauthenticated")
	sa.debugf(" processing responder lifetime")
	sa.debugf(" start processing isakmp responder lifetime")
	lifetime := max(time.Duration(min(l.Seconds, 1<<31))*time.Second, minLifetime)
	if lifetime >= sa.lifetime {
		return
	}
	sa.lifetime = lifetime
	sa.policy.Lifetime = lifetime
	sa.debugf(" restart ike sa timer to %d secs", int(lifetime/time.Second))
	if sa.state == IKE_P1_COMPLETE {
		sa.startLifetime()
	}
}

// rejected ends the quick mode that the peer does not want: the one that
// offered the SPI, or the only one if the peer does not say.
func (sa *phase1) rejected(b []byte) {
	var only []*quickMode
	for _, n := range sa.sortedNodes() {
		if !n.initiator || n.state != IKE_QM_I_QM1 {
			continue
		}
		if len(b) == 4 && binary.BigEndian.Uint32(b) == n.spi {
			n.abandon("Delete Larval")
			return
		}
		only = append(only, n)
	}
	if len(only) == 1 && len(b) != 4 {
		only[0].abandon("Delete Larval")
	}
}

// processDelete obeys a DELETE payload. It names the peer's inbound SAs, which
// are our outbound ones; some Cisco releases name the other side's.
func (sa *phase1) processDelete(d *isakmp.Delete, id uint32) {
	e := sa.e
	sa.debugf(" processing DELETE payload. message ID = %d", int32(id))
	switch d.Protocol {
	case isakmp.ProtocolESP:
		sa.debugf("peer does not do paranoid keepalives.")
		var gone []*saPair
		for _, b := range d.SPIs {
			if len(b) != 4 {
				continue
			}
			number := binary.BigEndian.Uint32(b)
			p := sa.findPair(number)
			if p == nil {
				continue
			}
			sa.keyManagerf("Enqueued KEY_MGR_DELETE_SAS for IPSEC SA (SPI:0x%X)", number)
			gone = append(gone, p)
		}
		sa.endInformational(id, infoDelete)
		if len(gone) > 0 {
			e.keyEngineEvent()
			e.keyEnginef("IPSEC(key_engine_delete_sas): rec'd delete notify from ISAKMP")
		}
		for _, p := range gone {
			e.ipsecf("IPSEC(key_engine_delete_sas): delete SA with spi 0x%X proto 50 for %s", p.out.SPI, ip(p.out.Remote))
			e.deletePair(p, false, peerRequest)
		}
	case isakmp.ProtocolISAKMP:
		for _, b := range d.SPIs {
			if len(b) != 16 {
				continue
			}
			named := e.byCookies[cookiePair{cookie(b[:8]), cookie(b[8:])}]
			// Only the peer of an SA may delete it.
			if named != nil && named.peer == sa.peer && named.local.Addr() == sa.local.Addr() && !named.established.IsZero() &&
				(!sa.natt.peerBehind || named.peerID == sa.peerID) {
				named.debugf("peer does not do paranoid keepalives.")
				named.delete("No reason", false)
			}
		}
		in := infoDelete
		if sa.deleted {
			in = mmExch // so it says in genuine logs
		}
		sa.endInformational(id, in)
	}
}

// processInitialContact believes a peer that says it knows of no other SA: what
// was made before this exchange began is gone at its end. What was made since
// then is not, for two ends that began at once both say so.
func (sa *phase1) processInitialContact() {
	e := sa.e
	sa.debugf("Process initial contact,\nbring down existing phase 1 and 2 SA's with local %s remote %s remote port %d",
		ip(sa.local.Addr()), ip(sa.remote.Addr()), sa.remote.Port())
	for _, other := range slices.Clone(sa.peer.sas) {
		if other != sa && other.state == IKE_P1_COMPLETE && other.local.Addr() == sa.local.Addr() &&
			sa.sameContact(other.peerID, other.remote.Port()) && other.established.Before(sa.created) {
			other.delete("Receive initial contact", false)
		}
	}
	for _, m := range e.byPeer[addrPair{sa.local.Addr(), sa.peer.addr}] {
		for _, f := range m.flows {
			for _, p := range slices.Clone(f.pairs) {
				if p.peer == sa.peer.addr && (!sa.natt.peerBehind || p.peerID == sa.peerID) && p.installed.Before(sa.created) {
					e.deletePair(p, false, peerRequest)
				}
			}
		}
	}
}

// keyEngineEvent prints that ISAKMP told the key engine something.
func (e *Engine) keyEngineEvent() {
	e.keyEnginef("IPSEC(key_engine): got a queue event with 1 KMI message(s)")
}
