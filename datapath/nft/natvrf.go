package nft

import (
	"encoding/binary"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// vrf finds a VRF by its name; without one, or for one that does not exist, the
// zero VRF.
func (f *firewall) vrf(name string) datapath.VRF {
	return (&datapath.Config{VRFs: f.vrfs}).VRF(name)
}

// ofVRF is the packets of the inside hosts that a NAT rule is for: their mark
// says in which VRF they are.
func (f *firewall) ofVRF(r *datapath.NATRule) []expr.Any {
	if len(f.vrfs) == 0 || r.Outside {
		return nil
	}
	mark := &expr.Meta{Key: expr.MetaKeyMARK, Register: 1}
	if r.VRF == "" {
		return []expr.Any{mark, masked(datapath.MarkMask), &expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: word(datapath.VRFMark)}}
	}
	return []expr.Any{mark, masked(datapath.TableMask), equal(word(f.vrf(r.VRF).Table()))}
}

// natInVRFs leads what comes from the outside to the VRF of the inside host, and
// keeps apart the connections of hosts that have the same addresses.
func (f *firewall) natInVRFs(outside []string) {
	const back, apart, beforeTracking = "NAT to VRF", "NAT by VRF", -300
	n := &f.filter.NAT
	made := map[string]bool{}
	base := func(chain string, priority int32) {
		if !made[chain] {
			made[chain] = true
			f.baseChain(chain, "filter", unix.NF_INET_PRE_ROUTING, priority)
		}
	}
	for i := range n.Rules {
		r := &n.Rules[i]
		v := f.vrf(r.VRF)
		if v.ID == 0 {
			continue
		}
		base(back, destinationNAT+1)
		for _, d := range outside {
			f.rule(back, slices.Concat(family(false), device(expr.MetaKeyIIFNAME, d), []expr.Any{
				&expr.Ct{Key: expr.CtKeyMARK, Register: 1}, bitwise(word(natMarkMask|natRuleMask), word(0)), equal(word(ruleMark(r))),
				&expr.Immediate{Register: 1, Data: word(v.PacketMark())},
				&expr.Meta{Key: expr.MetaKeyMARK, SourceRegister: true, Register: 1},
			})...)
		}
	}
	for i := range n.Inside {
		v := f.vrf(n.Inside[i].VRF)
		if v.ID == 0 {
			continue
		}
		base(apart, beforeTracking)
		// What answers comes from the outside.
		f.ending(apart, "ct", attributes{
			number(unix.NFTA_CT_KEY, unix.NFT_CT_ZONE), number(unix.NFTA_CT_SREG, 1), {Type: unix.NFTA_CT_DIRECTION, Data: []byte{original}},
		}, slices.Concat(family(false), device(expr.MetaKeyIIFNAME, n.Inside[i].Device), []expr.Any{
			&expr.Immediate{Register: 1, Data: binary.NativeEndian.AppendUint16(nil, v.ID)},
		})...)
	}
}
