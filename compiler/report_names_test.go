package compiler

import (
	"slices"
	"testing"
)

// A name that nothing defines and that is nearly one that something does, or
// nearly the keyword of its place, is likely a mistake in writing.
func TestUndefinedNames(t *testing.T) {
	const list = "ip access-list standard P\n permit any\n"
	for _, c := range []struct{ text, want string }{
		{list + "route-map R permit 10\n match ip address rpefix-list P\n", "access list rpefix-list does not exist: did you mean prefix-list?"},
		{"ip access-list extended INSIDE\n permit ip any any\ninterface Ethernet0/0\n ip access-group INSDIE in\n", "access list INSDIE does not exist: did you mean INSIDE?"},
		{"class-map match-any VOICE\n match ip dscp ef\npolicy-map P\n class VOCIE\n  priority 100\n", "class map VOCIE does not exist: did you mean VOICE?"},
		{"class-map type inspect http match-any WEB\n match request method post\npolicy-map type inspect http P\n class type inspect http WEB\n  reset\n class class-default\n", ""},
		{"interface Ethernet0/0\n ip access-group OTHER in\n", "access list OTHER does not exist"},
		{"flow record F\n match routing vrf input\n", ""},
	} {
		var got []string
		for _, f := range Check("r1.cfg", c.text).Findings {
			if f.Kind == FoundUndefined && !slices.Contains(got, f.Reason) {
				got = append(got, f.Reason)
			}
		}
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", c.text, got, want)
		}
	}
}
