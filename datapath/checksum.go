package datapath

import "encoding/binary"

// Checksum is the sum of RFC 1071 over b, continuing sum. FoldChecksum makes
// what headers have of it.
func Checksum(sum uint32, b []byte) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	return sum
}

// FoldChecksum is the checksum that a sum comes to, 0 over what has its own in
// it and is whole.
func FoldChecksum(sum uint32) uint16 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
