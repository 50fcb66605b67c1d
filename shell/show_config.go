package shell

import (
	"errors"
	"fmt"
	"io"
	"os"

	"mainmode/compiler"
)

// nvramSize is that of the memory that IOS keeps its startup-config in, in
// bytes. Nothing here is limited by it.
const nvramSize = 256 << 10

// errNoStartup is IOS's answer while nothing has been saved.
const errNoStartup = refusal("startup-config is not present")

// writeStartup is "show startup-config": the file as it is now.
func writeStartup(w io.Writer, path string) error {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errNoStartup
	case err == nil && len(text) == 0:
		return errNoStartup
	case err != nil:
		return fmt.Errorf("%% %w", err)
	}
	fmt.Fprintf(w, "Using %d out of %d bytes\n%s", len(text), nvramSize, text)
	return nil
}

// writeStartupErrors is "show startup-config errors": what was wrong with the
// file when it was booted.
func writeStartupErrors(w io.Writer, diagnostics []compiler.Diagnostic) {
	for _, d := range diagnostics {
		fmt.Fprintln(w, d)
	}
}
