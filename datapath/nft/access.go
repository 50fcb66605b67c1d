package nft

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// firewall makes the rules.
type firewall struct {
	*batch
	*ruleset
	logging          bool            // the packets of lines that log are heard of
	chains, counters map[string]bool // those that are made already
}

// Priorities of the hooks. What comes in is looked at before the system puts
// fragments together and NAT changes addresses; what goes out, after NAT.
const (
	beforeDefragmentation = -450
	filterPriority        = 0
	afterSourceNAT        = 150
)

// refuse discards, with an ICMP message unless the interface by which the
// packet came sends none; discard never does.
const refuse, discard = "refuse", "discard"

// inbound filters what comes in. What the kernel has decrypted, and comes once more
// by the device by which it came in ESP, was looked at before: "Crypto Access
// Check on Clear-Text Packets" of IOS 12.3(8)T.
func (f *firewall) inbound() {
	groups := f.groups(false)
	if len(groups) == 0 {
		return
	}
	const chain = "in"
	f.baseChain(chain, "filter", unix.NF_INET_PRE_ROUTING, beforeDefragmentation)
	f.refusals()
	for _, g := range groups {
		parts := device(expr.MetaKeyIIFNAME, g.Device)
		if !slices.Contains(f.direct, g.Device) {
			f.rule(chain, slices.Concat(parts, []expr.Any{&expr.Meta{Key: secpath, Register: 1}, equal([]byte{1}), verdict(expr.VerdictAccept, "")})...)
		}
		f.rule(chain, slices.Concat(parts, family(g.IPv6), []expr.Any{verdict(expr.VerdictJump, f.filterChain(&g, refuse))})...)
	}
}

// outbound filters what is forwarded to an interface. On the outside of NAT
// the list sees the addresses that NAT gives, when it is too late for an ICMP
// message.
func (f *firewall) outbound() {
	const forward, translated = "out", "out translated"
	for _, g := range f.groups(true) {
		chain, to := forward, refuse
		if !g.IPv6 && slices.ContainsFunc(f.filter.NAT.Outside, func(o datapath.NATInterface) bool { return o.Device == g.Device }) {
			chain, to = translated, discard
		}
		if !f.chains[chain] {
			f.chains[chain] = true
			f.refusals()
			if chain == forward {
				f.baseChain(chain, "filter", unix.NF_INET_FORWARD, filterPriority)
			} else {
				f.baseChain(chain, "filter", unix.NF_INET_POST_ROUTING, afterSourceNAT)
			}
		}
		parts := slices.Concat(device(expr.MetaKeyOIFNAME, g.Device), family(g.IPv6))
		if chain == translated {
			f.rule(chain, slices.Concat(parts, fromHere(), []expr.Any{verdict(expr.VerdictAccept, "")})...)
			for _, p := range []uint8{unix.IPPROTO_ESP, unix.IPPROTO_GRE} {
				f.rule(chain, slices.Concat(parts, protocol(p), ownSource(), []expr.Any{verdict(expr.VerdictAccept, "")})...)
			}
		}
		f.protected(chain, parts, g.Device)
		f.rule(chain, append(parts, verdict(expr.VerdictJump, f.filterChain(&g, to)))...)
	}
}

// fromHere is the packets that the router makes: they came by no device.
func fromHere() []expr.Any {
	return []expr.Any{&expr.Meta{Key: expr.MetaKeyIIF, Register: 1}, equal(word(0))}
}

// ownSource is the packets that have a source address of the router's, as
// those that a tunnel of the kernel makes do.
func ownSource() []expr.Any {
	return []expr.Any{
		&expr.Fib{Register: 1, FlagSADDR: true, ResultADDRTYPE: true},
		equal(word(unix.RTN_LOCAL)),
	}
}

// groups are those of a direction whose lists exist, by device.
func (f *firewall) groups(out bool) []datapath.AccessGroup {
	var list []datapath.AccessGroup
	for _, g := range f.filter.Groups {
		if g.Out == out && f.filter.List(g.List, g.IPv6) != nil {
			list = append(list, g)
		}
	}
	slices.SortStableFunc(list, func(a, b datapath.AccessGroup) int { return cmp.Compare(a.Device, b.Device) })
	return list
}

// refusals makes the chains refuse and discard.
func (f *firewall) refusals() {
	if f.chains[refuse] {
		return
	}
	f.chains[refuse] = true
	f.chain(refuse)
	f.chain(discard)
	f.rule(discard, verdict(expr.VerdictDrop, ""))
	for _, s := range f.filter.Silent {
		f.rule(refuse, slices.Concat(device(expr.MetaKeyIIFNAME, s.Device), family(s.IPv6), []expr.Any{verdict(expr.VerdictDrop, "")})...)
	}
	f.rule(refuse, &expr.Reject{Type: unix.NFT_REJECT_ICMPX_UNREACH, Code: unix.NFT_REJECT_ICMPX_ADMIN_PROHIBITED})
}

// filterChain is the chain of an access list that lets packets pass or sends
// them to another.
func (f *firewall) filterChain(g *datapath.AccessGroup, denied string) string {
	name := fmt.Sprintf("%s %s or %s", familyName(g.IPv6), g.List, denied)
	tells := counted
	if f.logging {
		tells = logged
	}
	f.list(name, f.filter.List(g.List, g.IPv6), tells, func(e *datapath.AccessEntry) expr.Any {
		if e.Permit {
			return verdict(expr.VerdictAccept, "")
		}
		return verdict(expr.VerdictGoto, denied)
	}, verdict(expr.VerdictGoto, denied))
	return name
}

// telling is what is kept of the packets that meet an access list.
type telling int

const (
	silent  telling = iota
	counted         // by each line
	logged          // by the lines that log, too
)

// list makes a chain of an access list: what becomes of the packets of a line,
// and of those that no line is for.
func (f *firewall) list(chain string, l *datapath.AccessList, tells telling, fate func(*datapath.AccessEntry) expr.Any, otherwise expr.Any) {
	if f.chains[chain] {
		return
	}
	f.chains[chain] = true
	f.chain(chain)
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Match.Never {
			continue
		}
		end := []expr.Any{fate(e)}
		if tells >= counted {
			end = []expr.Any{f.counterOf(l, e), fate(e)}
		}
		if e.Match.Undetermined {
			to := fmt.Sprintf("%s undetermined %d", chain, e.Sequence)
			last := [][]expr.Any{end}
			if tells >= logged && e.Log {
				last = [][]expr.Any{logs(l, e), end}
			}
			f.undetermined(to, last...)
			for _, parts := range headerFits(&e.Match) {
				f.rule(chain, append(parts, verdict(expr.VerdictJump, to))...)
			}
			continue
		}
		for _, parts := range fits(&e.Match) {
			if tells >= logged && e.Log {
				f.rule(chain, slices.Concat(parts, logs(l, e))...)
			}
			f.rule(chain, append(parts, end...)...)
		}
		if e.Permit && !e.Match.Fragments && looksInside(&e.Match) {
			for _, parts := range laterFits(&e.Match) {
				f.rule(chain, append(parts, end...)...)
			}
		}
	}
	if l.IPv6 {
		const solicitation, advertisement = 135, 136 // RFC 4861, Section 4
		for _, kind := range []byte{solicitation, advertisement} {
			parts := append(protocol(unix.IPPROTO_ICMPV6), transportByte(0, kind)...)
			f.rule(chain, append(parts, fate(&datapath.AccessEntry{Permit: true}))...)
		}
	}
	f.rule(chain, otherwise)
}

// counterOf counts the packets of a line.
func (f *firewall) counterOf(l *datapath.AccessList, e *datapath.AccessEntry) expr.Any {
	name := counterName(l, e)
	if !f.counters[name] {
		f.counters[name] = true
		f.counter(name)
	}
	return count(name)
}

// protected has a chain of packets that leave by a device let pass what a
// crypto map of the device is to protect.
func (f *firewall) protected(chain string, parts []expr.Any, device string) {
	for i := range f.crypto {
		m := &f.crypto[i]
		if m.Device != device {
			continue
		}
		theirs := slices.Clone(parts)
		marked := func(op expr.CmpOp, mark uint32) {
			theirs = append(theirs, &expr.Meta{Key: expr.MetaKeyMARK, Register: 1}, masked(datapath.TableMask), &expr.Cmp{Op: op, Register: 1, Data: word(mark)})
		}
		if mark := f.foreign[m.Place()]; mark != 0 {
			marked(expr.CmpOpEq, mark)
		} else {
			for place, mark := range f.foreign {
				if place.Device == device {
					marked(expr.CmpOpNeq, mark)
				}
			}
		}
		for j := range m.Entries {
			f.rule(chain, append(slices.Clone(theirs), verdict(expr.VerdictJump, f.protectedBy(m, j)))...)
		}
	}
}

// protectedBy is the chain of an entry that lets pass what it protects.
func (f *firewall) protectedBy(m *datapath.CryptoMap, entry int) string {
	name := fmt.Sprintf("crypto map %s %s %d", m.Name, m.Device, entry)
	if mark := f.foreign[m.Place()]; mark != 0 {
		name += fmt.Sprintf(" mark 0x%x", mark)
	}
	if f.chains[name] {
		return name
	}
	f.chains[name] = true
	f.chain(name)
	for _, r := range m.Entries[entry].Rules {
		switch {
		case r.Negotiated:
		case r.Policy == "":
			f.rule(name, append(match(r.Selector, false), verdict(expr.VerdictReturn, ""))...)
		default:
			f.rule(name, append(match(r.Selector, false), verdict(expr.VerdictAccept, ""))...)
		}
	}
	return name
}

func familyName(ipv6 bool) string {
	if ipv6 {
		return "IPv6 list"
	}
	return "list"
}
