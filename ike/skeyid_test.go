package ike

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/datapath/datapathtest"
	"mainmode/ike/isakmp"
)

// hexBytes is a byte string in the JSON files of testdata.
type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

func loadVectors(t testing.TB, name string, v any) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(err)
	}
}

func equal(t testing.TB, what string, got, want []byte) {
	t.Helper()
	if !bytes.Equal(got, want) {
		t.Errorf("%s is\n%x, want\n%x", what, got, want)
	}
}

var hashNames = map[string]isakmp.HashAlgorithm{"md5": isakmp.MD5, "sha1": isakmp.SHA,
	"sha256": isakmp.SHA2_256, "sha384": isakmp.SHA2_384, "sha512": isakmp.SHA2_512}

// TestGenuineIOSHash checks the SKEYID and the HASH_R that a genuine IOS
// router sent in aggressive mode.
func TestGenuineIOSHash(t *testing.T) {
	var captures []struct {
		Name, Secret, Hash   string
		SKEYID, HashR, HashI hexBytes
		Datagrams            []hexBytes
	}
	loadVectors(t, "ios.json", &captures)
	v := captures[0]
	m1, err := isakmp.Parse(v.Datagrams[0])
	if err != nil {
		t.Fatal(err)
	}
	m2, err := isakmp.Parse(v.Datagrams[1])
	if err != nil {
		t.Fatal(err)
	}
	skeyid := skeyidPreShared(hashFunction(hashNames[v.Hash]), Secret(v.Secret),
		isakmp.First[*isakmp.Nonce](m1.Payloads).Data, isakmp.First[*isakmp.Nonce](m2.Payloads).Data)
	equal(t, "SKEYID", skeyid, v.SKEYID)
	k, err := newKeySchedule(phase1Exchange{
		Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: hashNames[v.Hash],
		InitiatorCookie: m2.InitiatorCookie, ResponderCookie: m2.ResponderCookie,
		InitiatorPublic: isakmp.First[*isakmp.KeyExchange](m1.Payloads).Data,
		ResponderPublic: isakmp.First[*isakmp.KeyExchange](m2.Payloads).Data,
	}, skeyid)
	if err != nil {
		t.Fatal(err)
	}
	saiB := isakmp.Body(isakmp.First[*isakmp.SA](m1.Payloads))
	equal(t, "HASH_R", k.hashR(saiB, isakmp.Body(isakmp.First[*isakmp.Identification](m2.Payloads))), v.HashR)
	equal(t, "HASH_R on the wire", isakmp.First[*isakmp.Hash](m2.Payloads).Data, v.HashR)
	equal(t, "HASH_I", k.hashI(saiB, isakmp.Body(isakmp.First[*isakmp.Identification](m1.Payloads))), v.HashI)
}

// TestKeyDerivation checks SKEYID and what comes of it for every hash, with
// pre-shared keys and with signatures.
func TestKeyDerivation(t *testing.T) {
	var vectors []struct {
		Auth, Hash                        string
		Secret                            hexBytes
		CookieI, CookieR                  hexBytes
		Ni, Nr, Shared                    hexBytes
		SKEYID, SKEYIDd, SKEYIDa, SKEYIDe hexBytes
	}
	loadVectors(t, "kdf.json", &vectors)
	for _, v := range vectors {
		h := hashFunction(hashNames[v.Hash])
		var skeyid []byte
		if v.Auth == "psk" {
			skeyid = skeyidPreShared(h, Secret(v.Secret), v.Ni, v.Nr)
		} else {
			skeyid = skeyidSignature(h, v.Ni, v.Nr, v.Shared)
		}
		equal(t, "SKEYID", skeyid, v.SKEYID)
		k, err := newKeySchedule(phase1Exchange{
			Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: hashNames[v.Hash], Shared: v.Shared,
			InitiatorCookie: isakmp.Cookie(v.CookieI), ResponderCookie: isakmp.Cookie(v.CookieR),
		}, skeyid)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "SKEYID_d", k.skeyidD, v.SKEYIDd)
		equal(t, "SKEYID_a", k.skeyidA, v.SKEYIDa)
		equal(t, "SKEYID_e", k.skeyidE, v.SKEYIDe)
	}
}

// recordedExchange is one of strongswan.json.
type recordedExchange struct {
	Name, Exchange, Secret, Encryption, Hash string
	KeyBits, Group                           int
	Shared, SKEYID, SKEYIDd, SKEYIDa         hexBytes
	SKEYIDe, Ka, IV, HashI, IDi, HashR, IDr  hexBytes
	Datagrams                                []recordedDatagram
	Quick                                    []recordedQuickMode
}

type recordedDatagram struct {
	From           string
	Hex, Plain, IV hexBytes
	Length         int
}

type recordedQuickMode struct {
	MessageID, SPIi, SPIr hexBytes
	Protocol              isakmp.Protocol
	Transform             int
	PFS, EncI2R, AuthI2R  hexBytes
	EncR2I, AuthR2I       hexBytes
	KeymatI2R, KeymatR2I  hexBytes
}

// replay follows a recorded exchange with nothing but the secrets.
type replay struct {
	testing.TB
	v         recordedExchange
	k         *keySchedule
	cookies   [2]isakmp.Cookie
	publics   [2][]byte
	nonces    [2][]byte
	ids       [2][]byte
	saiB      []byte
	iv        []byte // of the next encrypted phase 1 message, and then its last block
	exchanges map[uint32]*replayedExchange
}

type replayedExchange struct {
	iv       []byte
	messages int
	nonces   [][]byte
}

func TestRecordedExchanges(t *testing.T) {
	var vectors []recordedExchange
	loadVectors(t, "strongswan.json", &vectors)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			r := &replay{TB: t, v: v, exchanges: map[uint32]*replayedExchange{}}
			for i, d := range v.Datagrams {
				m, err := isakmp.Parse(d.Hex)
				if err != nil {
					t.Fatal(err)
				}
				if m.Exchange == isakmp.MainMode || m.Exchange == isakmp.Aggressive {
					r.phase1(m, i%2, &d)
				} else {
					r.phase2(m, &d)
				}
			}
			for _, q := range v.Quick {
				r.quickModeKeys(q)
			}
		})
	}
}

// phase1 takes one message of the initiator (from 0) or the responder (1).
func (r *replay) phase1(m *isakmp.Message, from int, d *recordedDatagram) {
	payloads := m.Payloads
	if m.Flags&isakmp.Encryption != 0 {
		payloads, r.iv = r.decrypt(m, r.iv, d)
	}
	r.cookies = [2]isakmp.Cookie{m.InitiatorCookie, m.ResponderCookie}
	if sa := isakmp.First[*isakmp.SA](payloads); sa != nil && from == 0 {
		r.saiB = isakmp.Body(sa)
	}
	if ke := isakmp.First[*isakmp.KeyExchange](payloads); ke != nil {
		r.publics[from] = ke.Data
		r.nonces[from] = isakmp.First[*isakmp.Nonce](payloads).Data
		if from == 1 {
			r.deriveKeys()
		}
	}
	if id := isakmp.First[*isakmp.Identification](payloads); id != nil {
		r.ids[from] = isakmp.Body(id)
	}
	if hash := isakmp.First[*isakmp.Hash](payloads); hash != nil {
		id := r.ids[from] // in aggressive mode the initiator's came in message 1
		if from == 0 {
			equal(r, "IDii_b", id, r.v.IDi)
			equal(r, "HASH_I", hash.Data, r.v.HashI)
			equal(r, "HASH_I computed", r.k.hashI(r.saiB, id), r.v.HashI)
		} else {
			equal(r, "IDir_b", id, r.v.IDr)
			equal(r, "HASH_R", hash.Data, r.v.HashR)
			equal(r, "HASH_R computed", r.k.hashR(r.saiB, id), r.v.HashR)
		}
	}
	if isakmp.First[*isakmp.Signature](payloads) != nil {
		r.signature(payloads, from)
	}
}

// signature verifies SIG_I or SIG_R by the certificate beside it.
func (r *replay) signature(payloads []isakmp.Payload, from int) {
	if err := shapeSignature.check(payloads); err != nil {
		r.Error(err)
	}
	leaf, err := x509.ParseCertificate(isakmp.First[*isakmp.Certificate](payloads).Data)
	if err != nil {
		r.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	p := &proofOf{certificates: [][]byte{leaf.Raw}, hash: r.k.hashI(r.saiB, r.ids[from]),
		signature: isakmp.First[*isakmp.Signature](payloads).Data, id: *isakmp.First[*isakmp.Identification](payloads)}
	if from == 1 {
		p.hash = r.k.hashR(r.saiB, r.ids[from])
	}
	now := leaf.NotBefore.Add(time.Minute)
	if _, err := p.verify(roots, now); err != nil {
		r.Error(err)
	}
	p.hash[0] ^= 1
	if _, err := p.verify(roots, now); err != errBadSignature {
		r.Errorf("another hash: %v", err)
	}
}

func (r *replay) deriveKeys() {
	v := r.v
	h := hashNames[v.Hash]
	skeyid := skeyidPreShared(hashFunction(h), Secret(v.Secret), r.nonces[0], r.nonces[1])
	if v.Secret == "" {
		skeyid = skeyidSignature(hashFunction(h), r.nonces[0], r.nonces[1], v.Shared)
	}
	equal(r, "SKEYID", skeyid, v.SKEYID)
	k, err := newKeySchedule(phase1Exchange{
		// The keys and IVs of Camellia are as long as those of AES.
		Encryption: map[string]isakmp.EncryptionAlgorithm{"des": isakmp.DES_CBC, "3des": isakmp.TripleDES_CBC,
			"aes": isakmp.AES_CBC, "camellia": isakmp.AES_CBC}[v.Encryption],
		KeyBits: v.KeyBits, Hash: h,
		InitiatorCookie: r.cookies[0], ResponderCookie: r.cookies[1],
		InitiatorPublic: r.publics[0], ResponderPublic: r.publics[1],
		Shared: v.Shared,
	}, skeyid)
	if err != nil {
		r.Fatal(err)
	}
	equal(r, "SKEYID_d", k.skeyidD, v.SKEYIDd)
	equal(r, "SKEYID_a", k.skeyidA, v.SKEYIDa)
	equal(r, "SKEYID_e", k.skeyidE, v.SKEYIDe)
	equal(r, "Ka", k.ka, v.Ka)
	equal(r, "the first IV", k.firstIV, v.IV)
	r.k, r.iv = k, k.firstIV
}

// decrypt also encrypts the recorded plain text again. Camellia, which is not
// negotiated, is decrypted by OpenSSL with the key and the IV that are ours.
func (r *replay) decrypt(m *isakmp.Message, iv []byte, d *recordedDatagram) ([]isakmp.Payload, []byte) {
	r.Helper()
	plain, length := []byte(d.Plain), d.Length
	if r.v.Encryption == "camellia" {
		equal(r, "IV", iv, d.IV)
		equal(r, "plain text", datapathtest.Camellia(r.TB, false, r.k.ka, iv, m.CipherText), plain)
		equal(r, "cipher text", datapathtest.Camellia(r.TB, true, r.k.ka, iv, plain), m.CipherText)
		payloads, _, err := isakmp.ParsePayloads(m.NextPayload, plain, true)
		if err != nil {
			r.Fatal(err)
		}
		return payloads, m.CipherText[len(m.CipherText)-len(iv):]
	}
	got, next, err := r.k.decrypt(iv, m.CipherText)
	if err != nil {
		r.Fatal(err)
	}
	equal(r, "plain text", got, plain)
	cipherText, nextIV := r.k.encrypt(iv, plain)
	equal(r, "cipher text", cipherText, m.CipherText)
	equal(r, "next IV", nextIV, next)
	// strongSwan pads with zeros too, but adds a block where none is needed.
	padded, _ := r.k.encrypt(iv, plain[:length])
	if !bytes.HasPrefix(m.CipherText, padded) || len(padded) < length {
		r.Errorf("with our padding the cipher text is\n%x, want\n%x", padded, m.CipherText)
	}
	payloads, _, err := isakmp.ParsePayloads(m.NextPayload, got, true)
	if err != nil {
		r.Fatal(err)
	}
	return payloads, next
}

// phase2 checks HASH(1), HASH(2) and HASH(3) of a quick mode, HASH(1) of an
// informational message and of those of a transaction.
func (r *replay) phase2(m *isakmp.Message, d *recordedDatagram) {
	x := r.exchanges[m.MessageID]
	if x == nil {
		x = &replayedExchange{iv: r.k.exchangeIV(r.iv, m.MessageID)}
		r.exchanges[m.MessageID] = x
	}
	var payloads []isakmp.Payload
	payloads, x.iv = r.decrypt(m, x.iv, d)
	if nonce := isakmp.First[*isakmp.Nonce](payloads); nonce != nil {
		x.nonces = append(x.nonces, nonce.Data)
	}
	rest := isakmp.AfterFirst(d.Plain[:d.Length])
	var want []byte
	switch {
	case x.messages == 0 || m.Exchange == isakmp.Transaction:
		want = r.k.hash1(m.MessageID, rest)
	case x.messages == 1:
		want = r.k.hash2(m.MessageID, x.nonces[0], rest)
	case x.messages == 2:
		want = r.k.hash3(m.MessageID, x.nonces[0], x.nonces[1])
	}
	x.messages++
	got := isakmp.First[*isakmp.Hash](payloads).Data
	equal(r, m.Exchange.String()+": HASH", got, want)
	if !equalHash(want, got) || equalHash(want, got[1:]) || equalHash(want, nil) {
		r.Error("equalHash does not compare")
	}
}

func (r *replay) quickModeKeys(q recordedQuickMode) {
	x := r.exchanges[binary.BigEndian.Uint32(q.MessageID)]
	if x == nil || x.messages != 3 {
		r.Fatalf("quick mode %x is not complete: %+v", q.MessageID, x)
	}
	spiI, spiR := binary.BigEndian.Uint32(q.SPIi), binary.BigEndian.Uint32(q.SPIr)
	equal(r, "KEYMAT towards the responder",
		r.k.keymat(q.Protocol, spiR, q.PFS, x.nonces[0], x.nonces[1], len(q.KeymatI2R)), q.KeymatI2R)
	equal(r, "KEYMAT towards the initiator",
		r.k.keymat(q.Protocol, spiI, q.PFS, x.nonces[0], x.nonces[1], len(q.KeymatR2I)), q.KeymatR2I)
	cipher, ok := map[int]datapath.Cipher{2: datapath.DES, 3: datapath.TripleDES, 11: datapath.Null,
		12: datapath.AESCBC, 20: datapath.AESGCM}[q.Transform]
	if !ok {
		// AES-CTR and Camellia: the lengths of their keys are the recorded ones.
		foreign := func(what string, spi uint32, enc, auth []byte) {
			keymat := r.k.keymat(q.Protocol, spi, q.PFS, x.nonces[0], x.nonces[1], len(enc)+len(auth))
			equal(r, "cipher key "+what, keymat[:len(enc)], enc)
			equal(r, "integrity key "+what, keymat[len(enc):], auth)
		}
		foreign("towards the responder", spiR, q.EncI2R, q.AuthI2R)
		foreign("towards the initiator", spiI, q.EncR2I, q.AuthR2I)
		return
	}
	t := datapath.Transform{Cipher: cipher}
	switch cipher {
	case datapath.AESCBC:
		t.KeyBits = 8 * len(q.EncI2R)
	case datapath.AESGCM:
		t.KeyBits = 8 * (len(q.EncI2R) - 4)
	}
	for t.Integrity = range datapath.HMACSHA512 + 1 {
		if t.AuthKeyLen() == len(q.AuthI2R) {
			break
		}
	}
	enc, auth := r.k.espKeys(t, spiR, q.PFS, x.nonces[0], x.nonces[1])
	equal(r, "cipher key towards the responder", enc, q.EncI2R)
	equal(r, "integrity key towards the responder", auth, q.AuthI2R)
	enc, auth = r.k.espKeys(t, spiI, q.PFS, x.nonces[0], x.nonces[1])
	equal(r, "cipher key towards the initiator", enc, q.EncR2I)
	equal(r, "integrity key towards the initiator", auth, q.AuthR2I)
}

func TestKeyScheduleRefuses(t *testing.T) {
	for _, x := range []phase1Exchange{
		{Encryption: isakmp.DES_CBC, Hash: 3},
		{Encryption: 2, Hash: isakmp.SHA},
		{Encryption: isakmp.AES_CBC, KeyBits: 0, Hash: isakmp.SHA},
		{Encryption: isakmp.AES_CBC, KeyBits: 129, Hash: isakmp.SHA},
	} {
		if k, err := newKeySchedule(x, make([]byte, 20)); err == nil {
			t.Errorf("%+v: %+v", x, k)
		}
	}
	k, err := newKeySchedule(phase1Exchange{Encryption: isakmp.DES_CBC, Hash: isakmp.SHA}, make([]byte, 20))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 7, 9, 65535} {
		if _, _, err := k.decrypt(k.firstIV, make([]byte, n)); err == nil {
			t.Errorf("%d bytes of cipher text are decrypted", n)
		}
	}
	k.wipe()
	for _, key := range [][]byte{k.skeyid, k.skeyidD, k.skeyidA, k.skeyidE, k.ka} {
		if !bytes.Equal(key, make([]byte, len(key))) {
			t.Error("a key is not wiped")
		}
	}
}

// BenchmarkKeySchedule derives all keys of one handshake but the shared secret.
func BenchmarkKeySchedule(b *testing.B) {
	x := phase1Exchange{
		Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_256, Shared: make([]byte, 256),
		InitiatorPublic: make([]byte, 256), ResponderPublic: make([]byte, 256),
	}
	t := datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA256}
	nonce := make([]byte, 20)
	b.ReportAllocs()
	for b.Loop() {
		k, err := newKeySchedule(x, skeyidPreShared(hashFunction(x.Hash), "cisco", nonce, nonce))
		if err != nil {
			b.Fatal(err)
		}
		k.espKeys(t, 1, nil, nonce, nonce)
		k.espKeys(t, 2, nil, nonce, nonce)
	}
}
