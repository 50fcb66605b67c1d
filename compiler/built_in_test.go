package compiler

import (
	"slices"
	"strings"
	"testing"
)

// What every router has is gone behind "no", which is printed back, and comes
// again with a definition of that name or with "default".
func TestBuiltInTransformSetAndProfile(t *testing.T) {
	for _, c := range []struct {
		lines        string
		printed      string
		set, profile bool
	}{
		{"", "", true, true},
		{"no crypto ipsec profile default\n", "no crypto ipsec profile default\n", true, false},
		{"no crypto ipsec transform-set default\n", "no crypto ipsec transform-set default\n", false, true},
		{"no crypto ipsec profile default\ncrypto ipsec profile default\n set pfs group14\n", "crypto ipsec profile default\n set pfs group14\n", true, true},
		{"no crypto ipsec profile default\ndefault crypto ipsec profile default\n", "", true, true},
	} {
		config, diagnostics := Load("r1", c.lines, testSalt)
		if len(diagnostics) > 0 {
			t.Errorf("%q: %v", c.lines, diagnostics)
		}
		got := ""
		for line := range strings.Lines(config.Running()) {
			if strings.Contains(line, "crypto ipsec") || strings.Contains(line, "set pfs") {
				got += line
			}
		}
		if got != c.printed {
			t.Errorf("%q is printed as %q", c.lines, got)
		}
		r, _ := Compile(config, Env{})
		set := slices.ContainsFunc(r.TransformSets, func(s TransformSet) bool { return s.Name == builtIn })
		profile := slices.ContainsFunc(r.Profiles, func(p Profile) bool { return p.Name == builtIn })
		if set != c.set || profile != c.profile {
			t.Errorf("%q: transform set %v, profile %v", c.lines, set, profile)
		}
	}
}
