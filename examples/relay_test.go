package examples_test

import (
	"encoding/binary"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"

	"mainmode/datapath/rawsocket"

	"golang.org/x/sys/unix"
)

// relay is someone on the cable between two devices of a node, which it joins:
// every frame goes through its hands.
type relay struct {
	n     *network
	sides [2]*os.File

	mu    sync.Mutex
	judge func(side int, frame []byte) bool // whether a frame that came from a side goes on
}

// relay joins eth1 and eth2 of a node, whose other ends are eth1 of the routers.
func (n *network) relay(node string, routers ...string) *relay {
	n.t.Helper()
	r := &relay{n: n}
	for _, name := range routers {
		// Frames that no offload has touched, as on a cable.
		c, err := n.lab.Namespace(name).Capture("eth1", filepath.Join(n.dir, name+".pcap"))
		if err != nil {
			n.t.Fatal(err)
		}
		n.t.Cleanup(func() { c.Close() })
	}
	for i, device := range []string{"eth1", "eth2"} {
		r.sides[i] = n.packets(node, device)
		raw, err := r.sides[i].SyscallConn()
		if err != nil {
			n.t.Fatal(err)
		}
		if err := raw.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1)
		}); err != nil {
			n.t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for side := range r.sides {
		wg.Go(func() {
			b := make([]byte, 1<<16)
			for {
				size, err := r.sides[side].Read(b)
				if err != nil {
					return
				}
				if r.passes(side, b[:size]) {
					r.send(1-side, b[:size])
				}
			}
		})
	}
	n.t.Cleanup(func() {
		for _, s := range r.sides {
			s.Close()
		}
		wg.Wait()
	})
	return r
}

func (r *relay) passes(side int, frame []byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.judge == nil || r.judge(side, frame)
}

// judging sets who decides about frames, nil: all go on.
func (r *relay) judging(judge func(side int, frame []byte) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.judge = judge
}

// send puts a frame on the cable at a side.
func (r *relay) send(side int, frame []byte) { _, _ = r.sides[side].Write(frame) }

// packets is a socket that sees and sends frames of a device.
func (n *network) packets(node, device string) *os.File {
	n.t.Helper()
	var file *os.File
	n.in(node, func() error {
		link, err := net.InterfaceByName(device)
		if err != nil {
			return err
		}
		if file, err = rawsocket.Open(device, unix.SOCK_RAW); err != nil {
			return err
		}
		return errors.Join(
			rawsocket.Control(file, func(fd int) error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 16<<20) }),
			rawsocket.Bind(file, link.Index))
	})
	return file
}

// espSequence is the sequence number of a frame with ESP over IPv4.
func espSequence(frame []byte) (sequence uint32, ok bool) {
	const at = 14 + 20
	if len(frame) < at+8 || binary.BigEndian.Uint16(frame[12:]) != unix.ETH_P_IP || frame[14] != 0x45 || frame[14+9] != unix.IPPROTO_ESP {
		return 0, false
	}
	return binary.BigEndian.Uint32(frame[at+4:]), true
}
