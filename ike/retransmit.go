package ike

import (
	"net/netip"
	"slices"
)

// transmit sends a message of main mode and keeps it for retransmission. An
// initiator goes on sending until there is an answer.
func (sa *phase1) transmit(data []byte, display string) {
	sa.display = display
	sa.lastOut = data
	sa.retries = 0
	sa.retransmitter.stop()
	if sa.initiator {
		sa.retransmitter = sa.e.after(retransmitInterval, sa.retransmitExpired)
	}
	sa.send(data)
}

// send prints and sends one message.
func (sa *phase1) send(data []byte) {
	e := sa.e
	if e.debugging(DebugISAKMP) {
		sa.debugf(" sending packet to %s my_port %d peer_port %d (%s) %s",
			ip(sa.remote.Addr()), sa.local.Port(), sa.remote.Port(), sa.mark(), sa.displayState())
		sa.debugf("Sending an IKE %s Packet.", family(sa.remote.Addr()))
	}
	e.stats.Sent++
	for _, d := range sa.split(data) {
		e.emit(Send{Local: sa.local, Remote: sa.remote, Data: slices.Clone(d)})
	}
}

func family(a netip.Addr) string {
	if a.Is4() {
		return "IPv4"
	}
	return "IPv6"
}

func (sa *phase1) retransmitExpired() {
	sa.debugf(" retransmitting phase 1 %s...", sa.display)
	if sa.retries >= retransmitLimit {
		sa.debugf("peer does not do paranoid keepalives.")
		for _, f := range sa.waiting {
			f.m.unanswering(sa)
		}
		sa.unreachable()
		sa.delete("Death by retransmission P1", false)
		return
	}
	sa.retries++
	sa.packetErrorf("incrementing error counter on sa, attempt %d of %d: retransmit phase 1", sa.retries, retransmitLimit)
	sa.resend()
	sa.retransmitter = sa.e.after(retransmitInterval, sa.retransmitExpired)
}

// resend sends the last message once more.
func (sa *phase1) resend() {
	sa.debugf(" retransmitting phase 1 %s", sa.display)
	sa.e.stats.Retransmitted++
	sa.send(sa.lastOut)
}

// repeated answers a message that we have had before: with what we answered
// then, once for each time it comes.
func (sa *phase1) repeated() {
	sa.debugf(" phase 1 packet is a duplicate of a previous packet.")
	if sa.lastOut == nil || sa.suspended || !sa.mayRepeat() {
		return
	}
	if sa.initiator && sa.state != IKE_P1_COMPLETE {
		return // the timer retransmits
	}
	if sa.state == IKE_P1_COMPLETE && sa.initiator != sa.access.aggressive {
		// It was the last message of the exchange: whoever answers that has
		// both ends answer each other for ever.
		return
	}
	sa.debugf(" retransmitting due to retransmit phase 1")
	sa.resend()
}
