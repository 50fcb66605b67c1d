package esp

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestWindow compares the window with a plain model of RFC 4303, Section
// 3.4.3, over random orders of arrival.
func TestWindow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{64, 128, 256, 1024, 4096, 100, 1} {
		w := NewWindow(size)
		effective := uint64(max(size, 64))
		seen, highest := map[uint64]bool{}, uint64(0)
		for i := range 200_000 {
			sequence := uint64(i/4) + random.Uint64N(2*effective)
			if random.IntN(1000) == 0 {
				sequence += random.Uint64N(8 * effective)
			}
			want := sequence != 0 && !seen[sequence] && (sequence > highest || highest-sequence < effective)
			if got := w.Check(sequence); got != want {
				t.Fatalf("window %d: Check(%d) = %t with %d the highest", size, sequence, got, highest)
			}
			if want && random.IntN(8) > 0 {
				w.Accept(sequence)
				seen[sequence] = true
				highest = max(highest, sequence)
			}
			if w.Highest() != highest {
				t.Fatalf("window %d: highest is %d, not %d", size, w.Highest(), highest)
			}
		}
	}
}

func TestWindowEnds(t *testing.T) {
	w := NewWindow(64)
	for _, c := range []struct {
		sequence uint64
		want     bool
	}{
		{0, false}, {1, true}, {1, false}, {64, true}, {2, true}, {65, true}, {1, false},
		{math.MaxUint32, true}, {math.MaxUint32, false}, {math.MaxUint32 - 63, true},
		{math.MaxUint32 - 63, false}, {math.MaxUint32 - 64, false}, {65, false},
	} {
		got := w.Check(c.sequence)
		if got != c.want {
			t.Errorf("Check(%d) = %t", c.sequence, got)
		}
		if got {
			w.Accept(c.sequence)
		}
	}
	off := NewWindow(0)
	for _, sequence := range []uint64{5, 5, 0, 1} {
		if !off.Check(sequence) {
			t.Errorf("without a window %d is refused", sequence)
		}
		off.Accept(sequence)
	}
	if off.Highest() != 5 {
		t.Errorf("highest is %d", off.Highest())
	}
}
