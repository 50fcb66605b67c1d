package nft

import (
	"fmt"

	"github.com/google/nftables/expr"

	"mainmode/datapath"
)

// conditions makes the chains that decide whether a NAT rule is for a packet:
// it goes on to the chain named, or is dropped there; else it comes back to
// whence the rule was asked. Returned is the chain to begin at.
//
// Every step is a goto, so that one return leaves all of them. They are made
// from the last to the first, as each names the next.
func (f *firewall) conditions(name string, r *datapath.NATRule, fate expr.VerdictKind) string {
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
		next = f.condition(fmt.Sprintf("%s condition %d", name, i), c, met, next)
	}
	f.chain(name + " conditions")
	f.rule(name+" conditions", next)
	return name + " conditions"
}

// condition makes the chains of one condition: what becomes of packets that
// meet it, and of the others. Returned is the step to it.
func (f *firewall) condition(name string, c *datapath.NATCondition, met, otherwise expr.Any) expr.Any {
	step := met
	if len(c.Lists) > 0 {
		step = otherwise
		for i := len(c.Lists) - 1; i >= 0; i-- {
			list := f.filter.List(c.Lists[i], false)
			if list == nil {
				continue
			}
			chain, after := fmt.Sprintf("%s list %s", name, list.Name), step
			f.list(chain, list, false, func(e *datapath.AccessEntry) expr.Any {
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
		f.rule(chain, append(device(expr.MetaKeyOIFNAME, d), step)...)
	}
	f.rule(chain, otherwise)
	return verdict(expr.VerdictGoto, chain)
}
