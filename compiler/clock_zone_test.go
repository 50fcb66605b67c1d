package compiler

import (
	"testing"
	"time"
)

func TestClockZone(t *testing.T) {
	for _, test := range []struct{ lines, utc, local string }{
		{"", "2026-07-01 12:00", "2026-07-01 12:00 UTC"},
		{"clock timezone CET 1 0", "2026-01-01 12:00", "2026-01-01 13:00 CET"},
		{"clock timezone EST -5 0", "2026-01-01 02:00", "2025-12-31 21:00 EST"},
		{"clock timezone IST 5 30", "2026-01-01 12:00", "2026-01-01 17:30 IST"},
		{"clock timezone NST -3 30", "2026-01-01 12:00", "2026-01-01 08:30 NST"},
		{"clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "2026-03-29 00:59", "2026-03-29 01:59 CET"},
		{"clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "2026-03-29 01:00", "2026-03-29 03:00 CEST"},
		{"clock timezone CET 1 0\nclock summer-time CEST recurring last Sun Mar 2:00 last Sun Oct 3:00", "2026-10-25 01:00", "2026-10-25 02:00 CET"},
		{"clock summer-time CDT recurring\nclock timezone CST -6", "2026-07-01 12:00", "2026-07-01 07:00 CDT"},
		{"clock timezone AEST 10 0\nclock summer-time AEDT recurring 1 Sun Oct 2:00 1 Sun Apr 3:00", "2026-01-01 00:00", "2026-01-01 11:00 AEDT"},
		{"clock timezone CET 1 0\nclock summer-time CEST date 29 Mar 2026 2:00 25 Oct 2026 3:00", "2026-03-29 00:59", "2026-03-29 01:59 CET"},
		{"clock timezone CET 1 0\nclock summer-time CEST date Mar 29 2026 2:00 Oct 25 2026 3:00", "2026-03-29 01:00", "2026-03-29 03:00 CEST"},
		{"clock timezone CET 1 0\nclock summer-time CEST date 29 March 2026 2:00 25 October 2026 3:00 60", "2026-10-25 01:00", "2026-10-25 02:00 CET"},
		{"clock timezone CET 1 0\nclock summer-time CEST date 29 Mar 2026 2:00 25 Oct 2026 3:00", "2027-07-01 12:00", "2027-07-01 13:00 CET"},
		{"clock timezone AEST 10 0\nclock summer-time AEDT date 4 Oct 2026 2:00 5 Apr 2026 3:00", "2026-01-01 00:00", "2026-01-01 11:00 AEDT"},
		{"clock timezone AEST 10 0\nclock summer-time AEDT date 4 Oct 2026 2:00 5 Apr 2026 3:00", "2026-04-04 16:00", "2026-04-05 02:00 AEST"},
		{"clock timezone AEST 10 0\nclock summer-time AEDT date 4 Oct 2026 2:00 5 Apr 2026 3:00", "2026-12-01 00:00", "2026-12-01 11:00 AEDT"},
		{"clock timezone CET 1 0\nno clock timezone", "2026-01-01 12:00", "2026-01-01 12:00 UTC"},
	} {
		c, diagnostics := Load("zone", test.lines, testSalt)
		if len(diagnostics) > 0 {
			t.Errorf("%q: %v", test.lines, diagnostics)
		}
		r, _ := Compile(c, testEnv)
		at, err := time.Parse("2006-01-02 15:04", test.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.In(r.Zone.Location()).Format("2006-01-02 15:04 MST"); got != test.local {
			t.Errorf("%q: %s UTC is %s, want %s", test.lines, test.utc, got, test.local)
		}
	}
}
