package dh

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	mathrand "math/rand/v2"
	"testing"
)

var all = []Group{1, 2, 5, 14, 15, 16, 19, 20, 21, 24}

// seeded is a reader that always gives the same bytes.
func seeded(n byte) *mathrand.ChaCha8 { return mathrand.NewChaCha8([32]byte{n}) }

func TestAgreement(t *testing.T) {
	for _, g := range all {
		t.Run(g.String(), func(t *testing.T) {
			a, err := Generate(rand.Reader, g)
			if err != nil {
				t.Fatal(err)
			}
			b, err := Generate(rand.Reader, g)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Public()) != g.PublicLen() || bytes.Equal(a.Public(), b.Public()) {
				t.Errorf("public values of %d bytes, want %d, and two different ones", len(a.Public()), g.PublicLen())
			}
			ab, err := a.Shared(b.Public())
			if err != nil {
				t.Fatal(err)
			}
			ba, err := b.Shared(a.Public())
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(ab, ba) || len(ab) != g.SharedLen() {
				t.Errorf("shared secrets\n%x\n%x of %d bytes, want %d equal ones", ab, ba, len(ab), g.SharedLen())
			}
		})
	}
}

func TestDeterministic(t *testing.T) {
	for _, g := range all {
		a, err := Generate(seeded(1), g)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := Generate(seeded(1), g)
		c, _ := Generate(seeded(2), g)
		if !bytes.Equal(a.Public(), b.Public()) || bytes.Equal(a.Public(), c.Public()) {
			t.Errorf("group %v: the public value is not a function of the random bytes", g)
		}
	}
}

func TestDegeneratePublicValues(t *testing.T) {
	for g, m := range modpGroups {
		key, err := Generate(rand.Reader, g)
		if err != nil {
			t.Fatal(err)
		}
		for name, v := range map[string]*big.Int{
			"0": new(big.Int), "1": one, "p-1": m.pMinus1, "p": m.p,
			"p+1": new(big.Int).Add(m.p, one),
			"max": new(big.Int).Sub(new(big.Int).Lsh(one, uint(g.Bits())), one),
		} {
			if s, err := key.Shared(m.bytes(v)); !errors.Is(err, errPublic) {
				t.Errorf("group %v: Shared(%s) = %x, %v", g, name, s, err)
			}
		}
		// In a group of a safe prime 2 and p-2 are as good as any; in a
		// subgroup only its own elements are.
		good := []*big.Int{m.g}
		bad := []*big.Int{new(big.Int).Sub(m.pMinus1, one)}
		if m.q == nil {
			good, bad = append(good, bad...), nil
		}
		for _, v := range good {
			if _, err := key.Shared(m.bytes(v)); err != nil {
				t.Errorf("group %v: Shared(%.8x...): %v", g, v, err)
			}
		}
		for _, v := range bad {
			if _, err := key.Shared(m.bytes(v)); !errors.Is(err, errPublic) {
				t.Errorf("group %v: Shared(%.8x...) outside the subgroup: %v", g, v, err)
			}
		}
	}
	for g := range ecpGroups {
		key, err := Generate(rand.Reader, g)
		if err != nil {
			t.Fatal(err)
		}
		infinity := make([]byte, g.PublicLen())
		offCurve := bytes.Clone(key.Public())
		offCurve[len(offCurve)-1] ^= 1
		beyondField := bytes.Repeat([]byte{0xff}, g.PublicLen())
		for name, v := range map[string][]byte{"infinity": infinity, "off the curve": offCurve, "beyond the field": beyondField} {
			if s, err := key.Shared(v); !errors.Is(err, errPublic) {
				t.Errorf("group %v: Shared(%s) = %x, %v", g, name, s, err)
			}
		}
	}
	for _, g := range all {
		key, _ := Generate(rand.Reader, g)
		for _, v := range [][]byte{nil, key.Public()[1:], append([]byte{0}, key.Public()...), append([]byte{4}, key.Public()...)} {
			if _, err := key.Shared(v); err == nil {
				t.Errorf("group %v takes a public value of %d bytes", g, len(v))
			}
		}
	}
}

func TestUnsupported(t *testing.T) {
	for _, g := range []Group{0, 3, 22, 31, 65535} {
		if _, err := Generate(rand.Reader, g); err == nil || Supported(g) || g.PublicLen() != 0 {
			t.Errorf("group %d is supported", uint16(g))
		}
	}
	for _, g := range all {
		if _, err := Generate(bytes.NewReader(make([]byte, 7)), g); err == nil {
			t.Errorf("group %v: a private value from 7 random bytes", g)
		}
		if !Supported(g) {
			t.Errorf("group %v is not supported", g)
		}
	}
	if _, err := Generate(bytes.NewReader(make([]byte, 1000)), 19); err == nil {
		t.Error("group 19 takes 0 as a private value")
	}
}

func TestString(t *testing.T) {
	for g, want := range map[Group]string{1: "#1 (768 bit)", 14: "#14 (2048 bit)", 21: "#21 (521 bit)", 99: "#99"} {
		if got := g.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// pi is the first n bits of pi's fraction behind its integer part, by
// Machin's formula.
func pi(n uint) *big.Int {
	const guard = 64
	unit := new(big.Int).Lsh(one, n+guard)
	arctan := func(inverse int64) *big.Int {
		square := big.NewInt(inverse * inverse)
		term := new(big.Int).Quo(unit, big.NewInt(inverse))
		sum := new(big.Int).Set(term)
		for k := int64(1); term.Sign() != 0; k++ {
			term.Quo(term, square)
			t := new(big.Int).Quo(term, big.NewInt(2*k+1))
			if k%2 == 1 {
				t.Neg(t)
			}
			sum.Add(sum, t)
		}
		return sum
	}
	v := new(big.Int).Mul(big.NewInt(4), arctan(5))
	v.Sub(v, arctan(239))
	return v.Rsh(v.Lsh(v, 2), guard)
}

// TestPrimes computes the primes as RFC 2409, Section 6, and RFC 3526 define
// them: 2^n - 2^(n-64) - 1 + 2^64 * ([2^(n-130) pi] + c).
func TestPrimes(t *testing.T) {
	for g, c := range map[Group]int64{1: 149686, 2: 129093, 5: 741804, 14: 124476, 15: 1690314, 16: 240904} {
		n := uint(g.Bits())
		want := new(big.Int).Lsh(one, n)
		want.Sub(want, new(big.Int).Lsh(one, n-64))
		want.Sub(want, one)
		p := pi(n - 130)
		want.Add(want, p.Lsh(p.Add(p, big.NewInt(c)), 64))
		if got := modpGroups[g].p; got.Cmp(want) != 0 {
			t.Errorf("group %v: prime\n%x, want\n%x", g, got, want)
		}
	}
}

// TestRFC5903 is the key agreement of RFC 5903, Section 8.1, as its initiator
// computes it.
func TestRFC5903(t *testing.T) {
	const (
		i    = "C88F01F510D9AC3F70A292DAA2316DE544E9AAB8AFE84049C62A9C57862D1433"
		gr   = "D12DFB5289C8D4F81208B70270398C342296970A0BCCB74C736FC7554494BF6356FBF3CA366CC23E8157854C13C58D6AAC23F046ADA30F8353E74F33039872AB"
		girx = "D6840F6B42F6EDAFD13116E0E12565202FEF8E9ECE7DCE03812464D04B9442DE"
	)
	private, err := hex.DecodeString(i)
	if err != nil {
		t.Fatal(err)
	}
	peer, err := hex.DecodeString(gr)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Generate(bytes.NewReader(private), 19)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Shared(peer)
	if err != nil || fmt.Sprintf("%X", got) != girx {
		t.Errorf("%X, %v, want %s", got, err, girx)
	}
}

// The parameters of RFC 5114 are a prime, a prime order that divides p-1, and a
// generator of that order.
func TestSubgroup(t *testing.T) {
	m := modpGroups[24]
	rest := new(big.Int).Mod(m.pMinus1, m.q)
	if !m.p.ProbablyPrime(8) || !m.q.ProbablyPrime(8) || rest.Sign() != 0 || m.q.BitLen() != 256 ||
		new(big.Int).Exp(m.g, m.q, m.p).Cmp(one) != 0 {
		t.Error("the parameters of group 24 are no subgroup of prime order")
	}
}

func TestWipe(t *testing.T) {
	for _, g := range []Group{2, 19} {
		p, err := Generate(rand.Reader, g)
		if err != nil {
			t.Fatal(err)
		}
		p.Wipe()
		switch k := p.key.(type) {
		case *modpKey:
			if k.x.Sign() != 0 {
				t.Error("the exponent is still there")
			}
		case *ecdhKey:
			if k.key != nil {
				t.Error("the private key is still there")
			}
		}
	}
}

// BenchmarkAgreement is what one end does in an exchange: a private value, and
// the secret shared with the peer.
func BenchmarkAgreement(b *testing.B) {
	for _, g := range all {
		b.Run(fmt.Sprintf("group%d", uint16(g)), func(b *testing.B) {
			peer, err := Generate(rand.Reader, g)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				p, err := Generate(rand.Reader, g)
				if err != nil {
					b.Fatal(err)
				}
				if _, err = p.Shared(peer.Public()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
