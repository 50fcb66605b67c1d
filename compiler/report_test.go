package compiler

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReport reads testdata/report/*.txtar. Files with names that end in .cfg
// are checked, one by one and against each other; what comes of it is in the
// file "report". "hidden" lists words that must not be in it, nor in its JSON.
func TestReport(t *testing.T) {
	files, err := filepath.Glob("testdata/report/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { goldenReport(t, file) })
	}
}

func goldenReport(t *testing.T, file string) {
	a := readArchive(t, file)
	var reports []*Report
	var got strings.Builder
	hidden := ""
	for _, f := range a.files {
		switch {
		case strings.HasSuffix(f.name, ".cfg"):
			r := Check(f.name, f.data)
			reports = append(reports, r)
			got.WriteString(r.String())
			checkFates(t, r, f.data)
		case f.name == "hidden":
			hidden = f.data
		}
	}
	pairs := ComparePeers(reports)
	for i := range pairs {
		got.WriteString("\n" + pairs[i].String())
	}
	text, err := json.Marshal([]any{reports, pairs})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.Fields(hidden) {
		if strings.Contains(got.String(), word) || strings.Contains(string(text), word) {
			t.Errorf("the report shows %q", word)
		}
	}
	for i := range a.files {
		f := &a.files[i]
		if f.name != "report" {
			continue
		}
		if *update {
			f.data = got.String()
		} else if d := cmp.Diff(f.data, got.String()); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(a.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// checkFates holds that every line that is neither empty nor a comment has one
// fate, and that the counts are those of the lines.
func checkFates(t *testing.T, r *Report, text string) {
	t.Helper()
	counts := map[Fate]int{}
	fate := map[int]bool{}
	for _, l := range r.Lines {
		counts[l.Fate]++
		if fate[l.Line] {
			t.Errorf("line %d is there twice", l.Line)
		}
		fate[l.Line] = true
	}
	if counts[Applied] != r.Applied || counts[Kept] != r.Kept || counts[Refused] != r.Refused {
		t.Errorf("%v against %d, %d, %d", counts, r.Applied, r.Kept, r.Refused)
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		if line = strings.TrimSpace(line); line != "" && line[0] != '!' && !fate[number] {
			t.Errorf("line %d is in no list: %s", number, line)
		}
	}
}

func TestReportStatus(t *testing.T) {
	const good = "crypto isakmp policy 10\n encr aes 256\n hash sha256\n authentication pre-share\n group 14\n"
	for text, want := range map[string]int{
		good:                                 0,
		good + "frobnicate\n":                2,
		good + " group 2\n":                  1,
		good + "ip access-list standard X\n": 1,
		"hostname R\x00":                     2,
		"interface Tunnel0\n tunnel protection ipsec profile P ikev2-profile X\n": 2,
		"crypto ipsec profile P\n set ikev2-profile X\n":                          2,
	} {
		if got := Check("R1.cfg", text).Status(); got != want {
			t.Errorf("%q: status %d, want %d", text, got, want)
		}
	}
}

// FuzzCheck: no text makes the report panic, and every line has a fate.
func FuzzCheck(f *testing.F) {
	addSeeds(f, "testdata/*.txtar", "testdata/report/*.txtar")
	f.Fuzz(func(t *testing.T, text string) {
		r := Check("fuzz", text)
		for _, p := range ComparePeers([]*Report{r, r}) {
			_ = p.String()
		}
		if r.String() == "" {
			t.Error("an empty report")
		}
	})
}

// A file that is something else than a configuration of IOS is told apart; of
// what "show tech-support" prints the configuration is read.
func TestReportOrigin(t *testing.T) {
	for _, c := range []struct {
		text, want       string
		applied, refused int
		status           int
	}{
		{"", "no line of a configuration is in it", 0, 0, 1},
		{"!\n! nothing\n", "no line of a configuration is in it", 0, 0, 1},
		{": Saved\n:\nASA Version 9.8(2)\nhostname fw\n", "line 3 says that this is a configuration of ASA, not of IOS", 1, 3, 2},
		{"\n------------------ show version ------------------\n\nCisco IOS Software, C2900 Software\nR1 uptime is 1 week\n" +
			"------------------ show running-config ------------------\n\nBuilding configuration...\n\n!\nhostname R1\n!\nend\n\n" +
			"------------------ show stacks ------------------\n\nhostname is what it prints\n", "", 2, 0, 0},
		{"=~=~=~=~= PuTTY log 2021.03.01 =~=~=~=~=\nlogin as: admin\nUsing keyboard-interactive authentication.\nPassword:\n\nR1#sh run\nBuilding configuration...\n\nhostname R1\nend\n\nR1#exit\n",
			"R1: 2 lines applied", 2, 0, 1},
	} {
		r := Check("file", c.text)
		if !strings.Contains(r.String(), c.want) || r.Applied != c.applied || r.Refused != c.refused || r.Status() != c.status {
			t.Errorf("%q: want %q, %d applied, %d refused, status %d:\n%s", c.text, c.want, c.applied, c.refused, c.status, r)
		}
	}
}
