package p521

import "math/bits"

// scalar is an odd number below 2^521, the lowest 64 bits first.
type scalar [9]uint64

// order is the number of points, FIPS 186-4, Appendix D.1.2.5.
var order = scalar{
	0xbb6fb71e91386409, 0x3bb5c9b8899c47ae, 0x7fcc0148f709a5d0, 0x51868783bf2f966b, 0xfffffffffffffffa,
	0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0x1ff,
}

// setBytes makes k of the big-endian bytes of a number from 1 to order - 1: of
// itself if it is odd, and of order minus it if it is even, which negative
// tells. ok is false for other numbers.
func (k *scalar) setBytes(b *[coordinateLen]byte) (negative uint64, ok bool) {
	var v, rest scalar
	for i := range coordinateLen {
		v[i/8] |= uint64(b[coordinateLen-1-i]) << (8 * (i % 8))
	}
	var all, borrow uint64
	for i := range rest {
		rest[i], borrow = bits.Sub64(order[i], v[i], borrow)
		all |= v[i]
	}
	// order - v is positive: neither negative nor 0.
	var allRest uint64
	for i := range rest {
		allRest |= rest[i]
	}
	if borrow != 0 || allRest == 0 || all == 0 {
		return 0, false
	}
	negative = 1 - v[0]&1
	for i := range k {
		k[i] = choose(negative, rest[i], v[i])
	}
	return negative, true
}

// A scalar is 2^520 + d[103] 32^103 + ... + d[0] with windows odd digits
// d = 2w - 31, where w is digit's five bits of it: a bit that is set counts as
// 1 and one that is not as -1 (Joye and Tunstall, "Exponent recoding and
// regular exponentiation algorithms", AFRICACRYPT 2009).
const (
	windowBits = 5
	windows    = 520 / windowBits
)

// window is the w of digit i, from 0 to 31.
func (k *scalar) window(i int) uint64 {
	first := windowBits*i + 1
	word, bit := first/64, first%64
	w := k[word] >> bit
	if bit > 64-windowBits && word < 8 {
		w |= k[word+1] << (64 - bit)
	}
	return w & (1<<windowBits - 1)
}

// choose is a if which is 1 and b if it is 0.
func choose(which, a, b uint64) uint64 { return b ^ -which&(a^b) }
