package compiler

import (
	"fmt"
	"slices"
	"strings"

	"mainmode/grammar"
)

// namePattern is a way in which lines give or use a name. A pattern is the
// words of a line up to the name:
//
//   - the name
//     **  names up to the end of the line
//     _   any word
//     ~w  the word w anywhere behind what was read so far
type namePattern struct {
	kind    string // "access list"
	block   string // how the first line of the block begins; "": global lines, "*": all
	pattern string
}

// definitions give names.
var definitions = []namePattern{
	{"access list", "", "ip access-list standard *"},
	{"access list", "", "ip access-list extended *"},
	{"IPv6 access list", "", "ipv6 access-list *"},
	{"network group", "", "object-group network *"},
	{"service group", "", "object-group service *"},
	{"IPv6 network group", "", "object-group v6-network *"},
	{"IPv6 service group", "", "object-group v6-service *"},
	{"time range", "", "time-range *"},
	{"transform set", "", "crypto ipsec transform-set *"},
	{"IPsec profile", "", "crypto ipsec profile *"},
	{"ISAKMP profile", "", "crypto isakmp profile *"},
	{"keyring", "", "crypto keyring *"},
	{"crypto map", "", "crypto map ipv6 *"},
	{"crypto map", "", "crypto map *"},
	{"dynamic map", "", "crypto dynamic-map *"},
	{"certificate map", "", "crypto pki certificate map *"},
	{"trustpoint", "", "crypto pki trustpoint *"},
	{"route map", "", "route-map *"},
	{"prefix list", "", "ip prefix-list *"},
	{"prefix list", "", "ipv6 prefix-list *"},
	{"address pool", "", "ip local pool *"},
	{"NAT pool", "", "ip nat pool *"},
	{"VRF", "", "vrf definition *"},
	{"VRF", "", "ip vrf *"},
	{"policy map", "", "policy-map type _ _ *"},
	{"policy map", "", "policy-map type _ *"},
	{"policy map", "", "policy-map *"},
	{"class map", "", "class-map type _ _ _ *"},
	{"class map", "", "class-map type _ _ *"},
	{"class map", "", "class-map type _ *"},
	{"class map", "", "class-map match-all *"},
	{"class map", "", "class-map match-any *"},
	{"class map", "", "class-map *"},
	{"interface", "", "interface *"},
}

// uses refer to names.
var uses = []namePattern{
	{"IPv6 access list", "crypto map ipv6", "match address *"},
	{"access list", "crypto map", "match address *"},
	{"access list", "crypto dynamic-map", "match address *"},
	{"access list", "crypto isakmp client configuration group", "acl *"},
	{"access list", "interface", "ip access-group *"},
	{"access list", "", "ip nat inside source list *"},
	{"access list", "", "ip nat outside source list *"},
	{"access list", "", "ip nat inside destination list *"},
	{"access list", "route-map", "match ip address **"},
	{"access list", "line", "access-class *"},
	{"access list", "crypto map", "set ip access-group *"},
	{"access list", "", "ntp access-group _ *"},
	{"IPv6 access list", "", "ntp access-group ipv6 _ *"},
	{"access list", "", "snmp-server community _ ~ro *"},
	{"access list", "", "snmp-server community _ ~rw *"},
	{"access list", "", "ip http access-class *"},
	{"IPv6 access list", "interface", "ipv6 traffic-filter *"},
	{"IPv6 access list", "line", "ipv6 access-class *"},
	{"network group", "object-group network", "group-object *"},
	{"service group", "object-group service", "group-object *"},
	{"service group", "ip access-list extended", "_ object-group *"},
	{"IPv6 network group", "object-group v6-network", "group-object *"},
	{"IPv6 service group", "object-group v6-service", "group-object *"},
	{"IPv6 service group", "ipv6 access-list", "_ object-group *"},
	{"time range", "ip access-list extended", "~time-range *"},
	{"time range", "ipv6 access-list", "~time-range *"},
	{"transform set", "crypto ipsec profile", "set transform-set **"},
	{"transform set", "crypto map", "set transform-set **"},
	{"transform set", "crypto dynamic-map", "set transform-set **"},
	{"IPsec profile", "interface", "tunnel protection ipsec profile *"},
	{"ISAKMP profile", "interface", "tunnel protection ~isakmp-profile *"},
	{"ISAKMP profile", "crypto ipsec profile", "set isakmp-profile *"},
	{"ISAKMP profile", "crypto map", "set isakmp-profile *"},
	{"ISAKMP profile", "crypto dynamic-map", "set isakmp-profile *"},
	{"ISAKMP profile", "", "crypto map _ isakmp-profile *"},
	{"keyring", "crypto isakmp profile", "keyring *"},
	{"crypto map", "interface", "crypto map *"},
	{"crypto map", "interface", "ipv6 crypto map *"},
	{"dynamic map", "", "crypto map _ ~dynamic *"},
	{"certificate map", "crypto isakmp profile", "match certificate *"},
	{"certificate map", "crypto pki trustpoint", "match certificate *"},
	{"trustpoint", "crypto isakmp profile", "ca trust-point *"},
	{"trustpoint", "", "ip http secure-trustpoint *"},
	{"route map", "", "ip nat ~route-map *"},
	{"route map", "interface", "ip policy route-map *"},
	{"route map", "router", "~route-map *"},
	{"prefix list", "route-map", "match ip address prefix-list **"},
	{"prefix list", "route-map", "match ipv6 address prefix-list **"},
	{"prefix list", "router", "~prefix-list *"},
	{"address pool", "crypto isakmp client configuration group", "pool *"},
	{"address pool", "", "crypto isakmp client configuration address-pool local *"},
	{"address pool", "interface", "peer default ip address pool *"},
	{"NAT pool", "", "ip nat ~pool *"},
	{"VRF", "*", "~vrf *"},
	{"VRF", "interface", "vrf forwarding *"},
	{"VRF", "interface", "ip vrf forwarding *"},
	{"VRF", "interface", "ip vrf receive *"},
	{"policy map", "interface", "service-policy type control subscriber *"},
	{"policy map", "interface", "service-policy ~input *"},
	{"policy map", "interface", "service-policy ~output *"},
	{"class map", "policy-map", "class *"},
	{"class map", "policy-map", "class type inspect *"},
	{"interface", "interface", "tunnel source *"},
	{"interface", "interface", "ip unnumbered *"},
	{"interface", "crypto keyring", "local-address *"},
	{"interface", "crypto isakmp profile", "local-address *"},
	{"interface", "", "crypto map _ local-address *"},
	{"interface", "", "ip route _ _ *"},
	{"interface", "", "ip route vrf _ _ _ *"},
	{"interface", "", "ip nat ~interface *"},
	{"interface", "", "logging source-interface *"},
}

// keywords are words that stand where others of their kind are named.
var keywords = map[string][]string{
	"access list": {"in", "out", "peer", "query-only", "serve", "serve-only"},
	"prefix list": {"both", "receive", "send"}, // capabilities of a neighbor
	"class map":   {"class-default", "type", "h323", "http", "im", "imap", "p2p", "pop3", "sip", "smtp", "sunrpc"},
	"VRF":         {"auto-assign", "connected", "default", "definition", "forwarding", "receive", "remote", "sitemap", "input"},
}

// unusedKinds are those whose definitions do nothing until they are named.
var unusedKinds = []string{"access list", "IPv6 access list", "transform set", "IPsec profile", "keyring", "crypto map",
	"time range", "dynamic map", "certificate map", "route map", "address pool", "NAT pool"}

// match reads the names that a line gives or uses.
func (p *namePattern) match(text string) []string {
	words := fields(text)
	for _, want := range fields(p.pattern) {
		switch {
		case want == "**":
			return words
		case len(words) == 0:
			return nil
		case want == "*":
			return words[:1]
		case want[0] == '~':
			i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, want[1:]) })
			if i < 0 {
				return nil
			}
			words = words[i+1:]
			continue
		case want != "_" && !strings.EqualFold(want, words[0]):
			return nil
		}
		words = words[1:]
	}
	return nil
}

// nameIndex is what a configuration defines and uses.
type nameIndex struct {
	defined map[string]*line // by kind and name
	order   []string         // of the definitions
	used    map[string]bool
	kept    map[string]bool // words of lines whose meaning is not known
}

func nameKey(kind, name string) string { return kind + " " + name }

// names finds the names that are used and not defined, and those that are
// defined and not used.
func (r *Report) names() {
	x := nameIndex{defined: map[string]*line{}, used: map[string]bool{}, kept: map[string]bool{}}
	x.define("transform set", builtIn, nil)
	x.define("IPsec profile", builtIn, nil)
	x.define("keyring", defaultKeyring, nil)
	for _, e := range r.config.entries {
		for i := range definitions {
			d := &definitions[i]
			if names := d.match(e.text); len(names) > 0 {
				x.define(d.kind, names[0], &e.line)
				break
			}
		}
	}
	for _, e := range r.config.entries {
		r.usesOf(&x, "", &e.line)
		for i := range e.children {
			r.usesOf(&x, e.text, &e.children[i])
		}
	}
	for _, key := range x.order {
		l := x.defined[key]
		kind, name := kindAndName(key)
		if l == nil || !slices.Contains(unusedKinds, kind) || x.used[key] || x.kept[strings.ToLower(name)] {
			continue
		}
		r.find(Finding{Kind: FoundUnused, Grade: Problem, Line: l.number, Text: redact(l.text), Reason: fmt.Sprintf("%s %s is not used", kind, name)})
	}
}

func (x *nameIndex) define(kind, name string, l *line) {
	key := nameKey(kind, name)
	if _, ok := x.defined[key]; !ok {
		x.defined[key] = l
		x.order = append(x.order, key)
	}
}

func kindAndName(key string) (kind, name string) {
	i := strings.LastIndexByte(key, ' ')
	return key[:i], key[i+1:]
}

// usesOf notes what a line names, and finds what nothing defines.
func (r *Report) usesOf(x *nameIndex, block string, l *line) {
	if l.no {
		return
	}
	if l.command == nil {
		for _, w := range fields(l.text) {
			x.kept[strings.ToLower(w)] = true
		}
	}
	for i := range uses {
		u := &uses[i]
		if u.block != "*" && (u.block == "") != (block == "") || u.block != "*" && u.block != "" && !startsWith(block, u.block) {
			continue
		}
		if u.kind == "access list" && u.block == "crypto map" && startsWith(block, "crypto map ipv6") {
			continue // its list is an IPv6 one
		}
		names := u.match(l.text)
		if len(names) > 0 && (names[0] == "prefix-list" || names[0] == "ipv6") {
			continue // "match ip address prefix-list" and "ro ipv6 LIST" name none of the access lists
		}
		for _, name := range names {
			if !slices.Contains(keywords[u.kind], name) {
				r.useOf(x, u.kind, name, l)
			}
		}
	}
}

func (r *Report) useOf(x *nameIndex, kind, name string, l *line) {
	if kind == "interface" {
		n, ok := grammar.ParseInterfaceName(name)
		if !ok || n.Kind == "Null" {
			return
		}
		name = n.String()
	}
	key := nameKey(kind, name)
	x.used[key] = true
	if _, ok := x.defined[key]; ok {
		return
	}
	reason := fmt.Sprintf("%s %s does not exist", kind, name)
	if near := x.near(kind, name); near != "" && kind != "interface" {
		reason += fmt.Sprintf(": did you mean %s?", near)
	}
	r.find(Finding{Kind: FoundUndefined, Grade: Fault, Line: l.number, Text: redact(l.text), Reason: reason})
}

// near is a name of the kind that one which does not exist is nearly, or the
// keyword that may stand in its place; "" if there is none.
func (x *nameIndex) near(kind, name string) string {
	if kind == "access list" && grammar.Misspells(name, "prefix-list") {
		return "prefix-list"
	}
	for _, key := range x.order {
		if k, other := kindAndName(key); k == kind && grammar.Misspells(name, other) {
			return other
		}
	}
	return ""
}
