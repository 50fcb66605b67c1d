package dhcp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"mainmode/datapath/rawsocket"
)

// link carries messages to servers and back.
type link interface {
	broadcast(message []byte) error
	unicast(server netip.Addr, message []byte) error
	messages() <-chan []byte // closed when the device is gone
	close()
}

// device is the link of an Ethernet device. Messages come by a packet socket,
// which needs no address and sees them before any filter; the UDP socket sends
// what has one.
type device struct {
	packets, udp *os.File
	index        int
	received     chan []byte
	once         sync.Once
}

// openDevice opens the sockets in the network namespace of the calling thread.
// mark is that of the packets of the UDP socket.
func openDevice(name string, mark uint32) (*device, error) {
	found, err := net.InterfaceByName(name)
	if err != nil {
		return nil, fmt.Errorf("dhcp: device %s: %w", name, err)
	}
	d := &device{index: found.Index, received: make(chan []byte, 8)}
	if d.packets, err = rawsocket.Open("packets of "+name, unix.SOCK_DGRAM); err != nil {
		return nil, fmt.Errorf("dhcp: %w", err)
	}
	err = errors.Join(rawsocket.Filter(d.packets, answers), rawsocket.Bind(d.packets, d.index))
	if err != nil {
		d.packets.Close()
		return nil, fmt.Errorf("dhcp: packet socket of %s: %w", name, err)
	}
	if d.udp, err = openUDP(name, mark); err != nil {
		d.packets.Close()
		return nil, err
	}
	go d.receive()
	return d, nil
}

// openUDP opens the socket that sends from the interface's address. It receives
// nothing, but is there: else the system would refuse the answers.
func openUDP(name string, mark uint32) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("dhcp: UDP socket: %w", err)
	}
	f := os.NewFile(uintptr(fd), "UDP of "+name)
	err = errors.Join(
		rawsocket.Filter(f, []bpf.Instruction{bpf.RetConstant{}}),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1),
		unix.SetsockoptString(fd, unix.SOL_SOCKET, unix.SO_BINDTODEVICE, name),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_MARK, int(mark)),
		unix.Bind(fd, &unix.SockaddrInet4{Port: clientPort}),
	)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("dhcp: UDP port %d of %s: %w", clientPort, name, err)
	}
	return f, nil
}

// answers is the packets to the port of clients, without those of VLANs of the
// device.
var answers = []bpf.Instruction{
	bpf.LoadExtension{Num: bpf.ExtProto},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.ETH_P_IP, SkipTrue: 10},
	bpf.LoadExtension{Num: bpf.ExtVLANTagPresent},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 8},
	bpf.LoadAbsolute{Off: 9, Size: 1},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: protocolUDP, SkipTrue: 6},
	bpf.LoadAbsolute{Off: 6, Size: 2},
	bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: 0x3fff, SkipTrue: 4}, // a fragment
	bpf.LoadMemShift{Off: 0},
	bpf.LoadIndirect{Off: 2, Size: 2},
	bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: clientPort, SkipTrue: 1},
	bpf.RetConstant{Val: 0xffff},
	bpf.RetConstant{},
}

func (d *device) receive() {
	defer close(d.received)
	b := make([]byte, 1<<16)
	for {
		n, err := d.packets.Read(b)
		switch {
		case errors.Is(err, unix.ENETDOWN):
			continue // until it is up again
		case err != nil:
			return
		}
		if message, _, ok := toClient(b[:n]); ok {
			select {
			case d.received <- append([]byte(nil), message...):
			default: // more than anybody asked for
			}
		}
	}
}

func (d *device) messages() <-chan []byte { return d.received }

func (d *device) broadcast(message []byte) error {
	to := &unix.SockaddrLinklayer{Protocol: rawsocket.EtherType(unix.ETH_P_IP), Ifindex: d.index, Halen: 6, Addr: [8]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}
	return send(d.packets, fromNowhere(message), to)
}

func (d *device) unicast(server netip.Addr, message []byte) error {
	return send(d.udp, message, &unix.SockaddrInet4{Port: serverPort, Addr: server.As4()})
}

func send(f *os.File, b []byte, to unix.Sockaddr) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	return errors.Join(raw.Write(func(fd uintptr) bool {
		err = unix.Sendto(int(fd), b, 0, to)
		return !errors.Is(err, syscall.EAGAIN)
	}), err)
}

func (d *device) close() {
	d.once.Do(func() {
		d.packets.Close()
		d.udp.Close()
	})
}
