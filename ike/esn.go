package ike

import (
	"slices"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// Extended sequence numbers, RFC 4304, come by themselves between two mainmodes,
// which know each other by their vendor IDs: IOS has none, and no command for
// them. Any other peer that offers them gets them.

// extends reports whether SAs of the map may have sequence numbers of 64 bits:
// they need replay detection, RFC 4303, Section 2.2.1. SAs whose keys are logged
// have none, since the Wireshark for which that is done verifies no such packet.
func (m *cryptoMap) extends(t datapath.Transform) bool {
	return m.config.ReplayWindow > 0 && t.ICVLen() > 0 && !m.e.config.LogKeys
}

// extends reports whether that holds for all that a peer may mean.
func extends(entries []candidate) bool {
	return !slices.ContainsFunc(entries, func(c candidate) bool { return c.m.config.ReplayWindow == 0 || c.m.e.config.LogKeys })
}

// oneOfTwins leaves out one of two transforms in a row that differ in nothing but
// extended sequence numbers: a proposal of ours has both, and only one is looked
// at and spoken of.
func oneOfTwins(transforms []isakmp.Transform, extended bool) (kept []isakmp.Transform) {
	for i := 0; i < len(transforms); i++ {
		t := transforms[i]
		if i+1 < len(transforms) && twins(&t, &transforms[i+1]) {
			if i++; !extended {
				t = transforms[i]
			}
		}
		kept = append(kept, t)
	}
	return kept
}

// twins reports whether the first has extended sequence numbers, and the second
// is the same without.
func twins(extended, plain *isakmp.Transform) bool {
	a, err := isakmp.ParsePhase2(extended)
	b, otherErr := isakmp.ParsePhase2(plain)
	if err != nil || otherErr != nil || extended.ID != plain.ID || !a.ESN {
		return false
	}
	a.ESN = false
	return a == b
}
