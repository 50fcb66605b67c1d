package tun

import (
	"fmt"
	"testing"

	"mainmode/datapath"
)

// TestPassesPackets: both families, inside and outside, raw and in UDP.
func TestPassesPackets(t *testing.T) {
	sizes := []int{1, 64, 1000, 1300, 1400, 1472, 4000, 9000}
	for _, encap := range []bool{false, true} {
		for _, outerIPv6 := range []bool{false, true} {
			for _, selector := range []datapath.Selector{datapath.AnyIPv4, datapath.AnyIPv6} {
				inner6 := selector == datapath.AnyIPv6
				t.Run(fmt.Sprintf("encap=%t/outerIPv6=%t/innerIPv6=%t", encap, outerIPv6, inner6), func(t *testing.T) {
					p := newPair(t, pairOptions{encap: encap, outerIPv6: outerIPv6, selector: selector})
					a, b := p.a.inner4, p.b.inner4
					if inner6 {
						a, b = p.a.inner6, p.b.inner6
					}
					from, to := p.a.listen(a), p.b.listen(b)
					exchange(t, from, to, sizes...)
					exchange(t, to, from, sizes...)
					for _, n := range []*node{p.a, p.b} {
						s := n.driver.Stats().Policies[policyName]
						if s.Encaps < uint64(len(sizes)) || s.Decaps < uint64(len(sizes)) || s.SendErrors != 0 || s.RecvErrors != 0 {
							t.Errorf("%s: %+v", n.ns.Name, s)
						}
					}
				})
			}
		}
	}
}
