package ike

import (
	"time"

	"mainmode/datapath"
)

// startIdle has the pair end when neither of its SAs carries anything for the
// idle time of its map, "set security-association idle-time".
func (p *saPair) startIdle() {
	if d := p.f.m.config.IdleTime; d > 0 {
		p.idle = p.f.m.e.after(d, p.checkIdle)
	}
}

func (p *saPair) checkIdle() {
	e, d := p.f.m.e, p.f.m.config.IdleTime
	if d == 0 {
		return // not any more
	}
	p.idle = e.after(max(d, sampleTimeout), p.checkIdle)
	e.sample(func(stats map[datapath.SAID]datapath.SAStats) {
		if !p.alive() {
			return
		}
		last := latest(latest(p.installed, stats[p.in.ID()]), stats[p.out.ID()])
		p.idle.stop()
		if silent := e.now.Sub(last); silent < d {
			p.idle = e.after(max(d-silent, time.Second), p.checkIdle)
			return
		}
		e.ipsecf("IPSEC(idle_timer): SA idle for %d seconds, deleting outbound SPI %X", int(d/time.Second), p.out.SPI)
		if p.f.m.config.IdleDefault {
			p.f.m.peer = 0
		}
		e.deletePair(p, true, otherReason)
	})
}
