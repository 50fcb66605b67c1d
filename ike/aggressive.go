package ike

import (
	"crypto/sha256"
	"net/netip"
	"slices"
	"time"

	"mainmode/ike/isakmp"
)

// The states of aggressive mode.
const (
	IKE_I_AM1          State = "IKE_I_AM1"
	IKE_R_AM_AAA_AWAIT State = "IKE_R_AM_AAA_AWAIT"
	IKE_R_AM2          State = "IKE_R_AM2"
)

// The inputs of aggressive mode.
var (
	saRequestAM  = Input{"IKE_MESG_FROM_IPSEC", "IKE_SA_REQ_AM"}
	amExch       = Input{"IKE_MESG_FROM_PEER", "IKE_AM_EXCH"}
	preSharedKey = Input{"IKE_MESG_FROM_AAA", "PRESHARED_KEY_REPLY"}
)

var (
	shapeAM1 = &shape{
		first:    isakmp.TypeSA,
		required: []isakmp.PayloadType{isakmp.TypeSA, isakmp.TypeKeyExchange, isakmp.TypeNonce, isakmp.TypeIdentification},
	}
	shapeAM2 = &shape{
		first: isakmp.TypeSA,
		required: []isakmp.PayloadType{isakmp.TypeSA, isakmp.TypeKeyExchange, isakmp.TypeNonce,
			isakmp.TypeIdentification, isakmp.TypeHash},
		optional: []isakmp.PayloadType{isakmp.TypeNATDiscovery, isakmp.TypeNATDiscoveryDraft, isakmp.TypeNATDiscovery07},
	}
	// shapeAM3 is of a message in clear or encrypted: RFC 2409, Section 5.4,
	// leaves it to the initiator.
	shapeAM3 = &shape{
		required: []isakmp.PayloadType{isakmp.TypeHash},
		optional: []isakmp.PayloadType{isakmp.TypeNATDiscovery, isakmp.TypeNATDiscoveryDraft, isakmp.TypeNATDiscovery07},
	}
)

// aggressiveRows is RFC 2409, Section 5.4, message by message:
//
//	Initiator                        Responder
//	HDR, SA, KE, Ni, IDii -->
//	                      <--    HDR, SA, KE, Nr, IDir, HASH_R
//	HDR, HASH_I           -->
func aggressiveRows() []transition[*phase1] {
	return []transition[*phase1]{
		// Initiator.
		{IKE_READY, saRequestAM, nil, (*phase1).generateAggressive, IKE_I_AM1, (*phase1).sendAM1},   // --> HDR, SA, KE, Ni, IDii
		{IKE_I_AM1, amExch, shapeAM2, (*phase1).answerAggressive, IKE_P1_COMPLETE, (*phase1).begin}, // <-- HDR, SA, KE, Nr, IDir, HASH_R --> HDR, HASH_I

		// Responder.
		{IKE_READY, amExch, shapeAM1, (*phase1).takeAM1, IKE_R_AM_AAA_AWAIT, nil},          // <-- HDR, SA, KE, Ni, IDii
		{IKE_R_AM_AAA_AWAIT, preSharedKey, nil, (*phase1).sendAM2, IKE_R_AM2, nil},         // --> HDR, SA, KE, Nr, IDir, HASH_R
		{IKE_R_AM2, amExch, shapeAM3, (*phase1).takeAM3, IKE_P1_COMPLETE, (*phase1).begin}, // <-- HDR, HASH_I

		// Both.
		{IKE_P1_COMPLETE, p1Complete, nil, (*phase1).startWaiting, IKE_P1_COMPLETE, nil},
	}
}

// aggressiveMode is set by init because its acts take transitions themselves.
var aggressiveMode table[*phase1]

func init() { aggressiveMode = newTable(aggressiveRows()) }

// exchange is the type of the phase 1 exchange, noState what it is shown as
// before and after it is anything, title its name in syslog messages.
func (sa *phase1) exchange() isakmp.ExchangeType {
	if sa.access.aggressive {
		return isakmp.Aggressive
	}
	return isakmp.MainMode
}

func (sa *phase1) noState() string {
	if sa.access.aggressive {
		return "AG_NO_STATE"
	}
	return "MM_NO_STATE"
}

func (sa *phase1) title() string {
	switch {
	case !sa.established.IsZero():
		return "Transaction Mode"
	case sa.access.aggressive:
		return "Aggressive Mode"
	}
	return "Main Mode"
}

const aggressiveDisabled = "Unable to initiate or respond to Aggressive Mode while disabled"

// aggressivePeer is the "crypto isakmp peer" of the peer, nil if there is none.
func (sa *phase1) aggressivePeer() *AggressivePeer {
	if !sa.initiator {
		return nil
	}
	for i := range sa.e.config.AggressivePeers {
		if p := &sa.e.config.AggressivePeers[i]; slices.Contains(p.Addresses, sa.remote.Addr().WithZone("")) {
			return p
		}
	}
	return nil
}

// initiateAggressive begins aggressive mode if the configuration wants it for
// the peer and gives it a key, and reports whether it has.
func (sa *phase1) initiateAggressive() bool {
	if len(sa.waiting) > 0 {
		sa.access.profile = sa.e.config.profile(sa.waiting[0].m.config.ISAKMPProfile)
	}
	peer := sa.aggressivePeer()
	if peer == nil && (sa.access.profile == nil || !sa.access.profile.InitiateAggressive) {
		return false
	}
	if sa.e.config.AggressiveDisabled {
		sa.packetf(aggressiveDisabled)
		return false
	}
	if peer != nil && peer.Password != "" {
		sa.psk, sa.keyring, sa.access.keyed = peer.Password, defaultKeyring, true
	}
	if !sa.lookupKey() {
		return false
	}
	// RFC 2409, Section 5.4: the group cannot be negotiated, for the KE payload
	// is there already.
	for _, p := range sa.e.config.Policies {
		if p.Auth == isakmp.PreShared && (len(sa.offer) == 0 || p.Group == sa.offer[0].Group) {
			sa.offer = append(sa.offer, p)
		}
	}
	if len(sa.offer) == 0 {
		return false
	}
	sa.access.aggressive = true
	sa.display = sa.noState()
	sa.policy = sa.offer[0]
	sa.main.nonceI = sa.e.newNonce()
	sa.debugf("SA has tunnel attributes set.")
	sa.constructNATT()
	step(aggressiveMode, sa, saRequestAM)
	return true
}

// generateAggressive makes our key pair for message 1.
func (sa *phase1) generateAggressive() (Input, error) {
	sa.e.generate(sa.policy.Group, nil, sa.whenComputed(func(r dhResult) (Input, error) {
		sa.main.private, sa.main.public = r.private, r.public
		return await, nil
	}))
	return computing, nil
}

// sendAM1 sends message 1: HDR, SA, KE, Ni, IDii.
func (sa *phase1) sendAM1() {
	sa.debugf(" beginning Aggressive Mode exchange")
	sa.cookies.initiator = sa.e.newCookie()
	sa.e.byCookies[sa.cookies] = sa
	offer := offerPolicies(sa.offer)
	sa.main.offered = isakmp.Body(offer)
	id := sa.aggressiveID(protocolUDP)
	payloads := append([]isakmp.Payload{offer}, sa.offerNATT()...)
	payloads = append(payloads, &isakmp.KeyExchange{Data: sa.main.public}, &isakmp.Nonce{Data: sa.main.nonceI}, id,
		isakmp.NewVendorID(isakmp.VendorDPD), isakmp.NewVendorID(isakmp.VendorXAUTH),
		isakmp.IOSVendorID(sa.ownCookie(), sa.e.iosTail))
	sa.access.ownID = isakmp.Body(id)
	sa.transmit(isakmp.Marshal(sa.header(), payloads), "AG_NO_STATE")
}

// aggressiveID is our identification payload in aggressive mode, where genuine
// IOS leaves the port out.
func (sa *phase1) aggressiveID(protocol uint8) *isakmp.Identification {
	id := sa.namedIdentity(protocol, 0)
	if id == nil {
		id = isakmp.AddressID(sa.local.Addr().WithZone(""), protocol, 0)
	}
	xauth := ""
	if sa.access.xauth {
		xauth = " plus XAUTH"
	}
	sa.debugf("SA is doing pre-shared key authentication%s using id type %s", xauth, id.IDType)
	sa.printID(id, isakmp.TypeVendorID)
	sa.debugf("Total payload length: %d", len(id.Data)+8)
	return id
}

// answerAggressive reads message 2 and sends message 3: HDR, HASH_I, encrypted.
func (sa *phase1) answerAggressive() (Input, error) {
	sa.debugf(" processing SA payload. message ID = 0")
	reply := isakmp.First[*isakmp.SA](sa.main.message.Payloads)
	id := isakmp.First[*isakmp.Identification](sa.main.message.Payloads)
	sa.debugf(" processing ID payload. message ID = 0")
	sa.printID(id, nextOf(sa.main.message.Payloads, id))
	if len(reply.Proposals) != 1 || len(reply.Proposals[0].Transforms) != 1 || !sa.matchOffer(reply, sa.offer, true) {
		return await, fail("Phase1 SA policy proposal not accepted", 0)
	}
	sa.chooseNATT() // NAT-D is read with the keys, before the other vendor IDs
	public, nonce, err := sa.takeKey()
	if err != nil {
		return await, err
	}
	sa.main.peerPublic, sa.main.nonceR = public, nonce
	sa.e.agree(sa.main.private, public, sa.whenComputed(func(r dhResult) (Input, error) {
		if _, err := sa.agreed(r.shared); err != nil {
			return await, err
		}
		if err := sa.proved(id, sa.hashResponder(isakmp.Body(id))); err != nil {
			return await, err
		}
		return sa.sendAM3()
	}))
	return computing, nil
}

// chooseNATT learns the version of NAT traversal from vendor IDs that have
// their own lines later.
func (sa *phase1) chooseNATT() {
	if !sa.nattAllowed() {
		return
	}
	for _, known := range nattVersions {
		for _, p := range isakmp.All[*isakmp.VendorID](sa.main.message.Payloads) {
			if known.vendor == p.Vendor(sa.peerCookie()) {
				sa.natt.vendor = known.vendor
				return
			}
		}
	}
}

// proved checks the HASH payload of message 2 or 3, and with it the identity of
// which it is the proof.
func (sa *phase1) proved(id *isakmp.Identification, want []byte) error {
	sa.debugf(" processing HASH payload. message ID = 0")
	if !equalHash(want, isakmp.First[*isakmp.Hash](sa.main.message.Payloads).Data) {
		sa.e.stats.Unauthentic++
		sa.errorf("Hash verification failed!")
		return fail("Hash verification failed", isakmp.AuthenticationFailed)
	}
	if err := sa.checkID(id); err != nil {
		return err
	}
	if sa.initiator {
		return sa.matchProfile(id)
	}
	return nil
}

func (sa *phase1) sendAM3() (Input, error) {
	contact := sa.peer.established() == 0 && sa.e.flowWithPairs(addrPair{sa.local.Addr(), sa.remote.Addr()}) == nil
	if contact {
		sa.debugf("Send initial contact")
	}
	if _, err := sa.authenticated(p1Complete); err != nil {
		return await, err
	}
	payloads := []isakmp.Payload{&isakmp.Hash{Data: sa.keys.hashI(sa.main.offered, sa.access.ownID)}}
	payloads = append(payloads, sa.natDiscovery()...)
	if contact {
		payloads = append(payloads, sa.notification(isakmp.InitialContact, nil))
	}
	sa.float()
	first, body := isakmp.MarshalPayloads(payloads)
	cipherText, iv := sa.keys.encrypt(sa.main.iv, body)
	sa.main.iv = iv
	sa.transmit(isakmp.MarshalEncrypted(sa.header(), first, cipherText), "AG_INIT_EXCH")
	sa.display = "AG_AUTH"
	return sa.complete()
}

// receiveAM1 makes a responder of aggressive mode from message 1.
func (e *Engine) receiveAM1(ev Received) {
	if e.config.AggressiveDisabled {
		e.stats.Unknown++
		e.isakmpf("ISAKMP (0): %s", aggressiveDisabled)
		e.syslogSeldom(6, "IKMP_MODE_FAILURE", "Processing of Aggressive mode failed with peer at %s", ip(ev.Remote.Addr()))
		return
	}
	m, err := isakmp.Parse(ev.Data)
	if err == nil {
		err = shapeAM1.check(m.Payloads)
	}
	if err != nil || m.Flags&isakmp.Encryption != 0 {
		e.stats.Malformed++
		e.malformed(ev.Remote.Addr())
		return
	}
	if e.admit(ev.Remote.Addr(), true) != admitted {
		// There is no way to answer without keeping anything.
		e.stats.Unknown++
		return
	}
	sa := e.newResponder(ev, m, cookie{}, true)
	sa.access.balance = len(ev.Data)
	step(aggressiveMode, sa, amExch)
}

// receiveAggressive takes a message of an aggressive mode that is under way or
// over.
func (sa *phase1) receiveAggressive(ev Received, h isakmp.Header) {
	digest := sha256.Sum256(ev.Data)
	sa.receivedf(ev)
	if digest == sa.lastIn {
		sa.access.balance += len(ev.Data)
		sa.repeated()
		return
	}
	row := aggressiveMode[transitionKey{sa.state, amExch}]
	if row == nil || sa.suspended || !sa.access.aggressive {
		sa.e.stats.Unknown++
		return
	}
	encrypted := h.Flags&isakmp.Encryption != 0 && sa.state == IKE_R_AM2
	m, iv, err := sa.open(ev.Data, encrypted)
	if err == nil {
		err = row.shape.check(m.Payloads)
	}
	if err != nil || m.ResponderCookie.IsZero() {
		sa.e.stats.Malformed++
		sa.insane(err)
		return
	}
	if sa.state == IKE_I_AM1 {
		delete(sa.e.byCookies, sa.cookies)
		sa.cookies.responder = m.ResponderCookie
		sa.e.byCookies[sa.cookies] = sa
	}
	if encrypted {
		sa.main.iv = iv
	}
	sa.access.arrived = [2]netip.AddrPort{ev.Local, ev.Remote}
	sa.lastIn = digest
	sa.retransmitter.stop()
	sa.main.message = m
	step(aggressiveMode, sa, amExch)
}

// takeAM1 reads message 1 and makes the keys. Nothing of what it does tells
// the peer whether its identity is known.
func (sa *phase1) takeAM1() (Input, error) {
	payloads := sa.main.message.Payloads
	sa.debugf(" processing SA payload. message ID = 0")
	offer := isakmp.First[*isakmp.SA](payloads)
	sa.main.offered = slices.Clone(isakmp.Body(offer))
	sa.debugf(" processing ID payload. message ID = 0")
	id := isakmp.First[*isakmp.Identification](payloads)
	sa.printID(id, nextOf(payloads, id))
	kept := *id
	kept.Data = slices.Clone(id.Data)
	sa.access.peerID = &kept
	sa.access.peerIDBody = slices.Clone(isakmp.Body(id))
	if err := sa.matchProfile(&kept); err != nil {
		return await, err
	}
	sa.lookupIdentity(&kept)
	sa.e.isakmpf("ISAKMP : Scanning profiles for xauth ...%s", sa.e.config.scannedProfiles())
	// Signatures are for main mode alone: without them their SKEYID is no secret.
	preShared := slices.DeleteFunc(slices.Clone(sa.e.config.Policies), func(p Policy) bool { return p.Auth != isakmp.PreShared })
	if !sa.matchOffer(offer, preShared, true) {
		return await, fail("Phase1 SA policy proposal not accepted", isakmp.NoProposalChosen)
	}
	sa.chooseNATT()
	public, nonce, err := sa.takeKey()
	if err != nil {
		return await, err
	}
	sa.cookies.responder = sa.e.newCookie()
	sa.e.byCookies[sa.cookies] = sa
	sa.main.peerPublic, sa.main.nonceI = public, nonce
	sa.e.generate(sa.policy.Group, public, sa.whenComputed(func(r dhResult) (Input, error) {
		sa.main.public = r.public
		sa.main.nonceR = sa.e.newNonce()
		if _, err := sa.agreed(r.shared); err != nil {
			return await, err
		}
		return preSharedKey, nil
	}))
	return computing, nil
}

// sendAM2 sends message 2: HDR, SA, KE, Nr, IDir, HASH_R. The peer's address is
// not proved, so that vendor IDs which would make the message longer than the
// one that it answers stay away, the least useful first. What the exchange
// itself needs may be longer by the HASH: mayRepeat makes up for that.
func (sa *phase1) sendAM2() (Input, error) {
	vendors := []isakmp.Payload{
		isakmp.NewVendorID(isakmp.VendorUnity), isakmp.NewVendorID(isakmp.VendorDPD),
		isakmp.IOSVendorID(sa.ownCookie(), sa.e.iosTail), isakmp.NewVendorID(isakmp.VendorXAUTH),
	}
	natt := sa.answerNATT()
	id := sa.aggressiveID(0)
	hash := sa.keys.hashR(sa.main.offered, isakmp.Body(id))
	payloads := slices.Concat([]isakmp.Payload{
		&isakmp.KeyExchange{Data: sa.main.public}, id, &isakmp.Nonce{Data: sa.main.nonceR}, &isakmp.Hash{Data: hash},
	}, sa.natDiscovery())
	message := func() []byte {
		return isakmp.Marshal(sa.header(), slices.Concat([]isakmp.Payload{sa.main.reply}, vendors, natt, payloads))
	}
	data := message()
	for _, dispensable := range []int{0, 2, 1, 0} { // Unity, XAUTH, IOS, DPD
		if len(data) <= sa.access.balance {
			break
		}
		vendors = slices.Delete(vendors, dispensable, dispensable+1)
		data = message()
	}
	sa.access.balance -= len(data)
	sa.transmit(data, "AG_INIT_EXCH")
	return await, nil
}

// mayRepeat reports whether a repeated message 1 is answered once more: not
// before as many bytes have come from its sender as it would have got.
func (sa *phase1) mayRepeat() bool {
	if sa.state != IKE_R_AM2 {
		return true
	}
	if sa.access.balance < len(sa.lastOut) {
		return false
	}
	sa.access.balance -= len(sa.lastOut)
	return true
}

// takeAM3 checks message 3, which proves who the peer is.
func (sa *phase1) takeAM3() (Input, error) {
	sa.discoverNATBehind()
	if err := sa.proved(sa.access.peerID, sa.keys.hashI(sa.main.offered, sa.access.peerIDBody)); err != nil {
		return await, err
	}
	sa.floated(sa.access.arrived[0], sa.access.arrived[1])
	sa.display = "AG_AUTH"
	if _, err := sa.authenticated(p1Complete); err != nil {
		return await, err
	}
	if sa.main.shortened {
		l := isakmp.Lifetime{Seconds: uint64(sa.lifetime / time.Second)}
		sa.shortenAfterwards(l)
	}
	return sa.complete()
}

// shortenAfterwards tells the initiator of our shorter lifetime in an
// informational exchange: aggressive mode has no message left for it.
func (sa *phase1) shortenAfterwards(l isakmp.Lifetime) {
	sa.inform(sa.notification(isakmp.ResponderLifetime, l.Marshal(isakmp.ProtocolISAKMP)))
}

// discoverNATBehind reads the NAT-D payloads of message 3. The initiator has
// made them over the ports that it began with, or over those to which it has
// moved: RFC 3947, Section 4, does not say.
func (sa *phase1) discoverNATBehind() {
	sa.discoverNAT()
	local, remote := sa.local, sa.remote
	if !sa.natt.found() || sa.access.arrived == [2]netip.AddrPort{local, remote} {
		return
	}
	before := sa.natt
	sa.local, sa.remote = sa.access.arrived[0], sa.access.arrived[1]
	sa.discoverNAT()
	sa.local, sa.remote = local, remote
	sa.natt.selfBehind = sa.natt.selfBehind && before.selfBehind
	sa.natt.peerBehind = sa.natt.peerBehind && before.peerBehind
}

// ownCookie reports whether a cookie is one that we make. Nobody else may begin
// an exchange with it: neither our own message that comes back, nor one under
// the cookie by which we have answered.
func (e *Engine) ownCookie(c cookie) bool { return [4]byte(c[:4]) == e.cookiePrefix }
