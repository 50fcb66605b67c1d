package nft

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"net/netip"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Priorities of NAT among the hooks, those of every Linux program.
const (
	destinationNAT = -100
	sourceNAT      = 100
)

// Marks of the system's connections by which translations are known: whose
// they are, from which side the first packet came, and by which rule, 0 for
// what went from the inside to the outside as it was.
const (
	natMark      uint32 = 0x6e << 24
	natMarkMask  uint32 = 0xff << 24
	fromOutside  uint32 = 1 << 23
	natRuleMask  uint32 = 1<<22 - 1
	untranslated        = natMark
)

// ruleMark is the mark of what a rule translates.
func ruleMark(r *datapath.NATRule) uint32 {
	h := fnv.New32a()
	h.Write([]byte(r.Text))
	return natMark | max(h.Sum32()&natRuleMask, 1)
}

// Counters of NAT.
const natHits, natMisses = "NAT hits", "NAT misses"

var natCounters = []string{natHits, natMisses}

// nat translates. The first packet of a connection decides, the system does
// the same with the others.
func (f *firewall) nat() {
	n := &f.filter.NAT
	if len(n.Rules) == 0 {
		return
	}
	f.timeouts(&n.Timeouts)
	for _, name := range natCounters {
		f.counter(name)
	}
	const in, out = "NAT in", "NAT out"
	const toGlobal, toLocal = "NAT to global address", "NAT to outside local address" // where packets go
	const fromInside, fromOut = "NAT from inside", "NAT from outside"                 // where they come from
	f.chain(toGlobal)
	f.chain(toLocal)
	f.chain(fromInside)
	f.chain(fromOut)
	for i := range n.Rules {
		r := &n.Rules[i]
		switch {
		case r.Outside:
			f.destination(toLocal, i, r, r.Local, r.LocalPort, r.Global, r.GlobalPort, ruleMark(r))
			f.source(fromOut, i, r, r.Global, r.GlobalPort, r.Local, r.LocalPort, ruleMark(r)|fromOutside)
		case r.Static():
			f.destination(toGlobal, i, r, r.Global, r.GlobalPort, r.Local, r.LocalPort, ruleMark(r)|fromOutside)
			f.source(fromInside, i, r, r.Local, r.LocalPort, r.Global, r.GlobalPort, ruleMark(r))
		default:
			f.dynamic(fromInside, i, r)
		}
	}
	f.rule(fromInside, setMark(untranslated)...)

	f.baseChain(in, "nat", unix.NF_INET_PRE_ROUTING, destinationNAT)
	f.baseChain(out, "nat", unix.NF_INET_POST_ROUTING, sourceNAT)
	f.rule(out, &expr.Meta{Key: expr.MetaKeyMARK, Register: 1}, masked(datapath.MarkMask), equal(word(datapath.Mark)), verdict(expr.VerdictAccept, ""))
	inside, outside := f.arriving(n.Inside), f.arriving(n.Outside)
	for _, d := range outside {
		f.rule(in, slices.Concat(family(false), device(expr.MetaKeyIIFNAME, d), []expr.Any{verdict(expr.VerdictJump, toGlobal)})...)
	}
	for _, d := range inside {
		f.rule(in, slices.Concat(family(false), device(expr.MetaKeyIIFNAME, d), []expr.Any{verdict(expr.VerdictJump, toLocal)})...)
	}
	f.sides(out, n.Outside, inside, fromInside)
	f.sides(out, n.Inside, outside, fromOut)
	for _, o := range n.Outside {
		for _, i := range n.Inside {
			for _, a := range i.Addresses {
				own := address(headers[false].source, datapath.MatchPrefix(netip.PrefixFrom(a, a.BitLen())))
				f.rule(out, slices.Concat(family(false), device(expr.MetaKeyOIFNAME, o.Device), fromHere(), own,
					[]expr.Any{verdict(expr.VerdictJump, fromInside)})...)
			}
		}
	}
	f.forwarded(inside, n.Outside)
	if f.foresees {
		f.foresee(inside, n.Outside)
	}
	f.natInVRFs(outside)
}

// sides has what came by one of some devices and leaves by another judged.
func (f *firewall) sides(chain string, leaving []datapath.NATInterface, arriving []string, judge string) {
	for _, o := range leaving {
		for _, i := range arriving {
			f.rule(chain, slices.Concat(family(false), device(expr.MetaKeyOIFNAME, o.Device), device(expr.MetaKeyIIFNAME, i),
				[]expr.Any{verdict(expr.VerdictJump, judge)})...)
		}
	}
}

// arriving are the devices by which packets of interfaces come in, those that
// SAs carried among them.
func (f *firewall) arriving(list []datapath.NATInterface) []string {
	var devices []string
	for _, n := range list {
		devices = append(append(devices, n.Device), f.decrypted[n.Device]...)
	}
	return devices
}

// destination has packets to one address go to another.
func (f *firewall) destination(chain string, i int, r *datapath.NATRule, from netip.Prefix, fromPort uint16, to netip.Prefix, toPort uint16, mark uint32) {
	parts := address(headers[false].destination, datapath.MatchPrefix(from))
	if r.Protocol != 0 {
		parts = append(parts, protocol(r.Protocol)...)
	}
	if fromPort != 0 {
		parts = append(parts, portRange(2, datapath.ValueRange{First: fromPort, Last: fromPort})...)
	}
	name := f.translation(i, "destination", mark, translateAll(expr.NATTypeDestNAT, to, toPort))
	f.rule(chain, append(parts, verdict(expr.VerdictGoto, name))...)
}

// source has packets from one address come from another, if the rule's
// conditions are met.
func (f *firewall) source(chain string, i int, r *datapath.NATRule, old netip.Prefix, oldPort uint16, to netip.Prefix, toPort uint16, mark uint32) {
	f.judged(chain, append(f.ofVRF(r), from(r, old, oldPort)...), r, f.translation(i, "source", mark, translateAll(expr.NATTypeSourceNAT, to, toPort)), routed)
}

// dynamic has the packets of a list come from an address of a pool.
func (f *firewall) dynamic(chain string, i int, r *datapath.NATRule) {
	mark := setMark(ruleMark(r))
	name := f.translating(i, "source")
	f.judged(chain, f.ofVRF(r), r, name, routed)
	for n, share := range shares(r.Pool) {
		pool := r.Pool[n]
		f.rule(name, slices.Concat(share, mark, translate(&expr.NAT{Type: expr.NATTypeSourceNAT, Persistent: pool.First != pool.Last}, pool.First, pool.Last, 0))...)
	}
}

// shares are the packets that get an address of each range of a pool, as many
// hosts as it has addresses beside the others: neighbours get some of all, and
// the same host always one of the same range.
func shares(pool []datapath.AddressRange) [][]expr.Any {
	if len(pool) == 1 {
		return [][]expr.Any{nil}
	}
	const hosts = 256 // values of the last byte of an address
	pool = pool[:min(len(pool), datapath.MaxRanges)]
	total := 0
	for _, r := range pool {
		total += r.Size()
	}
	list := make([][]expr.Any, len(pool))
	next, sum := 0, 0
	for i, r := range pool {
		sum += r.Size()
		left := len(pool) - 1 - i // which get one at least
		end := min(max(sum*hosts/total, next+1), hosts-left)
		lastByte := &expr.Payload{DestRegister: 1, Base: expr.PayloadBaseNetworkHeader, Offset: 15, Len: 1}
		list[i] = between(lastByte, []byte{byte(next)}, []byte{byte(end - 1)})
		next = end
	}
	return list
}

// judged adds a rule for packets that go to a chain if the conditions of a NAT
// rule are met.
func (f *firewall) judged(chain string, parts []expr.Any, r *datapath.NATRule, to string, at moment) {
	step := verdict(expr.VerdictGoto, to)
	if len(r.When) > 0 {
		step = verdict(expr.VerdictJump, f.conditions(to, r, expr.VerdictGoto, at))
	}
	f.rule(chain, append(parts, step)...)
}

// translation makes the chain that translates: it counts, and says how long
// the translation lives and whose it is.
func (f *firewall) translation(i int, what string, mark uint32, translate []expr.Any) string {
	name := f.translating(i, what)
	f.rule(name, append(setMark(mark), translate...)...)
	return name
}

// translating begins such a chain.
func (f *firewall) translating(i int, what string) string {
	name := fmt.Sprintf("NAT rule %d %s", i, what)
	f.chain(name)
	f.rule(name, count(natMisses), verdict(expr.VerdictJump, livesFor))
	return name
}

func setMark(mark uint32) []expr.Any {
	return []expr.Any{
		&expr.Immediate{Register: 1, Data: word(mark)},
		&expr.Ct{Key: expr.CtKeyMARK, Register: 1, SourceRegister: true},
	}
}

// word is a number as the system has it in its memory.
func word(n uint32) []byte { return binary.NativeEndian.AppendUint32(nil, n) }

// translateAll gives each address of a prefix the one at the same place of
// another of the same length.
func translateAll(kind expr.NATType, to netip.Prefix, port uint16) []expr.Any {
	return translate(&expr.NAT{Type: kind, Prefix: !to.IsSingleIP()}, first(to), last(to), port)
}

// translate is the end of a rule. With Persistent the same address has always
// the same one of several.
func translate(nat *expr.NAT, from, to netip.Addr, port uint16) []expr.Any {
	nat.Family, nat.RegAddrMin = unix.NFPROTO_IPV4, 1
	parts := []expr.Any{&expr.Immediate{Register: 1, Data: from.AsSlice()}}
	if from != to {
		parts = append(parts, &expr.Immediate{Register: 2, Data: to.AsSlice()})
		nat.RegAddrMax = 2
	}
	if port != 0 {
		parts = append(parts, &expr.Immediate{Register: 3, Data: binary.BigEndian.AppendUint16(nil, port)})
		nat.RegProtoMin, nat.Specified = 3, true
	}
	return append(parts, nat)
}

func first(p netip.Prefix) netip.Addr { return p.Masked().Addr() }

func last(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// ofInside is the packets of the inside hosts that a rule is for, whatever its
// conditions say.
func (f *firewall) ofInside(r *datapath.NATRule) []expr.Any {
	parts := f.ofVRF(r)
	if !r.Static() {
		return parts
	}
	return append(parts, from(r, r.Local, r.LocalPort)...)
}

// from is the packets of the rule's protocol from addresses and a port of them, 0:
// from any.
func from(r *datapath.NATRule, source netip.Prefix, port uint16) []expr.Any {
	parts := address(headers[false].source, datapath.MatchPrefix(source))
	if r.Protocol != 0 {
		parts = append(parts, protocol(r.Protocol)...)
	}
	if port != 0 {
		parts = append(parts, portRange(0, datapath.ValueRange{First: port, Last: port})...)
	}
	return parts
}

// forwarded counts, and discards what inside hosts answer to packets that
// reached them untranslated, where NAT would translate the answer: no peer
// knows it any more then.
func (f *firewall) forwarded(inside []string, outside []datapath.NATInterface) {
	const chain, answers, lost = "NAT forwarded", "NAT answers", "NAT lost"
	f.chain(lost)
	f.rule(lost, verdict(expr.VerdictDrop, ""))
	f.chain(answers)
	for i := range f.filter.NAT.Rules {
		r := &f.filter.NAT.Rules[i]
		if r.Outside {
			continue
		}
		judge := lost
		if len(r.When) > 0 {
			judge = f.conditions(fmt.Sprintf("%s %d", lost, i), r, expr.VerdictDrop, routed)
		}
		f.rule(answers, append(f.ofInside(r), verdict(expr.VerdictJump, judge))...)
	}
	f.baseChain(chain, "filter", unix.NF_INET_FORWARD, filterPriority)
	ofNAT := []expr.Any{&expr.Ct{Key: expr.CtKeyMARK, Register: 1}, bitwise(word(natMarkMask), word(0)), equal(word(natMark))}
	ruled := []expr.Any{&expr.Ct{Key: expr.CtKeyMARK, Register: 1}, bitwise(word(natRuleMask), word(0)), &expr.Cmp{Op: expr.CmpOpNeq, Register: 1, Data: word(0)}}
	f.rule(chain, slices.Concat(ofNAT, ruled, []expr.Any{count(natHits)})...)
	for _, o := range outside {
		for _, i := range inside {
			f.rule(chain, slices.Concat(family(false), device(expr.MetaKeyOIFNAME, o.Device), device(expr.MetaKeyIIFNAME, i),
				inDirection(answer), status(sourceNATed|destinationNATed, 0), []expr.Any{verdict(expr.VerdictJump, answers)})...)
		}
	}
}
