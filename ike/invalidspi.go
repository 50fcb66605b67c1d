package ike

import (
	"encoding/binary"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// invalidSPI is told of an ESP packet for which there is no SA. A peer that
// lost its DELETE, or we that lost our SAs: it is told, if we are to, in an
// ISAKMP SA that is made for that when there is none. Only peers of our maps
// are, for anybody can send such a packet in another's name.
func (e *Engine) invalidSPI(ev datapath.InvalidSPI) {
	e.syslog(4, "RECVD_PKT_INV_SPI", "decaps: rec'd IPSEC packet has invalid spi for destaddr=%s, prot=50, spi=%s, srcaddr=%s",
		ip(ev.Local), spi(ev.SPI), ip(ev.Remote))
	k := addrPair{ev.Local.Unmap(), ev.Remote.Unmap()}
	if !e.config.InvalidSPIRecovery || !e.needed(k) {
		return
	}
	if sa := e.usable(k.local, k.remote); sa != nil {
		sa.notifyInvalidSPI(ev.SPI)
		return
	}
	if e.budding(k.local, k.remote, true) == nil && e.budding(k.local, k.remote, false) == nil && e.mayInitiate(k) {
		if sa := e.beginPhase1(k, nil); sa != nil {
			sa.invalidSPI = ev.SPI
		}
	}
}

// mayInitiate reports whether a map that is up lets us begin exchanges.
func (e *Engine) mayInitiate(k addrPair) bool {
	for _, m := range e.byPeer[k] {
		if m.ready() && !m.config.ResponderOnly {
			return true
		}
	}
	return false
}

func (sa *phase1) notifyInvalidSPI(number uint32) {
	sa.inform(&isakmp.Notification{
		DOI: isakmp.IPsecDOI, Protocol: isakmp.ProtocolESP,
		SPI: binary.BigEndian.AppendUint32(nil, number), Notify: isakmp.InvalidSPI,
	})
}

// processInvalidSPI deletes the pair by which the peer cannot be reached any
// more. It reports false when the SPI is none of ours to send by.
func (sa *phase1) processInvalidSPI(b []byte) bool {
	if len(b) != 4 {
		return false
	}
	e := sa.e
	id := datapath.SAID{Direction: datapath.Outbound, Remote: sa.remote.Addr(), SPI: binary.BigEndian.Uint32(b)}
	p := e.pairs[id]
	if p == nil || !sa.owns(p) {
		return false
	}
	sa.keyManagerf("Enqueued KEY_MGR_DELETE_SAS for IPSEC SA (SPI:0x%X)", id.SPI)
	e.keyEngineEvent()
	e.ipsecf("IPSEC(key_engine_delete_sas): delete SA with spi 0x%X proto 50 for %s", id.SPI, ip(id.Remote))
	e.deletePair(p, true, peerRequest)
	return true
}
