package lab

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
	"unsafe"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath/rawsocket"
)

// snapLen is more than any packet of a device has.
const snapLen = 1 << 18

// Capture writes what passes a device, both ways, to a pcap file.
type Capture struct {
	socket  *os.File
	done    chan struct{}
	mu      sync.Mutex // guards what follows
	packets int
	err     error
}

// Capture starts to write the packets of a device to a new file, of mode 0600,
// with times of nanosecond resolution. The device's offloads are switched off
// first, so that the file holds the packets of a real wire: with checksums,
// none longer than the MTU. Every packet that was sent before Close is called
// is in the file when it returns.
func (ns *Namespace) Capture(device, file string) (*Capture, error) {
	c := &Capture{done: make(chan struct{})}
	err := ns.netlink(func(handle *netlink.Handle) error { return c.open(handle, device) })
	if err != nil {
		return nil, fmt.Errorf("%s: capture of %s: %w", ns.Name, device, err)
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		c.socket.Close()
		return nil, pathError(file, err)
	}
	go c.copy(out)
	return c, nil
}

// Packets is the number of packets in the file.
func (c *Capture) Packets() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.packets
}

// Close ends the capture and completes the file.
func (c *Capture) Close() error {
	// The reader empties the queue before it heeds the deadline.
	c.socket.SetReadDeadline(time.Now())
	<-c.done
	c.mu.Lock()
	defer c.mu.Unlock()
	return errors.Join(c.err, c.socket.Close())
}

// open runs on the namespace's thread.
func (c *Capture) open(handle *netlink.Handle, device string) error {
	link, err := handle.LinkByName(device)
	if err != nil {
		return err
	}
	if err := offloadsOff(device); err != nil {
		return fmt.Errorf("offloads: %w", err)
	}
	if c.socket, err = rawsocket.Open("capture", unix.SOCK_RAW); err != nil {
		return err
	}
	err = rawsocket.Control(c.socket, func(fd int) (err error) {
		// The kernel refuses more than net.core.rmem_max without the right to
		// exceed it; whatever it grants will do.
		if unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 8<<20) != nil {
			err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 8<<20)
		}
		return errors.Join(err, unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1))
	})
	err = errors.Join(err, rawsocket.Bind(c.socket, link.Attrs().Index))
	if err != nil {
		c.socket.Close()
	}
	return err
}

func (c *Capture) copy(out *os.File) {
	defer close(c.done)
	buffered := bufio.NewWriterSize(out, 1<<16)
	w := pcapgo.NewWriterNanos(buffered)
	err := w.WriteFileHeader(snapLen, layers.LinkTypeEthernet)
	packet, control := make([]byte, snapLen), make([]byte, 256)
	for err == nil {
		var n, controlLen int
		n, controlLen, err = c.receive(packet, control, buffered.Flush)
		if err != nil {
			break
		}
		info := gopacket.CaptureInfo{Timestamp: stamp(control[:controlLen]), CaptureLength: n, Length: n}
		if err = w.WritePacket(info, packet[:n]); err == nil {
			c.mu.Lock()
			c.packets++
			c.mu.Unlock()
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, io.EOF) {
		err = nil
	}
	err = errors.Join(err, buffered.Flush(), out.Close())
	c.mu.Lock()
	c.err = err
	c.mu.Unlock()
}

// receive waits for one packet. Before it has to wait it calls idle, so that
// the file is complete whenever the link is silent.
func (c *Capture) receive(packet, control []byte, idle func() error) (n, controlLen int, err error) {
	raw, err := c.socket.SyscallConn()
	if err != nil {
		return 0, 0, err
	}
	var recvErr error
	recv := func(fd uintptr) bool {
		for {
			n, controlLen, _, _, recvErr = unix.Recvmsg(int(fd), packet, control, unix.MSG_DONTWAIT)
			switch recvErr {
			case unix.EINTR, unix.ENETDOWN: // the device went down, it may come up again
				continue
			case unix.EAGAIN:
				recvErr = idle()
				return recvErr != nil
			}
			return true
		}
	}
	// A look at the queue that no deadline can forbid: one before the wait, and
	// one after it, because a packet and the deadline may come together.
	look := func() (got bool, err error) {
		err = raw.Control(func(fd uintptr) { got = recv(fd) })
		return got, err
	}
	got, err := look()
	if !got && err == nil {
		err = raw.Read(recv)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			if got, lookErr := look(); got || lookErr != nil {
				err = lookErr
			}
		}
	}
	if err != nil {
		return 0, 0, err
	}
	return n, controlLen, recvErr
}

// stamp is the kernel's time of a packet.
func stamp(control []byte) time.Time {
	messages, err := unix.ParseSocketControlMessage(control)
	if err == nil {
		for _, m := range messages {
			if m.Header.Level == unix.SOL_SOCKET && m.Header.Type == unix.SO_TIMESTAMPNS && len(m.Data) >= int(unsafe.Sizeof(unix.Timespec{})) {
				ts := (*unix.Timespec)(unsafe.Pointer(&m.Data[0]))
				return time.Unix(ts.Unix())
			}
		}
	}
	return time.Now()
}

// offloadsOff has the kernel compute checksums and cut packets to the MTU
// itself, as for the plainest of network cards. It acts in the namespace of
// the thread it runs on.
func offloadsOff(device string) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	const (
		setSegmentation = 0x1f // ETHTOOL_STSO
		setChecksum     = 0x17 // ETHTOOL_STXCSUM
		setScatter      = 0x19 // ETHTOOL_SSG
		setGSO          = 0x24 // ETHTOOL_SGSO
		setGRO          = 0x2c // ETHTOOL_SGRO
	)
	for _, command := range []uint32{setSegmentation, setGSO, setGRO, setScatter, setChecksum} {
		value := struct{ command, data uint32 }{command, 0}
		request := struct {
			name [unix.IFNAMSIZ]byte
			data unsafe.Pointer
			_    [16]byte
		}{data: unsafe.Pointer(&value)}
		copy(request.name[:unix.IFNAMSIZ-1], device)
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request)))
		if errno != 0 && errno != unix.EOPNOTSUPP {
			return errno
		}
	}
	return nil
}
