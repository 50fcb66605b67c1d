package compiler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive is a text with named files in it, each behind a line "-- NAME --".
type archive struct {
	comment string
	files   []archived
}

type archived struct{ name, data string }

func readArchive(t testing.TB, path string) *archive {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a := &archive{}
	into := &a.comment
	for line := range strings.Lines(string(data)) {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if name, ok2 := strings.CutSuffix(name, " --"); ok && ok2 {
			a.files = append(a.files, archived{name: name})
			into = &a.files[len(a.files)-1].data
			continue
		}
		*into += line
	}
	return a
}

func (a *archive) String() string {
	var b strings.Builder
	b.WriteString(a.comment)
	for _, f := range a.files {
		b.WriteString("-- " + f.name + " --\n" + f.data)
	}
	return b.String()
}

// addSeeds has a fuzz target begin with the configurations of archives, in
// pieces: the shorter a text, the more of them it tries in a second.
func addSeeds(f *testing.F, patterns ...string) {
	const piece = 30 // lines
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			for _, a := range readArchive(f, file).files {
				if a.name != "config" && !strings.HasSuffix(a.name, ".cfg") {
					continue
				}
				var b strings.Builder
				n := 0
				for line := range strings.Lines(a.data) {
					if n >= piece && line[0] != ' ' {
						f.Add(b.String())
						b.Reset()
						n = 0
					}
					b.WriteString(line)
					n++
				}
				f.Add(b.String())
			}
		}
	}
}
