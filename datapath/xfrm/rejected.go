package xfrm

import (
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"mainmode/datapath"
)

// inErrors are counters of the kernel for what came in: packets without an SA,
// those that an SA did not find authentic or whole, and replays.
type inErrors struct{ noStates, proto, sequence uint64 }

// readErrors reads them from /proc/net/xfrm_stat. What cannot be read is 0.
func readErrors(f *os.File) (e inErrors) {
	var b [4096]byte
	n, err := f.ReadAt(b[:], 0)
	if err != nil && err != io.EOF {
		return e
	}
	into := map[string]*uint64{"XfrmInNoStates": &e.noStates, "XfrmInStateProtoError": &e.proto, "XfrmInStateSeqError": &e.sequence}
	for line := range strings.Lines(string(b[:n])) {
		if words := strings.Fields(line); len(words) == 2 && into[words[0]] != nil {
			*into[words[0]], _ = strconv.ParseUint(words[1], 10, 64)
		}
	}
	return e
}

// rejections are what an SA has rejected, and when IKE was told last.
type rejections struct {
	count uint64
	told  time.Time
}

// rejectInterval is how often the packets that an SA rejects for one reason are
// told of.
const rejectInterval = time.Minute

// rose notes what the kernel has counted now and reports whether IKE is to be
// told.
func (r *rejections) rose(count uint64, now time.Time) bool {
	more := count > r.count
	r.count = count
	if !more || !r.told.IsZero() && now.Sub(r.told) < rejectInterval {
		return false
	}
	r.told = now
	return true
}

// reportRejected tells IKE which SAs have rejected packets. The kernel does not
// say which packets.
func (d *Driver) reportRejected() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	states, err := d.states()
	if err != nil {
		return // the counters will be higher the next time
	}
	now := time.Now()
	for i := range states {
		a := d.find(states[i].destination, states[i].spi)
		if a == nil || a.Direction == datapath.Outbound {
			continue
		}
		if a.forged.rose(states[i].AuthFailed, now) {
			d.events.Emit(datapath.NotAuthentic{ID: a.ID()})
		}
		if a.replayed.rose(states[i].Replayed, now) {
			d.events.Emit(datapath.Replayed{ID: a.ID()})
		}
	}
}
