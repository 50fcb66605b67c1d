// Package rawsocket opens packet sockets, and has them and raw sockets get only
// the packets that a program accepts: packet(7), and SO_ATTACH_FILTER of
// socket(7).
package rawsocket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Open opens a packet socket, of the network namespace of the calling thread,
// which gets nothing before Bind. Its packets begin with the header of their
// link if kind is unix.SOCK_RAW, and without it if it is unix.SOCK_DGRAM. The
// name is for errors.
func Open(name string, kind int) (*os.File, error) {
	fd, err := unix.Socket(unix.AF_PACKET, kind|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("packet socket: %w", err)
	}
	return os.NewFile(uintptr(fd), name), nil
}

// Bind has a packet socket get all that passes a device, index 0: any device.
func Bind(socket syscall.Conn, index int) error {
	return Control(socket, func(fd int) error {
		return unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: EtherType(unix.ETH_P_ALL), Ifindex: index})
	})
}

// Filter has a socket get only the packets that a program accepts.
func Filter(socket syscall.Conn, program []bpf.Instruction) error {
	assembled, err := bpf.Assemble(program)
	if err != nil {
		return fmt.Errorf("filter of a socket: %w", err)
	}
	list := make([]unix.SockFilter, len(assembled))
	for i, p := range assembled {
		list[i] = unix.SockFilter{Code: p.Op, Jt: p.Jt, Jf: p.Jf, K: p.K}
	}
	err = Control(socket, func(fd int) error {
		return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: uint16(len(list)), Filter: &list[0]})
	})
	if err != nil {
		return fmt.Errorf("filter of a socket: %w", err)
	}
	return nil
}

// EtherType is one as addresses of packet sockets have it: in the byte order of
// the network.
func EtherType(v uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], v)
	return binary.NativeEndian.Uint16(b[:])
}

// Control has f do something with the descriptor of a socket.
func Control(socket syscall.Conn, f func(fd int) error) error {
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = f(int(fd)) })
	return errors.Join(err, failed)
}
