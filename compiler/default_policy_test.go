package compiler

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mainmode/ike"
)

// TestDefaultPolicies brings up a tunnel between two routers without a "crypto
// isakmp policy": the best default policy with a pre-shared key is agreed on.
// Without the default policies nothing is, and one that is configured takes
// their place.
func TestDefaultPolicies(t *testing.T) {
	config := func(n int, more string) *ike.Config {
		c, refused := Load("config", fmt.Sprintf(`crypto isakmp key cisco address 0.0.0.0
%s
interface Ethernet0/0
 ip address 192.0.2.%d 255.255.255.0
interface Tunnel1
 ip address 10.0.1.%d 255.255.255.252
 tunnel source Ethernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 192.0.2.%d
 tunnel protection ipsec profile default
`, more, n, n, 3-n), testSalt)
		if len(refused) > 0 {
			t.Fatal(joinDiagnostics(refused))
		}
		r, _ := Compile(c, testEnv)
		return r.IKE()
	}
	for _, test := range []struct {
		name  string
		first string // what the initiator has besides
		want  string
	}{
		{"both by default", "", "65508 AES-CBC 128 SHA 5"},
		{"one configured", "crypto isakmp policy 10\n encr aes\n authentication pre-share\n group 5", "10 AES-CBC 128 SHA 5"},
		{"one configured that no default policy is", "crypto isakmp policy 10\n authentication pre-share", ""},
		{"no default policies", "no crypto isakmp default policy", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			initiator, responder := ike.New(rand.NewChaCha8([32]byte{1})), ike.New(rand.NewChaCha8([32]byte{2}))
			now := time.Date(2011, time.September, 21, 8, 33, 43, 0, time.UTC)
			// The responder hears nothing until it is asked.
			responder.Handle(now, ike.Configure{Config: config(2, "")})
			converse(now, initiator, responder, initiator.Handle(now, ike.Configure{Config: config(1, test.first)}))
			got := ""
			for _, sa := range initiator.Snapshot(now).SAs {
				if p := sa.Policy; sa.State == "QM_IDLE" {
					got = strings.TrimSpace(fmt.Sprintf("%d %v %d %v %d", p.Priority, p.Encryption, p.KeyBits, p.Hash, uint16(p.Group)))
				}
			}
			if got != test.want {
				t.Errorf("agreed on %q, want %q", got, test.want)
			}
		})
	}
}

// converse carries messages between two engines until neither has one.
func converse(now time.Time, a, b *ike.Engine, first []ike.Action) {
	type step struct {
		at *ike.Engine
		ev ike.Event
	}
	var queue []step
	take := func(at *ike.Engine, actions []ike.Action) {
		other := a
		if at == a {
			other = b
		}
		for _, x := range actions {
			switch x := x.(type) {
			case ike.Send:
				queue = append(queue, step{other, ike.Received{Local: x.Remote, Remote: x.Local, Data: x.Data}})
			case ike.Compute:
				queue = append(queue, step{at, ike.Computed{ID: x.ID, Result: x.Run()}})
			}
		}
	}
	take(a, first)
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		take(s.at, s.at.Handle(now, s.ev))
	}
}
