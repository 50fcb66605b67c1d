package tun

import "encoding/binary"

const (
	tcpHeaderLen = 20
	tcpSYN       = 0x02
)

// clampMSS lowers the segment size that a SYN announces, RFC 9293, Section
// 3.7.1, to mss; 0 leaves it.
func clampMSS(p []byte, f *flow, mss int) {
	if mss == 0 || f.protocol != protoTCP || f.transport == 0 {
		return
	}
	tcp := p[f.transport:f.size]
	if len(tcp) < tcpHeaderLen || tcp[13]&tcpSYN == 0 {
		return
	}
	end := int(tcp[12]>>4) * 4
	if end < tcpHeaderLen || end > len(tcp) {
		return
	}
	const endOfList, noOperation, maximumSegmentSize = 0, 1, 2
	for at := tcpHeaderLen; at < end && tcp[at] != endOfList; {
		if tcp[at] == noOperation {
			at++
			continue
		}
		if at+1 >= end || tcp[at+1] < 2 || at+int(tcp[at+1]) > end {
			return
		}
		if tcp[at] == maximumSegmentSize && tcp[at+1] == 4 {
			lowerWord(tcp, at+2, uint16(mss))
			return
		}
		at += int(tcp[at+1])
	}
}

// lowerWord lowers the word at an offset of a TCP header. One at an odd offset
// is the halves of two words to the checksum.
func lowerWord(tcp []byte, at int, value uint16) {
	if binary.BigEndian.Uint16(tcp[at:]) <= value {
		return
	}
	first := at &^ 1
	var before [4]byte
	copy(before[:], tcp[first:])
	binary.BigEndian.PutUint16(tcp[at:], value)
	for i := 0; i < 4 && first+i+1 < len(tcp); i += 2 {
		adjustChecksum(tcp[16:18], binary.BigEndian.Uint16(before[i:]), binary.BigEndian.Uint16(tcp[first+i:]))
	}
}
