package tun

import (
	"runtime"
	"sync"

	"mainmode/datapath/gre"

	"golang.zx2c4.com/wireguard/conn"
)

const (
	// headroom before a packet that is read from a device: for a GRE header and
	// the IP header before that.
	headroom = ipv6HeaderLen + gre.HeaderMax
	// readBatch is the most packets that one read of a device returns.
	readBatch = conn.IdealBatchSize
)

// workspace is the memory that packets need on their way from a TUN device to
// a socket. A tunnel has one only while packets come: thousands that are idle
// need none.
type workspace struct {
	buffers [][]byte // each has headroom before the packet
	sizes   []int
	scratch []byte // a fragment behind headroom, or an ICMP error behind deviceOffset
	box     *outbox
	io      offloader
}

// workspaces are those that nobody uses. As many as there are processors wait
// for the next packets.
var workspaces struct {
	mu   sync.Mutex
	free []*workspace
}

// takeWorkspace begins the use of a workspace.
func takeWorkspace() *workspace {
	p := &workspaces
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		w := p.free[n-1]
		p.free = p.free[:n-1]
		return w
	}
	return newWorkspace()
}

// giveBack ends the use of a workspace.
func (w *workspace) giveBack() {
	w.io.park()
	p := &workspaces
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) < runtime.GOMAXPROCS(0) {
		p.free = append(p.free, w)
		return
	}
	w.io.close()
}

func newWorkspace() *workspace {
	w := &workspace{
		buffers: make([][]byte, readBatch), sizes: make([]int, readBatch),
		scratch: make([]byte, deviceOffset+headroom+maxMTU+tooBigLen), box: newOutbox(),
	}
	const size = headroom + maxMTU
	memory := make([]byte, readBatch*size)
	for i := range w.buffers {
		w.buffers[i] = memory[i*size : (i+1)*size : (i+1)*size]
	}
	return w
}
