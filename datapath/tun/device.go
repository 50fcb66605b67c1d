package tun

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	devicePath = "/dev/net/tun"
	// deviceOffset is the room before a packet that is written to a device:
	// for the virtio header, and for the ESP header and IV of what was opened
	// in place.
	deviceOffset = 32
	// maxMTU of a tunnel: jumbo frames.
	maxMTU = 9216
	// minIPv6MTU is the MTU that every IPv6 link has, RFC 8200, Section 5.
	minIPv6MTU = 1280
)

// device is a TUN device, or one that carries frames. It lives as long as the process: the system removes
// it even after SIGKILL.
type device struct {
	name     string
	file     *os.File
	conn     syscall.RawConn
	frames   bool // a TAP device: an Ethernet header is before each packet
	offloads int
	polled   [1]unix.PollFd
	readable func(fd uintptr) bool // made once, as check: a closure a call would be an allocation
	check    func(fd uintptr)
	ok       bool // what check found
}

// openDevice makes a TUN device without carrier in the network namespace of
// the calling thread.
func openDevice(name string) (*device, error) { return openDeviceOf(name, unix.IFF_TUN) }

// openDeviceOf makes a device of a kind.
func openDeviceOf(name string, kind uint16) (*device, error) {
	fd, err := openControl(devicePath)
	if err != nil {
		return nil, err
	}
	d, err := newDevice(fd, name, kind)
	if err != nil {
		return nil, fmt.Errorf("tun: %s: %s: %w", name, devicePath, explain(err))
	}
	return d, nil
}

// openControl opens the file that makes devices.
func openControl(path string) (fd int, err error) {
	fd, err = unix.Open(path, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("tun: %s: %w", path, explain(err))
	}
	return fd, nil
}

func newDevice(fd int, name string, kind uint16) (*device, error) {
	fail := func(err error) (*device, error) {
		unix.Close(fd)
		return nil, err
	}
	request, err := unix.NewIfreq(name)
	if err != nil {
		return fail(err)
	}
	request.SetUint16(kind | unix.IFF_NO_PI | unix.IFF_VNET_HDR)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		return fail(err)
	}
	d := &device{name: name, frames: kind == unix.IFF_TAP, offloads: offloadTCP | offloadUDP}
	if d.frames { // what comes joined could not be split behind another header
		d.offloads = unix.TUN_F_CSUM
		err = setHardwareAddress(fd, name)
	}
	if d.offload(fd) != nil {
		d.offloads &= offloadTCP
		err = errors.Join(err, d.offload(fd))
	}
	if err = errors.Join(err, unix.SetNonblock(fd, true)); err != nil {
		return fail(err)
	}
	d.file = os.NewFile(uintptr(fd), name)
	if d.conn, err = d.file.SyscallConn(); err != nil {
		d.close()
		return nil, err
	}
	d.readable = func(fd uintptr) bool {
		d.polled[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
		n, err := unix.Poll(d.polled[:], 0)
		return n > 0 || err != nil && err != unix.EINTR
	}
	d.check = func(fd uintptr) { d.ok = d.readable(fd) }
	if err := d.setCarrier(false); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// explain says what to do about the usual errors.
func explain(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, unix.ENODEV):
		return fmt.Errorf("%w (is the tun module loaded?)", err)
	case errors.Is(err, unix.EPERM):
		return fmt.Errorf("%w (CAP_NET_ADMIN is needed)", err)
	case errors.Is(err, unix.EBUSY):
		return fmt.Errorf("%w (another process has a device of that name)", err)
	}
	return err
}

// await returns once there is a packet to read, or an error when the device is
// closed.
func (d *device) await() error { return d.conn.Read(d.readable) }

// ready reports whether there is a packet to read. It may be used where await
// may be.
func (d *device) ready() bool {
	return d.conn.Control(d.check) == nil && d.ok
}

// setCarrier is the line protocol as the system sees it: it sends nothing to a
// device without carrier.
func (d *device) setCarrier(on bool) error {
	value := 0
	if on {
		value = 1
	}
	var failed error
	err := d.conn.Control(func(fd uintptr) {
		failed = unix.IoctlSetPointerInt(int(fd), unix.TUNSETCARRIER, value)
	})
	if err = errors.Join(err, failed); err != nil {
		return fmt.Errorf("tun: %s: carrier: %w", d.name, err)
	}
	return nil
}

// offload tells the system how the device takes packets.
func (d *device) offload(fd int) error { return unix.IoctlSetInt(fd, unix.TUNSETOFFLOAD, d.offloads) }

// virtioHeaderLen is what stands before a packet that is read as it comes.
const virtioHeaderLen = 10

// discard reads packets and drops them until the device is closed: what the
// system routes to a Loopback interface has no other end.
func (d *device) discard() {
	var b [virtioHeaderLen]byte // the rest is cut off
	for {
		if _, err := d.file.Read(b[:]); err != nil && isDeviceError(err) {
			return
		}
	}
}

func (d *device) close() { d.file.Close() }
