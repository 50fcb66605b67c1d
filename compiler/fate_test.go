package compiler

import (
	"os"
	"strings"
	"testing"
)

// TestFates reads testdata/fates.txt: what becomes of a line. "@ COMMAND" opens
// the mode of the lines that follow, "@" is global configuration; each of these
// is a fate and a line, loaded alone in that mode.
func TestFates(t *testing.T) {
	data, err := os.ReadFile("testdata/fates.txt")
	if err != nil {
		t.Fatal(err)
	}
	header, seen := "", 0
	for number, one := range strings.Split(string(data), "\n") {
		if one == "" || one[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(one, "@"); ok {
			header = strings.TrimSpace(rest)
			continue
		}
		fate, line, ok := strings.Cut(one, " ")
		if !ok {
			t.Fatalf("line %d: no fate: %q", number+1, one)
		}
		line = strings.TrimLeft(line, " ")
		text := line + "\n"
		if header != "" {
			text = header + "\n " + text
		}
		r := Check("fates", text)
		got := r.Lines[len(r.Lines)-1]
		if string(got.Fate) != fate {
			t.Errorf("line %d: %s: %q is %s, want %s: %s", number+1, header, line, got.Fate, fate, got.Reason)
		}
		if got.Fate != Refused && strings.TrimSpace(line) == "" {
			t.Errorf("line %d: empty", number+1)
		}
		seen++
	}
	if seen < 300 {
		t.Errorf("only %d lines", seen)
	}
}
