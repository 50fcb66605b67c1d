package compiler

import (
	"fmt"
	"strings"
	"testing"
)

// TestDefaultPolicies brings up a tunnel between two routers without a "crypto
// isakmp policy": the best default policy with a pre-shared key is agreed on.
// Without the default policies nothing is, and one that is configured takes
// their place.
func TestDefaultPolicies(t *testing.T) {
	for _, test := range []struct {
		name  string
		first string // what the initiator has besides
		want  string
	}{
		{"both by default", "", "65508 AES-CBC 128 SHA 5"},
		{"one configured", "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5", "10 AES-CBC 128 SHA 5"},
		{"one configured that only the next default policies are", "crypto isakmp policy 10\n encr 3des\n hash md5\n authentication pre-share\n group 2", "10 3DES-CBC 0 MD5 2"},
		{"one configured that no default policy is", "crypto isakmp policy 10\n authentication pre-share", ""},
		{"no default policies", "no crypto isakmp default policy", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			initiator := w.router(1, anyKey+test.first+"\n"+protected(2, "default"))
			w.router(2, anyKey+protected(1, "default"))
			w.start()
			got := ""
			if sa := initiator.isakmpSA(); sa.ConnID != 0 {
				p := sa.Policy
				got = strings.TrimSpace(fmt.Sprintf("%d %v %d %v %d", p.Priority, p.Encryption, p.KeyBits, p.Hash, uint16(p.Group)))
			}
			if got != test.want {
				t.Errorf("agreed on %q, want %q", got, test.want)
			}
		})
	}
}
