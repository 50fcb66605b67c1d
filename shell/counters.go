package shell

import (
	"sync"
	"time"

	"mainmode/datapath"
	"mainmode/ike"
)

// clearedCounters remembers what the counters were when each was cleared last.
// What counts goes on counting: lifetimes in kilobytes and replay windows do
// not begin anew.
type clearedCounters struct {
	mu       sync.Mutex
	policies map[string]datapath.PolicyStats
	sas      map[datapath.SAID]datapath.SAStats

	interfaces map[string]clearedInterface
	resets     map[string]int // "clear interface", by its name
	traffic    trafficCounts
	admission  ike.AdmissionStats
}

// clearedInterface is what an interface had counted when that was cleared.
type clearedInterface struct {
	stats datapath.InterfaceStats
	at    time.Time
}

// clearInterfaces has the counters of one interface, or with "" of all, begin
// at what they are now.
func (c *clearedCounters) clearInterfaces(stats datapath.Stats, only string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.interfaces == nil {
		c.interfaces = map[string]clearedInterface{}
	}
	for name, s := range stats.Interfaces {
		if only == "" || name == only {
			c.interfaces[name] = clearedInterface{s, now}
			delete(c.resets, name)
		}
	}
}

// clearedAt is when the counters of an interface were cleared, zero: never.
func (c *clearedCounters) clearedAt(name string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.interfaces[name].at
}

// reset counts that an interface was made anew.
func (c *clearedCounters) reset(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.resets == nil {
		c.resets = map[string]int{}
	}
	c.resets[name]++
}

// resetsOf is how often an interface was made anew.
func (c *clearedCounters) resetsOf(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.resets[name]
}

// clearAdmission has the counters of "show crypto call admission statistics"
// begin at what they are now.
func (c *clearedCounters) clearAdmission(now ike.AdmissionStats) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.admission = now
}

// admissionSince takes away what had been counted before.
func (c *clearedCounters) admissionSince(now ike.AdmissionStats) ike.AdmissionStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := &c.admission
	subtract(&now.Incoming, was.Incoming)
	subtract(&now.IncomingRefused, was.IncomingRefused)
	subtract(&now.Outgoing, was.Outgoing)
	subtract(&now.OutgoingRefused, was.OutgoingRefused)
	subtract(&now.RefusedSAs, was.RefusedSAs)
	subtract(&now.RefusedNegotiating, was.RefusedNegotiating)
	subtract(&now.Stateless, was.Stateless)
	return now
}

// clearTraffic has the counters of "show ip traffic" begin at what they are
// now.
func (c *clearedCounters) clearTraffic(now trafficCounts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.traffic = now
}

// trafficSince takes away what had been counted before.
func (c *clearedCounters) trafficSince(now trafficCounts) trafficCounts {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, was := range c.traffic {
		if now[name] >= was { // the system may have begun anew
			now[name] -= was
		}
	}
	return now
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
				{&p.OutBytes, was.OutBytes}, {&p.InBytes, was.InBytes},
			} {
				subtract(counter.now, counter.was)
			}
			s.Policies[name] = p
		}
	}
	for name, cleared := range c.interfaces {
		if i, ok := s.Interfaces[name]; ok {
			was := &cleared.stats
			subtract(&i.InPackets, was.InPackets)
			subtract(&i.InBytes, was.InBytes)
			subtract(&i.OutPackets, was.OutPackets)
			subtract(&i.OutBytes, was.OutBytes)
			subtract(&i.InErrors, was.InErrors)
			subtract(&i.OutErrors, was.OutErrors)
			subtract(&i.InDrops, was.InDrops)
			subtract(&i.OutDrops, was.OutDrops)
			subtract(&i.InMulticasts, was.InMulticasts)
			s.Interfaces[name] = i
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
