package ike

import (
	"fmt"

	"mainmode/ike/isakmp"
)

const protocolUDP = 17

// identity is our identification payload. RFC 2407, Section 4.6.2, lets the
// port be that of ISAKMP; behind a NAT it says nothing and IOS sends 0.
func (sa *phase1) identity() *isakmp.Identification {
	port := uint16(portISAKMP)
	if sa.natt.found() {
		port = 0
	}
	id := sa.namedIdentity(protocolUDP, port)
	if id == nil {
		id = isakmp.AddressID(sa.local.Addr(), protocolUDP, port)
	}
	sa.debugf("SA is doing pre-shared key authentication using id type %s", id.IDType)
	sa.printID(id, isakmp.TypeHash)
	sa.debugf("Total payload length: %d", len(id.Data)+8)
	return id
}

// printID prints an identification payload.
func (sa *phase1) printID(id *isakmp.Identification, next isakmp.PayloadType) {
	if !sa.e.debugging(DebugISAKMP) {
		return
	}
	what, value := "address", ""
	switch id.IDType {
	case isakmp.IDIPv4Addr, isakmp.IDIPv6Addr:
		a, _ := id.Addr()
		value = ip(a).String()
	case isakmp.IDFQDN:
		what, value = "FQDN name", printable(id.Data)
	case isakmp.IDUserFQDN:
		what, value = "USER FQDN", printable(id.Data)
	case isakmp.IDKeyID:
		what, value = "group id", printable(id.Data)
	case isakmp.IDDN:
		what, value = "Dist. name", isakmp.NameText(id.Data)
	default:
		what, value = "data", fmt.Sprintf("%x", id.Data)
	}
	sa.packetf("ID payload \n        next-payload : %d\n        type         : %d \n        %-12s : %s \n"+
		"        protocol     : %d \n        port         : %d \n        length       : %d",
		next, id.IDType, what, value, id.Protocol, id.Port, len(id.Data)+8)
}

// printable is outside text without what would move a terminal's cursor.
func printable(b []byte) string {
	clean := make([]byte, len(b))
	for i, c := range b {
		if c < ' ' || c > '~' {
			c = '.'
		}
		clean[i] = c
	}
	return string(clean)
}

// nextOf is the type of the payload behind p.
func nextOf(payloads []isakmp.Payload, p isakmp.Payload) isakmp.PayloadType {
	for i := range payloads {
		if payloads[i] == p && i+1 < len(payloads) {
			return payloads[i+1].Type()
		}
	}
	return isakmp.NoPayload
}

// checkID checks that the peer is who its address says it is. Behind a NAT its
// own address is another than the one we see, and a name proves nothing that
// the pre-shared key of the address does not.
func (sa *phase1) checkID(id *isakmp.Identification) error {
	udp := id.Protocol == protocolUDP && (id.Port == 0 || id.Port == portISAKMP || id.Port == portEncap)
	if !udp && (id.Protocol != 0 || id.Port != 0) {
		sa.debugf("ID payload has protocol %d port %d", id.Protocol, id.Port)
		return fail("Invalid ID payload", isakmp.InvalidIDInformation)
	}
	if sa.signs() {
		return sa.nameID(id)
	}
	switch id.IDType {
	case isakmp.IDIPv4Addr, isakmp.IDIPv6Addr:
		a, _ := id.Addr()
		sa.peerID = ip(a).String()
		if a != sa.remote.Addr().WithZone("") && !sa.natt.peerBehind {
			sa.debugf("ID payload is %s, but the peer is %s", ip(a), ip(sa.remote.Addr()))
			return fail("Invalid ID payload", isakmp.InvalidIDInformation)
		}
	case isakmp.IDFQDN, isakmp.IDUserFQDN, isakmp.IDKeyID:
		sa.peerID = printable(id.Data)
	default:
		sa.errorf("ID payload of type %s is not supported", id.IDType)
		return fail("Invalid ID payload", isakmp.InvalidIDInformation)
	}
	return nil
}

// insertPeer puts the peer struct of an authenticated SA where the next one
// will find it.
func (sa *phase1) insertPeer() {
	p := sa.peer
	end := fmt.Sprintf("%s/%s/%d/", ip(sa.local.Addr()), ip(sa.remote.Addr()), sa.remote.Port())
	switch p.inserted {
	case 0:
		p.inserted = sa.peerPointer
		sa.e.isakmpf("ISAKMP: Trying to insert a peer %s,  and inserted successfully %X.", end, p.inserted)
	case sa.peerPointer:
	default:
		sa.e.isakmpf("ISAKMP: Trying to insert a peer %s,  and found existing one %X to reuse, free %X", end, p.inserted, sa.peerPointer)
		sa.peerPointer = p.inserted
	}
}
