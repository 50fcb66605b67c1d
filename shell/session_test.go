package shell

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"mainmode/compiler"
	"mainmode/grammar"
)

// TestSessions types what the "keys" file of each archive says, and compares
// the screen with its "screen" file. A line of keys is typed with Enter behind
// it, unless it ends in "\"; Go's escapes are the keys that do not print. A file
// "keys2" is what the next person at the console types, and so on. The other
// files, if present: "startup-config", what the router boots; "datapath", the
// state of the driver at the end; "saved", the startup-config at the end.
func TestSessions(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sessions: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a := readArchive(t, file)
			u := boot(t, a.files["startup-config"], nil)
			// The file's own name is another in every run.
			hide := strings.NewReplacer("\r", "", u.file, "startup-config")
			var screen bytes.Buffer
			for _, name := range a.names {
				if strings.HasPrefix(name, "keys") {
					u.Console(NewScript(typedKeys(t, a.files[name]), &screen))
				}
			}
			got := map[string]string{
				"screen":   hide.Replace(screen.String()),
				"datapath": u.driver.String(),
			}
			saved, err := os.ReadFile(u.file)
			if err != nil {
				t.Fatal(err)
			}
			got["saved"] = string(saved)

			for _, name := range a.names {
				text, checked := got[name]
				if text != "" && !strings.HasSuffix(text, "\n") {
					text += "\n" // an archive has whole lines only
				}
				switch {
				case !checked || text == a.files[name]:
				case *update:
					a.files[name] = text
					a.write(t, file)
				default:
					t.Errorf("%s:\n%s\nwant:\n%s", name, text, a.files[name])
				}
			}
		})
	}
}

// typedKeys makes keys of lines.
func typedKeys(t *testing.T, text string) string {
	t.Helper()
	var keys strings.Builder
	for line := range strings.Lines(text) {
		line, open := strings.CutSuffix(strings.TrimSuffix(line, "\n"), `\`)
		typed, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
		if err != nil {
			t.Fatalf("keys %q: %v", line, err)
		}
		keys.WriteString(typed)
		if !open {
			keys.WriteByte('\r')
		}
	}
	return keys.String()
}

// Every command of EXEC that the grammar knows is run by somebody.
func TestEveryCommandHasAHandler(t *testing.T) {
	known := map[reflect.Type]bool{}
	for _, mode := range []*grammar.Mode{grammar.Exec} {
		for _, command := range mode.Commands() {
			known[command] = true
			if _, ok := commands()[command]; !ok {
				t.Errorf("mode %s: nobody runs %v", mode.Name, command)
			}
		}
	}
	immediate := reflect.TypeFor[grammar.Immediate]()
	for _, command := range grammar.Global.Commands() {
		if reflect.PointerTo(command).Implements(immediate) {
			if _, ok := immediateCommands()[command]; !ok {
				t.Errorf("mode %s: nobody runs %v", grammar.Global.Name, command)
			}
		}
	}
	for command := range commands() {
		if !known[command] {
			t.Errorf("%v cannot be typed", command)
		}
	}
}

func TestPasswords(t *testing.T) {
	for _, test := range []struct {
		password compiler.Password
		typed    string
		want     bool
	}{
		{compiler.Password{Type: 0, Text: "cisco"}, "cisco", true},
		{compiler.Password{Type: 0, Text: "cisco"}, "Cisco", false},
		{compiler.Password{Type: 5, Text: "$1$abcdefgh$IeVvJ6ImOhUZ7d.G/I4AE."}, "cisco", true},
		{compiler.Password{Type: 5, Text: "$1$abcdefgh$IeVvJ6ImOhUZ7d.G/I4AE."}, "cisc0", false},
		{compiler.Password{Type: 5, Text: "$1$mERr$NwL2Q3hY2dMY1CglvpdhM."}, "a longer password than sixteen bytes", true},
		{compiler.Password{Type: 4, Text: "2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI"}, "hashcat", true},
		{compiler.Password{Type: 4, Text: "2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI"}, "2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI", false},
		{compiler.Password{Type: 8, Text: "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"}, "hashcat", true},
		{compiler.Password{Type: 8, Text: "$8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk"}, "Hashcat", false},
		{compiler.Password{Type: 8, Text: "$9$TnGX/fE4KGHOVU$"}, "hashcat", false},
		{compiler.Password{Type: 9, Text: "$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6"}, "hashcat", true},
		{compiler.Password{Type: 9, Text: "no hash"}, "no hash", false},
		{compiler.Password{Type: 7, Text: "02050D480809"}, "cisco", true},
		{compiler.Password{Type: 7, Text: "02050D480809"}, "", false},
		{compiler.Password{Type: 7, Text: "zz"}, "", false},
		{compiler.Password{Type: 7, Text: "0"}, "", false},
	} {
		if got := passwordMatches(test.password, test.typed); got != test.want {
			t.Errorf("%d %s typed %q: %v", test.password.Type, string(test.password.Text), test.typed, got)
		}
	}
}
