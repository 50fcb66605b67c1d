package tun

import (
	"sync"

	"golang.zx2c4.com/wireguard/conn"
)

const (
	// headroom before a packet that is read from a device: for a GRE header and
	// the IP header before that.
	headroom = ipv6HeaderLen + greHeaderMax
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
}

var workspaces = sync.Pool{New: func() any {
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
}}
