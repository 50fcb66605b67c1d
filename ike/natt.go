package ike

import (
	"bytes"
	"cmp"
	"net/netip"

	"mainmode/datapath"
	"mainmode/ike/isakmp"
)

// natTraversal is what the two ends know about NAT between them, RFC 3947.
type natTraversal struct {
	vendor     isakmp.Vendor // the version agreed on, UnknownVendor: none
	selfBehind bool
	peerBehind bool
	keepalive  *timer
}

// found reports whether ESP must go through UDP.
func (n *natTraversal) found() bool { return n.selfBehind || n.peerBehind }

// nattVersion is one version of NAT traversal, with the names that IOS gives
// it.
type nattVersion struct {
	vendor    isakmp.Vendor
	sent      string // in "constructed NAT-T vendor-%s ID", "": not offered
	name      string // in "vendor ID is NAT-T %s"
	discovery isakmp.PayloadType
	original  isakmp.PayloadType
	udpTunnel isakmp.Encapsulation // the next one is that of transport mode
}

// nattVersions are the versions that we know, best first, with the numbers
// that each gave to its payloads and encapsulation modes.
var nattVersions = []nattVersion{
	{isakmp.VendorRFC3947, "rfc3947", "RFC 3947", isakmp.TypeNATDiscovery, isakmp.TypeNATOriginalAddr, isakmp.UDPTunnel},
	{isakmp.VendorNATT07, "07", "v7", isakmp.TypeNATDiscovery07, isakmp.TypeNATOriginalAddr07, isakmp.UDPTunnel},
	{isakmp.VendorNATT03, "03", "v3", isakmp.TypeNATDiscoveryDraft, isakmp.TypeNATOriginalAddDraft, isakmp.UDPTunnelDraft},
	{isakmp.VendorNATT02N, "02", "v2", isakmp.TypeNATDiscoveryDraft, isakmp.TypeNATOriginalAddDraft, isakmp.UDPTunnelDraft},
	{isakmp.VendorNATT02, "", "v2", isakmp.TypeNATDiscoveryDraft, isakmp.TypeNATOriginalAddDraft, isakmp.UDPTunnelDraft},
}

// version is the one agreed on; the zero nattVersion: none.
func (n *natTraversal) version() nattVersion {
	for _, v := range nattVersions {
		if v.vendor == n.vendor {
			return v
		}
	}
	return nattVersion{}
}

// nattAllowed reports whether NAT traversal is spoken: IOS does so over IPv4
// only.
func (sa *phase1) nattAllowed() bool {
	return sa.e.config.NATTransparency && sa.remote.Addr().Is4()
}

// constructNATT prints the vendor IDs of message 1.
func (sa *phase1) constructNATT() {
	if !sa.nattAllowed() {
		return
	}
	for _, v := range nattVersions {
		if v.sent != "" {
			sa.debugf(" constructed NAT-T vendor-%s ID", v.sent)
		}
	}
}

// offerNATT is the vendor IDs of message 1.
func (sa *phase1) offerNATT() []isakmp.Payload {
	if !sa.nattAllowed() {
		return nil
	}
	var payloads []isakmp.Payload
	for _, v := range nattVersions {
		if v.sent != "" {
			payloads = append(payloads, isakmp.NewVendorID(v.vendor))
		}
	}
	return payloads
}

// processNATT notes that the peer knows a version. The best that both know is
// used.
func (sa *phase1) processNATT(v isakmp.Vendor) {
	for i, known := range nattVersions {
		if known.vendor != v {
			continue
		}
		sa.packetf("vendor ID is NAT-T %s", known.name)
		if !sa.nattAllowed() {
			return
		}
		for _, better := range nattVersions[:i] {
			if better.vendor == sa.natt.vendor {
				return
			}
		}
		sa.natt.vendor = v
	}
}

// answerNATT is the vendor ID of message 2: that of the version to use.
func (sa *phase1) answerNATT() []isakmp.Payload {
	v := sa.natt.version()
	if v.vendor == isakmp.UnknownVendor {
		return nil
	}
	sa.debugf(" constructed NAT-T vendor-%s ID", cmp.Or(v.sent, "02"))
	return []isakmp.Payload{isakmp.NewVendorID(v.vendor)}
}

// natDiscovery is the NAT-D payloads of messages 3 and 4: where we send to,
// then where we send from, RFC 3947, Section 3.2.
func (sa *phase1) natDiscovery() []isakmp.Payload {
	if sa.natt.vendor == isakmp.UnknownVendor {
		return nil
	}
	number := sa.natt.version().discovery
	return []isakmp.Payload{
		&isakmp.NATDiscovery{Number: number, Hash: sa.natHash(sa.remote)},
		&isakmp.NATDiscovery{Number: number, Hash: sa.natHash(sa.local)},
	}
}

func (sa *phase1) natHash(end netip.AddrPort) []byte {
	return isakmp.NATDiscoveryHash(hashFunction(sa.policy.Hash), sa.cookies.initiator, sa.cookies.responder, end)
}

// discoverNAT compares what the peer saw with what is: a hash that does not
// match was made over an address that a NAT has changed.
func (sa *phase1) discoverNAT() {
	discovery := isakmp.All[*isakmp.NATDiscovery](sa.main.message.Payloads)
	if sa.natt.vendor == isakmp.UnknownVendor || len(discovery) < 2 {
		return
	}
	sa.e.isakmpf("ISAKMP:received payload type %d", discovery[0].Type())
	sa.natt.selfBehind = !bytes.Equal(discovery[0].Hash, sa.natHash(sa.local))
	sa.natt.peerBehind = true
	for _, d := range discovery[1:] {
		sa.e.isakmpf("ISAKMP:received payload type %d", d.Type())
		if bytes.Equal(d.Hash, sa.natHash(sa.remote)) {
			sa.natt.peerBehind = false
		}
	}
	switch {
	case sa.natt.selfBehind && sa.natt.peerBehind:
		sa.packetf("NAT found, both nodes inside NAT")
	case sa.natt.selfBehind:
		sa.packetf("My hash no match -  this node inside NAT")
	case sa.natt.peerBehind:
		sa.packetf("His hash no match - this node outside NAT")
	default:
		sa.packetf("No NAT Found for self or peer")
	}
}

// float moves an initiator to port 4500 when there is NAT, RFC 3947, Section 4,
// unless it has begun there.
func (sa *phase1) float() {
	if sa.natt.found() && sa.local.Port() != portEncap {
		sa.local = netip.AddrPortFrom(sa.local.Addr(), portEncap)
		sa.remote = netip.AddrPortFrom(sa.remote.Addr(), portEncap)
	}
}

// sameContact reports whether an INITIAL-CONTACT of the SA's peer concerns
// another SA with the same address: RFC 3947, Section 6, has addresses and ports
// say nothing about a peer behind a NAT, and its identity all.
func (sa *phase1) sameContact(peerID string, port uint16) bool {
	if sa.natt.peerBehind {
		return peerID == sa.peerID
	}
	return port == sa.remote.Port()
}

// startKeepalive keeps the mapping of our own NAT alive, RFC 3948, Section 2.3.
func (sa *phase1) startKeepalive() {
	if interval := sa.e.config.NATKeepalive; sa.natt.selfBehind && interval > 0 {
		sa.natt.keepalive = sa.e.after(interval, func() {
			sa.e.emit(Keepalive{Local: sa.local, Remote: sa.remote})
			sa.startKeepalive()
		})
	}
}

// encapsulation is the encapsulation mode on the wire for a mode of ours.
func (n *natTraversal) encapsulation(m datapath.Mode) isakmp.Encapsulation {
	e := isakmp.Tunnel
	if n.found() {
		e = n.version().udpTunnel
	}
	if m == datapath.Transport {
		e++
	}
	return e
}
