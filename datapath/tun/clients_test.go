package tun

import (
	"net/netip"
	"testing"

	"mainmode/datapath"
)

func TestSenderOfSeveralClients(t *testing.T) {
	sa := func(remote string) *outboundSA {
		return &outboundSA{association: &association{SA: datapath.SA{Selector: datapath.Selector{
			Local: netip.MustParsePrefix("0.0.0.0/0"), Remote: netip.MustParsePrefix(remote),
		}}}}
	}
	first, second, renewed, network := sa("10.9.9.1/32"), sa("10.9.9.2/32"), sa("10.9.9.1/32"), sa("10.8.0.0/16")
	p := &policy{}
	to := func(address string) *outboundSA {
		return p.sender(&flow{source: netip.MustParseAddr("192.0.2.1"), destination: netip.MustParseAddr(address)})
	}
	if to("10.9.9.1") != nil {
		t.Error("a policy without SAs has a sender")
	}
	for _, step := range []struct {
		name     string
		outbound []*outboundSA
		want     map[string]*outboundSA
	}{
		{"one client", []*outboundSA{first}, map[string]*outboundSA{"10.9.9.1": first}},
		{"two clients", []*outboundSA{first, second}, map[string]*outboundSA{"10.9.9.1": first, "10.9.9.2": second}},
		{"a network", []*outboundSA{first, network, second, renewed},
			map[string]*outboundSA{"10.9.9.1": renewed, "10.9.9.2": second, "10.8.3.4": network}},
		{"one is gone", []*outboundSA{second, renewed}, map[string]*outboundSA{"10.9.9.1": renewed, "10.9.9.2": second}},
		{"renewed only", []*outboundSA{first, renewed}, map[string]*outboundSA{"10.9.9.1": renewed}},
	} {
		p.outbound = step.outbound
		p.publish()
		for address, want := range step.want {
			if to(address) != want {
				t.Errorf("%s: wrong SA for %s", step.name, address)
			}
		}
	}
}
