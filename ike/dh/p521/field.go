package p521

import "math/bits"

// element is a number modulo p = 2^521 - 1 as nine limbs of 58 bits, the
// lowest first: 2^522 = 2 (mod p), so what leaves the highest limb comes back
// doubled into the lowest.
//
// Limbs may grow beyond 58 bits. An element is tight if its limbs are below
// T = 2^58 + 2^8, which is what mul, square and carry return. Sums and
// differences are not carried; the comments of the formulas count how many
// times T their limbs can be. No operation branches or indexes by a value.
//
// Any of the operands of a method may be its receiver.
type element [9]uint64

const (
	limbBits = 58
	limbMask = 1<<limbBits - 1
)

// add makes r = a + b: limbs of as many T as both together.
func (r *element) add(a, b *element) {
	r[0] = a[0] + b[0]
	r[1] = a[1] + b[1]
	r[2] = a[2] + b[2]
	r[3] = a[3] + b[3]
	r[4] = a[4] + b[4]
	r[5] = a[5] + b[5]
	r[6] = a[6] + b[6]
	r[7] = a[7] + b[7]
	r[8] = a[8] + b[8]
}

// times makes r = k * a: limbs of k times as many T.
func (r *element) times(k uint64, a *element) {
	r[0] = k * a[0]
	r[1] = k * a[1]
	r[2] = k * a[2]
	r[3] = k * a[3]
	r[4] = k * a[4]
	r[5] = k * a[5]
	r[6] = k * a[6]
	r[7] = k * a[7]
	r[8] = k * a[8]
}

// sub makes r = a - b + 2kp, which is a - b. The limbs of 2kp are k (2^58 - 1),
// the lowest k (2^58 - 2): for the k here, 2, 4, 8 and 16, none is less than
// (k-1) T, and that is what b may have. Limbs of r: k T more than a.
func (r *element) sub(k uint64, a, b *element) {
	limb := k * limbMask
	r[0] = a[0] + limb - k - b[0]
	r[1] = a[1] + limb - b[1]
	r[2] = a[2] + limb - b[2]
	r[3] = a[3] + limb - b[3]
	r[4] = a[4] + limb - b[4]
	r[5] = a[5] + limb - b[5]
	r[6] = a[6] + limb - b[6]
	r[7] = a[7] + limb - b[7]
	r[8] = a[8] + limb - b[8]
}

// or makes r |= a & mask.
func (r *element) or(mask uint64, a *element) {
	r[0] |= a[0] & mask
	r[1] |= a[1] & mask
	r[2] |= a[2] & mask
	r[3] |= a[3] & mask
	r[4] |= a[4] & mask
	r[5] |= a[5] & mask
	r[6] |= a[6] & mask
	r[7] |= a[7] & mask
	r[8] |= a[8] & mask
}

// carry makes r = a with tight limbs. Those of a may be anything: what goes
// over to the next limb is below 2^6, and below 2^7 from the highest.
func (r *element) carry(a *element) {
	a0, a1, a2, a3, a4, a5, a6, a7, a8 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]
	r[0] = a0&limbMask + a8>>limbBits<<1
	r[1] = a1&limbMask + a0>>limbBits
	r[2] = a2&limbMask + a1>>limbBits
	r[3] = a3&limbMask + a2>>limbBits
	r[4] = a4&limbMask + a3>>limbBits
	r[5] = a5&limbMask + a4>>limbBits
	r[6] = a6&limbMask + a5>>limbBits
	r[7] = a7&limbMask + a6>>limbBits
	r[8] = a8&limbMask + a7>>limbBits
}

// mul makes r = a * b. Limb k of the product is the sum of the a[i] b[j] with
// i + j = k, and of those with i + j = k + 9 doubled. If the limbs of a are
// below A T and those of b below B T, it does not exceed (1 + 2*8) A B T^2,
// which is below 2^128 for A B <= 240.
//
// Of the 81 products 45 are computed, as Granger and Scott do ("Faster ECC
// over F_2^521-1", PKC 2015):
//
//	a[i] b[j] + a[j] b[i] = (a[i] + a[j]) (b[i] + b[j]) - a[i] b[i] - a[j] b[j]
//
// Sums are computed modulo 2^128, so that differences on the way may be
// negative; those of two limbs need A, B <= 31.
func (r *element) mul(a, b *element) {
	var w [9]wide
	a0, a1, a2, a3, a4, a5, a6, a7, a8 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]
	b0, b1, b2, b3, b4, b5, b6, b7, b8 := b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8]
	p0 := product(a0, b0)
	p1 := product(a1, b1)
	p2 := product(a2, b2)
	p3 := product(a3, b3)
	p4 := product(a4, b4)
	p5 := product(a5, b5)
	p6 := product(a6, b6)
	p7 := product(a7, b7)
	p8 := product(a8, b8)
	// s is what limb k has too much: the p[i] that fall to it, and the others
	// doubled.
	s := p1.add(p2).add(p3).add(p4).add(p5).add(p6).add(p7).add(p8).double().add(p0)
	w[0] = product(a1+a8, b1+b8).plus(a2+a7, b2+b7).plus(a3+a6, b3+b6).plus(a4+a5, b4+b5).add(p0).double().sub(s)
	s = s.sub(p1)
	w[1] = product(a2+a8, b2+b8).plus(a3+a7, b3+b7).plus(a4+a6, b4+b6).add(p5).add(p5).double().plus(a0+a1, b0+b1).sub(s)
	s = s.sub(p2)
	w[2] = product(a3+a8, b3+b8).plus(a4+a7, b4+b7).plus(a5+a6, b5+b6).add(p1).double().plus(a0+a2, b0+b2).sub(s)
	s = s.sub(p3)
	w[3] = product(a4+a8, b4+b8).plus(a5+a7, b5+b7).add(p6).add(p6).double().plus(a0+a3, b0+b3).plus(a1+a2, b1+b2).sub(s)
	s = s.sub(p4)
	w[4] = product(a5+a8, b5+b8).plus(a6+a7, b6+b7).add(p2).double().plus(a0+a4, b0+b4).plus(a1+a3, b1+b3).sub(s)
	s = s.sub(p5)
	w[5] = product(a6+a8, b6+b8).add(p7).add(p7).double().plus(a0+a5, b0+b5).plus(a1+a4, b1+b4).plus(a2+a3, b2+b3).sub(s)
	s = s.sub(p6)
	w[6] = product(a7+a8, b7+b8).add(p3).double().plus(a0+a6, b0+b6).plus(a1+a5, b1+b5).plus(a2+a4, b2+b4).sub(s)
	s = s.sub(p7)
	w[7] = p8.double().double().plus(a0+a7, b0+b7).plus(a1+a6, b1+b6).plus(a2+a5, b2+b5).plus(a3+a4, b3+b4).sub(s)
	s = s.sub(p8)
	w[8] = product(a0+a8, b0+b8).plus(a1+a7, b1+b7).plus(a2+a6, b2+b6).plus(a3+a5, b3+b5).add(p4).add(p4).sub(s)
	r.reduce(&w)
}

// square makes r = a * a for limbs below 15T: as mul, with a[i] a[j] and
// a[j] a[i] as one product, of 2 a[j], or of 4 a[j] where it is also doubled.
func (r *element) square(a *element) {
	var w [9]wide
	a0, a1, a2, a3, a4, a5, a6, a7, a8 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]
	d1, d2, d3, d4, d5, d6, d7, d8 := 2*a1, 2*a2, 2*a3, 2*a4, 2*a5, 2*a6, 2*a7, 2*a8
	q5, q6, q7, q8 := 4*a5, 4*a6, 4*a7, 4*a8
	w[0] = product(a1, q8).plus(a2, q7).plus(a3, q6).plus(a4, q5).plus(a0, a0)
	w[1] = product(a2, q8).plus(a3, q7).plus(a4, q6).plus(a0, d1).plus(a5, d5)
	w[2] = product(a3, q8).plus(a4, q7).plus(a5, q6).plus(a0, d2).plus(a1, a1)
	w[3] = product(a4, q8).plus(a5, q7).plus(a0, d3).plus(a1, d2).plus(a6, d6)
	w[4] = product(a5, q8).plus(a6, q7).plus(a0, d4).plus(a1, d3).plus(a2, a2)
	w[5] = product(a6, q8).plus(a0, d5).plus(a1, d4).plus(a2, d3).plus(a7, d7)
	w[6] = product(a7, q8).plus(a0, d6).plus(a1, d5).plus(a2, d4).plus(a3, a3)
	w[7] = product(a0, d7).plus(a1, d6).plus(a2, d5).plus(a3, d4).plus(a8, d8)
	w[8] = product(a0, d8).plus(a1, d7).plus(a2, d6).plus(a3, d5).plus(a4, a4)
	r.reduce(&w)
}

// invert makes r = a^-1, and 0 of 0: a^(p-2) of Fermat's little theorem.
// p - 2 = 4 (2^519 - 1) + 1.
func (r *element) invert(a *element) {
	// ones(n) is a^(2^n - 1); from ones(n) and ones(m) comes ones(n+m).
	join := func(n, m *element, length int) (r element) {
		r = *n
		for range length {
			r.square(&r)
		}
		r.mul(&r, m)
		return r
	}
	ones1 := *a
	ones2 := join(&ones1, &ones1, 1)
	ones3 := join(&ones2, &ones1, 1)
	ones6 := join(&ones3, &ones3, 3)
	ones7 := join(&ones6, &ones1, 1)
	ones := join(&ones7, &ones1, 1)
	for length := 8; length < 512; length *= 2 {
		ones = join(&ones, &ones, length)
	}
	ones519 := join(&ones, &ones7, 7)
	*r = join(&ones519, &ones1, 2)
}

// reduce makes r tight from the limbs of a product. Each is cut into its bits
// 0 to 57, 58 to 115 and 116 to 127; what falls to one limb is below
// 2^58 + 2 (2^58 + 2^12), which is less than 2^60.
func (r *element) reduce(w *[9]wide) {
	r.carry(&element{
		w[0].low() + w[8].middle()<<1 + w[7].high()<<1,
		w[1].low() + w[0].middle() + w[8].high()<<1,
		w[2].low() + w[1].middle() + w[0].high(),
		w[3].low() + w[2].middle() + w[1].high(),
		w[4].low() + w[3].middle() + w[2].high(),
		w[5].low() + w[4].middle() + w[3].high(),
		w[6].low() + w[5].middle() + w[4].high(),
		w[7].low() + w[6].middle() + w[5].high(),
		w[8].low() + w[7].middle() + w[6].high(),
	})
}

// wide is a number modulo 2^128.
type wide struct{ hi, lo uint64 }

func product(a, b uint64) wide {
	hi, lo := bits.Mul64(a, b)
	return wide{hi, lo}
}

// plus is w + a*b.
func (w wide) plus(a, b uint64) wide { return w.add(product(a, b)) }

func (w wide) add(v wide) wide {
	lo, c := bits.Add64(w.lo, v.lo, 0)
	hi, _ := bits.Add64(w.hi, v.hi, c)
	return wide{hi, lo}
}

func (w wide) sub(v wide) wide {
	lo, c := bits.Sub64(w.lo, v.lo, 0)
	hi, _ := bits.Sub64(w.hi, v.hi, c)
	return wide{hi, lo}
}

func (w wide) double() wide { return w.add(w) }

func (w wide) low() uint64    { return w.lo & limbMask }
func (w wide) middle() uint64 { return (w.hi<<6 | w.lo>>limbBits) & limbMask }
func (w wide) high() uint64   { return w.hi >> (2*limbBits - 64) }
