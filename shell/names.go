package shell

import (
	"maps"
	"slices"
	"strings"

	"mainmode/compiler"
	"mainmode/grammar"
	"mainmode/ike"
)

// namesOf lists the names of one kind that exist, as the grammar calls kinds.
func (r *Router) namesOf(kind string) []string {
	ir := r.IR()
	var names []string
	switch kind {
	case grammar.InterfaceNames:
		names = namesIn(ir.Interfaces, func(x *compiler.Interface) string { return x.Name })
	case "transform-set":
		names = namesIn(ir.TransformSets, func(x *compiler.TransformSet) string { return x.Name })
	case "ipsec-profile":
		names = namesIn(ir.Profiles, func(x *compiler.Profile) string { return x.Name })
	case "isakmp-profile":
		names = namesIn(ir.ISAKMP.Profiles, func(x *ike.Profile) string { return x.Name })
	case "keyring":
		names = namesIn(ir.ISAKMP.Keyrings, func(x *ike.Keyring) string { return x.Name })
	case "group":
		names = namesIn(ir.ISAKMP.Groups, func(x *ike.Group) string { return x.Name })
	case "pool":
		names = namesIn(ir.ISAKMP.Pools, func(x *ike.Pool) string { return x.Name })
	case "map":
		names = append(namesIn(ir.CryptoMaps, func(m *compiler.CryptoMap) string { return m.Name }),
			namesIn(ir.Maps, func(m *ike.Map) string { return m.Name })...)
	case "dynamic-map":
		names = namesIn(ir.DynamicMaps, func(x *compiler.DynamicMap) string { return x.Name })
	case "acl":
		names = namesIn(ir.AccessLists, func(x *compiler.AccessList) string { return x.Name })
	case "time-range":
		names = namesIn(ir.TimeRanges, func(x *compiler.TimeRange) string { return x.Name })
	case "object-group":
		names = namesIn(r.Config().ObjectGroups(), func(x *compiler.ObjectGroup) string { return x.Name })
	case "trustpoint":
		names = namesIn(ir.Trustpoints, func(x *compiler.Trustpoint) string { return x.Name })
	case "user":
		names = namesIn(ir.Users, func(x *compiler.User) string { return x.Name })
	case "host":
		names = namesIn(ir.Hosts, func(x *compiler.Host) string { return x.Name })
	case "route-map":
		names = namesIn(ir.RouteMaps, func(x *compiler.RouteMap) string { return x.Name })
	case "nat-pool":
		names = namesIn(ir.NAT.Pools, func(x *compiler.NATPool) string { return x.Name })
	case "certificate-map":
		names = namesIn(ir.ISAKMP.CertificateMaps, func(x *ike.CertificateMap) string { return x.Name })
	case "vrf":
		names = namesIn(ir.VRFs, func(x *compiler.VRF) string { return x.Name })
	case "login-list":
		names = slices.Collect(maps.Keys(ir.SSH.Lists))
	case "rsa-key":
		for _, p := range r.keys.all() {
			names = append(names, p.label)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// namesIn are the names of a list.
func namesIn[T any](list []T, name func(*T) string) []string {
	names := make([]string, len(list))
	for i := range list {
		names[i] = name(&list[i])
	}
	return names
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
