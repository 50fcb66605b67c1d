package compiler

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"unicode/utf8"

	"mainmode/grammar"
)

// maxFile is the most bytes of a configuration: 10,000 tunnels take 2 MiB.
const maxFile = 64 << 20

// ReadFile reads the text of a configuration. Its errors name the file and
// are one line.
func ReadFile(path string) (string, error) {
	// Opening must not wait for the writer of a FIFO.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: no such file", path)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, cause(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, cause(err))
	}
	switch {
	case info.IsDir():
		return "", fmt.Errorf("%s: is a directory", path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s: not a regular file", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, cause(err))
	}
	text := decoded(data)
	if reason := notText(text); reason != "" {
		return "", fmt.Errorf("%s: %s", path, reason)
	}
	return text, nil
}

// notText says why text is no configuration, "" if it may be one.
func notText(text string) string {
	switch {
	case len(text) > maxFile:
		return fmt.Sprintf("larger than %d MiB", maxFile>>20)
	case strings.IndexByte(text, 0) >= 0:
		return "a binary file, not a configuration"
	case !utf8.ValidString(text):
		return "not UTF-8 text"
	}
	return ""
}

// Load reads a whole configuration, as a router prints it or as a person
// writes it: indentation means nothing where the commands themselves tell
// the mode. What it refuses becomes a Diagnostic; the rest is loaded.
// name stands in the one Diagnostic of a text that is no configuration. The
// secrets that stand in it in clear are hashed with that salt.
func Load(name, text string, salt Salt) (*Config, []Diagnostic) {
	return load(name, text, salt, func(taken) {})
}

// taken is a line of a file, and what became of it.
type taken struct {
	number int
	text   string
	body   bool // it belongs to the text of the banner or certificate before it
	result Result
}

// load is Load. seen is called with each line of the file.
func load(name, text string, salt Salt, seen func(taken)) (*Config, []Diagnostic) {
	c := New(salt)
	return c, c.merge(name, text, seen)
}

// diagnose turns the result of a line into a Diagnostic, if there is anything
// to say.
func (e *Editor) diagnose(text string, r Result) (Diagnostic, bool) {
	if r.Do != "" {
		r.Messages, r.Kept = []string{"not run: EXEC commands of a file are left out"}, true
	}
	if len(r.Messages) == 0 || e.text != nil {
		return Diagnostic{}, false
	}
	trimmed := strings.TrimLeft(text, " \t")
	d := Diagnostic{
		Severity: Error,
		Line:     e.number,
		Text:     redact(strings.TrimRight(trimmed, " \t\r")),
		Caret:    -1,
		Reason:   strings.Join(r.Messages, " "),
	}
	if r.Kept || r.Taken {
		d.Severity = Warning
	}
	if r.Status == grammar.Invalid {
		d.Caret = r.Caret - (len(text) - len(trimmed))
	}
	return d, true
}
