package compiler

import (
	"encoding/binary"
	"time"
)

// zoneData is a time zone that becomes a file in the format of RFC 9636.
type zoneData struct {
	types []zoneType // before the first turn it is that of the first
	turns []zoneTurn // in their order
	rule  string     // that says the rest, as the POSIX variable TZ does; "": it stays as it is
}

// zoneType is a local time.
type zoneType struct {
	name    string
	minutes int // east of UTC
	summer  bool
}

// zoneTurn is when another local time begins.
type zoneTurn struct {
	at time.Time
	to int // index of its type
}

// oneSummer adds the one summer of a zone. It goes on over the turn of the year
// where it ends before it begins, as south of the equator.
func (d *zoneData) oneSummer(z *ClockZone) {
	standard, summer := time.Duration(z.Minutes)*time.Minute, time.Duration(z.Minutes+z.Offset)*time.Minute
	begins, ends := z.Dates[0].Add(-standard), z.Dates[1].Add(-summer)
	winter := d.types[0]
	on, off := zoneType{z.Summer, z.Minutes + z.Offset, true}, winter
	if ends.Before(begins) {
		d.types = []zoneType{on, off, on}
		d.turns = []zoneTurn{{ends, 1}, {begins, 2}}
		return
	}
	d.types = []zoneType{winter, on, off}
	d.turns = []zoneTurn{{begins, 1}, {ends, 2}}
}

// bytes is the file, version 2: a block for programs that know version 1 only,
// which is empty but for a type of time, and the one that counts.
func (d *zoneData) bytes() []byte {
	first := zoneData{types: d.types[:1]}
	b := append(first.block(), d.block()...)
	return append(b, "\n"+d.rule+"\n"...)
}

// block is a header with what it counts.
func (d *zoneData) block() []byte {
	const version, reserved = '2', 15
	var names, types, turns, to []byte
	for _, t := range d.types {
		types = binary.BigEndian.AppendUint32(types, uint32(int32(t.minutes*60)))
		summer := byte(0)
		if t.summer {
			summer = 1
		}
		types = append(types, summer, byte(len(names)))
		names = append(append(names, t.name...), 0)
	}
	for _, t := range d.turns {
		turns = binary.BigEndian.AppendUint64(turns, uint64(t.at.Unix()))
		to = append(to, byte(t.to))
	}
	b := append(append([]byte("TZif"), version), make([]byte, reserved)...)
	for _, n := range []int{0, 0, 0, len(d.turns), len(d.types), len(names)} {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	for _, part := range [][]byte{turns, to, types, names} {
		b = append(b, part...)
	}
	return b
}
