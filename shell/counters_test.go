package shell

import (
	"bytes"
	"strings"
	"testing"

	"mainmode/datapath"
)

func TestClearCounters(t *testing.T) {
	var c clearedCounters
	c.clear(*showStats())
	now := showStats()
	c.since(now)
	if got := now.Policies["Tunnel123-head-0"]; got != (datapath.PolicyStats{}) {
		t.Errorf("right after: %+v", got)
	}

	now = showStats()
	p := now.Policies["Tunnel123-head-0"]
	p.Encaps, p.RecvErrors = 9, 7
	now.Policies["Tunnel123-head-0"] = p
	now.Policies["CMAP"] = datapath.PolicyStats{SendErrors: 2} // made anew: it counts less than before
	now.Policies["Tunnel7-head-0"] = datapath.PolicyStats{Decaps: 3}
	id := said(datapath.Inbound, "2001:db8::3", 0x45F16A9A)
	sa := now.SAs[id]
	sa.Packets, sa.Bytes, sa.LastSequence, sa.Replayed = 6, 600, 6, 3
	now.SAs[id] = sa
	c.since(now)
	for name, want := range map[string]datapath.PolicyStats{
		"Tunnel123-head-0": {Encaps: 5, RecvErrors: 1},
		"CMAP":             {SendErrors: 2},
		"Tunnel7-head-0":   {Decaps: 3},
	} {
		if got := now.Policies[name]; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if got, want := now.SAs[id], (datapath.SAStats{Packets: 2, Bytes: 600, LastSequence: 6, Replayed: 1}); got != want {
		t.Errorf("SA: %+v, want %+v", got, want)
	}
}

// TestClearCountersTyped gives the command to a router whose datapath counts.
func TestClearCountersTyped(t *testing.T) {
	u := boot(t, "hostname R2\n", nil)
	u.driver.SetStats(datapath.Stats{Policies: map[string]datapath.PolicyStats{"Tunnel123-head-0": {Encaps: 5}}})
	encaps := func() uint64 { return u.Datapath().Policies["Tunnel123-head-0"].Encaps }
	if got := encaps(); got != 5 {
		t.Fatalf("encaps %d before", got)
	}
	var screen bytes.Buffer
	u.Console(NewScript("clear crypto sa counters\r", &screen))
	if got := encaps(); got != 0 || strings.Contains(screen.String(), "%") {
		t.Errorf("encaps %d after\n%s", got, screen.String())
	}
}
