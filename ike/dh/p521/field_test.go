package p521

import (
	"crypto/elliptic"
	"math/big"
	mathrand "math/rand/v2"
	"testing"
)

var prime = elliptic.P521().Params().P

// tight is the bound T of the limbs of a tight element.
const tight = 1<<58 + 1<<8

func (a *element) big() *big.Int {
	v := new(big.Int)
	for i := len(a) - 1; i >= 0; i-- {
		v.Lsh(v, limbBits).Add(v, new(big.Int).SetUint64(a[i]))
	}
	return v
}

// limbs makes an element whose limbs are below bound: in turn all as large as
// can be, all 0, or of random ones.
func limbs(r *mathrand.Rand, turn int, bound uint64) (a element) {
	for i := range a {
		switch turn % 4 {
		case 0:
			a[i] = bound - 1
		case 1:
			a[i] = (bound - 1) * r.Uint64N(2)
		case 2:
			a[i] = r.Uint64N(bound)
		}
	}
	return a
}

// TestElement computes with limbs up to what the comments allow.
func TestElement(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(5, 21))
	check := func(what string, got *element, bound uint64, want *big.Int) {
		t.Helper()
		for _, limb := range got {
			if limb >= bound {
				t.Fatalf("%s: limbs %x, want them below %x", what, *got, bound)
			}
		}
		if difference := want.Sub(want, got.big()); difference.Mod(difference, prime).Sign() != 0 {
			t.Fatalf("%s is wrong: %x", what, *got)
		}
	}
	var got element
	for turn := range 200 {
		for _, bounds := range [][2]uint64{{1, 1}, {15, 16}, {16, 15}, {31, 7}, {7, 31}, {8, 30}} {
			a, b := limbs(r, turn, bounds[0]*tight), limbs(r, turn/4, bounds[1]*tight)
			got.mul(&a, &b)
			check("a product", &got, tight, new(big.Int).Mul(a.big(), b.big()))
			got.add(&a, &b)
			check("a sum", &got, (bounds[0]+bounds[1])*tight, new(big.Int).Add(a.big(), b.big()))
		}
		a := limbs(r, turn, 15*tight)
		got.square(&a)
		check("a square", &got, tight, new(big.Int).Mul(a.big(), a.big()))
		got.times(3, &a)
		check("3 times", &got, 45*tight, new(big.Int).Mul(a.big(), big.NewInt(3)))
		for _, k := range []uint64{2, 4, 8, 16} {
			b := limbs(r, turn/4, (k-1)*tight)
			got.sub(k, &a, &b)
			check("a difference", &got, (15+k)*tight, new(big.Int).Sub(a.big(), b.big()))
		}
		a = limbs(r, turn, 1<<64-1)
		got.carry(&a)
		check("what is carried", &got, tight, a.big())
		if turn%20 > 3 {
			continue
		}
		a = limbs(r, turn, tight)
		got.invert(&a)
		inverse := new(big.Int)
		if v := new(big.Int).Mod(a.big(), prime); v.Sign() != 0 {
			inverse.ModInverse(v, prime)
		}
		check("an inverse", &got, tight, inverse)
	}
}

func TestEncoding(t *testing.T) {
	r := mathrand.New(mathrand.NewPCG(5, 21))
	elements := []element{{}, {1}}
	for i := range 200 {
		elements = append(elements, limbs(r, i, tight))
	}
	for i := range int64(4) {
		for _, multiple := range []int64{1, 2} {
			var a element
			b := scalarBytes(new(big.Int).Sub(new(big.Int).Mul(prime, big.NewInt(multiple)), big.NewInt(i)))
			a.setBytes((*[coordinateLen]byte)(b))
			elements = append(elements, a)
		}
	}
	for _, a := range elements {
		b := a.bytes()
		if got, want := new(big.Int).SetBytes(b[:]), a.big(); got.Cmp(want.Mod(want, prime)) != 0 {
			t.Fatalf("%x as bytes: %x, want %x", a, got, want)
		}
		var again element
		again.setBytes(&b)
		if again.bytes() != b {
			t.Fatalf("the bytes %x are read as %x", b, again)
		}
	}
}

func TestConstants(t *testing.T) {
	c := elliptic.P521().Params()
	n := new(big.Int)
	for i := len(order) - 1; i >= 0; i-- {
		n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(order[i]))
	}
	if n.Cmp(c.N) != 0 || curveB.big().Cmp(c.B) != 0 || generator.x.big().Cmp(c.Gx) != 0 || generator.y.big().Cmp(c.Gy) != 0 {
		t.Error("the parameters are not those of P-521")
	}
}

// TestAddition adds points that incomplete formulas have as exceptions, in
// coordinates with limbs as large as add takes.
func TestAddition(t *testing.T) {
	infinity := point{y: element{1}}
	var two, three, minus point
	two.add(&generator, &generator)
	three.add(&two, &generator)
	minus = generator
	minus.negate(1)
	// large adds 2p to what is tight: limbs of 3T.
	large := func(p point) point {
		for _, e := range []*element{&p.x, &p.y, &p.z} {
			e.carry(e)
			e.sub(2, e, &element{})
		}
		return p
	}
	equal := func(p, q *point) bool {
		var a, b, c, d element
		a.mul(&p.x, &q.z)
		b.mul(&q.x, &p.z)
		c.mul(&p.y, &q.z)
		d.mul(&q.y, &p.z)
		var zero [coordinateLen]byte
		return a.bytes() == b.bytes() && c.bytes() == d.bytes() && (p.z.bytes() == zero) == (q.z.bytes() == zero)
	}
	for i, c := range []struct{ p, q, want point }{
		{infinity, infinity, infinity}, {generator, infinity, generator}, {infinity, generator, generator},
		{generator, generator, two}, {generator, minus, infinity}, {minus, generator, infinity},
		{two, generator, three}, {three, minus, two},
	} {
		p, q := large(c.p), large(c.q)
		var got point
		got.add(&p, &q)
		for _, e := range []*element{&got.x, &got.y, &got.z} {
			e.carry(e)
		}
		if !equal(&got, &c.want) {
			t.Errorf("sum %d is wrong", i)
		}
	}
}
