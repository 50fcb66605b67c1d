package p521

import (
	"bytes"
	"crypto/ecdh"
	"crypto/elliptic"
	"crypto/rand"
	"math/big"
	mathrand "math/rand/v2"
	"testing"
)

// compare takes a private key and a peer's public one to this package and to
// crypto/ecdh, which must agree about both.
func compare(t *testing.T, private, peer []byte) {
	t.Helper()
	want, wantErr := ecdh.P521().NewPrivateKey(private)
	got, err := NewPrivateKey(private)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("private key %x: %v, crypto/ecdh says %v", private, err, wantErr)
	}
	if err != nil {
		return
	}
	if public := want.PublicKey().Bytes()[1:]; !bytes.Equal(got.Public(), public) {
		t.Fatalf("private key %x: public key\n%x, want\n%x", private, got.Public(), public)
	}
	var wantShared []byte
	point, wantErr := ecdh.P521().NewPublicKey(append([]byte{4}, peer...))
	if wantErr == nil {
		if wantShared, wantErr = want.ECDH(point); wantErr != nil {
			t.Fatal(wantErr)
		}
	}
	shared, err := got.ECDH(peer)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("public key %x: %v, crypto/ecdh says %v", peer, err, wantErr)
	}
	if !bytes.Equal(shared, wantShared) {
		t.Fatalf("private key %x, public key %x: shared\n%x, want\n%x", private, peer, shared, wantShared)
	}
}

func scalarBytes(v *big.Int) []byte { return v.FillBytes(make([]byte, coordinateLen)) }

// edgeScalars are around 0, the order, the powers of 2 and the largest number
// that has 66 bytes. Below the order the last sum is that of points that
// incomplete formulas have as exceptions.
func edgeScalars() (s [][]byte) {
	n := elliptic.P521().Params().N
	for _, i := range []int64{0, 1, 2, 3, 4, 16, 32, 33} {
		s = append(s, scalarBytes(big.NewInt(i)), scalarBytes(new(big.Int).Add(n, big.NewInt(2-i))))
	}
	half := new(big.Int).Rsh(n, 1)
	s = append(s, scalarBytes(half), scalarBytes(half.Add(half, big.NewInt(1))))
	for _, bit := range []uint{5, 64, 320, 520, 521} {
		power := new(big.Int).Lsh(big.NewInt(1), bit)
		s = append(s, scalarBytes(power), scalarBytes(power.Sub(power, big.NewInt(1))))
	}
	return append(s, bytes.Repeat([]byte{0xff}, coordinateLen), make([]byte, coordinateLen-1), make([]byte, coordinateLen+1), nil)
}

func generate(t *testing.T, seed byte) []byte {
	t.Helper()
	var b [coordinateLen]byte
	for r := mathrand.NewChaCha8([32]byte{seed}); ; {
		if _, err := r.Read(b[:]); err != nil {
			t.Fatal(err)
		}
		b[0] &= 1
		if _, err := NewPrivateKey(b[:]); err == nil {
			return b[:]
		}
	}
}

func public(t *testing.T, private []byte) []byte {
	t.Helper()
	key, err := NewPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key.Public()
}

func TestEdgeScalars(t *testing.T) {
	peer := public(t, generate(t, 1))
	for _, s := range edgeScalars() {
		compare(t, s, peer)
	}
}

func TestRandom(t *testing.T) {
	for i := range byte(8) {
		compare(t, generate(t, i), public(t, generate(t, i+100)))
	}
}

// TestPoints are points whose sums and products are special, and what is no
// point.
func TestPoints(t *testing.T) {
	private := generate(t, 2)
	n, p := elliptic.P521().Params().N, elliptic.P521().Params().P
	for _, k := range []*big.Int{big.NewInt(1), big.NewInt(2), big.NewInt(31), big.NewInt(32),
		new(big.Int).Sub(n, big.NewInt(1)), new(big.Int).Rsh(n, 1)} {
		peer := public(t, scalarBytes(k))
		compare(t, private, peer)
		for _, s := range edgeScalars()[2:5] {
			compare(t, s, peer)
		}
	}
	good := public(t, private)
	plusP := func(b []byte) []byte { return scalarBytes(new(big.Int).Add(new(big.Int).SetBytes(b), p)) }
	offCurve := bytes.Clone(good)
	offCurve[coordinateLen-1] ^= 1
	for _, peer := range [][]byte{
		nil, good[1:], append([]byte{0}, good...), make([]byte, 2*coordinateLen), offCurve,
		append(plusP(good[:coordinateLen]), good[coordinateLen:]...), append(bytes.Clone(good[:coordinateLen]), plusP(good[coordinateLen:])...),
		bytes.Repeat([]byte{0xff}, 2*coordinateLen), append(scalarBytes(p), scalarBytes(p)...),
	} {
		compare(t, private, peer)
		if key, err := NewPrivateKey(private); err != nil {
			t.Error(err)
		} else if _, err := key.ECDH(peer); err == nil {
			t.Errorf("takes the public key %x", peer)
		}
	}
}

func FuzzECDH(f *testing.F) {
	for _, s := range edgeScalars()[:6] {
		f.Add(s, s, false)
	}
	f.Add([]byte{0: 1, coordinateLen - 1: 0}, bytes.Repeat([]byte{0xff}, 2*coordinateLen), true)
	f.Fuzz(func(t *testing.T, private, peer []byte, raw bool) {
		// Nearly all bytes are no point: take them as a private key.
		if key, err := ecdh.P521().NewPrivateKey(peer); !raw && err == nil {
			peer = key.PublicKey().Bytes()[1:]
		}
		compare(t, private, peer)
	})
}

func TestWipe(t *testing.T) {
	key, err := NewPrivateKey(generate(t, 3))
	if err != nil {
		t.Fatal(err)
	}
	key.Wipe()
	if key.k != (scalar{}) {
		t.Error("the private key is still there")
	}
}

func BenchmarkECDH(b *testing.B) {
	private, err := ecdh.P521().GenerateKey(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("own", func(b *testing.B) {
		key, err := NewPrivateKey(private.Bytes())
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := key.ECDH(key.Public()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("standard", func(b *testing.B) {
		for b.Loop() {
			if _, err := private.ECDH(private.PublicKey()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkNewPrivateKey(b *testing.B) {
	private, err := ecdh.P521().GenerateKey(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := NewPrivateKey(private.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
}
