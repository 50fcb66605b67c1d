package nhrp

import (
	"net/netip"
	"time"
)

// server is a next hop server at which the station registers.
type server struct {
	Server
	retry      retry
	requestID  uint32
	pending    bool // the last request has no answer yet
	tries      int  // requests since the last answer
	responding bool
	sent       int
	failed     int
	received   int
	answered   time.Time // when the last reply came
}

// downAfter is how many requests without answer say that a server is down.
const downAfter = 3

// configureServers makes the servers what the configuration says; again: all are
// to be registered at once more.
func (s *station) configureServers(again bool) {
	old := s.servers
	s.servers = nil
	for i := range s.config.Servers {
		config := s.config.Servers[i]
		if s.config.isOurs(config.Address) || s.config.NetworkID == 0 {
			continue // the servers of a pair have the same lines
		}
		v := &server{Server: config}
		fresh := true
		for _, o := range old {
			if o.Address == config.Address {
				fresh = o.NBMA != config.NBMA
				*v = *o
				v.Server = config
			}
		}
		s.servers = append(s.servers, v)
		switch {
		case !s.up:
			v.retry, v.pending, v.tries, v.responding = retry{}, false, 0, false
		case fresh || again:
			v.retry, v.tries = retry{}, 0
			s.register(v)
		}
	}
}

// serverNBMA is where a server is; invalid: nobody knows.
func (s *station) serverNBMA(v *Server) netip.Addr {
	if v.NBMA.IsValid() {
		return v.NBMA
	}
	if nbma, ok := s.staticNBMA(v.Address); ok {
		return nbma
	}
	return s.config.Remote
}

// register sends a Registration Request: RFC 2332, Section 5.2.3.
func (s *station) register(v *server) {
	if v.pending {
		v.tries++
		v.failed++
		if v.responding && v.tries >= downAfter {
			v.responding = false
			s.engine.debugf(DebugEvents, "NHRP: NHS-DOWN: %s", v.Address)
		}
	}
	nbma := s.serverNBMA(&v.Server)
	flags := FlagNAT
	client := Client{Prefix: 0xff, MTU: s.config.MTU, HoldingTime: s.config.holdingTime()}
	if s.config.NotUnique {
		client.Prefix = hostPrefix
	} else {
		flags |= FlagUnique
	}
	// IOS's clients show by what address they reach the server: another one
	// says that NAT has translated it.
	p := s.request(RegistrationRequest, flags, v.Address, []Client{{Prefix: hostPrefix, MTU: s.config.MTU, NBMA: nbma, Address: v.Address}})
	p.Clients = []Client{client}
	v.requestID, v.pending = p.RequestID, true
	v.sent++
	s.engine.wake(v.retry.next(s.engine.now))
	s.engine.debugf(DebugEvents, "NHRP: Setting retrans delay to %d for nhs  dst %s", int(v.retry.delay/time.Second), v.Address)
	s.send("Send", p, nbma)
}

// registered handles the reply to a registration.
func (s *station) registered(p *Packet, from netip.Addr) {
	for _, v := range s.servers {
		if !v.pending || v.requestID != p.RequestID {
			continue
		}
		v.received++
		v.answered = s.engine.now
		v.pending, v.tries = false, 0
		for _, c := range p.Clients {
			if c.Code != CodeSuccess {
				s.syslogf("PAKREPLY", "Receive Registration Reply packet with error - %s", c.Code)
				v.failed++
				v.responding = false
				return // the request is repeated as if nobody had answered
			}
		}
		if !v.responding {
			v.responding = true
			s.engine.debugf(DebugEvents, "NHRP: NHS-UP: %s", v.Address)
		}
		v.retry = retry{at: s.engine.now.Add(s.config.registrationInterval())}
		s.engine.wake(v.retry.at)
		s.setTranslated(p.natOf(s.config.Address))
		return
	}
	s.engine.debugf(DebugErrors, "NHRP: %s: Registration Reply from %s answers no request", s.config.Name, from)
}

// setTranslated notes what NAT makes of our NBMA address. Who knows another one
// is told to forget it.
func (s *station) setTranslated(nbma netip.Addr) {
	if nbma == s.config.NBMA {
		nbma = netip.Addr{}
	}
	if s.translated != nbma {
		s.translated = nbma
		s.purgeRequesters()
	}
}
