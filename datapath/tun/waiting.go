package tun

import (
	"sync"
	"time"

	"mainmode/datapath"
)

// The first packets for a crypto map are what its SAs are made for. They wait
// for the SAs instead of being lost.
const (
	mostWaiting = 32
	longestWait = 30 * time.Second
)

// waiting is packets that wait for an SA of a policy.
type waiting struct {
	mu   sync.Mutex
	list []waitingPacket // the oldest first
}

type waitingPacket struct {
	port   *port
	data   []byte
	expiry time.Time
}

// hold keeps a copy of a packet. One more than fits is lost, and so are those
// that have waited for too long. first says that no other waits.
func (p *policy) hold(at *port, packet []byte) (first bool) {
	w := &p.waiting
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	p.lose(w.expire(now))
	if len(w.list) >= mostWaiting {
		p.lose(1)
		return false
	}
	w.list = append(w.list, waitingPacket{at, append([]byte(nil), packet...), now.Add(longestWait)})
	return len(w.list) == 1
}

func (p *policy) lose(packets int) { p.sendErrors.Add(uint64(packets)) }

// expire drops the packets that have waited for too long and counts them.
func (w *waiting) expire(now time.Time) int {
	n := 0
	for n < len(w.list) && w.list[n].expiry.Before(now) {
		n++
	}
	w.list = w.list[n:]
	return n
}

// take returns the packets and keeps none.
func (w *waiting) take(now time.Time) (list []waitingPacket, expired int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	expired = w.expire(now)
	list, w.list = w.list, nil
	return list, expired
}

// release sends what waits for the SAs that have come. The caller holds
// Driver.mu.
func (d *Driver) release(sas []datapath.SA) {
	for i := range sas {
		p := d.policies[sas[i].Policy]
		if p == nil || p.newest.Load() == nil {
			continue
		}
		list, expired := p.waiting.take(time.Now())
		p.lose(expired)
		if len(list) > 0 {
			d.wg.Go(func() { d.sendWaiting(p, list) })
		}
	}
}

func (d *Driver) sendWaiting(p *policy, list []waitingPacket) {
	w := takeWorkspace()
	defer w.giveBack()
	for _, packet := range list {
		o := newOutbound(d, &packet.port.own)
		o.workspace, o.sender.box = w, w.box
		b := w.buffers[0][:headroom+copy(w.buffers[0][headroom:], packet.data)]
		f, ok := parseFlow(b[headroom:])
		if !ok || !p.carries(&f) {
			p.lose(1)
			continue
		}
		o.leaveBy(packet.port.rules.Load(), p.sender(&f), b, &f)
		o.flush()
	}
}
