package compiler

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"mainmode/datapath"
	"mainmode/grammar"
)

// spelling writes lines as FRR spells them. Where it spells what IOS does, and
// that is nearly everywhere, a line stays what it is.
type spelling struct {
	device func(iface string) (device string, known bool)
	single map[int]string // the number of the only OSPF process, by version
}

// spell returns what FRR is told for a line of a block, "" for global
// configuration; "" is nothing: FRR cannot do otherwise. why names what FRR
// spells in another way than IOS, "": nothing but the names of interfaces and
// hidden passwords.
func (s *spelling) spell(block, text string) (told, why string) {
	positive, no := strings.CutPrefix(revealed(text), "no ")
	words := s.devices(fields(positive))
	if block == "" {
		words, why = s.head(words)
	} else {
		words, why = s.inBlock(fields(block), words, no)
	}
	if len(words) == 0 {
		return "", ""
	}
	told = strings.Join(words, " ")
	if no {
		told = "no " + told
	}
	return told, why
}

// revealed is a line with the password in clear that type 7 hides, which FRR
// does not know.
func revealed(text string) string {
	for _, pattern := range keptPasswords {
		at := endOfPattern(text, pattern)
		if at == 0 || pattern == "key" {
			continue
		}
		if hidden, ok := strings.CutPrefix(text[at:], "7 "); ok {
			if clear, ok := RevealType7(hidden); ok {
				return text[:at] + clear
			}
		}
		return text[:at] + strings.TrimPrefix(text[at:], "0 ")
	}
	return text
}

// beforeInterface are the words behind which an interface is named.
var beforeInterface = []string{"interface", "passive-interface", "update-source", "in", "out"}

// devices replaces the names of interfaces by those of their devices.
func (s *spelling) devices(words []string) []string {
	for i := 1; i < len(words); i++ {
		if !slices.Contains(beforeInterface, words[i-1]) {
			continue
		}
		name, n := words[i], 1
		if i+1 < len(words) && words[i+1][0] >= '0' && words[i+1][0] <= '9' && strings.Trim(name, "0123456789./:") == name {
			name, n = name+words[i+1], 2
		}
		parsed, ok := grammar.ParseInterfaceName(name)
		if !ok {
			continue
		}
		if device, known := s.device(parsed.String()); known && device != "" {
			words = slices.Replace(words, i, i+n, device)
		}
	}
	return words
}

// head spells a global line.
func (s *spelling) head(w []string) (told []string, why string) {
	begins := func(words ...string) bool { return len(w) >= len(words) && slices.Equal(w[:len(words)], words) }
	switch {
	case begins("router", "ospf") && len(w) == 3 && s.single[2] != "":
		return w[:2], "numbers no single OSPF process"
	case begins("router", "ospfv3"), begins("ipv6", "router", "ospf"):
		return []string{"router", "ospf6"}, "calls OSPFv3 ospf6"
	case begins("ipv6", "router", "rip"):
		return []string{"router", "ripng"}, "calls RIP for IPv6 ripng"
	case begins("ip", "as-path", "access-list"), begins("ip", "community-list"), begins("ip", "extcommunity-list"), begins("ip", "large-community-list"):
		return append([]string{"bgp"}, w[1:]...), "begins BGP's lists with bgp"
	}
	return w, ""
}

// inBlock spells a line of a block whose first line are the words head.
func (s *spelling) inBlock(head, w []string, no bool) (told []string, why string) {
	protocol := ""
	switch {
	case len(head) > 1 && head[0] == "router":
		protocol = head[1]
	case len(head) > 2 && head[1] == "router":
		protocol = head[2] + "v6"
	case head[0] == "interface":
		return s.onInterface(w)
	}
	switch {
	case no && (w[0] == "auto-summary" || w[0] == "synchronization"):
		return nil, "" // as FRR is
	case w[0] == "redistribute":
		return s.redistribute(protocol, w)
	case w[0] == "network" && protocol != "bgp":
		return networkPrefix(protocol, w)
	case w[0] == "area" && len(w) > 4 && w[2] == "range":
		if p, ok := maskPrefix(w[3], w[4], false); ok {
			return slices.Replace(w, 3, 5, p.String()), "writes prefixes"
		}
	case w[0] == "summary-address" && len(w) > 2:
		if p, ok := maskPrefix(w[1], w[2], false); ok {
			return slices.Replace(w, 1, 3, p.String()), "writes prefixes"
		}
	case w[0] == "router-id" && (protocol == "ospfv3" || protocol == "ospfv6"):
		return append([]string{"ospf6"}, w...), "calls OSPFv3 ospf6"
	}
	return w, ""
}

// onInterface spells a line of an interface.
func (s *spelling) onInterface(w []string) (told []string, why string) {
	switch {
	case len(w) > 3 && w[0] == "ip" && w[1] == "ospf" && w[2] == s.single[2] && w[3] == "area":
		return slices.Delete(w, 2, 3), "numbers no single OSPF process"
	case len(w) == 5 && w[0] == "ip" && (w[1] == "hello-interval" || w[1] == "hold-time") && w[2] == "eigrp":
		return slices.Delete(w, 3, 4), "numbers no process in the times of EIGRP"
	case len(w) > 2 && w[0] == "ipv6" && w[1] == "ospf":
		return s.ospf6(w[2:]), "calls OSPFv3 ospf6"
	case len(w) > 3 && w[0] == "ospfv3" && slices.Contains(w, "ipv6"):
		return s.ospf6(slices.DeleteFunc(w[1:], func(word string) bool { return word == "ipv6" })), "calls OSPFv3 ospf6"
	}
	return w, ""
}

// ospf6 is what an interface says of OSPFv3.
func (s *spelling) ospf6(w []string) []string {
	if w[0] == s.single[3] {
		w = w[1:]
	}
	return append([]string{"ipv6", "ospf6"}, w...)
}

// redistribute spells "redistribute".
func (s *spelling) redistribute(protocol string, w []string) (told []string, why string) {
	w = slices.Clone(w)
	if i := slices.Index(w, "subnets"); i > 0 { // FRR knows no classes
		w, why = slices.Delete(w, i, i+1), "always redistributes subnets"
	}
	if len(w) < 2 {
		return w, why
	}
	switch w[1] {
	case "static":
		w[1], why = "kernel", "finds mainmode's static routes in the kernel"
	case "eigrp", "isis", "rip":
		if len(w) > 2 && w[1] != "rip" && (isNumber(w[2]) || w[1] == "isis" && !strings.HasPrefix(w[2], "metric")) {
			w, why = slices.Delete(w, 2, 3), "numbers no process in redistribute"
		}
	case "ospf":
		if len(w) > 2 && w[2] == s.single[2] {
			w, why = slices.Delete(w, 2, 3), "numbers no single OSPF process"
		}
	}
	return w, why
}

func isNumber(word string) bool {
	_, err := strconv.Atoi(word)
	return err == nil
}

// networkPrefix spells the network of an interior protocol, which IOS writes
// with a wildcard, or as one of class A, B or C.
func networkPrefix(protocol string, w []string) (told []string, why string) {
	const reason = "writes prefixes"
	if len(w) > 2 {
		if p, ok := maskPrefix(w[1], w[2], true); ok {
			return slices.Replace(w, 1, 3, p.String()), reason
		}
		return w, ""
	}
	if len(w) < 2 || protocol == "ospf" {
		return w, ""
	}
	if a, err := netip.ParseAddr(w[1]); err == nil && a.Is4() && datapath.Classful(a).IsValid() {
		return []string{w[0], datapath.Classful(a).String()}, reason
	}
	return w, ""
}

// maskPrefix is an address with a mask, or a wildcard, as a prefix; false for
// what is none.
func maskPrefix(address, mask string, wildcard bool) (p netip.Prefix, ok bool) {
	a, err := netip.ParseAddr(address)
	m, maskErr := netip.ParseAddr(mask)
	if err != nil || maskErr != nil || !a.Is4() || !m.Is4() {
		return p, false
	}
	if wildcard {
		b := m.As4()
		for i := range b {
			b[i] = ^b[i]
		}
		m = netip.AddrFrom4(b)
	}
	if !(grammar.Mask{}).Accepts(m.String()) {
		return p, false
	}
	return netip.PrefixFrom(a, grammar.Mask(m).Bits()).Masked(), true
}
