package xfrm

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/rawsocket"
)

// resolver is what a tunnel with NHRP needs beside the kernel: a packet socket on
// its device, by which packets of NHRP come and leave, and copies of what goes to
// groups. Of the rest the socket sees nothing.
type resolver struct {
	iface      string
	index      int  // of the device
	nhrp       bool // the tunnel wants packets of NHRP
	multipoint bool
	peer       netip.Addr // of a tunnel with one
	file       *os.File
	raw        syscall.RawConn
	multicast  atomic.Pointer[[]netip.Addr]
	copied     atomic.Uint64 // packets, of which the kernel counts each as an error
	came       datapath.Budget
}

// setResolvers opens and closes the sockets as the configuration wants it. The
// caller holds Driver.mu.
func (d *Driver) setResolvers() error {
	wanted := map[string]bool{}
	var errs []error
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		if t.Encapsulation != datapath.InGRE || !t.NHRP && !t.Multipoint() || !d.links[t.Device] || !t.Local.Is4() {
			continue
		}
		link, err := d.handle.LinkByName(t.Device)
		if err != nil {
			errs = append(errs, fmt.Errorf("xfrm: %s: %w", t.Name, err))
			continue
		}
		wanted[t.Name] = true
		index := link.Attrs().Index
		if r := d.resolvers[t.Name]; r != nil && r.serves(t, index) {
			continue
		}
		d.closeResolver(t.Name)
		errs = append(errs, d.openResolver(t, index))
	}
	for name := range d.resolvers {
		if !wanted[name] {
			d.closeResolver(name)
		}
	}
	for name := range d.neighbors {
		if t := d.tunnel(name); t == nil || !t.Multipoint() {
			delete(d.neighbors, name)
		}
	}
	return errors.Join(errs...)
}

// serves reports whether the socket is what the tunnel needs on the device with the
// index.
func (r *resolver) serves(t *datapath.TunnelInterface, index int) bool {
	return r.index == index && r.nhrp == t.NHRP && r.multipoint == t.Multipoint() && r.peer == t.Remote.Unmap()
}

func (d *Driver) closeResolver(iface string) {
	if r := d.resolvers[iface]; r != nil {
		r.file.Close()
		delete(d.resolvers, iface)
	}
}

func (d *Driver) openResolver(t *datapath.TunnelInterface, index int) error {
	file, err := rawsocket.Open("NHRP of "+t.Name, unix.SOCK_DGRAM)
	if err != nil {
		return fmt.Errorf("xfrm: %s: %w", t.Name, err)
	}
	r := &resolver{iface: t.Name, index: index, nhrp: t.NHRP, multipoint: t.Multipoint(), peer: t.Remote.Unmap(), file: file}
	err = rawsocket.Filter(file, resolverFilter(r.nhrp, r.multipoint))
	if err == nil {
		err = rawsocket.Bind(file, index)
	}
	if err == nil {
		r.raw, err = file.SyscallConn()
	}
	if err == nil && r.multipoint {
		err = d.watchNeighbors()
	}
	if err != nil {
		file.Close()
		return fmt.Errorf("xfrm: %s: %w", t.Name, err)
	}
	multicast := d.neighbors[t.Name].multicast
	r.multicast.Store(&multicast)
	d.resolvers[t.Name] = r
	d.wg.Go(func() { d.readResolver(r) })
	return nil
}

// resolverBytes are the longest packet that is read.
const resolverBytes = 65535

// resolverFilter accepts packets of NHRP that come in, and of multipoint GRE the
// IPv4 packets that leave for a group or are broadcasts.
func resolverFilter(nhrp, multipoint bool) []bpf.Instruction {
	const destination, groups, group, broadcast = 16, 0xf0000000, 0xe0000000, 0xffffffff
	drop, take := bpf.RetConstant{}, bpf.RetConstant{Val: resolverBytes}
	came, left := take, take
	if !nhrp {
		came = drop
	}
	if !multipoint {
		left = drop
	}
	return []bpf.Instruction{
		bpf.LoadExtension{Num: bpf.ExtType},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.PACKET_OUTGOING, SkipTrue: 4},
		bpf.LoadExtension{Num: bpf.ExtProto},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: gre.TypeNHRP, SkipFalse: 1},
		came,
		drop,
		bpf.LoadExtension{Num: bpf.ExtProto},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.ETH_P_IP, SkipFalse: 5},
		bpf.LoadAbsolute{Off: destination, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: broadcast, SkipTrue: 2},
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: groups},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: group, SkipFalse: 1},
		left,
		drop,
	}
}

// readResolver takes what the socket gets until it is closed.
func (d *Driver) readResolver(r *resolver) {
	b := make([]byte, resolverBytes)
	for {
		var n int
		var from unix.Sockaddr
		var failed error
		err := r.raw.Read(func(fd uintptr) bool {
			n, from, failed = unix.Recvfrom(int(fd), b, 0)
			return failed != unix.EAGAIN
		})
		if err != nil {
			return // closed
		}
		link, ok := from.(*unix.SockaddrLinklayer)
		if failed != nil || !ok { // the device went down
			continue
		}
		if link.Pkttype == unix.PACKET_OUTGOING {
			r.copies(b[:n])
			continue
		}
		source := r.peer
		if r.multipoint {
			if link.Halen != 4 {
				continue
			}
			source = netip.AddrFrom4([4]byte(link.Addr[:4]))
		}
		if r.came.Allow(time.Now()) {
			d.events.Emit(datapath.NHRP{Interface: r.iface, NBMA: source, Packet: slices.Clone(b[:n])})
		}
	}
}

// copies sends a packet to all that get what goes to groups.
func (r *resolver) copies(packet []byte) {
	r.copied.Add(1)
	finishUDP(packet)
	for _, nbma := range *r.multicast.Load() {
		_ = r.send(unix.ETH_P_IP, nbma, packet) // nobody waits for an answer
	}
}

// finishUDP computes the checksum of a UDP datagram, which the system leaves to
// the device, if it has one.
func finishUDP(packet []byte) {
	const protocol, fragment, sum = 9, 6, 6
	source, destination, datagram, err := splitIPv4(packet)
	if err != nil || packet[protocol] != unix.IPPROTO_UDP || binary.BigEndian.Uint16(packet[fragment:])&0x3fff != 0 ||
		len(datagram) < udpHeaderLen || datagram[sum] == 0 && datagram[sum+1] == 0 {
		return
	}
	datagram[sum], datagram[sum+1] = 0, 0
	total := datapath.Checksum(uint32(len(datagram))+unix.IPPROTO_UDP, source.AsSlice())
	total = datapath.Checksum(total, destination.AsSlice())
	value := datapath.FoldChecksum(datapath.Checksum(total, datagram))
	if value == 0 {
		value = 0xffff
	}
	binary.BigEndian.PutUint16(datagram[sum:], value)
}

// send a packet of a protocol type to an NBMA address.
func (r *resolver) send(protocol uint16, nbma netip.Addr, packet []byte) error {
	to := &unix.SockaddrLinklayer{Protocol: rawsocket.EtherType(protocol), Ifindex: r.index}
	if r.multipoint {
		to.Halen = uint8(copy(to.Addr[:], nbma.Unmap().AsSlice()))
	}
	var failed error
	err := r.raw.Write(func(fd uintptr) bool {
		failed = unix.Sendto(int(fd), packet, 0, to)
		return failed != unix.EAGAIN
	})
	return errors.Join(err, failed)
}

// SendNHRP sends a packet of NHRP to an NBMA address.
func (d *Driver) SendNHRP(iface string, nbma netip.Addr, packet []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.openTunnel(iface)
	if err != nil {
		return err
	}
	r := d.resolvers[iface]
	switch {
	case r == nil || !t.NHRP:
		return fmt.Errorf("xfrm: %s: no tunnel with NHRP", iface)
	case !d.lines[iface].Up():
		return nil // its device is down
	}
	if err := r.send(gre.TypeNHRP, nbma, packet); err != nil {
		return fmt.Errorf("xfrm: %s: NHRP packet to %s: %w", iface, nbma, err)
	}
	return nil
}
