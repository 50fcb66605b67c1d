package shell

import (
	"slices"
	"strings"

	"mainmode/grammar"
)

// namesOf lists the names of one kind that exist, as the grammar calls kinds.
func (r *Router) namesOf(kind string) []string {
	ir := r.IR()
	var names []string
	switch kind {
	case grammar.InterfaceNames:
		for i := range ir.Interfaces {
			names = append(names, ir.Interfaces[i].Name)
		}
	case "transform-set":
		for i := range ir.TransformSets {
			names = append(names, ir.TransformSets[i].Name)
		}
	case "ipsec-profile":
		for i := range ir.Profiles {
			names = append(names, ir.Profiles[i].Name)
		}
	case "isakmp-profile":
		for i := range ir.ISAKMP.Profiles {
			names = append(names, ir.ISAKMP.Profiles[i].Name)
		}
	case "keyring":
		for i := range ir.ISAKMP.Keyrings {
			names = append(names, ir.ISAKMP.Keyrings[i].Name)
		}
	case "group":
		for i := range ir.ISAKMP.Groups {
			names = append(names, ir.ISAKMP.Groups[i].Name)
		}
	case "pool":
		for i := range ir.ISAKMP.Pools {
			names = append(names, ir.ISAKMP.Pools[i].Name)
		}
	case "map":
		for i := range ir.CryptoMaps {
			names = append(names, ir.CryptoMaps[i].Name)
		}
		for i := range ir.Maps {
			names = append(names, ir.Maps[i].Name)
		}
	case "dynamic-map":
		for i := range ir.DynamicMaps {
			names = append(names, ir.DynamicMaps[i].Name)
		}
	case "acl":
		for i := range ir.AccessLists {
			names = append(names, ir.AccessLists[i].Name)
		}
	case "trustpoint":
		for i := range ir.Trustpoints {
			names = append(names, ir.Trustpoints[i].Name)
		}
	case "user":
		for i := range ir.Users {
			names = append(names, ir.Users[i].Name)
		}
	case "host":
		for i := range ir.Hosts {
			names = append(names, ir.Hosts[i].Name)
		}
	case "route-map":
		for i := range ir.RouteMaps {
			names = append(names, ir.RouteMaps[i].Name)
		}
	case "nat-pool":
		for i := range ir.NAT.Pools {
			names = append(names, ir.NAT.Pools[i].Name)
		}
	case "certificate-map":
		for i := range ir.ISAKMP.CertificateMaps {
			names = append(names, ir.ISAKMP.CertificateMaps[i].Name)
		}
	case "login-list":
		names = append(names, ir.LoginLists...)
	case "rsa-key":
		for _, p := range r.keys.all() {
			names = append(names, p.label)
		}
	case "vrf":
		for _, v := range ir.VRFs {
			names = append(names, v.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// completeName completes the last word of a line to a name that exists, as
// far as all that begin like it agree.
func (s *Session) completeName(mode *grammar.Mode, line string) (string, bool) {
	kinds, begun := s.view(mode).Names(line)
	var found []string
	for _, kind := range kinds {
		for _, name := range s.router.namesOf(kind) {
			if kind == grammar.InterfaceNames && interfaceBegins(name, begun) || kind != grammar.InterfaceNames && strings.HasPrefix(name, begun) {
				found = append(found, name)
			}
		}
	}
	if len(found) == 0 {
		return line, false
	}
	common := found[0]
	for _, name := range found[1:] {
		for !strings.HasPrefix(name, common) {
			common = common[:len(common)-1]
		}
	}
	_, typed := cutLast(line)
	if len(found) == 1 {
		common += " "
	} else if len(common) <= len(begun) {
		return line, false
	}
	if typed != begun { // the kind of an interface stands apart from its unit
		common = common[len(begun)-len(typed):]
	}
	return strings.TrimSuffix(line, typed) + common, true
}

// cutLast takes the last word off a line; it is empty after a blank.
func cutLast(line string) (head, last string) {
	i := strings.LastIndexAny(line, " \t") + 1
	return line[:i], line[i:]
}

// interfaceBegins reports whether an interface's name is what somebody began to
// type, with its kind perhaps abbreviated: "tu1" begins Tunnel123.
func interfaceBegins(name, begun string) bool {
	letters := func(s string) int {
		if i := strings.IndexAny(s, "0123456789"); i >= 0 {
			return i
		}
		return len(s)
	}
	i, j := letters(name), letters(begun)
	kind, unit := name[:i], name[i:]
	return j > 0 && len(kind) >= j && strings.EqualFold(kind[:j], begun[:j]) && strings.HasPrefix(unit, begun[j:])
}
