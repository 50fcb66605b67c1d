package xfrm

import (
	"errors"

	"github.com/vishvananda/netlink/nl"

	"mainmode/datapath"
)

// ours are the upper sixteen bits of every identifier that we give.
const ours = 0x6d6d0000

// oursIndex are the upper eight bits of the indexes of our policies, also of
// those that have no identifier because they let packets pass in clear.
const (
	oursIndex   = 0x6d000000
	indexNumber = 1<<21 - 1 // the bits between them and the direction
)

func isOursIndex(index uint32) bool { return index&0xff000000 == oursIndex }

// linkGroup is the group (IFLA_GROUP) of the devices that we make: "ip link
// show group 27757" lists them.
const linkGroup = ours >> 16

func isOurs(id uint32) bool { return id&0xffff0000 == ours }

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
type totals struct{ out, in, outBytes, inBytes uint64 }

func (t *totals) add(d datapath.Direction, packets, bytes uint64) {
	if d == datapath.Outbound {
		t.out, t.outBytes = t.out+packets, t.outBytes+bytes
	} else {
		t.in, t.inBytes = t.in+packets, t.inBytes+bytes
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
