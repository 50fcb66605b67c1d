package esp

import "math/bits"

const (
	minWindow = 64
	maxWindow = 4096
	wordBits  = 64
)

// A Window is the anti-replay window of RFC 4303, Section 3.4.3, kept as RFC
// 6479 describes: a ring of words which is one word longer than the window, so
// that moving it clears whole words and shifts nothing. The zero Window
// accepts everything. It is not safe for concurrent use.
type Window struct {
	ring    []uint64 // a power of two
	size    uint64
	highest uint64
}

// NewWindow returns a window of that many packets, 64 to 4096; what is outside
// is moved to the nearer end. With 0 there is no replay detection.
func NewWindow(size int) Window {
	if size <= 0 {
		return Window{}
	}
	size = min(max(size, minWindow), maxWindow)
	words := (size+wordBits-1)/wordBits + 1
	return Window{ring: make([]uint64, 1<<bits.Len(uint(words-1))), size: uint64(size)}
}

// Highest sequence number accepted.
func (w *Window) Highest() uint64 { return w.highest }

// Extend is the sequence number of 64 bits that a packet has, of which the lower
// half is known: the one that lies in the window or else is newer, RFC 4303,
// Appendix A2.
func (w *Window) Extend(low uint32) uint64 {
	const half = 1 << 32
	high := w.highest &^ (half - 1)
	bottom := uint32(w.highest - w.size + 1)
	switch spans := uint32(w.highest) < uint32(w.size-1); {
	case !spans && low < bottom:
		high += half
	case spans && low >= bottom && high > 0:
		high -= half
	}
	return high | uint64(low)
}

// Check reports whether the packet is new, and changes nothing: the sequence
// number of a packet is not to be believed before its ICV is verified.
func (w *Window) Check(sequence uint64) bool {
	if w.ring == nil || sequence > w.highest {
		return true
	}
	// The sender's first packet has the number 1, RFC 4303, Section 3.3.3.
	if sequence == 0 || w.highest-sequence >= w.size {
		return false
	}
	word, bit := w.at(sequence)
	return *word&bit == 0
}

// Accept notes the packet, for which Check reported true.
func (w *Window) Accept(sequence uint64) {
	if w.ring == nil {
		w.highest = max(w.highest, sequence)
		return
	}
	if sequence > w.highest {
		from, to := w.highest/wordBits, sequence/wordBits
		for i := range min(to-from, uint64(len(w.ring))) {
			w.ring[(to-i)%uint64(len(w.ring))] = 0
		}
		w.highest = sequence
	}
	word, bit := w.at(sequence)
	*word |= bit
}

func (w *Window) at(sequence uint64) (word *uint64, bit uint64) {
	return &w.ring[sequence/wordBits%uint64(len(w.ring))], 1 << (sequence % wordBits)
}
