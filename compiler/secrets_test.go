package compiler

import (
	"strings"
	"testing"
	"testing/quick"
)

func TestType7(t *testing.T) {
	for hidden, want := range map[string]string{
		"0822455D0A16":   "cisco",
		"1511021F0725":   "cisco",
		"1308181c00091d": "monkey",
		"00":             "",
	} {
		if got, ok := RevealType7(hidden); !ok || got != want {
			t.Errorf("RevealType7(%s) = %q, %v, want %q", hidden, got, ok, want)
		}
	}
	for _, bad := range []string{"", "0", "xx22", "-122", "082", "08zz"} {
		if got, ok := RevealType7(bad); ok {
			t.Errorf("RevealType7(%q) = %q", bad, got)
		}
	}
	if got := HideType7("cisco", 8); got != "0822455D0A16" {
		t.Errorf("HideType7 = %s", got)
	}
	back := func(clear string, start int) bool {
		got, ok := RevealType7(HideType7(clear, start))
		return ok && got == clear
	}
	if err := quick.Check(back, nil); err != nil {
		t.Error(err)
	}
}

// The first secret is one that a router has made.
func TestType6(t *testing.T) {
	const made = "fe_a`iJYE\\DZYJhDhTP[`MYaTgRH_MAAB"
	if got, err := RevealType6(made, "Cisco123"); got != "Cisco123" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := RevealType6("XOUDEUYHeLGdB`UAZKX\\GK[iEgCWMZXEXN^dTGZ[UAAAB", "mySecretMasterkey"); got != "mySecretPassword" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if got, err := RevealType6(made, "Cisco124"); err != errType6MasterKey {
		t.Errorf("with another master key: %q, %v", got, err)
	}
	for _, bad := range []string{"", "A", "AAA", "zzz", "iii" + made, strings.ToLower(made), made[:30]} {
		if got, err := RevealType6(bad, "Cisco123"); err == nil {
			t.Errorf("RevealType6(%q) = %q", bad, got)
		}
	}
	back := func(clear, master string, salt [type6Salt]byte) bool {
		clear = strings.TrimRight(clear, "\x00")
		got, err := RevealType6(HideType6(clear, master, salt), master)
		return err == nil && got == clear
	}
	if err := quick.Check(back, nil); err != nil {
		t.Error(err)
	}
}
