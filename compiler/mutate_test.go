package compiler

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"mainmode/grammar"
)

// TestMutatedLines types lines of the examples and of the tests with words and
// characters changed: none panics or takes long, and a refused one changes
// neither the configuration nor the mode. MAINMODE_LINES is how many.
func TestMutatedLines(t *testing.T) {
	const quick, seed, slow = 20_000, 1, 2 * time.Second
	count := quick
	if n, err := strconv.Atoi(os.Getenv("MAINMODE_LINES")); err == nil {
		count = n
	}
	var lines []string
	for _, pattern := range []string{"testdata/*.txt", "testdata/*.txtar", "testdata/report/*.txtar", "../examples/*/*.cfg"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, strings.Split(string(data), "\n")...)
		}
	}
	var words []string
	for _, l := range lines {
		words = append(words, fields(l)...)
	}
	random := rand.New(rand.NewPCG(seed, seed))
	e := NewEditor(New(testSalt))
	refused := 0
	for i := range count {
		if i%500 == 0 {
			e = NewEditor(New(testSalt))
			e.loading = random.IntN(2) == 0
		}
		text := mutate(random, lines[random.IntN(len(lines))], words)
		before, prompt, start := e.c.Text(), e.PromptSuffix(), time.Now()
		r := e.Line(text)
		if took := time.Since(start); took > slow {
			t.Errorf("line %d takes %v: %q", i, took, text)
		}
		if r.Status == grammar.OK {
			continue
		}
		refused++
		if after := e.c.Text(); after != before {
			t.Fatalf("line %d, %q, is refused and changes\n%s\nto\n%s", i, text, before, after)
		}
		if !e.loading && e.PromptSuffix() != prompt {
			t.Fatalf("line %d, %q, is refused and leads from %s to %s", i, text, prompt, e.PromptSuffix())
		}
	}
	if refused < count/10 || refused > count*9/10 {
		t.Errorf("%d of %d lines are refused: they are no good mixture", refused, count)
	}
}

// mutate changes a line up to three times.
func mutate(random *rand.Rand, line string, words []string) string {
	for range random.IntN(4) {
		w := fields(line)
		at := random.IntN(len(w) + 1)
		other := words[random.IntN(len(words))]
		switch random.IntN(8) {
		case 0:
			line = strings.Join(append(w[:at:at], append([]string{other}, w[at:]...)...), " ")
		case 1:
			if at < len(w) {
				w[at] = other
			}
			line = strings.Join(w, " ")
		case 2:
			if at < len(w) {
				w = append(w[:at:at], w[at+1:]...)
			}
			line = strings.Join(w, " ")
		case 3:
			if at < len(w) {
				w[at] = w[at][:1+random.IntN(len(w[at]))]
			}
			line = strings.Join(w, " ")
		case 4:
			line = "no " + line
		case 5:
			line = strings.Repeat(" ", random.IntN(4)) + line
		case 6:
			b := []byte(line)
			if len(b) > 0 {
				b[random.IntN(len(b))] = byte(random.IntN(256))
			}
			line = string(b)
		case 7:
			line = line[:random.IntN(len(line)+1)]
		}
	}
	return line
}
