package esp

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/datapathtest"
)

// transforms are all that the package knows.
var transforms = func() []datapath.Transform {
	all := []datapath.Transform{
		{Cipher: datapath.AESGCM, KeyBits: 128},
		{Cipher: datapath.AESGCM, KeyBits: 192},
		{Cipher: datapath.AESGCM, KeyBits: 256},
		{Cipher: datapath.DES},
		{Cipher: datapath.AESCBC, KeyBits: 128},
	}
	for _, integrity := range []datapath.Integrity{datapath.HMACMD5, datapath.HMACSHA1, datapath.HMACSHA256, datapath.HMACSHA384, datapath.HMACSHA512} {
		all = append(all,
			datapath.Transform{Cipher: datapath.Null, Integrity: integrity},
			datapath.Transform{Cipher: datapath.DES, Integrity: integrity},
			datapath.Transform{Cipher: datapath.TripleDES, Integrity: integrity},
			datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: integrity},
			datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 192, Integrity: integrity},
			datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: integrity})
	}
	return all
}()

// keys differ for all transforms: a packet of one is a forgery for the others.
func keys(t datapath.Transform) (enc, auth []byte) {
	enc, auth = make([]byte, t.EncKeyLen()), make([]byte, t.AuthKeyLen())
	salt := int(t.Cipher)*50 + t.KeyBits/16
	for i := range enc {
		enc[i] = byte(7*i + salt)
	}
	for i := range auth {
		auth[i] = byte(11*i + salt + 1)
	}
	return enc, auth
}

func newPair(t testing.TB, transform datapath.Transform, window int) (*Sealer, *Opener) {
	t.Helper()
	enc, auth := keys(transform)
	s, err := NewSealer(0x221A7153, transform, enc, auth, false)
	if err != nil {
		t.Fatal(err)
	}
	o, err := NewOpener(transform, enc, auth, window, false)
	if err != nil {
		t.Fatal(err)
	}
	return s, o
}

func seal(t testing.TB, s *Sealer, payload []byte) []byte {
	t.Helper()
	packet := make([]byte, s.Size(len(payload)))
	n, err := s.Seal(packet, payload, NextIPv6)
	if err != nil || n != len(packet) {
		t.Fatalf("Seal: %d, %v, want %d", n, err, len(packet))
	}
	return packet
}

// TestStrongSwan opens packets that strongSwan sealed. Those that have a Cipher
// of their own are encrypted by one that is not ours: we check their ICV, and
// the test decrypts them.
func TestStrongSwan(t *testing.T) {
	data, err := os.ReadFile("testdata/strongswan.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Transform     string
		Cipher        string
		EncryptionKey string `json:"encryption_key"`
		IntegrityKey  string `json:"integrity_key"`
		Packet        string
		Payload       string
		NextHeader    uint8 `json:"next_header"`
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	byName := map[string]datapath.Transform{}
	for _, tr := range transforms {
		byName[tr.String()] = tr
	}
	for i, v := range vectors {
		t.Run(fmt.Sprintf("%d %s %s", i, v.Transform, v.Cipher), func(t *testing.T) {
			tr, ok := byName[v.Transform]
			if !ok {
				t.Fatalf("%s is no transform", v.Transform)
			}
			key, packet := unhex(t, v.EncryptionKey), unhex(t, v.Packet)
			if v.Cipher != "" {
				packet = inNull(t, packet, foreignCiphers[v.Cipher], key, tr, unhex(t, v.IntegrityKey))
				key = nil
			}
			o, err := NewOpener(tr, key, unhex(t, v.IntegrityKey), 64, false)
			if err != nil {
				t.Fatal(err)
			}
			payload, next, err := o.Open(make([]byte, len(packet)), packet)
			if err != nil || next != v.NextHeader || !bytes.Equal(payload, unhex(t, v.Payload)) {
				t.Errorf("next header %d, %v, payload %x", next, err, payload)
			}
		})
	}
}

// foreignCipher is one that is not ours.
type foreignCipher struct {
	ivLen   int
	decrypt func(t *testing.T, key, iv, data []byte) []byte
}

// foreignCiphers decrypt what is behind the IV: AES-CTR by RFC 3686, Section 4,
// whose nonce is the end of the key, and Camellia by RFC 4312.
var foreignCiphers = map[string]foreignCipher{
	"aes-128-ctr": {8, func(t *testing.T, key, iv, data []byte) []byte {
		block, err := aes.NewCipher(key[:16])
		if err != nil {
			t.Fatal(err)
		}
		plain := make([]byte, len(data))
		cipher.NewCTR(block, slices.Concat(key[16:], iv, []byte{0, 0, 0, 1})).XORKeyStream(plain, data)
		return plain
	}},
	"camellia-128-cbc": {16, func(t *testing.T, key, iv, data []byte) []byte {
		return datapathtest.Camellia(t, false, key, iv, data)
	}},
}

// inNull is a packet of a foreign cipher as one without encryption: what is
// decrypted has the padding and the next header of ESP still, and a new ICV.
// The packet's own is checked by our Opener, to which its cipher text is a
// payload without encryption, with whatever comes out as its padding.
func inNull(t *testing.T, packet []byte, c foreignCipher, key []byte, tr datapath.Transform, integrityKey []byte) []byte {
	t.Helper()
	o, err := NewOpener(tr, nil, integrityKey, 64, false)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(packet)
	damaged[len(packet)/2] ^= 1
	if _, _, err := o.Open(make([]byte, len(packet)), damaged); err != ErrAuth {
		t.Errorf("damaged: %v", err)
	}
	if _, _, err := o.Open(make([]byte, len(packet)), packet); err == ErrAuth {
		t.Error("the ICV is wrong")
	}
	head, body := packet[:8], packet[8:len(packet)-tr.ICVLen()]
	plain := c.decrypt(t, key, body[:c.ivLen], body[c.ivLen:])
	mac := hmac.New(map[datapath.Integrity]func() hash.Hash{datapath.HMACSHA1: sha1.New, datapath.HMACSHA256: sha256.New}[tr.Integrity], integrityKey)
	mac.Write(head)
	mac.Write(plain)
	return slices.Concat(head, plain, mac.Sum(nil)[:tr.ICVLen()])
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	for _, tr := range transforms {
		t.Run(tr.String(), func(t *testing.T) {
			s, o := newPair(t, tr, 64)
			for n := range 70 {
				payload := bytes.Repeat([]byte{byte(n)}, n)
				packet := seal(t, s, payload)
				if (len(packet)-tr.ICVLen())%4 != 0 {
					t.Errorf("%d bytes: ICV is not aligned, RFC 4303, Section 2.4", n)
				}
				if max := MaxPayload(tr, len(packet)); max < n || s.Size(max) > len(packet) || s.Size(max+1) <= len(packet) {
					t.Errorf("MaxPayload(%d) = %d", len(packet), max)
				}
				got, next, err := o.Open(packet, packet) // in place
				if err != nil || next != NextIPv6 || !bytes.Equal(got, payload) {
					t.Fatalf("%d bytes: %x, %d, %v", n, got, next, err)
				}
			}
			if s.Sequence() != 70 || o.Sequence() != 70 {
				t.Errorf("sequence numbers %d and %d", s.Sequence(), o.Sequence())
			}
		})
	}
}

// TestSealInPlace: the payload may lie where it ends up, or anywhere else in
// the buffer.
func TestSealInPlace(t *testing.T) {
	for _, at := range []int{0, 5, 24, 30} {
		s, o := newPair(t, datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1}, 64)
		payload := []byte("a payload of more than one block of the cipher")
		buffer := make([]byte, 200)
		copy(buffer[at:], payload)
		n, err := s.Seal(buffer, buffer[at:at+len(payload)], NextIPv4)
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := o.Open(make([]byte, n), buffer[:n]); err != nil || !bytes.Equal(got, payload) {
			t.Errorf("at %d: %q, %v", at, got, err)
		}
	}
}

// TestTampered changes every bit of a packet and cuts it at every length.
func TestTampered(t *testing.T) {
	for _, tr := range transforms {
		if tr.ICVLen() == 0 {
			continue
		}
		s, o := newPair(t, tr, 64)
		packet := seal(t, s, []byte("payload"))
		dst := make([]byte, len(packet))
		for i := range len(packet) * 8 {
			packet[i/8] ^= 1 << (i % 8)
			if _, _, err := o.Open(dst, packet); err == nil {
				t.Errorf("%s: opened with bit %d changed", tr, i)
			}
			packet[i/8] ^= 1 << (i % 8)
		}
		for n := range packet {
			if _, _, err := o.Open(dst, packet[:n]); err == nil {
				t.Errorf("%s: opened when cut to %d bytes", tr, n)
			}
		}
		if _, _, err := o.Open(dst, packet); err != nil {
			t.Errorf("%s: forgeries moved the window: %v", tr, err)
		}
		if _, _, err := o.Open(dst, packet); !errors.Is(err, ErrReplay) {
			t.Errorf("%s: opened twice: %v", tr, err)
		}
	}
}

// TestTruncatedICV: a peer that cuts HMAC-SHA-256 to 96 bits is told apart.
func TestTruncatedICV(t *testing.T) {
	for _, cipher := range []datapath.Transform{
		{Cipher: datapath.Null, Integrity: datapath.HMACSHA256},
		{Cipher: datapath.TripleDES, Integrity: datapath.HMACSHA256},
		{Cipher: datapath.AESCBC, KeyBits: 256, Integrity: datapath.HMACSHA256},
	} {
		s, o := newPair(t, cipher, 64)
		packet := seal(t, s, make([]byte, 100))
		dst := make([]byte, len(packet))
		cut := packet[:len(packet)-4]
		if _, _, err := o.Open(dst, cut); !errors.Is(err, ErrTruncatedICV) {
			t.Errorf("%s: %v", cipher, err)
		}
		cut[len(cut)-1] ^= 1
		if _, _, err := o.Open(dst, cut); err == nil || errors.Is(err, ErrTruncatedICV) {
			t.Errorf("%s: forged: %v", cipher, err)
		}
	}
}

func TestPaddingIsChecked(t *testing.T) {
	tr := datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128} // without integrity, so that it is seen
	for _, c := range []struct {
		name  string
		plain []byte
		want  error
	}{
		{"none", []byte("12345678901234\x00\x04"), nil},
		{"all", []byte("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0e\x04"), nil},
		{"longer than the packet", []byte("12345678901234\x0f\x04"), ErrMalformed},
		{"not 1, 2, 3", []byte("12345678901\x01\x02\x04\x03\x04"), ErrMalformed},
	} {
		s, o := newPair(t, tr, 64)
		packet := make([]byte, 40)
		s.cbc.SetIV(packet[8:24])
		s.cbc.CryptBlocks(packet[24:], c.plain)
		if _, _, err := o.Open(make([]byte, 40), packet); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestSequenceNeverWraps(t *testing.T) {
	s, o := newPair(t, transforms[0], 64)
	s.sequence = math.MaxUint32 - 1
	packet := seal(t, s, []byte("the last"))
	if _, _, err := o.Open(packet, packet); err != nil || o.Sequence() != math.MaxUint32 {
		t.Errorf("last packet: %v, number %d", err, o.Sequence())
	}
	for range 2 {
		if _, err := s.Seal(make([]byte, 100), nil, NextIPv4); !errors.Is(err, ErrSequence) {
			t.Errorf("after the last: %v", err)
		}
	}
}

// TestIVs: those of CBC never repeat and show no counter; those of GCM never
// repeat.
func TestIVs(t *testing.T) {
	for _, tr := range transforms {
		if tr.IVLen() == 0 {
			continue
		}
		s, _ := newPair(t, tr, 0)
		again, _ := newPair(t, tr, 0)
		seen := map[string]bool{}
		for range 100 {
			iv := string(seal(t, s, nil)[8 : 8+tr.IVLen()])
			other := string(seal(t, again, nil)[8 : 8+tr.IVLen()])
			if seen[iv] || tr.Cipher != datapath.AESGCM && iv == other {
				t.Fatalf("%s: IV %x is no surprise", tr, iv)
			}
			seen[iv] = true
		}
	}
}

func TestRefusedTransforms(t *testing.T) {
	for _, c := range []struct {
		transform datapath.Transform
		enc, auth int
		want      string
	}{
		{datapath.Transform{}, 0, 0, "esp: esp-null without integrity protects nothing"},
		{datapath.Transform{Cipher: 9}, 0, 0, "esp: transform 9/0 is unknown"},
		{datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 64}, 8, 0, "esp: AES has no keys of 64 bits"},
		{datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 128, Integrity: datapath.HMACSHA1}, 20, 20, "esp: esp-gcm esp-sha-hmac: AES-GCM has its own integrity"},
		{datapath.Transform{Cipher: datapath.AESGCM, KeyBits: 128}, 16, 0, "esp: esp-gcm: encryption key has 16 bytes, not 20"},
		{datapath.Transform{Cipher: datapath.DES, Integrity: datapath.HMACSHA1}, 8, 16, "esp: esp-des esp-sha-hmac: integrity key has 16 bytes, not 20"},
	} {
		_, err := NewSealer(1, c.transform, make([]byte, c.enc), make([]byte, c.auth), false)
		if err == nil || err.Error() != c.want {
			t.Errorf("NewSealer: %v, want %s", err, c.want)
		}
		if _, err := NewOpener(c.transform, make([]byte, c.enc), make([]byte, c.auth), 64, false); err == nil || err.Error() != c.want {
			t.Errorf("NewOpener: %v, want %s", err, c.want)
		}
	}
}

func TestSmallBuffers(t *testing.T) {
	s, o := newPair(t, transforms[0], 64)
	if _, err := s.Seal(make([]byte, s.Size(10)-1), make([]byte, 10), NextIPv4); !errors.Is(err, ErrBuffer) {
		t.Errorf("Seal: %v", err)
	}
	if s.Sequence() != 0 {
		t.Error("a packet that was not sealed took a sequence number")
	}
	packet := seal(t, s, make([]byte, 10))
	if _, _, err := o.Open(make([]byte, len(packet)-1), packet); err == nil {
		t.Error("Open took a buffer that is too small")
	}
}

func TestNoAllocations(t *testing.T) {
	for _, tr := range transforms {
		s, o := newPair(t, tr, 64)
		payload, packet, dst := make([]byte, 1400), make([]byte, 1500), make([]byte, 1500)
		if n := testing.AllocsPerRun(100, func() {
			n, err := s.Seal(packet, payload, NextIPv4)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := o.Open(dst, packet[:n]); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations a packet", tr, n)
		}
	}
}

// FuzzOpen: no bytes from outside panic, and none are believed.
func FuzzOpen(f *testing.F) {
	for i, tr := range transforms {
		s, _ := newPair(f, tr, 64)
		f.Add(uint8(i), seal(f, s, []byte("payload")))
	}
	f.Add(uint8(0), []byte{})
	f.Fuzz(func(t *testing.T, which uint8, packet []byte) {
		tr := transforms[int(which)%len(transforms)]
		s, o := newPair(t, tr, int(which))
		genuine := seal(t, s, []byte("payload"))
		in := bytes.Clone(packet)
		payload, _, err := o.Open(make([]byte, len(packet)), packet)
		if err == nil && tr.ICVLen() > 0 && !bytes.Equal(payload, []byte("payload")) {
			t.Errorf("%s: forged packet %x opened", tr, in)
		}
		if !bytes.Equal(in, packet) {
			t.Errorf("%s: Open changed the packet", tr)
		}
		if _, _, err := o.Open(genuine, genuine); err != nil && !errors.Is(err, ErrReplay) {
			t.Errorf("%s: genuine packet: %v", tr, err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, tr := range transforms {
		b.Run(tr.String(), func(b *testing.B) {
			s, _ := newPair(b, tr, 64)
			payload, packet := make([]byte, 1400), make([]byte, 1500)
			b.SetBytes(int64(len(payload)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Seal(packet, payload, NextIPv4); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	for _, tr := range transforms {
		b.Run(tr.String(), func(b *testing.B) {
			s, o := newPair(b, tr, 0)
			packet := seal(b, s, make([]byte, 1400))
			dst := make([]byte, len(packet))
			b.SetBytes(1400)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := o.Open(dst, packet); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestExtendedSequence crosses 2^32: RFC 4303, Section 2.2.1. Packets come in any
// order about it, once, and the ICV covers the half that they lack.
func TestExtendedSequence(t *testing.T) {
	const window, crossing = 64, 1 << 32
	for _, transform := range transforms {
		if transform.ICVLen() == 0 {
			continue
		}
		t.Run(transform.String(), func(t *testing.T) {
			enc, auth := keys(transform)
			s, err := NewSealer(0x221A7153, transform, enc, auth, true)
			if err != nil {
				t.Fatal(err)
			}
			open := func(highest uint64) *Opener {
				o, err := NewOpener(transform, enc, auth, window, true)
				if err != nil {
					t.Fatal(err)
				}
				o.window.Accept(highest)
				return o
			}
			s.sequence = crossing - window/2
			o := open(s.sequence)
			var packets [][]byte
			for range window {
				packets = append(packets, seal(t, s, []byte("one of many")))
			}
			if s.Sequence() != crossing+window/2 {
				t.Fatalf("the last packet has the number %d", s.Sequence())
			}
			if transform.Integrity == datapath.HMACSHA1 {
				p := packets[window-1]
				mac := hmac.New(sha1.New, auth)
				mac.Write(p[:len(p)-12])
				mac.Write([]byte{0, 0, 0, 1})
				if !bytes.Equal(mac.Sum(nil)[:12], p[len(p)-12:]) {
					t.Error("the ICV does not cover the upper half")
				}
			}
			for _, i := range rand.New(rand.NewPCG(3, 4)).Perm(window) {
				if _, _, err := o.Open(make([]byte, len(packets[i])), packets[i]); err != nil {
					t.Fatalf("packet %d: %v", i, err)
				}
			}
			if o.Sequence() != s.Sequence() {
				t.Errorf("highest is %d, not %d", o.Sequence(), s.Sequence())
			}
			for i, p := range packets {
				if _, _, err := o.Open(make([]byte, len(p)), p); !errors.Is(err, ErrReplay) {
					t.Fatalf("packet %d again: %v", i, err)
				}
			}
			// Where the upper half is another one the ICV is wrong.
			for _, highest := range []uint64{0, 2*crossing + 1} {
				if _, _, err := open(highest).Open(make([]byte, len(packets[window-1])), packets[window-1]); !errors.Is(err, ErrAuth) && !errors.Is(err, ErrTruncatedICV) {
					t.Errorf("behind %d: %v", highest, err)
				}
			}
		})
	}
	if _, err := NewOpener(transforms[0], nil, nil, 0, true); err == nil {
		t.Error("extended sequence numbers without replay detection")
	}
}
