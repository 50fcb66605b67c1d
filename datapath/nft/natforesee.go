package nft

import (
	"fmt"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Priorities of what foresees NAT: behind what finds the destination and the VRF
// of a packet, and around what translates its source.
const (
	foreseeing      = destinationNAT + 2
	beforeSourceNAT = sourceNAT - 1
	behindSourceNAT = sourceNAT + 1
)

// foresee marks the packets whose source NAT is going to translate. A crypto map
// is for what NAT makes of a packet, but the system asks its policies when it has
// routed it, and NAT later. Marked ones meet no policy of a crypto map. When NAT
// has its turn the mark is gone, and the system asks once more for each packet
// that NAT has changed. One that it has not changed after all, as it takes another
// way than foreseen, must not leave: no policy was asked for it.
func (f *firewall) foresee(inside []string, outside []datapath.NATInterface) {
	const chain, rules, toTranslate, turn, kept = "NAT foreseen", "NAT foreseen by rule", "NAT foreseen mark", "NAT has its turn", "NAT had its turn"
	f.chain(toTranslate)
	f.rule(toTranslate, changeMark(0, datapath.ToTranslate)...)
	f.chain(rules)
	for i := range f.filter.NAT.Rules {
		r := &f.filter.NAT.Rules[i]
		if r.Outside {
			continue
		}
		name := fmt.Sprintf("%s %d", chain, i)
		f.chain(name)
		f.rule(name, verdict(expr.VerdictGoto, toTranslate))
		f.judged(rules, f.ofInside(r), r, name, unrouted)
	}
	f.baseChain(chain, "filter", unix.NF_INET_PRE_ROUTING, foreseeing)
	for _, d := range inside {
		arrived := slices.Concat(family(false), device(expr.MetaKeyIIFNAME, d))
		for _, known := range changesSource(true) {
			f.rule(chain, slices.Concat(arrived, known, []expr.Any{verdict(expr.VerdictGoto, toTranslate)})...)
		}
		for _, o := range outside {
			f.rule(chain, slices.Concat(arrived, status(confirmed, 0), willLeave(o.Device), []expr.Any{verdict(expr.VerdictJump, rules)})...)
		}
	}
	f.baseChain(turn, "filter", unix.NF_INET_POST_ROUTING, beforeSourceNAT)
	f.rule(turn, append(marked(datapath.ToTranslate), changeMark(datapath.ToTranslate, datapath.Translating)...)...)
	f.baseChain(kept, "filter", unix.NF_INET_POST_ROUTING, behindSourceNAT)
	for _, missing := range changesSource(false) {
		f.rule(kept, slices.Concat(marked(datapath.Translating), missing, []expr.Any{verdict(expr.VerdictDrop, "")})...)
	}
	f.rule(kept, append(marked(datapath.Translating), changeMark(datapath.Translating, 0)...)...)
}

// willLeave is the packets whose route, which the system has not found yet, leads
// to a device.
func willLeave(name string) []expr.Any {
	return named(&expr.Fib{Register: 1, FlagDADDR: true, FlagMARK: true, ResultOIFNAME: true}, name)
}

// marked is the packets that have all bits of a mark.
func marked(bits uint32) []expr.Any {
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyMARK, Register: 1}, masked(bits), equal(word(bits))}
}

// changeMark takes bits from the mark of a packet and adds others.
func changeMark(take, add uint32) []expr.Any {
	return []expr.Any{
		&expr.Meta{Key: expr.MetaKeyMARK, Register: 1}, bitwise(word(^(take | add)), word(add)),
		&expr.Meta{Key: expr.MetaKeyMARK, SourceRegister: true, Register: 1},
	}
}
