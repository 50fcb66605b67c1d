package compiler

import (
	"net/netip"
	"testing"

	"mainmode/datapath"
)

func TestTranslates(t *testing.T) {
	c, refused := Load("", `ip access-list extended EXEMPT
 deny ip 10.1.0.0 0.0.255.255 10.2.0.0 0.0.0.255
 permit ip 10.1.0.0 0.0.0.255 any
ip access-list extended NARROW
 deny tcp 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
 deny ip host 10.1.0.7 10.2.0.0 0.0.0.255
 permit ip 10.1.0.0 0.0.0.255 any
ip access-list extended OTHER
 permit ip 10.9.0.0 0.0.0.255 any
ip access-list standard PLAIN
 permit 10.1.0.0 0.0.0.255
`, testSalt)
	r, _ := Compile(c, testEnv)
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	s := datapath.Selector{Local: netip.MustParsePrefix("10.1.0.0/24"), Remote: netip.MustParsePrefix("10.2.0.0/24")}
	for name, want := range map[string]bool{"EXEMPT": false, "NARROW": true, "OTHER": false, "PLAIN": true} {
		if got := translates(r.AccessList(name), s); got != want {
			t.Errorf("%s translates: %v, want %v", name, got, want)
		}
	}
	if got := wildcardText(s.Local) + " " + wildcardText(netip.MustParsePrefix("10.2.0.1/32")) + " " + wildcardText(netip.MustParsePrefix("0.0.0.0/0")); got != "10.1.0.0 0.0.0.255 host 10.2.0.1 any" {
		t.Error(got)
	}
}
