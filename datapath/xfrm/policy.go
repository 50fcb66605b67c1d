package xfrm

import (
	"errors"

	"github.com/vishvananda/netlink/nl"

	"mainmode/datapath"
	"mainmode/datapath/remains"
)

// indexNumber is the bits of an index between the mark of ours and the
// direction.
const indexNumber = 1<<21 - 1

// policy is the crypto map entry that SAs serve, by name.
type policy struct {
	name string
	id   uint32 // of its SAs and of its entries in the kernel's policy database
	ifID uint32 // of its xfrm interface, or the key of its VTI; 0: none
	past totals // of the SAs that are gone
	// outbound is the SA that sends, the last that was added; nil: none.
	outbound *association
	losses   uint32 // of all its SAs that send
	expected datapath.Expected
}

// totals counts packets.
type totals struct {
	out, in, outBytes, inBytes uint64
	errors                     uint64 // that came in and were not authentic or replays
}

func (t *totals) add(d datapath.Direction, s datapath.SAStats) {
	if d == datapath.Outbound {
		t.out, t.outBytes = t.out+s.Packets, t.outBytes+s.Bytes
	} else {
		t.in, t.inBytes = t.in+s.Packets, t.inBytes+s.Bytes
		t.errors += s.AuthFailed + s.Replayed
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
		if id := remains.Identifier | n; !used[id] {
			p := &policy{name: name, id: id}
			d.policies[name] = p
			return p, nil
		}
	}
	return nil, errors.New("too many policies")
}

// bind says which interface a state or a policy is for. A VTI marks the packets
// for which it asks for policies and states.
func (d *Driver) bind(req *nl.NetlinkRequest, ifID uint32) {
	switch {
	case ifID == 0:
	case d.vti:
		mark := &nl.XfrmMark{Value: ifID, Mask: ^uint32(0)}
		req.AddData(nl.NewRtAttr(nl.XFRMA_MARK, mark.Serialize()))
	default:
		req.AddData(nl.NewRtAttr(nl.XFRMA_IF_ID, nl.Uint32Attr(ifID)))
	}
}
