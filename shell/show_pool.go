package shell

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"

	"mainmode/ike"
)

// writePools is "show ip local pool": the ranges of each pool and how many of
// their addresses clients have.
func writePools(w io.Writer, pools []ike.Pool, snapshot *ike.Snapshot, only string) {
	fmt.Fprint(w, " Pool                     Begin           End             Free  In use   Blocked\n")
	last := ""
	for _, p := range pools {
		if only != "" && p.Name != only {
			continue
		}
		used := 0
		for i := range snapshot.SAs {
			sa := &snapshot.SAs[i]
			if !sa.Deleted && sa.Address.IsValid() && p.First.Compare(sa.Address) <= 0 && sa.Address.Compare(p.Last) <= 0 {
				used++
			}
		}
		name := p.Name
		if name == last {
			name = "" // a further range of the same pool
		}
		last = p.Name
		fmt.Fprintf(w, " %-24s %-15s %-15s %5d %7d %9d\n", name, p.First, p.Last, poolSize(p.First, p.Last)-used, used, 0)
	}
}

func poolSize(first, last netip.Addr) int {
	a, b := first.As4(), last.As4()
	return int(binary.BigEndian.Uint32(b[:])-binary.BigEndian.Uint32(a[:])) + 1
}
