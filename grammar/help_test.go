package grammar

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// modeNamed finds a mode by its name: "user" is what level 1 sees of EXEC.
func modeNamed(t *testing.T, name string) View {
	t.Helper()
	if name == "user" {
		return View{Mode: Exec, Level: 1}
	}
	for _, m := range Modes {
		if m.Name == name {
			return View{Mode: m, Level: mostPrivileged}
		}
	}
	t.Fatalf("no mode %q", name)
	return View{}
}

// TestHelp replays the files of testdata/help. Each line that begins with
// "mode# " is a line with "?" or, as "<tab>", Tab at its end; what follows is
// the answer.
func TestHelp(t *testing.T) {
	files, err := filepath.Glob("testdata/help/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for line := range strings.Lines(string(want)) {
			name, typed, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "# ")
			if !ok {
				continue
			}
			got.WriteString(line)
			m := modeNamed(t, name)
			if before, isTab := strings.CutSuffix(typed, "<tab>"); isTab {
				completed, ok := m.Tab(before)
				fmt.Fprintf(&got, "%q %v\n\n", completed, ok)
				continue
			}
			before, isHelp := strings.CutSuffix(typed, "?")
			if !isHelp {
				t.Fatalf("%s: %q ends with neither ? nor <tab>", file, typed)
			}
			h := m.Help(before)
			if h.Status != OK {
				fmt.Fprintf(&got, "%% %v\n", h.Status)
			}
			fmt.Fprintf(&got, "%s\n", h.Render(72))
		}
		if *update {
			if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got.String() != string(want) {
			t.Errorf("%s: got\n%s", file, got.String())
		}
	}
}

// "?" behind every keyword of every mode lists what the automaton accepts.
func TestHelpListsWhatParses(t *testing.T) {
	for _, m := range Modes {
		visit(m, func(s *state, path string) {
			if strings.ContainsAny(path, "<.:") || strings.Contains(path, "WORD") || strings.Contains(path, "LINE") {
				return // the path holds a syntax, not a word
			}
			h := m.Help(strings.TrimSpace(path) + " ")
			if path == "" {
				h = m.Help("")
			}
			if h.Status != OK {
				t.Errorf("%s: help behind %q is %v", m.Name, path, h.Status)
			}
			for _, item := range h.Items {
				if strings.ContainsAny(item.Word, "<.:|") || item.Word == "WORD" || item.Word == "LINE" {
					continue
				}
				line := strings.TrimSpace(path + " " + item.Word)
				if r := m.Parse(line); r.Status != OK && r.Status != Incomplete && !keptBegins(m, line) {
					t.Errorf("%s: %q is listed but %v", m.Name, line, r.Status)
				}
				if completed, ok := m.Tab(line); !ok || completed != line+" " {
					t.Errorf("%s: Tab makes %q of %q", m.Name, completed, line)
				}
			}
		})
	}
}

// keptBegins reports whether a kept line of the mode may begin like line.
func keptBegins(m *Mode, line string) bool {
	table := KeptTable(m)
	if table == nil {
		return false
	}
	_, rest := cutNegation(line)
	return table.reach(rest).status == OK
}
