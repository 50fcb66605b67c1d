package compiler

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// notKept are the lines of whole configurations that cannot be taken, because
// what they protect would leave in clear.
var notKept = map[string]string{
	"getvpn-member-15.2": "crypto map GETVPN 10 gdoi",
}

// TestWholeConfigurations loads the configurations of routers and switches of
// many kinds, as they print them: not a line is refused but those of notKept, each
// is of the block that it was of, and "show running-config" prints them all again.
func TestWholeConfigurations(t *testing.T) {
	files, err := filepath.Glob("testdata/whole/*.cfg")
	if err != nil || len(files) == 0 {
		t.Fatalf("no configurations: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".cfg"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r := Check(file, string(data))
			for _, l := range r.Lines {
				if l.Fate == Refused && l.Text != notKept[strings.TrimSuffix(filepath.Base(file), ".cfg")] {
					t.Errorf("line %d: %s: %s", l.Line, l.Text, l.Reason)
				}
			}
			if d := cmp.Diff(strings.Split(string(data), "\n"), strings.Split(r.config.Text(), "\n")); d != "" {
				t.Errorf("printed differently (-file +printed):\n%s", d)
			}
		})
	}
}
