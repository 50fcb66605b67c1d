package host

import (
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// TCPConnection is a TCP connection of the system and what it has counted.
type TCPConnection struct {
	Local, Remote          netip.AddrPort
	State                  uint8  // as Linux numbers it: 1 is ESTABLISHED
	Unread, Unsent         uint32 // bytes that wait for the program, and for the peer
	Unacked                uint32 // segments
	SendWindow, RecvWindow uint32 // bytes
	SendScale, RecvScale   uint8
	MSS                    uint32
	RTT, RTTVariance       time.Duration
	MinRTT, RTO, ACKHold   time.Duration
	SegmentsIn, DataIn     uint32
	SegmentsOut, DataOut   uint32
	OutOfOrder             uint32
	Retransmitted          uint32
	BytesIn, BytesOut      uint64
	ECN                    bool
}

// TCPConnections lists the connections of the network namespace, and not the
// sockets that listen.
func (h *Host) TCPConnections() ([]TCPConnection, error) {
	var all []TCPConnection
	for _, family := range []uint8{unix.AF_INET, unix.AF_INET6} {
		found, err := h.handle.SocketDiagTCPInfo(family)
		if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
			return nil, err
		}
		for _, f := range found {
			const listen = 10
			if f.InetDiagMsg == nil || f.TCPInfo == nil || f.InetDiagMsg.State == listen {
				continue
			}
			all = append(all, connectionOf(f.InetDiagMsg, f.TCPInfo))
		}
	}
	return all, nil
}

func connectionOf(s *netlink.Socket, t *netlink.TCPInfo) TCPConnection {
	const ecn = 8 // TCPI_OPT_ECN
	micro := func(n uint32) time.Duration { return time.Duration(n) * time.Microsecond }
	return TCPConnection{
		Local: endOf(s.ID.Source, s.ID.SourcePort), Remote: endOf(s.ID.Destination, s.ID.DestinationPort),
		State: s.State, Unread: s.RQueue, Unsent: s.WQueue, Unacked: t.Unacked,
		SendWindow: t.Snd_wnd, RecvWindow: t.Rcv_space, SendScale: t.Snd_wscale, RecvScale: t.Rcv_wscale, MSS: t.Snd_mss,
		RTT: micro(t.Rtt), RTTVariance: micro(t.Rttvar), MinRTT: micro(t.Min_rtt), RTO: micro(t.Rto), ACKHold: micro(t.Ato),
		SegmentsIn: t.Segs_in, DataIn: t.Data_segs_in, SegmentsOut: t.Segs_out, DataOut: t.Data_segs_out,
		OutOfOrder: t.Rcv_ooopack, Retransmitted: t.Total_retrans, BytesIn: t.Bytes_received, BytesOut: t.Bytes_acked, ECN: t.Options&ecn != 0,
	}
}

func endOf(ip net.IP, port uint16) netip.AddrPort {
	a, _ := netip.AddrFromSlice(ip)
	return netip.AddrPortFrom(a.Unmap(), port)
}
