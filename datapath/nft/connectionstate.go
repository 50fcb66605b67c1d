package nft

import "github.com/google/nftables/expr"

// Directions of the packets of a connection, enum ip_conntrack_dir of the system.
const (
	original byte = iota
	answer
)

// What the system knows of a connection, enum ip_conntrack_status.
const (
	confirmed        uint32 = 1 << 3 // its first packet has left
	sourceNATed      uint32 = 1 << 4
	destinationNATed uint32 = 1 << 5
)

// inDirection is the packets that go one way.
func inDirection(way byte) []expr.Any {
	return []expr.Any{&expr.Ct{Key: expr.CtKeyDIRECTION, Register: 1}, equal([]byte{way})}
}

// status is the packets of connections of whose bits in mask those in want are
// set, and no others.
func status(mask, want uint32) []expr.Any {
	return []expr.Any{&expr.Ct{Key: expr.CtKeySTATUS, Register: 1}, bitwise(word(mask), word(0)), equal(word(want))}
}

// changesSource is the packets whose source NAT changes in known connections, or
// does not: a list for each direction.
func changesSource(does bool) [][]expr.Any {
	want := func(bits uint32) uint32 {
		if does {
			return bits
		}
		return 0
	}
	return [][]expr.Any{
		append(inDirection(original), status(sourceNATed, want(sourceNATed))...),
		append(inDirection(answer), status(destinationNATed, want(destinationNATed))...),
	}
}
