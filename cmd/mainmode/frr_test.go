package main

import (
	"testing"

	"github.com/alecthomas/kong"
)

// TestFRRNotInstalled is one plain error, before anything is started.
func TestFRRNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, stderr, status := run(t, "lab", "../../examples/frr", "--frr")
	if want := "mainmode: --frr: FRR is not installed (Debian's package frr)\n"; status != 1 || stderr != want {
		t.Errorf("status %d, %q, want %q", status, stderr, want)
	}
}

func TestFRRMode(t *testing.T) {
	for _, test := range []struct {
		args []string
		want frrMode
		ok   bool
	}{
		{nil, withoutFRR, true},
		{[]string{"--frr"}, hostFRR, true},
		{[]string{"--frr=own"}, ownFRR, true},
		{[]string{"--frr=theirs"}, withoutFRR, false},
	} {
		var c runCommand
		p, err := kong.New(&c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Parse(test.args); (err == nil) != test.ok || c.FRR != test.want {
			t.Errorf("%q: %q, %v", test.args, c.FRR, err)
		}
	}
}
