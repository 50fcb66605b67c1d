package ike

import (
	"net/netip"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// originalAddresses is what the peer calls the two ends of an SA when a NAT
// between them has changed that, RFC 3947, Section 5.2.
type originalAddresses struct{ local, remote netip.Addr }

// originalPayloads are the NAT-OA payloads of messages 1 and 2, the initiator's
// address and then the responder's: "The initiator MUST send the payloads if it
// proposes any UDP-Encapsulated-Transport mode, and the responder MUST send the
// payload only if it selected UDP-Encapsulated-Transport mode."
func (n *quickMode) originalPayloads(sa *isakmp.SA) []isakmp.Payload {
	natt := &n.sa.natt
	if !natt.found() {
		return nil
	}
	transport := natt.encapsulation(datapath.Transport)
	for i := range sa.Proposals {
		for j := range sa.Proposals[i].Transforms {
			a, err := isakmp.ParsePhase2(&sa.Proposals[i].Transforms[j])
			if err != nil || a.Encapsulation != transport {
				continue
			}
			initiator, responder := n.sa.local.Addr(), n.sa.remote.Addr()
			if !n.initiator {
				initiator, responder = responder, initiator
			}
			number := natt.version().original
			return []isakmp.Payload{
				&isakmp.NATOriginalAddress{Number: number, Addr: initiator.WithZone("")},
				&isakmp.NATOriginalAddress{Number: number, Addr: responder.WithZone("")},
			}
		}
	}
	return nil
}

// takeOriginal reads the NAT-OA payloads of messages 1 and 2. The first drafts
// had only the sender's own address.
func (n *quickMode) takeOriginal() {
	all := isakmp.All[*isakmp.NATOriginalAddress](n.message.payloads)
	if !n.sa.natt.found() || len(all) == 0 {
		return
	}
	n.original.remote = all[0].Addr
	if len(all) < 2 {
		return
	}
	n.original.local = all[1].Addr
	if n.initiator {
		n.original.local, n.original.remote = n.original.remote, n.original.local
	}
}

// translate turns proxy identities that are the ends as the peer sees them,
// which is what transport mode has, into the ends as we see them.
func (o *originalAddresses) translate(sa *phase1, s datapath.Selector) datapath.Selector {
	host := func(p *netip.Prefix, original, end netip.Addr) {
		if p.IsSingleIP() && p.Addr() == original {
			*p = netip.PrefixFrom(end, end.BitLen())
		}
	}
	host(&s.Local, o.local, sa.local.Addr())
	host(&s.Remote, o.remote, sa.remote.Addr())
	return s
}
