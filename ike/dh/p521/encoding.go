package p521

// coordinateLen is the number of bytes of a coordinate and of a scalar.
const coordinateLen = (521 + 7) / 8

// setBytes makes r of the big-endian bytes of a number below 2^522.
func (r *element) setBytes(b *[coordinateLen]byte) {
	*r = element{}
	for i := range coordinateLen {
		v := uint64(b[coordinateLen-1-i])
		limb, bit := 8*i/limbBits, 8*i%limbBits
		r[limb] |= v << bit & limbMask
		if bit > limbBits-8 && limb < 8 {
			r[limb+1] = v >> (limbBits - bit)
		}
	}
}

// bytes is a, which is tight, as the big-endian bytes of a number below p.
func (a *element) bytes() (b [coordinateLen]byte) {
	r := *a
	over := r.propagate(0)
	over = r.propagate(over) // at most 1, and then the number is small
	r.propagate(over)        // at most p = 2^521 - 1
	plus1 := r
	r.propagate(plus1.propagate(1)) // p + 1 = 2^521: p becomes 0
	for i := range coordinateLen {
		limb, bit := 8*i/limbBits, 8*i%limbBits
		v := r[limb] >> bit
		if bit > limbBits-8 && limb < 8 {
			v |= r[limb+1] << (limbBits - bit)
		}
		b[coordinateLen-1-i] = byte(v)
	}
	return b
}

// propagate adds a small number and carries through all limbs: eight of 58
// bits and one of 57. It returns what is beyond 2^521, which is to be added to
// the lowest limb.
func (a *element) propagate(over uint64) uint64 {
	for i := range 8 {
		a[i] += over
		over = a[i] >> limbBits
		a[i] &= limbMask
	}
	a[8] += over
	over = a[8] >> (limbBits - 1)
	a[8] &= limbMask >> 1
	return over
}
