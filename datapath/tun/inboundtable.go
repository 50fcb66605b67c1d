package tun

import (
	"iter"
	"maps"
	"sync/atomic"
)

// inboundTable is the inbound SAs. Packets are looked up without a lock: a
// change replaces one of its parts by a copy, so that what it costs to add an SA
// does not grow with thousands of others.
type inboundTable struct {
	parts [256]atomic.Pointer[map[spiKey]*inboundSA] // by the low byte of the SPI; replaced, never changed
}

func (t *inboundTable) part(spi uint32) *atomic.Pointer[map[spiKey]*inboundSA] {
	return &t.parts[byte(spi)]
}

func (t *inboundTable) lookup(key spiKey) *inboundSA {
	if part := t.part(key.spi).Load(); part != nil {
		return (*part)[key]
	}
	return nil
}

// change has a function change what there is under an SPI. Only one goroutine
// may do so at a time.
func (t *inboundTable) change(spi uint32, do func(map[spiKey]*inboundSA)) {
	part, changed := t.part(spi), map[spiKey]*inboundSA{}
	if old := part.Load(); old != nil {
		maps.Copy(changed, *old)
	}
	do(changed)
	part.Store(&changed)
}

// all is every SA, those in UDP twice.
func (t *inboundTable) all() iter.Seq[*inboundSA] {
	return func(yield func(*inboundSA) bool) {
		for i := range t.parts {
			part := t.parts[i].Load()
			if part == nil {
				continue
			}
			for _, in := range *part {
				if !yield(in) {
					return
				}
			}
		}
	}
}
