package gre

import (
	"encoding/binary"
	"net/netip"
	"sync"
	"time"

	"mainmode/datapath"
)

// A keepalive of IOS is a GRE packet to the peer with another one inside that
// is addressed back to the sender:
//
//	IP A to B | GRE | IP B to A | GRE, protocol type 0
//
// The peer does what it does with every packet, and the inner one returns: B
// needs not know keepalives.

const (
	ipv4HeaderLen = 20
	protocolGRE   = 47
	hops          = 255
)

// KeepaliveMax is the most bytes of a keepalive behind the outer IP header.
const KeepaliveMax = HeaderMax + ReplyMax

// ReplyMax is the most bytes of what returns, with its IP header.
const ReplyMax = ipv4HeaderLen + HeaderMax

// AppendKeepalive appends a keepalive to b, from the outer GRE header on. local
// and remote are the ends of the tunnel, both IPv4.
func AppendKeepalive(b []byte, g *datapath.GRE, local, remote netip.Addr, sequence uint32) []byte {
	start := len(b)
	b = AppendReply(append(b, make([]byte, HeaderLen(g))...), g, local, remote)
	Put(b[start:], g, TypeIPv4, sequence)
	return b
}

// AppendReply appends to b what returns of a keepalive, from its IPv4 header on:
// the payload of the keepalive.
func AppendReply(b []byte, g *datapath.GRE, local, remote netip.Addr) []byte {
	reply := replyOf(g)
	start := len(b)
	b = append(b, make([]byte, ipv4HeaderLen+HeaderLen(&reply))...)
	ip := b[start : start+ipv4HeaderLen]
	ip[0], ip[8], ip[9] = 0x45, hops, protocolGRE
	binary.BigEndian.PutUint16(ip[2:], uint16(len(b)-start))
	from, to := remote.As4(), local.As4()
	copy(ip[12:], from[:])
	copy(ip[16:], to[:])
	binary.BigEndian.PutUint16(ip[10:], datapath.FoldChecksum(datapath.Checksum(0, ip)))
	Put(b[start+ipv4HeaderLen:], &reply, TypeKeepalive, 0)
	return b
}

// replyOf is how a tunnel's keepalives return: the peer has not made what
// returns, and does not number it.
func replyOf(g *datapath.GRE) datapath.GRE {
	return datapath.GRE{Keyed: g.Keyed, Key: g.Key, Checksum: g.Checksum}
}

// Answers reports whether the packet is a keepalive of the tunnel that has
// returned.
func (h *Header) Answers(g *datapath.GRE) bool {
	return h.Protocol == TypeKeepalive && h.Keyed == g.Keyed && h.Key == g.Key
}

// KeepaliveTick is how exactly keepalives keep their time.
const KeepaliveTick = time.Second

// Keepalives counts those of a tunnel. The zero value has sent none. It is safe
// for concurrent use.
type Keepalives struct {
	mu     sync.Mutex
	next   time.Time
	missed int // sent since the last answer
}

// Due reports whether a keepalive is to be sent now, and counts it.
func (k *Keepalives) Due(now time.Time, g *datapath.GRE) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if g.Keepalive == 0 {
		k.next, k.missed = time.Time{}, 0
		return false
	}
	if now.Before(k.next.Add(-KeepaliveTick / 2)) {
		return false // the ticker is not exact either
	}
	k.next = now.Add(g.Keepalive)
	k.missed++
	return true
}

// State is when the next keepalive is due, zero before the first, and how many
// wait for an answer.
func (k *Keepalives) State() (next time.Time, missed int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.next, k.missed
}

// Dead reports whether too many keepalives had no answer.
func (k *Keepalives) Dead(g *datapath.GRE) bool {
	_, missed := k.State()
	return isDead(g, missed)
}

func isDead(g *datapath.GRE, missed int) bool { return g.Keepalive > 0 && missed > g.Retries }

// Answered counts an answer, and reports whether the peer was dead before.
func (k *Keepalives) Answered(g *datapath.GRE) (wasDead bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	wasDead, k.missed = isDead(g, k.missed), 0
	return wasDead
}
