// Package tun is the userspace driver of the datapath. A tunnel interface is a
// TUN device; what the system routes into it leaves as ESP, in IP protocol 50
// or UDP port 4500, with GRE between or not, and the other way round:
//
//	TUN Tu23 -> outbound: selector, MTU, seal -> outbox: UDP GSO, sendmmsg -> socket
//	socket -> inbound: recvmmsg, UDP GRO, SPI, open, selector -> TUN Tu23 (TCP GRO)
//
// One goroutine for each TUN device and one for each socket take a packet all
// the way: handing packets to other goroutines cost more than it gained, and
// this way they keep their order. No packet allocates memory. A tunnel borrows
// the memory for packets, and for segmentation offload, while it has some.
//
// Nothing leaves in clear: the only way out of a TUN device is through an SA,
// but for a GRE tunnel that is configured without protection.
package tun
