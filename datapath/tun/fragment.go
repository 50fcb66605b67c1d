package tun

import (
	"encoding/binary"

	"mainmode/datapath"
)

const moreFragments = 0x2000

// nextFragment writes to dst the fragment of an IPv4 packet that starts at
// offset bytes of its payload, at most mtu bytes long, and returns it and the
// offset of the next one, 0 after the last: RFC 791, Section 3.2. Fragments
// are made before encryption so that the peer need not reassemble ESP.
func nextFragment(dst, packet []byte, headerLen, offset, mtu int) (fragment []byte, next int) {
	payload := packet[headerLen:]
	n := min(len(payload)-offset, (mtu-headerLen)&^7)
	flags := binary.BigEndian.Uint16(packet[6:])
	position := int(flags&0x1fff)*8 + offset
	more := flags & moreFragments
	next = offset + n
	if next < len(payload) {
		more = moreFragments
	} else {
		next = 0
	}

	copy(dst, packet[:headerLen])
	copy(dst[headerLen:], payload[offset:offset+n])
	fragment = dst[:headerLen+n]
	if offset > 0 {
		dropOptions(fragment[ipv4HeaderLen:headerLen])
	}
	binary.BigEndian.PutUint16(fragment[2:], uint16(len(fragment)))
	binary.BigEndian.PutUint16(fragment[6:], more|uint16(position/8))
	clear(fragment[10:12])
	binary.BigEndian.PutUint16(fragment[10:], datapath.FoldChecksum(datapath.Checksum(0, fragment[:headerLen])))
	return fragment, next
}

// dropOptions replaces the options that only the first fragment carries, those
// without the copied flag, by no-operations.
func dropOptions(options []byte) {
	const endOfList, noOperation, copied = 0, 1, 0x80
	for len(options) > 0 && options[0] != endOfList {
		n := 1
		if options[0] != noOperation {
			if len(options) < 2 || options[1] < 2 || int(options[1]) > len(options) {
				return
			}
			n = int(options[1])
		}
		if options[0]&copied == 0 {
			for i := range options[:n] {
				options[i] = noOperation
			}
		}
		options = options[n:]
	}
}
