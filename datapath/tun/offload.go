package tun

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"
	"golang.zx2c4.com/wireguard/tun"

	"mainmode/datapath"
)

// offloads of a TUN device: the system hands it TCP segments, and from Linux
// 6.2 on UDP datagrams, joined and without checksums.
const (
	offloadTCP = unix.TUN_F_CSUM | unix.TUN_F_TSO4 | unix.TUN_F_TSO6
	offloadUDP = unix.TUN_F_USO4 | unix.TUN_F_USO6
)

// offloader reads and writes TUN devices: it splits what the system joined, and
// joins what belongs together. The memory for that, two megabytes, is much for
// each of a thousand tunnels; so an offloader serves one device after the
// other. It is not safe for concurrent use.
type offloader struct {
	tun  tun.Device // nil before the first device
	fd   int        // that tun uses: a copy of the device's, which takes its place
	at   *device    // whose fd it is now, nil: nobody's
	next *device
	err  error
	bind func(fd uintptr) // made once: a closure a call would be an allocation
}

// parking is the file that an offloader has without a device. The system
// removes a device when its last file is closed.
var parking = sync.OnceValues(func() (int, error) { return openControl(devicePath) })

// attach has the offloader use a device.
func (o *offloader) attach(d *device) error {
	if o.at == d {
		return nil
	}
	if o.bind == nil {
		o.bind = func(fd uintptr) { o.err = o.take(int(fd)) }
	}
	o.next, o.err = d, nil
	if d.conn.Control(o.bind) != nil {
		return os.ErrClosed
	}
	if o.err == nil {
		o.at = d
	}
	return o.err
}

func (o *offloader) take(fd int) error {
	if o.tun != nil {
		return unix.Dup3(fd, o.fd, unix.O_CLOEXEC)
	}
	own, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return err
	}
	t, _, err := tun.CreateUnmonitoredTUNFromFD(own)
	if err != nil {
		unix.Close(own)
		return err
	}
	o.tun, o.fd = t, own
	// It has set the device to what it wants itself.
	return o.next.offload(fd)
}

// park has the offloader use no device.
func (o *offloader) park() {
	if o.at == nil {
		return
	}
	if fd, err := parking(); err == nil {
		err = unix.Dup3(fd, o.fd, unix.O_CLOEXEC)
		if err == nil {
			o.at = nil
			return
		}
	}
	o.close()
}

// read returns packets, each behind offset bytes of its buffer.
func (o *offloader) read(d *device, buffers [][]byte, sizes []int, offset int) (int, error) {
	if err := o.attach(d); err != nil {
		return 0, err
	}
	n, err := o.tun.Read(buffers, sizes, offset)
	for i := range n {
		finishChecksum(buffers[i][offset : offset+sizes[i]])
	}
	return n, err
}

// finishChecksum of a UDP datagram over IPv6 that comes to zero, which is what
// was computed where the system left it to us. "If that computation yields a
// result of zero, it must be changed to hex FFFF": RFC 8200, Section 8.1. One
// that has none on purpose stays as it is, unless that is right for it too.
func finishChecksum(p []byte) {
	const udp, sum = ipv6HeaderLen, ipv6HeaderLen + 6
	if len(p) < udp+udpHeaderLen || p[0]>>4 != 6 || p[6] != protoUDP || p[sum] != 0 || p[sum+1] != 0 {
		return
	}
	total := datapath.Checksum(uint32(len(p)-udp)+protoUDP, p[8:udp])
	if datapath.FoldChecksum(datapath.Checksum(total, p[udp:])) == 0 {
		p[sum], p[sum+1] = 0xff, 0xff
	}
}

// write delivers packets, each behind deviceOffset bytes. It may change them.
// A device that is down refuses them, which the system counts.
func (o *offloader) write(d *device, packets ...[]byte) {
	if o.attach(d) != nil {
		return
	}
	offset := deviceOffset
	if d.frames {
		offset -= etherHeaderLen
		for _, p := range packets {
			putFrameHeader(p[offset:])
		}
	}
	_, _ = o.tun.Write(packets, offset)
}

func (o *offloader) close() {
	if o.tun != nil {
		o.tun.Close()
	}
	o.tun, o.at = nil, nil
}
