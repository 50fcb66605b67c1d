package shell

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
)

// showVRF shows all VRFs by their names, or one.
func (s *Session) showVRF(only *grammar.Word, write func(io.Writer, []compiler.VRF)) error {
	list := slices.Clone(s.router.IR().VRFs)
	slices.SortFunc(list, func(a, b compiler.VRF) int { return strings.Compare(a.Name, b.Name) })
	if only != nil {
		list = slices.DeleteFunc(list, func(v compiler.VRF) bool { return v.Name != string(*only) })
		if len(list) == 0 {
			return refusal(fmt.Sprintf("%% No VRF named %s", *only))
		}
	}
	write(s, list)
	return nil
}

// distinguisher is the RD as the tables have it.
func distinguisher(v *compiler.VRF) string {
	if v.Distinguisher == "" {
		return "<not set>"
	}
	return v.Distinguisher
}

func protocols(v *compiler.VRF) string {
	var list []string
	if v.IPv4 {
		list = append(list, "ipv4")
	}
	if v.IPv6 {
		list = append(list, "ipv6")
	}
	return strings.Join(list, ",")
}

// writeVRFs is "show vrf".
func writeVRFs(w io.Writer, list []compiler.VRF) {
	fmt.Fprint(w, "  Name                             Default RD            Protocols   Interfaces\n")
	for i := range list {
		v := &list[i]
		writeMembers(w, fmt.Sprintf("  %-32s %-21s %-11s ", v.Name, distinguisher(v), protocols(v)), v)
	}
}

// writeIPVRFs is "show ip vrf".
func writeIPVRFs(w io.Writer, list []compiler.VRF) {
	fmt.Fprint(w, "  Name                             Default RD            Interfaces\n")
	for i := range list {
		v := &list[i]
		writeMembers(w, fmt.Sprintf("  %-32s %-21s ", v.Name, distinguisher(v)), v)
	}
}

// writeMembers writes the interfaces of a VRF below each other.
func writeMembers(w io.Writer, begin string, v *compiler.VRF) {
	first := ""
	if len(v.Interfaces) > 0 {
		first = shortName(v.Interfaces[0])
	}
	fmt.Fprintf(w, "%s%s\n", begin, first)
	for _, name := range v.Interfaces[min(1, len(v.Interfaces)):] {
		fmt.Fprintf(w, "%*s%s\n", len(begin), "", shortName(name))
	}
}

// writeIPVRFInterfaces is "show ip vrf interfaces".
func writeIPVRFInterfaces(w io.Writer, list []compiler.VRF, states []interfaceState) {
	fmt.Fprint(w, "Interface              IP-Address      VRF                              Protocol\n")
	for i := range list {
		for _, name := range list[i].Interfaces {
			for j := range states {
				if st := &states[j]; st.Name == name {
					fmt.Fprintf(w, "%-22s %-15s %-32s %-8s\n", shortName(name), formatAddr(st.IPv4, "unassigned"), list[i].Name, st.protocol())
				}
			}
		}
	}
}

// writeIPVRFDetail is "show ip vrf detail", which is about IPv4 only.
func writeIPVRFDetail(w io.Writer, list []compiler.VRF) {
	for i := range list {
		v := &list[i]
		writeVRFHead(w, v)
		fmt.Fprintf(w, "VRF Table ID = %d\n", v.ID)
		writeVRFFamily(w, v, "ipv4")
	}
}

// writeVRFDetail is "show vrf detail".
func writeVRFDetail(w io.Writer, list []compiler.VRF) {
	for i := range list {
		v := &list[i]
		if i > 0 {
			fmt.Fprintln(w)
		}
		writeVRFHead(w, v)
		for _, f := range []struct {
			name   string
			active bool
		}{{"ipv4", v.IPv4}, {"ipv6", v.IPv6}} {
			if !f.active {
				fmt.Fprintf(w, "Address family %s not active.\n", f.name)
				continue
			}
			fmt.Fprintf(w, "Address family %s (Table ID = %d (0x%X)):\n", f.name, v.ID, v.ID)
			writeVRFFamily(w, v, f.name)
		}
	}
}

// writeVRFHead writes what is so of all address families.
func writeVRFHead(w io.Writer, v *compiler.VRF) {
	fmt.Fprintf(w, "VRF %s (VRF Id = %d); default RD %s; default VPNID <not set>\n", v.Name, v.ID, distinguisher(v))
	if len(v.Interfaces) == 0 {
		fmt.Fprint(w, "  No interfaces\n")
	} else {
		fmt.Fprint(w, "  Interfaces:\n")
		for _, name := range v.Interfaces {
			fmt.Fprintf(w, "    %s\n", shortName(name))
		}
	}
}

// writeVRFFamily writes what is so of one address family.
func writeVRFFamily(w io.Writer, v *compiler.VRF, family string) {
	for _, direction := range []string{"Export", "Import"} {
		none := true
		for _, t := range v.Targets {
			if t.Family != "" && t.Family != family || direction == "Export" && !t.Export || direction == "Import" && !t.Import {
				continue
			}
			if none {
				fmt.Fprintf(w, "  %s VPN route-target communities\n", direction)
			}
			none = false
			fmt.Fprintf(w, "    RT:%s\n", t.Value)
		}
		if none {
			fmt.Fprintf(w, "  No %s VPN route-target communities\n", direction)
		}
	}
	fmt.Fprint(w, "  No import route-map\n  No global export route-map\n  No export route-map\n"+
		"  VRF label distribution protocol: not configured\n  VRF label allocation mode: per-prefix\n")
}
