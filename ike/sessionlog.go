package ike

// sessionUp tells that a pair is the first with its peer.
func (p *saPair) sessionUp() {
	if p.told {
		return
	}
	p.told = true
	if p.f.m.toldPairs(p) == 1 {
		p.tellSession("UP  ")
	}
}

// sessionDown tells that a pair that is gone was the last with its peer.
func (p *saPair) sessionDown() {
	if p.told && p.f.m.toldPairs(p) == 0 {
		p.tellSession("DOWN")
	}
}

// toldPairs counts the pairs with the peer of p that are up.
func (m *cryptoMap) toldPairs(p *saPair) int {
	n := 0
	for _, f := range m.flows {
		for _, o := range f.pairs {
			if o.told && o.peer == p.peer && o.peerID == p.peerID {
				n++
			}
		}
	}
	return n
}

// tellSession tells so when "crypto logging session" asks for it.
func (p *saPair) tellSession(state string) {
	if !p.f.m.e.config.LogSessions {
		return
	}
	port := p.out.RemotePort
	if port == 0 {
		port = portISAKMP
	}
	p.f.m.e.syslog(5, "SESSION_STATUS", "Crypto tunnel is %s.  Peer %s:%d       Id: %s", state, ip(p.out.Remote), port, p.peerID)
}
