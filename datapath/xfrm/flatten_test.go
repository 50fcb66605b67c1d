package xfrm

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"mainmode/datapath"
)

// decide is what a crypto map says of a packet, word for word: the first line
// of an entry decides, a denied packet goes on to the next entry.
func decide(entries []datapath.CryptoEntry, local, remote netip.Addr, protocol uint8, localPort, remotePort uint16) string {
	for _, e := range entries {
		for _, r := range e.Rules {
			if r.Selector.Contains(local, remote, protocol, localPort, remotePort) {
				if r.Policy != "" {
					return r.Policy
				}
				break
			}
		}
	}
	return ""
}

func randomSelector(random *rand.Rand) datapath.Selector {
	prefix := func() netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(random.IntN(16))}), 28+random.IntN(5)).Masked()
	}
	ports := func() datapath.PortRange {
		if random.IntN(2) == 0 {
			return datapath.PortRange{}
		}
		first := uint16(1 + random.IntN(16))
		return datapath.PortRange{First: first, Last: first + uint16(random.IntN(8))}
	}
	s := datapath.Selector{Local: prefix(), Remote: prefix()}
	if random.IntN(2) == 0 {
		s.Protocol, s.LocalPort, s.RemotePort = 17, ports(), ports()
	}
	return s
}

// TestFlatten compares the kernel's first match over the flattened rules, with
// ports as masks, with the crypto map itself, for random maps and packets.
func TestFlatten(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		var entries []datapath.CryptoEntry
		for e := range 1 + random.IntN(3) {
			var entry datapath.CryptoEntry
			for r := range 1 + random.IntN(4) {
				rule := datapath.CryptoRule{Selector: randomSelector(random)}
				if random.IntN(3) > 0 {
					rule.Policy = string(rune('A'+e)) + string(rune('0'+r))
				}
				entry.Rules = append(entry.Rules, rule)
			}
			entries = append(entries, entry)
		}
		rules, err := flatten(entries)
		if err != nil {
			t.Fatal(err)
		}
		for range 100 {
			local := netip.AddrFrom4([4]byte{10, 0, 0, byte(random.IntN(16))})
			remote := netip.AddrFrom4([4]byte{10, 0, 0, byte(random.IntN(16))})
			protocol, localPort, remotePort := uint8(17), uint16(random.IntN(26)), uint16(random.IntN(26))
			if random.IntN(4) == 0 {
				protocol, localPort, remotePort = 1, 0, 0
			}
			got := ""
			for _, r := range rules {
				s := r.Selector
				s.LocalPort, s.RemotePort = datapath.PortRange{}, datapath.PortRange{}
				if s.Contains(local, remote, protocol, 0, 0) && inMasks(r.Selector.LocalPort, localPort) && inMasks(r.Selector.RemotePort, remotePort) {
					got = r.Policy
					break
				}
			}
			if want := decide(entries, local, remote, protocol, localPort, remotePort); got != want {
				t.Fatalf("%v to %v protocol %d ports %d %d: %q, want %q\nentries %+v\nrules %+v", local, remote, protocol, localPort, remotePort, got, want, entries, rules)
			}
		}
	}
}

func inMasks(r datapath.PortRange, port uint16) bool {
	for _, m := range portMasks(r) {
		if port&m.mask == m.port {
			return true
		}
	}
	return false
}

func TestPortMasks(t *testing.T) {
	for _, r := range []datapath.PortRange{{First: 80, Last: 80}, {First: 1, Last: 65535}, {First: 1024, Last: 65535}, {First: 0, Last: 65534}, {First: 137, Last: 139}, {}} {
		masks := portMasks(r)
		for port := range 1 << 16 {
			if got := inMasks(r, uint16(port)); got != r.Contains(uint16(port)) {
				t.Fatalf("%v: port %d: %t", r, port, got)
			}
		}
		if len(masks) > 30 {
			t.Errorf("%v: %d masks", r, len(masks))
		}
	}
}
