package ike

import (
	"strings"
	"testing"
	"time"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// TestExtendedSequence has the sequence numbers of two mainmodes be of 64 bits
// where both may have them, RFC 4304, and tunnels come up where one may not.
func TestExtendedSequence(t *testing.T) {
	for name, test := range map[string]struct {
		change func(r2, r3 *router, c2, c3 *Config)
		want   bool
	}{
		"both":                             {func(_, _ *router, _, _ *Config) {}, true},
		"initiator without a window":       {func(_, _ *router, c2, _ *Config) { c2.Maps[0].ReplayWindow = 0 }, false},
		"responder without a window":       {func(_, _ *router, _, c3 *Config) { c3.Maps[0].ReplayWindow = 0 }, false},
		"initiator logs keys":              {func(_, _ *router, c2, _ *Config) { c2.LogKeys = true }, false},
		"responder logs keys":              {func(_, _ *router, _, c3 *Config) { c3.LogKeys = true }, false},
		"the responder is not one of us":   {func(_, r3 *router, _, _ *Config) { r3.engine.iosTail[7]++ }, false},
		"the initiator is not one of us":   {func(r2, _ *router, _, _ *Config) { r2.engine.iosTail[7]++ }, true},
		"no integrity, so no replay check": {func(_, _ *router, c2, c3 *Config) { withoutIntegrity(c2); withoutIntegrity(c3) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			n, r2, r3, c2, c3 := pair(t)
			c2.Maps[0].ReplayWindow, c3.Maps[0].ReplayWindow = 64, 64
			test.change(r2, r3, c2, c3)
			bringUp(n, r2, r3, c2, c3)
			wantUp(t, r2, r3)
			for _, r := range []*router{r2, r3} {
				for id, sa := range r.installed {
					if sa.ESN != test.want {
						t.Errorf("%s: %s SA 0x%X has extended sequence numbers: %t", r.name, id.Direction, id.SPI, sa.ESN)
					}
				}
				if strings.Count(r.log.String(), "Checking IPSec proposal") != 1 || strings.Contains(r.log.String(), "attribute 11") {
					t.Errorf("%s speaks of what IOS does not know:\n%s", r.name, r.log.String())
				}
			}
			// And so it is with what replaces them.
			n.run(4000 * time.Second)
			wantUp(t, r2, r3)
			for _, sa := range r2.installed {
				if sa.ESN != test.want {
					t.Errorf("replaced: %t", sa.ESN)
				}
			}
		})
	}
}

func withoutIntegrity(c *Config) {
	c.Maps[0].TransformSets[0].Transform = datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128}
}

// Of two transforms that differ in extended sequence numbers only, one is looked
// at. All else stays, and its order.
func TestOneOfTwins(t *testing.T) {
	transform := func(a isakmp.Phase2) isakmp.Transform {
		return isakmp.Transform{ID: uint8(isakmp.ESP_AES), Attributes: a.Attributes()}
	}
	plain := isakmp.Phase2{Encapsulation: isakmp.Tunnel, Auth: isakmp.HMAC_SHA, KeyBits: 128}
	extended, other := plain, plain
	extended.ESN, other.KeyBits = true, 256
	a, b, c := transform(extended), transform(plain), transform(other)
	for _, test := range []struct {
		offered  []isakmp.Transform
		extended bool
		want     []isakmp.Transform
	}{
		{[]isakmp.Transform{a, b}, true, []isakmp.Transform{a}},
		{[]isakmp.Transform{a, b}, false, []isakmp.Transform{b}},
		{[]isakmp.Transform{a, c}, false, []isakmp.Transform{a, c}},
		{[]isakmp.Transform{b, a}, true, []isakmp.Transform{b, a}},
		{[]isakmp.Transform{c, a, b, c}, true, []isakmp.Transform{c, a, c}},
	} {
		got := oneOfTwins(test.offered, test.extended)
		if len(got) != len(test.want) {
			t.Fatalf("%d of %d are kept, want %d", len(got), len(test.offered), len(test.want))
		}
		for i := range got {
			first, _ := isakmp.ParsePhase2(&got[i])
			second, _ := isakmp.ParsePhase2(&test.want[i])
			if first != second {
				t.Errorf("%d: %+v, want %+v", i, first, second)
			}
		}
	}
}
