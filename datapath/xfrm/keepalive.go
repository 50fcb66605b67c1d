package xfrm

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/rawsocket"
)

// The kernel at the other end returns a keepalive as it forwards every packet.
// Here a raw socket sends them, and sees of all GRE nothing else; it is there
// only while a tunnel has keepalives. Only the kernel can continue the sequence
// numbers of a tunnel: with these its device sends the keepalives, for which it
// stays up when the line protocol is down.

// keepers are the keepalives of all tunnels.
type keepers struct {
	socket *os.File // nil: no tunnel has any
	raw    syscall.RawConn
	packet *os.File                   // by which devices send, there with socket
	state  map[string]*gre.Keepalives // by IOS name
}

// keptAlive reports whether a tunnel has keepalives: there are none over IPv6.
func keptAlive(t *datapath.TunnelInterface) bool {
	return t.Encapsulation == datapath.InGRE && t.GRE.Keepalive > 0 && !t.Multipoint() && t.Local.Is4() && t.Remote.Is4() && !t.Shutdown
}

// setKeepalives opens and closes the socket as the configuration wants it. The
// caller holds Driver.mu.
func (d *Driver) setKeepalives() error {
	k := &d.keepers
	wanted := false
	for i := range d.config.Tunnels {
		if t := &d.config.Tunnels[i]; keptAlive(t) {
			wanted = true
			if k.state[t.Name] == nil {
				k.state[t.Name] = &gre.Keepalives{}
			}
		} else {
			delete(k.state, t.Name)
		}
	}
	if wanted == (k.socket != nil) {
		return nil
	}
	if !wanted {
		k.close()
		return nil
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.IPPROTO_GRE)
	if err != nil {
		return fmt.Errorf("xfrm: socket for GRE: %w", err)
	}
	socket := os.NewFile(uintptr(fd), "gre")
	raw, err := socket.SyscallConn()
	if err == nil {
		err = rawsocket.Filter(socket, keepaliveFilter())
	}
	var packet *os.File
	if err == nil {
		packet, err = rawsocket.Open("keepalives", unix.SOCK_DGRAM)
	}
	if err != nil {
		socket.Close()
		return fmt.Errorf("xfrm: socket for GRE: %w", err)
	}
	k.socket, k.raw, k.packet = socket, raw, packet
	d.wg.Go(func() { d.readKeepalives(raw) })
	return nil
}

func (k *keepers) close() {
	if k.socket != nil {
		k.socket.Close()
		k.packet.Close()
		k.socket, k.raw, k.packet = nil, nil, nil
	}
}

const (
	ipv4HeaderLen = 20
	// keepaliveBytes are all of a keepalive with its outer IP header, which may
	// have options.
	keepaliveBytes = 60 + gre.KeepaliveMax
)

// keepaliveFilter accepts GRE of protocol type 0, and GRE in IPv4 in GRE.
func keepaliveFilter() []bpf.Instruction {
	const protocol = 9 // of an IPv4 header
	// X is the length of the IP header. The type is behind the flags.
	program := []bpf.Instruction{
		bpf.LoadMemShift{Off: 0},
		bpf.LoadIndirect{Off: 2, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: gre.TypeKeepalive, SkipFalse: 1},
		bpf.RetConstant{Val: keepaliveBytes},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: gre.TypeIPv4, SkipTrue: 1},
		bpf.RetConstant{Val: 0},
		bpf.LoadIndirect{Off: 0, Size: 2},
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: uint32(gre.ChecksumFlag | gre.KeyFlag | gre.SequenceFlag)},
	}
	for bits := range 8 {
		g := &datapath.GRE{Checksum: bits&1 != 0, Keyed: bits&2 != 0, Sequence: bits&4 != 0}
		program = append(program,
			bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(gre.Flags(g)), SkipFalse: 4},
			bpf.LoadIndirect{Off: uint32(gre.HeaderLen(g)) + protocol, Size: 1},
			bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.IPPROTO_GRE, SkipFalse: 1},
			bpf.RetConstant{Val: keepaliveBytes},
			bpf.RetConstant{Val: 0},
		)
	}
	return append(program, bpf.RetConstant{Val: 0})
}

// keepAlive sends the keepalives of all tunnels until the driver is closed.
func (d *Driver) keepAlive() {
	ticker := time.NewTicker(gre.KeepaliveTick)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			d.mu.Lock()
			if !d.closed && d.keepers.socket != nil {
				d.askPeers(now)
			}
			d.mu.Unlock()
		case <-d.done:
			return
		}
	}
}

// askPeers sends the keepalives that are due.
func (d *Driver) askPeers(now time.Time) {
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		k := d.keepers.state[t.Name]
		if k == nil || !k.Due(now, &t.GRE) {
			continue
		}
		if t.GRE.Sequence {
			d.sendBy(t.Device, gre.AppendReply(nil, &t.GRE, t.Local, t.Remote))
		} else {
			d.sendGRE(t, gre.AppendKeepalive(nil, &t.GRE, t.Local, t.Remote, 0))
		}
		if k.Dead(&t.GRE) {
			d.changes.Note("")
		}
	}
}

// sendGRE sends a packet to a tunnel's peer, from its GRE header on. What cannot
// be sent is not answered.
func (d *Driver) sendGRE(t *datapath.TunnelInterface, packet []byte) {
	oob := (&ipv4.ControlMessage{Src: t.Local.AsSlice()}).Marshal()
	if mark := d.config.VRF(t.Underlay).PacketMark(); mark != 0 {
		oob = append(oob, datapath.MarkMessage(mark)...)
	}
	_ = d.keepers.raw.Write(func(fd uintptr) bool {
		_ = unix.Sendmsg(int(fd), packet, oob, &unix.SockaddrInet4{Addr: t.Remote.As4()}, 0)
		return true
	})
}

// sendBy sends an IPv4 packet by a device. What cannot be sent is not answered.
func (d *Driver) sendBy(device string, packet []byte) {
	link, err := d.handle.LinkByName(device)
	if err != nil {
		return
	}
	_ = rawsocket.Control(d.keepers.packet, func(fd int) error {
		return unix.Sendto(fd, packet, 0, &unix.SockaddrLinklayer{Protocol: rawsocket.EtherType(unix.ETH_P_IP), Ifindex: link.Attrs().Index})
	})
}

// dead reports whether too many keepalives of a tunnel had no answer.
func (d *Driver) dead(t *datapath.TunnelInterface) bool {
	k := d.keepers.state[t.Name]
	return k != nil && keptAlive(t) && k.Dead(&t.GRE)
}

// readKeepalives takes the answers, and the peers' keepalives, until the socket
// is closed.
func (d *Driver) readKeepalives(raw syscall.RawConn) {
	b := make([]byte, keepaliveBytes)
	for {
		var n int
		var failed error
		err := raw.Read(func(fd uintptr) bool {
			n, _, failed = unix.Recvfrom(int(fd), b, 0)
			return failed != unix.EAGAIN
		})
		if err != nil {
			return // closed
		}
		if failed == nil {
			d.keepaliveCame(b[:n])
		}
	}
}

var errNotIPv4 = errors.New("not a whole IPv4 header")

// splitIPv4 takes the header from a packet.
func splitIPv4(p []byte) (source, destination netip.Addr, payload []byte, err error) {
	if len(p) < ipv4HeaderLen || p[0]>>4 != 4 || p[0]&15 < 5 || len(p) < int(p[0]&15)*4 {
		return source, destination, nil, errNotIPv4
	}
	return netip.AddrFrom4([4]byte(p[12:])), netip.AddrFrom4([4]byte(p[16:])), p[p[0]&15*4:], nil
}

// keepaliveCame counts an answer for its tunnel. It returns a peer's keepalive
// where the kernel does not because the tunnel's device is down.
func (d *Driver) keepaliveCame(packet []byte) {
	source, destination, payload, err := splitIPv4(packet)
	if err != nil {
		return
	}
	h, ok := gre.Parse(payload)
	if !ok {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.keepers.socket == nil {
		return
	}
	for i := range d.config.Tunnels {
		t := &d.config.Tunnels[i]
		k := d.keepers.state[t.Name]
		if k == nil || t.Local != destination || t.Remote != source {
			continue
		}
		switch {
		case h.Answers(&t.GRE):
			if k.Answered(&t.GRE) {
				d.changes.Note("")
			}
			return
		case h.Fits(&t.GRE) && !d.lines[t.Name].Up() && !d.lines[t.Name].quiet:
			from, to, reply, err := splitIPv4(payload[h.Size:])
			if err == nil && from == t.Local && to == t.Remote {
				d.sendGRE(t, reply)
			}
			return
		}
	}
}
