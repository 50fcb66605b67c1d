package ike

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// A session is told of when its first pair is up and when its last is gone,
// not at each rekey.
func TestSessionLog(t *testing.T) {
	n := newNetwork(t)
	r2, r3 := n.add("R2", addrR2, 2), n.add("R3", addrR3, 3)
	with := reference(addrR2, addrR3)
	with.LogSessions = true
	r3.handle(Configure{reference(addrR3, addrR2)})
	r2.handle(Configure{with})
	n.run(3 * time.Hour)
	const up = "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer 2001:DB8::3:500       Id: 2001:DB8::3\n"
	if got := strings.Count(r2.log.String(), up); got != 1 {
		t.Errorf("told %d times of a session that came up once:\n%s", got, r2.log.String())
	}
	if strings.Contains(r2.log.String(), "is DOWN") || strings.Contains(r3.log.String(), "SESSION_STATUS") {
		t.Error("told of a session that is up, or unasked")
	}
	r3with := reference(addrR3, addrR2)
	r3with.LogSessions = true
	r3.handle(Configure{r3with})
	r2.handle(Clear{What: ClearSession, Remote: netip.MustParseAddr(addrR3)})
	if !strings.Contains(r2.log.String(), "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 2001:DB8::3:500       Id: 2001:DB8::3\n") {
		t.Errorf("not told of a session that went down:\n%s", r2.log.String())
	}
	n.run(time.Second)
	if !strings.Contains(r3.log.String(), "%CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 2001:DB8::2:500       Id: 2001:DB8::2\n") {
		t.Errorf("not told of a session that came up before it was asked for:\n%s", r3.log.String())
	}
}
