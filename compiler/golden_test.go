package compiler

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mainmode/grammar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testEnv has three Ethernet devices.
var testEnv = Env{Devices: []string{"eth1", "eth2", "eth3"}, MTU: map[string]int{"eth2": 1400}}

// testSalt makes hashed secrets the same in every run.
func testSalt() string { return "mERr" }

// TestGolden reads testdata/*.txtar. Their file "config" is loaded and
// compiled, "edit" is then typed at the console; what comes of it is in the
// files "diagnostics", "running", "ir", "plan", "session" and "edit-plan".
// Each file of this list that an archive has is compared.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	a := readArchive(t, file)
	in := map[string]string{}
	for _, f := range a.files {
		in[f.name] = f.data
	}
	got := results(t, in["config"], in["edit"])
	for i := range a.files {
		f := &a.files[i]
		text, ok := got[f.name]
		if !ok {
			continue
		}
		if *update {
			f.data = text
		} else if d := cmp.Diff(f.data, text); d != "" {
			t.Errorf("%s (-want +got):\n%s", f.name, d)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(a.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// results is what comes of a config and an edit, by file name.
func results(t *testing.T, config, edit string) map[string]string {
	t.Helper()
	c, refused := Load("config", config, testSalt)
	r, found := Compile(c, testEnv)
	checkReload(t, c)
	got := map[string]string{
		"diagnostics": joinDiagnostics(append(refused, found...)),
		"running":     c.Running(),
		"ir":          dump(*r),
		"plan":        Diff(nil, r).String(),
	}
	if edit == "" {
		return got
	}
	got["session"] = typeLines(NewEditor(c), edit)
	checkReload(t, c)
	after, found := Compile(c, testEnv)
	got["edit-diagnostics"] = joinDiagnostics(found)
	got["edit-plan"] = Diff(r, after).String()
	got["edit-running"] = c.Running()
	return got
}

func joinDiagnostics(list []Diagnostic) string {
	var b strings.Builder
	for _, d := range list {
		fmt.Fprintf(&b, "%s: %s\n", d.Severity, d)
	}
	return b.String()
}

// typeLines is a configuration session as a console shows it.
func typeLines(e *Editor, text string) string {
	var b bytes.Buffer
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		prompt := "R" + e.PromptSuffix() + "#"
		if e.ReadsText() {
			prompt = ""
		}
		fmt.Fprintf(&b, "%s%s\n", prompt, line)
		r := e.Line(line)
		if r.Status == grammar.Invalid {
			fmt.Fprintf(&b, "%*s^\n", len(prompt)+r.Caret, "")
		}
		for _, m := range r.Messages {
			fmt.Fprintln(&b, m)
		}
		if r.Left {
			fmt.Fprintln(&b, "(left)")
		}
	}
	return b.String()
}

// checkReload holds that what was printed loads as the same configuration.
func checkReload(t *testing.T, c *Config) {
	t.Helper()
	again, diagnostics := Load("printed", c.Text(), testSalt)
	if len(diagnostics) > 0 {
		t.Errorf("the printed configuration has errors:\n%s", joinDiagnostics(diagnostics))
	}
	if !again.Equal(c) {
		t.Errorf("the printed configuration is another one (-printed +loaded):\n%s", cmp.Diff(c.Text(), again.Text()))
	}
	if d := cmp.Diff(c.Text(), again.Text()); d != "" {
		t.Errorf("printing is no fixed point (-once +twice):\n%s", d)
	}
	r1, _ := Compile(c, testEnv)
	r2, _ := Compile(again, testEnv)
	if p := Diff(r1, r2); len(p.Steps) > 0 {
		t.Errorf("the printed configuration means something else:\n%s", p)
	}
}

// TestExamples holds that the configurations of the examples load without a
// fault and print as what they are.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/*/*.cfg")
	if err != nil || len(files) == 0 {
		t.Fatalf("no example has a configuration: %v", err)
	}
	for _, file := range files {
		text, err := ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		c, refused := Load(file, text, testSalt)
		_, found := Compile(c, testEnv)
		for _, d := range append(refused, found...) {
			if d.Severity == Error {
				t.Errorf("%s: %s", file, d)
			}
		}
		checkReload(t, c)
	}
}
