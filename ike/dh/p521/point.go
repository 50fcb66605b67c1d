package p521

import "sync"

// point is one of the curve y^2 = x^3 - 3x + b with x = X/Z and y = Y/Z.
// Infinity is 0:1:0. The limbs of its coordinates are below 4T.
type point struct{ x, y, z element }

// The curve's b and its generator, FIPS 186-4, Appendix D.1.2.5.
var (
	curveB = element{
		0x3451fd46b503f00, 0xf7e20f4b0d3c7b, 0xbd3bb1bf07357, 0x147b1fa4dec594b, 0x18ef109e1561939,
		0x26cc57cee2d2264, 0x540eea2da725b9, 0x2687e4a688682da, 0x51953eb9618e1c,
	}
	generator = point{
		x: element{
			0x17e7e31c2e5bd66, 0x22cf0615a90a6fe, 0x127a2ffa8de334, 0x1dfbf9d64a3f877, 0x6b4d3dbaa14b5e,
			0x14fed487e0a2bd8, 0x15b4429c6481390, 0x3a73678fb2d988e, 0xc6858e06b70404,
		},
		y: element{
			0xbe94769fd16650, 0x31c21a89cb09022, 0x39013fad0761353, 0x2657bd099031542, 0x3273e662c97ee72,
			0x1e6d11a05ebef45, 0x3d1bd998f544495, 0x3001172297ed0b1, 0x11839296a789a3b,
		},
		z: element{1},
	}
)

// add makes r = p + q for any two points, by algorithm 4 of Renes, Costello
// and Batina, "Complete addition formulas for prime order elliptic curves"
// (EUROCRYPT 2016). The comments give the limbs of what is not tight as
// multiples of T.
func (r *point) add(p, q *point) {
	var t0, t1, t2, t3, t4, x3, y3, z3 element
	t0.mul(&p.x, &q.x)
	t1.mul(&p.y, &q.y)
	t2.mul(&p.z, &q.z)
	t3.add(&p.x, &p.y)   // 8
	t4.add(&q.x, &q.y)   // 8
	t3.mul(&t3, &t4)     // 8 * 8 are allowed
	t4.add(&t0, &t1)     // 2
	t3.sub(4, &t3, &t4)  // 5: x1 y2 + x2 y1
	t4.add(&p.y, &p.z)   // 8
	x3.add(&q.y, &q.z)   // 8
	t4.mul(&t4, &x3)     //
	x3.add(&t1, &t2)     // 2
	t4.sub(4, &t4, &x3)  // 5: y1 z2 + y2 z1
	x3.add(&p.x, &p.z)   // 8
	y3.add(&q.x, &q.z)   // 8
	x3.mul(&x3, &y3)     //
	y3.add(&t0, &t2)     // 2
	y3.sub(4, &x3, &y3)  // 5: x1 z2 + x2 z1
	z3.mul(&curveB, &t2) //
	x3.sub(2, &y3, &z3)  // 7
	x3.times(3, &x3)     // 21
	x3.carry(&x3)        //
	z3.sub(2, &t1, &x3)  // 3
	x3.add(&t1, &x3)     // 2
	y3.mul(&curveB, &y3) //
	t2.times(3, &t2)     // 3
	y3.sub(4, &y3, &t2)  // 5
	y3.sub(2, &y3, &t0)  // 7
	y3.times(3, &y3)     // 21
	t0.times(3, &t0)     // 3
	t0.sub(4, &t0, &t2)  // 7
	t1.mul(&t4, &y3)     // 5 * 21
	t2.mul(&t0, &y3)     // 7 * 21
	y3.mul(&x3, &z3)     //
	r.y.add(&y3, &t2)    // 2
	x3.mul(&t3, &x3)     //
	r.x.sub(2, &x3, &t1) // 3
	z3.mul(&t4, &z3)     //
	t1.mul(&t3, &t0)     //
	r.z.add(&z3, &t1)    // 2
}

// times32 makes r = 32p for a p that is not infinity.
//
// It doubles in Jacobian coordinates, x = X/Z^2 and y = Y/Z^3, by "dbl-2001-b"
// of Bernstein and Lange's Explicit-Formulas Database, which needs eight
// multiplications where a complete formula needs 13. It has no exceptions: a
// point of order 2 there is none.
func (r *point) times32(p *point) {
	var x, y, z, alpha, beta, gamma, delta, t element
	x.mul(&p.x, &p.z)
	t.square(&p.z)
	y.mul(&p.y, &t)
	z = p.z
	for range windowBits {
		// x and y are tight here, z below 5T.
		delta.square(&z)
		gamma.square(&y)
		beta.mul(&x, &gamma)
		alpha.sub(2, &x, &delta) // 3
		t.add(&x, &delta)        // 2
		alpha.mul(&alpha, &t)    //
		alpha.times(3, &alpha)   // 3
		z.add(&y, &z)            // 6
		z.square(&z)             //
		t.add(&gamma, &delta)    // 2
		z.sub(4, &z, &t)         // 5: 2yz
		x.square(&alpha)         //
		t.times(8, &beta)        // 8
		x.sub(16, &x, &t)        // 17
		x.carry(&x)              //
		beta.times(4, &beta)     // 4
		beta.sub(2, &beta, &x)   // 6
		y.mul(&alpha, &beta)     // 3 * 6
		gamma.square(&gamma)     //
		gamma.times(8, &gamma)   // 8
		y.sub(16, &y, &gamma)    // 17
		y.carry(&y)              //
	}
	r.x.mul(&x, &z)
	r.y = y
	t.square(&z)
	r.z.mul(&t, &z)
}

// multiples are a point's 1, 3, 5, ... 31 times.
type multiples [1 << (windowBits - 1)]point

func (m *multiples) set(p *point) {
	var double point
	double.add(p, p)
	m[0] = *p
	for i := 1; i < len(m); i++ {
		m[i].add(&m[i-1], &double)
	}
}

// digit makes r the point's d times for the digit d = 2w - 31. It reads all
// multiples, so that what it reads does not tell w.
func (m *multiples) digit(r *point, w uint64) {
	positive := w >> (windowBits - 1)
	// Of a positive digit w - 16, of a negative one 15 - w.
	index := (w ^ (positive - 1)) & (uint64(len(m)) - 1)
	*r = point{}
	for i := range m {
		mask := -((uint64(i) ^ index - 1) >> 63)
		r.x.or(mask, &m[i].x)
		r.y.or(mask, &m[i].y)
		r.z.or(mask, &m[i].z)
	}
	r.negate(1 - positive)
}

// negate makes p = -p if which is 1, and leaves it if that is 0. Limbs of y
// are below 3T before and 4T after.
func (p *point) negate(which uint64) {
	var negative element
	negative.sub(4, &negative, &p.y)
	for i := range p.y {
		p.y[i] = choose(which, negative[i], p.y[i])
	}
}

// mul makes r = kp.
//
// What is added up is infinity only at the end, if at all, which is why
// times32 never meets it: it starts as p, and 32m + d is at least 1 for an odd
// m from 1 up and odd, and less than the order before the last digit.
func (r *point) mul(k *scalar, p *point) {
	var m multiples
	m.set(p)
	var d point
	*r = *p
	for i := windows - 1; i >= 0; i-- {
		r.times32(r)
		m.digit(&d, k.window(i))
		r.add(r, &d)
	}
}

// base is what mulBase adds up: the multiples of the generator's 32^i times,
// and its 2^520 times. It is 0.4 MB and made when it is first needed.
type base struct {
	digits [windows]multiples
	top    point
}

var generatorBase = sync.OnceValue(func() *base {
	b := &base{top: generator}
	for i := range b.digits {
		b.digits[i].set(&b.top)
		b.top.times32(&b.top)
	}
	return b
})

// mulBase makes r = kG for the generator G.
func (r *point) mulBase(k *scalar) {
	b := generatorBase()
	var d point
	*r = b.top
	for i := range b.digits {
		b.digits[i].digit(&d, k.window(i))
		r.add(r, &d)
	}
}
