package tun

import (
	"encoding/binary"
	"net"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// A tunnel of multipoint GRE has a device that carries frames, so that the
// system does what it does on a network of many: of each packet it finds the next
// hop, and of that the hardware address, which here is made of the NBMA address.
// What it asks for by ARP nobody answers: it is a next hop without a mapping.

// hardwareAddress of every such device: 02-00 says that it is no vendor's.
var hardwareAddress = [6]byte{2}

// ofNBMA is the hardware address of a router behind a tunnel.
func ofNBMA(a netip.Addr) [6]byte {
	b := a.As4()
	return [6]byte{2, 0, b[0], b[1], b[2], b[3]}
}

// nbmaOf is the NBMA address in a hardware address.
func nbmaOf(hardware []byte) (nbma netip.Addr, ok bool) {
	return netip.AddrFrom4([4]byte(hardware[2:6])), hardware[0] == 2 && hardware[1] == 0
}

// putFrameHeader writes the header of a frame with an IP packet that comes in by
// a device.
func putFrameHeader(frame []byte) {
	copy(frame, hardwareAddress[:])
	copy(frame[6:], hardwareAddress[:])
	frame[6+5] = 1 // of nobody in particular
	etherType := uint16(unix.ETH_P_IP)
	if frame[etherHeaderLen]>>4 == 6 {
		etherType = unix.ETH_P_IPV6
	}
	binary.BigEndian.PutUint16(frame[12:], etherType)
}

// setHardwareAddress gives a device that carries frames its address. Of an
// address of the system's choosing the first byte could be taken for that of an
// IP packet.
func setHardwareAddress(fd int, name string) error {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	var address [4]byte // the beginning of a struct sockaddr, the rest of which is zero
	binary.NativeEndian.PutUint16(address[:], unix.ARPHRD_ETHER)
	copy(address[2:], hardwareAddress[:])
	request.SetUint32(binary.NativeEndian.Uint32(address[:]))
	return unix.IoctlIfreq(fd, unix.SIOCSIFHWADDR, request)
}

// awaitGone returns when a device that was closed is no more, so that another one
// may have its name: it lasts as long as somebody is at work on its last packets.
func awaitGone(name string) {
	const attempts, pause = 100, 10 * time.Millisecond
	for range attempts {
		if _, err := net.InterfaceByName(name); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// etherARP is the EtherType of ARP.
const etherARP = unix.ETH_P_ARP

// frame decides the fate of a frame behind the headroom of b.
func (o *outbound) frame(b []byte) {
	frame := b[headroom:]
	if len(frame) < etherHeaderLen {
		return
	}
	switch binary.BigEndian.Uint16(frame[12:]) {
	case etherARP:
		o.arp(frame[etherHeaderLen:])
		return
	case unix.ETH_P_IP:
	default:
		return // who maps addresses of IPv6 is not asked
	}
	packet := b[etherHeaderLen:]
	const group = 1 // bit of the first byte
	if frame[0]&group != 0 {
		o.copies(packet)
		return
	}
	if nbma, ok := nbmaOf(frame); ok {
		o.toRouter(packet, nbma)
	}
}
