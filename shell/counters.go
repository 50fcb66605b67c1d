package shell

import (
	"sync"

	"mainmode/datapath"
)

// clearedCounters remembers what the counters were at the last "clear crypto
// sa counters". The datapath itself goes on counting: lifetimes in kilobytes
// and replay windows do not begin anew.
type clearedCounters struct {
	mu       sync.Mutex
	policies map[string]datapath.PolicyStats
	sas      map[datapath.SAID]datapath.SAStats
}

// clear has counters begin at what they are now.
func (c *clearedCounters) clear(now datapath.Stats) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.policies, c.sas = now.Policies, now.SAs
}

// since takes away from the counters what had been counted before.
func (c *clearedCounters) since(s *datapath.Stats) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, was := range c.policies {
		if p, ok := s.Policies[name]; ok {
			for _, counter := range []struct {
				now *uint64
				was uint64
			}{
				{&p.Encaps, was.Encaps}, {&p.Encrypt, was.Encrypt}, {&p.Digest, was.Digest},
				{&p.Decaps, was.Decaps}, {&p.Decrypt, was.Decrypt}, {&p.Verify, was.Verify},
				{&p.SendErrors, was.SendErrors}, {&p.RecvErrors, was.RecvErrors},
			} {
				subtract(counter.now, counter.was)
			}
			s.Policies[name] = p
		}
	}
	for id, was := range c.sas {
		if sa, ok := s.SAs[id]; ok {
			subtract(&sa.Packets, was.Packets)
			subtract(&sa.AuthFailed, was.AuthFailed)
			subtract(&sa.Replayed, was.Replayed)
			subtract(&sa.Malformed, was.Malformed)
			s.SAs[id] = sa
		}
	}
}

// subtract what was counted before. A counter that is lower than that belongs
// to a tunnel that was made anew, and has begun at zero itself.
func subtract(now *uint64, was uint64) {
	if *now >= was {
		*now -= was
	}
}
