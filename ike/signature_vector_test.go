package ike

import (
	"bytes"
	"crypto/x509"
	"testing"
	"time"

	"mainmode/ike/isakmp"
)

// TestRecordedSignatures verifies both proofs of a main mode between two
// strongSwan hosts: the keys, the hashes, the certificates and the signatures.
func TestRecordedSignatures(t *testing.T) {
	var v struct {
		CookieI  hexBytes `json:"cky_i"`
		CookieR  hexBytes `json:"cky_r"`
		Shared   hexBytes `json:"g_xy"`
		PublicI  hexBytes `json:"g_xi"`
		PublicR  hexBytes `json:"g_xr"`
		NonceI   hexBytes `json:"ni"`
		NonceR   hexBytes `json:"nr"`
		SA       hexBytes `json:"sai_b"`
		SKEYID   hexBytes `json:"skeyid"`
		SKEYIDd  hexBytes `json:"skeyid_d"`
		SKEYIDa  hexBytes `json:"skeyid_a"`
		SKEYIDe  hexBytes `json:"skeyid_e"`
		Ka       hexBytes `json:"ka"`
		IV       hexBytes `json:"iv"`
		Message5 hexBytes `json:"message5"`
		Message6 hexBytes `json:"message6"`
	}
	loadVectors(t, "signature.json", &v)
	x := phase1Exchange{
		Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_256,
		InitiatorPublic: v.PublicI, ResponderPublic: v.PublicR, Shared: v.Shared,
	}
	copy(x.InitiatorCookie[:], v.CookieI)
	copy(x.ResponderCookie[:], v.CookieR)
	skeyid := skeyidSignature(hashFunction(x.Hash), v.NonceI, v.NonceR, v.Shared)
	keys, err := newKeySchedule(x, skeyid)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2][]byte{
		"SKEYID": {keys.skeyid, v.SKEYID}, "SKEYID_d": {keys.skeyidD, v.SKEYIDd}, "SKEYID_a": {keys.skeyidA, v.SKEYIDa},
		"SKEYID_e": {keys.skeyidE, v.SKEYIDe}, "Ka": {keys.ka, v.Ka}, "IV": {keys.firstIV, v.IV},
	} {
		if !bytes.Equal(pair[0], pair[1]) {
			t.Errorf("%s is %x, want %x", name, pair[0], pair[1])
		}
	}
	iv := keys.firstIV
	for i, datagram := range [][]byte{v.Message5, v.Message6} {
		m, err := isakmp.Parse(datagram)
		if err != nil {
			t.Fatal(err)
		}
		var plain []byte
		if plain, iv, err = keys.decrypt(iv, m.CipherText); err != nil {
			t.Fatal(err)
		}
		payloads, _, err := isakmp.ParsePayloads(m.NextPayload, plain, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := shapeSignature.check(payloads); err != nil {
			t.Errorf("message %d: %v", 5+i, err)
		}
		id := isakmp.First[*isakmp.Identification](payloads)
		leaf, err := x509.ParseCertificate(isakmp.First[*isakmp.Certificate](payloads).Data)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AddCert(leaf)
		p := &proofOf{certificates: [][]byte{leaf.Raw}, hash: keys.hashI(v.SA, isakmp.Body(id)), signature: isakmp.First[*isakmp.Signature](payloads).Data, id: *id}
		if i == 1 {
			p.hash = keys.hashR(v.SA, isakmp.Body(id))
		}
		now := leaf.NotBefore.Add(time.Minute)
		if _, err := p.verify(roots, now); err != nil {
			t.Errorf("message %d: %v", 5+i, err)
		}
		p.hash[0] ^= 1
		if _, err := p.verify(roots, now); err != errBadSignature {
			t.Errorf("message %d with another hash: %v", 5+i, err)
		}
		p.hash[0] ^= 1
		if _, err := p.verify(x509.NewCertPool(), now); err == nil {
			t.Errorf("message %d: taken without its authority", 5+i)
		}
	}
}
