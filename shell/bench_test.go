package shell

import (
	"fmt"
	"strings"
	"testing"

	"mainmode/compiler/compilertest"
	"mainmode/grammar"
)

// BenchmarkEdit is one line typed at a router with 10,000 tunnels, until it has
// taken effect in the engine and in a driver that notes it.
func BenchmarkEdit(b *testing.B) {
	u := boot(b, compilertest.ManyTunnels(10000), nil)
	for _, line := range []string{"tunnel destination 10.200.0.%d", "description site %d", "ip address 100.64.0.%d 255.255.255.0"} {
		b.Run(strings.Fields(line)[0], func(b *testing.B) {
			editor := u.editor()
			editor.Line("interface Tunnel5000")
			for i := 0; b.Loop(); i++ {
				if r, found, err := u.edit(editor, fmt.Sprintf(line, 1+i%200), "console"); r.Status != grammar.OK || len(found) > 0 || err != nil {
					b.Fatal(r, found, err)
				}
			}
		})
	}
}
