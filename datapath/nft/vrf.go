package nft

import (
	"encoding/binary"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// vrfTable is the name of the table that marks the packets of VRFs.
const vrfTable = Table + "-vrf"

// SetVRFs has what comes in by devices marked, before it is routed. It replaces
// what was set before.
func (f *Filter) SetVRFs(marks map[string]uint32) error {
	b := begin(unix.NFPROTO_INET, vrfTable)
	if len(marks) > 0 {
		b.addTable()
		b.baseChain(vrfChain, "filter", unix.NF_INET_PRE_ROUTING, rawPriority)
	}
	for device, mark := range marks {
		name := make([]byte, unix.IFNAMSIZ)
		copy(name, device)
		b.rule(vrfChain,
			&expr.Meta{Key: expr.MetaKeyIIFNAME, Register: 1}, equal(name),
			&expr.Immediate{Register: 1, Data: binary.NativeEndian.AppendUint32(nil, mark)},
			&expr.Meta{Key: expr.MetaKeyMARK, SourceRegister: true, Register: 1})
	}
	c, err := f.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return b.commit(c)
}

const (
	vrfChain = "vrf"
	// rawPriority is before connection tracking.
	rawPriority = -300
)
