package shell

import (
	"testing"
	"testing/synctest"
	"time"
)

// The entries of an access list come into effect and go out of it when the
// minute comes, with nobody at the console.
func TestTimeRangeFollowsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // from midnight of 1 January 2000, a Saturday
		const config = `hostname R2
ip access-list extended OPEN
 permit tcp any any eq www time-range MORNING
 permit icmp any any
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip access-group OPEN in
time-range MORNING
 periodic weekend 8:00 to 8:59
`
		clock := Clock{Now: time.Now, Synced: func() bool { return true }, Started: time.Now()}
		u := boot(t, config, func(o *Options) { o.Clock = &clock })
		never := func() bool { return u.IR().AccessList("OPEN").Entries[0].Match.Never }
		sets := u.driver.Sets()
		for _, step := range []struct {
			at    time.Duration
			never bool
			sets  int
		}{
			{7*time.Hour + 59*time.Minute + 59*time.Second, true, 0},
			{8 * time.Hour, false, 1},
			{8*time.Hour + 59*time.Minute + 59*time.Second, false, 1},
			{9 * time.Hour, true, 2},
			{32 * time.Hour, false, 3},
			{33 * time.Hour, true, 4},
			{5 * 24 * time.Hour, true, 4},
		} {
			time.Sleep(time.Until(clock.Started.Add(step.at)))
			synctest.Wait()
			if never() != step.never || u.driver.Sets()-sets != step.sets {
				t.Errorf("%v: inactive %v, want %v; the driver was set %d times, want %d", step.at, never(), step.never, u.driver.Sets()-sets, step.sets)
			}
		}
	})
}
