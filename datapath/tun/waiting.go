package tun

import (
	"sync"
	"time"

	"mainmode/datapath"
)

// The first packets for a policy are what its SAs are made for, and the line of
// a tunnel is up as soon as its SAs are agreed on, a moment before the peer says
// that it has them too. They wait for the SAs instead of being lost.
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
	from   *tunnel // what it came from, or that of its port
	send   func(o *outbound, b []byte)
	data   []byte
	expiry time.Time
}

// await keeps a packet until the policy has an SA for the flow, and asks for
// that.
func (d *Driver) await(p *policy, packet waitingPacket, f *flow) {
	if p.hold(packet) {
		p.acquired.Store(0) // IKE has done what it was told before
	}
	if p.carries(f) { // since a moment ago: its release may have missed the packet
		d.releaseAll(p)
		return
	}
	p.acquire(d.events, f)
}

// hold keeps a copy of a packet. One more than fits is lost, and so are those
// that have waited for too long. first says that no other waits.
func (p *policy) hold(packet waitingPacket) (first bool) {
	w := &p.waiting
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	p.lose(w.expire(now))
	if len(w.list) >= mostWaiting {
		p.lose(1)
		return false
	}
	packet.data, packet.expiry = append([]byte(nil), packet.data...), now.Add(longestWait)
	w.list = append(w.list, packet)
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
		d.releaseAll(p)
	}
}

func (d *Driver) releaseAll(p *policy) {
	list, expired := p.waiting.take(time.Now())
	p.lose(expired)
	if len(list) > 0 {
		d.wg.Go(func() { d.sendWaiting(list) })
	}
}

func (d *Driver) sendWaiting(list []waitingPacket) {
	w := takeWorkspace()
	defer w.giveBack()
	for _, packet := range list {
		o := newOutbound(d, packet.from)
		o.workspace, o.sender.box = w, w.box
		packet.send(o, w.buffers[0][:headroom+copy(w.buffers[0][headroom:], packet.data)])
		o.flush()
	}
}
