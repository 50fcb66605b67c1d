package shell

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// protocolNames are those of translations; others are shown by their number.
var protocolNames = map[uint8]string{0: "---", 1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp"}

func showTranslations(s *Session, c *grammar.ShowIPNATTranslations) error {
	dynamic, err := s.router.driver.Translations()
	if err != nil {
		return err
	}
	if _, err := s.findVRF(c.VRF); err != nil {
		return err
	}
	list := translations(s.router.IR(), dynamic)
	inside := natVRFs(s.router.IR())
	list = slices.DeleteFunc(list, func(t datapath.Translation) bool {
		switch {
		case c.Protocol != "":
			return protocolNames[t.Protocol] != c.Protocol
		case c.Inside != nil:
			return t.InsideLocal.Addr() != c.Inside.Addr()
		case c.Outside != nil:
			return t.OutsideGlobal.Addr() != c.Outside.Addr()
		case c.VRF != nil:
			return inside[t.Rule] != string(*c.VRF)
		}
		return false
	})
	if c.Total {
		fmt.Fprintf(s, "Total number of translations: %d\n", len(list))
		return nil
	}
	writeTranslations(s, list, s.router.IR(), c.Verbose)
	return nil
}

// natVRFs are the VRFs of the inside hosts by the text of the rule that
// translates them.
func natVRFs(ir *compiler.Router) map[string]string {
	vrfs := map[string]string{}
	for i := range ir.NATRules {
		vrfs[ir.NATRules[i].Text] = ir.NATRules[i].VRF
	}
	return vrfs
}

// translations are those of the static lines themselves and the dynamic ones,
// by protocol and inside address.
func translations(ir *compiler.Router, dynamic []datapath.Translation) []datapath.Translation {
	list := slices.Clone(dynamic)
	for i := range ir.NATRules {
		r := &ir.NATRules[i]
		if !r.Static() {
			continue
		}
		t := datapath.Translation{Protocol: r.Protocol, Rule: r.Text}
		local, global := netip.AddrPortFrom(r.Local.Addr(), r.LocalPort), netip.AddrPortFrom(r.Global.Addr(), r.GlobalPort)
		if r.Outside {
			t.OutsideLocal, t.OutsideGlobal = local, global
		} else {
			t.InsideLocal, t.InsideGlobal = local, global
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b datapath.Translation) int {
		return cmp.Or(strings.Compare(protocolNames[b.Protocol], protocolNames[a.Protocol]), a.InsideGlobal.Compare(b.InsideGlobal),
			a.InsideLocal.Compare(b.InsideLocal), a.OutsideGlobal.Compare(b.OutsideGlobal))
	})
	return list
}

// writeTranslations is "show ip nat translations".
func writeTranslations(w io.Writer, list []datapath.Translation, ir *compiler.Router, verbose bool) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(w, "Pro Inside global      Inside local       Outside local      Outside global")
	for i := range list {
		t := &list[i]
		name, known := protocolNames[t.Protocol]
		if !known {
			name = fmt.Sprint(t.Protocol)
		}
		fmt.Fprintf(w, "%-3s %-18s %-18s %-18s %s\n", name, natEnd(t.InsideGlobal), natEnd(t.InsideLocal), natEnd(t.OutsideLocal), natEnd(t.OutsideGlobal))
		if verbose {
			writeTranslationDetail(w, t, ir, i)
		}
	}
}

// natEnd is an address with its port, if it has one.
func natEnd(a netip.AddrPort) string {
	switch {
	case !a.Addr().IsValid():
		return "---"
	case a.Port() == 0:
		return a.Addr().String()
	}
	return a.String()
}

func writeTranslationDetail(w io.Writer, t *datapath.Translation, ir *compiler.Router, id int) {
	kind := "extended"
	if t.Left == 0 {
		fmt.Fprintf(w, "    timeout:0,\n    flags:\nstatic, use_count: 0, entry-id: %d, lc_entries: 0\n", id+1)
		return
	}
	whole := ir.NATTimeout(t)
	if t.InsideGlobal.Port() == 0 {
		kind = "none"
	}
	fmt.Fprintf(w, "    use %s timeout:%d, left %s,\n    flags:\n%s, use_count: 0, entry-id: %d, lc_entries: 0\n",
		clockTime(max(whole-t.Left, 0)), whole.Milliseconds(), clockTime(t.Left), kind, id+1)
}

func clockTime(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

func showNATStatistics(s *Session, _ *grammar.ShowIPNATStatistics) error {
	list, err := s.router.driver.Translations()
	if err != nil {
		return err
	}
	hits, misses := s.router.natCleared.since(s.router.driver)
	writeNATStatistics(s, s.router.IR(), list, hits, misses)
	return nil
}

// writeNATStatistics is "show ip nat statistics".
func writeNATStatistics(w io.Writer, ir *compiler.Router, list []datapath.Translation, hits, misses uint64) {
	static, extended := 0, 0
	used := map[string]int{} // translations by rule
	for i := range ir.NATRules {
		if ir.NATRules[i].Static() {
			static++
			if ir.NATRules[i].Protocol != 0 {
				extended++
			}
		}
	}
	for i := range list {
		used[list[i].Rule]++
	}
	fmt.Fprintf(w, "Total active translations: %d (%d static, %d dynamic; %d extended)\n",
		static+len(list), static, len(list), extended+len(list))
	for _, side := range []string{"Outside", "Inside"} {
		fmt.Fprintf(w, "%s interfaces:\n", side)
		var names []string
		for i := range ir.Interfaces {
			if ir.Interfaces[i].NAT == strings.ToLower(side) {
				names = append(names, ir.Interfaces[i].Name)
			}
		}
		if names != nil {
			fmt.Fprintf(w, "  %s\n", strings.Join(names, ", "))
		}
	}
	fmt.Fprintf(w, "Hits: %d  Misses: %d\n", hits, misses)
	fmt.Fprintf(w, "Expired translations: %d\n", max(int64(misses)-int64(len(list)), 0))
	fmt.Fprintln(w, "Dynamic mappings:")
	heading := "-- Inside Source\n"
	for i := range ir.NATRules {
		if r := &ir.NATRules[i]; !r.Static() {
			fmt.Fprint(w, heading)
			heading = ""
			writeMapping(w, ir, r, used)
		}
	}
}

// writeMapping shows a dynamic rule, and its pool.
func writeMapping(w io.Writer, ir *compiler.Router, r *datapath.NATRule, used map[string]int) {
	f := strings.Fields(strings.TrimPrefix(r.Text, "ip nat inside source ")) // list L pool P ...
	if len(f) < 4 {
		return
	}
	by := strings.Replace(f[0], "list", "access-list", 1)
	fmt.Fprintf(w, "%s %s %s %s refcount %d\n", by, f[1], f[2], f[3], used[r.Text])
	pool := ir.NATPool(f[3])
	if f[2] != "pool" || pool == nil {
		return
	}
	allocated := min(used[r.Text], pool.Size())
	fmt.Fprintf(w, " pool %s: netmask %s\n", pool.Name, maskText(pool.Bits))
	for _, r := range pool.Ranges {
		fmt.Fprintf(w, "\tstart %s end %s\n", r.First, r.Last)
	}
	fmt.Fprintf(w, "\ttype generic, total addresses %d, allocated %d (%d%%), misses 0\n", pool.Size(), allocated, allocated*100/pool.Size())
}

func maskText(bits int) string {
	m := ^uint32(0) << (32 - bits)
	return netip.AddrFrom4([4]byte{byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)}).String()
}

func clearTranslations(s *Session, c *grammar.ClearIPNATTranslation) error {
	return s.router.driver.ClearTranslations(func(t *datapath.Translation) bool {
		switch {
		case c.Inside != nil:
			return t.InsideGlobal.Addr() == c.Inside.Global.Addr() && t.InsideLocal.Addr() == c.Inside.Local.Addr()
		case c.Outside != nil:
			return t.OutsideGlobal.Addr() == c.Outside.Global.Addr() && t.OutsideLocal.Addr() == c.Outside.Local.Addr()
		case c.Ends != nil:
			return protocolNames[t.Protocol] == c.Protocol &&
				t.InsideGlobal == netip.AddrPortFrom(c.Ends.Global.Addr(), uint16(c.Ends.GlobalPort)) &&
				t.InsideLocal == netip.AddrPortFrom(c.Ends.Local.Addr(), uint16(c.Ends.LocalPort))
		}
		return true
	})
}
