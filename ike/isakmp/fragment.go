package isakmp

import (
	"encoding/binary"
	"errors"

	"golang.org/x/crypto/cryptobyte"
)

// Fragment is a piece of a message that was too long for its path: Cisco's IKE
// fragmentation, which no RFC describes. It is the only payload of a clear
// message with the cookies, exchange type and message ID of the whole one.
type Fragment struct {
	ID     uint16 // the same in all fragments of a message
	Number uint8  // from 1
	Flags  uint8  // FragmentLast; what other bits mean nobody says
	Data   []byte
}

// FragmentLast is the flag of the last fragment of a message.
const FragmentLast = 1

// Last reports whether no fragment follows.
func (p *Fragment) Last() bool { return p.Flags&FragmentLast != 0 }

// Type is TypeFragment.
func (*Fragment) Type() PayloadType { return TypeFragment }

// fragmentHeaderLen is what a fragment payload has before its data, without
// the generic header.
const fragmentHeaderLen = 4

var errEmptyFragment = errors.New("fragment without data")

func parseFragment(body []byte) (*Fragment, error) {
	s := cryptobyte.String(body)
	var f Fragment
	if !s.ReadUint16(&f.ID) || !s.ReadUint8(&f.Number) || !s.ReadUint8(&f.Flags) {
		return nil, ErrTruncated
	}
	if f.Number == 0 {
		return nil, errors.New("fragments are numbered from 1")
	}
	if len(s) == 0 {
		return nil, errEmptyFragment
	}
	f.Data = s
	return &f, nil
}

func (p *Fragment) marshal(b *cryptobyte.Builder) {
	b.AddUint16(p.ID)
	b.AddUint8(p.Number)
	b.AddUint8(p.Flags)
	b.AddBytes(p.Data)
}

// FragmentOverhead is by how much a fragment is longer than its data.
const FragmentOverhead = HeaderLen + genericHeaderLen + fragmentHeaderLen

// Split cuts a message into datagrams of at most size bytes, which must be
// more than FragmentOverhead. It returns nil if the message needs more than
// 255 of them.
func Split(message []byte, id uint16, size int) [][]byte {
	h, err := ParseHeader(message)
	step := size - FragmentOverhead
	if err != nil || step <= 0 || len(message) > 255*step {
		return nil
	}
	h.Flags &^= Encryption
	var datagrams [][]byte
	for n := uint8(1); len(message) > 0; n++ {
		data := message[:min(step, len(message))]
		message = message[len(data):]
		f := &Fragment{ID: id, Number: n, Data: data}
		if len(message) == 0 {
			f.Flags = FragmentLast
		}
		datagrams = append(datagrams, Marshal(h, []Payload{f}))
	}
	return datagrams
}

// Capabilities that follow the fragmentation vendor ID.
const (
	FragmentationMain       = 0x80000000 // for main mode
	FragmentationAggressive = 0x40000000
)

// FragmentationVendorID says that the sender knows IKE fragmentation in both
// modes.
func FragmentationVendorID() *VendorID {
	id := []byte(vendorIDs[VendorFragmentation])
	return &VendorID{Data: binary.BigEndian.AppendUint32(id, FragmentationMain|FragmentationAggressive)}
}
