package nft

import (
	"fmt"

	"github.com/google/nftables/expr"

	"mainmode/datapath"
)

// moment is when the conditions of NAT rules are looked at.
type moment struct {
	leaves func(device string) []expr.Any // the packets that leave by a device
	tells  telling
}

var (
	routed   = moment{func(d string) []expr.Any { return device(expr.MetaKeyOIFNAME, d) }, counted}
	unrouted = moment{willLeave, silent} // the lines count what meets them later
)

// conditions makes the chains that decide whether a NAT rule is for a packet:
// it goes on to the chain named, or is dropped there; else it comes back to
// whence the rule was asked. Returned is the chain to begin at.
//
// Every step is a goto, so that one return leaves all of them. They are made
// from the last to the first, as each names the next.
func (f *firewall) conditions(name string, r *datapath.NATRule, fate expr.VerdictKind, at moment) string {
	target := name
	if fate == expr.VerdictDrop {
		target = ""
	}
	next := verdict(expr.VerdictReturn, "")
	for i := len(r.When) - 1; i >= 0; i-- {
		c := &r.When[i]
		met := verdict(expr.VerdictReturn, "")
		if c.Permit {
			met = verdict(fate, target)
		}
		next = f.condition(fmt.Sprintf("%s condition %d", name, i), c, met, next, at)
	}
	f.chain(name + " conditions")
	f.rule(name+" conditions", next)
	return name + " conditions"
}

// condition makes the chains of one condition: what becomes of packets that
// meet it, and of the others. Returned is the step to it.
func (f *firewall) condition(name string, c *datapath.NATCondition, met, otherwise expr.Any, at moment) expr.Any {
	step := met
	if len(c.Lists) > 0 {
		step = otherwise
		for i := len(c.Lists) - 1; i >= 0; i-- {
			list := f.filter.List(c.Lists[i], false)
			if list == nil {
				continue
			}
			chain, after := fmt.Sprintf("%s list %s", name, list.Name), step
			f.list(chain, list, at.tells, func(e *datapath.AccessEntry) expr.Any {
				if e.Permit {
					return met
				}
				return after
			}, after)
			step = verdict(expr.VerdictGoto, chain)
		}
	}
	if len(c.Devices) == 0 {
		return step
	}
	chain := name + " devices"
	f.chain(chain)
	for _, d := range c.Devices {
		f.rule(chain, append(at.leaves(d), step)...)
	}
	f.rule(chain, otherwise)
	return verdict(expr.VerdictGoto, chain)
}
