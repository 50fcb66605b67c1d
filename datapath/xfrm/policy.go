package xfrm

import (
	"errors"

	"mainmode/datapath"
)

// ours are the upper sixteen bits of every identifier that we give.
const ours = 0x6d6d0000

func isOurs(id uint32) bool { return id&0xffff0000 == ours }

// policy is the crypto map entry that SAs serve, by name.
type policy struct {
	name string
	id   uint32 // of its SAs and of its entries in the kernel's policy database
	ifID uint32 // of its xfrm interface, 0: none
	past totals // of the SAs that are gone
	// outbound is the SA that sends, the last that was added; nil: none.
	outbound *association
}

// totals counts packets.
type totals struct{ out, in uint64 }

func (t *totals) add(d datapath.Direction, packets uint64) {
	if d == datapath.Outbound {
		t.out += packets
	} else {
		t.in += packets
	}
}

// policy returns the one of that name, new if need be.
func (d *Driver) policy(name string) (*policy, error) {
	if p := d.policies[name]; p != nil {
		return p, nil
	}
	used := map[uint32]bool{}
	for _, p := range d.policies {
		used[p.id] = true
	}
	for n := uint32(1); n <= 0xffff; n++ {
		if id := ours | n; !used[id] {
			p := &policy{name: name, id: id}
			d.policies[name] = p
			return p, nil
		}
	}
	return nil, errors.New("too many policies")
}
