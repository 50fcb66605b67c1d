// Package nhrp is the Next Hop Resolution Protocol of RFC 2332 as DMVPN uses
// it: its stations are the ends of a multipoint GRE tunnel, its NBMA addresses
// the IPv4 addresses of the outer packets, its protocol addresses the IPv4
// addresses of the tunnel. What RFC 2332 does not have (the NAT address
// extension, traffic indications) is Cisco's.
//
// [Packet] is the wire format. [Engine] is a next hop server and client as a
// pure function of events: it has no clock, socket, goroutine or random source
// of its own.
package nhrp
