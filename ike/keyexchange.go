package ike

import (
	"slices"

	"mainmode/ike/dh"
	"mainmode/ike/isakmp"
)

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
	return slices.Concat(payloads, sa.requestCertificates(), sa.natDiscovery())
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

// agreed derives the keys, RFC 2409, Section 5, and reads the rest of message 3
// or 4.
func (sa *phase1) agreed(shared []byte) (Input, error) {
	defer clear(shared)
	sa.debugf(" processing NONCE payload. message ID = 0")
	x := phase1Exchange{
		Encryption: sa.policy.Encryption, KeyBits: sa.policy.KeyBits, Hash: sa.policy.Hash,
		InitiatorCookie: sa.cookies.initiator, ResponderCookie: sa.cookies.responder,
		InitiatorPublic: sa.main.public, ResponderPublic: sa.main.peerPublic,
		Shared: shared,
	}
	if !sa.initiator {
		x.InitiatorPublic, x.ResponderPublic = x.ResponderPublic, x.InitiatorPublic
	}
	skeyid, err := sa.skeyid(shared)
	if err != nil {
		return await, err
	}
	keys, err := newKeySchedule(x, skeyid)
	if err != nil {
		return await, err
	}
	sa.keys, sa.main.iv = keys, keys.firstIV
	sa.e.connID++
	sa.connID = sa.e.connID
	sa.enginef("Create IKE SA, conn id %d", sa.connID)
	if sa.e.config.LogKeys {
		sa.e.emit(Keys{InitiatorCookie: sa.cookies.initiator, Encryption: slices.Clone(keys.ka)})
	}
	sa.takeRequests()
	sa.processVendors()
	sa.discoverNAT()
	return processEnd, nil
}

// skeyid is SKEYID of the negotiated authentication method, RFC 2409,
// Section 5.
func (sa *phase1) skeyid(shared []byte) ([]byte, error) {
	if sa.signs() {
		return skeyidSignature(hashFunction(sa.policy.Hash), sa.main.nonceI, sa.main.nonceR, shared), nil
	}
	if !sa.lookupKey() {
		return nil, errNoKey
	}
	return skeyidPreShared(hashFunction(sa.policy.Hash), sa.psk, sa.main.nonceI, sa.main.nonceR), nil
}

// sendKeyResponder sends message 4: HDR, KE, Nr.
func (sa *phase1) sendKeyResponder() (Input, error) {
	payloads := sa.keyPayloads(sa.main.nonceR, isakmp.VendorUnity, isakmp.VendorDPD, isakmp.VendorIOS, isakmp.VendorXAUTH)
	sa.transmit(isakmp.Marshal(sa.header(), payloads), "MM_KEY_EXCH")
	return await, nil
}
