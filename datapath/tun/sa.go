package tun

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"mainmode/datapath"
	"mainmode/datapath/esp"
)

// spiKey is what an arriving packet shows of its SA.
type spiKey struct {
	remote netip.Addr // without zone
	spi    uint32
}

// association is what both directions of an SA have in common. Its datapath.SA
// has no keys.
type association struct {
	datapath.SA
	policy   *policy
	counters saCounters
	// end is where the peer is, without zone: Remote and RemotePort until its
	// NAT gives it another mapping.
	end atomic.Pointer[netip.AddrPort]
	// When the last Moved, Replayed and NotAuthentic were, in nanoseconds.
	movedTold, replayTold, forgedTold atomic.Int64
}

// encapsulated reports whether the SA uses UDP port 4500.
func (a *association) encapsulated() bool { return a.RemotePort != 0 }

type saCounters struct {
	packets, bytes               atomic.Uint64
	authFailed, replayed         atomic.Uint64
	malformed, truncatedICV      atomic.Uint64
	lastSequence                 atomic.Uint64
	lastUsed                     atomic.Int64
	softTold, hardTold, sequence atomic.Bool
}

func (c *saCounters) stats() datapath.SAStats {
	return datapath.SAStats{
		Packets: c.packets.Load(), Bytes: c.bytes.Load(),
		AuthFailed: c.authFailed.Load(), Replayed: c.replayed.Load(),
		Malformed: c.malformed.Load(), TruncatedICV: c.truncatedICV.Load(),
		LastSequence: c.lastSequence.Load(), LastUsed: c.lastUsed.Load(),
	}
}

// expired reports whether the SA has carried all it may.
func (a *association) expired() bool {
	return a.HardBytes > 0 && a.counters.bytes.Load() >= a.HardBytes
}

// sequenceSoft is where an SA asks to be replaced before its sequence numbers
// run out.
const sequenceSoft = 0xf0000000

// account adds packets to the counters and tells IKE about lifetimes that
// ended.
func (a *association) account(e *events, packets, bytes, sequence uint64) {
	c := &a.counters
	c.packets.Add(packets)
	total := c.bytes.Add(bytes)
	c.lastSequence.Store(sequence)
	c.lastUsed.Store(time.Now().Unix())
	if a.SoftBytes > 0 && total >= a.SoftBytes && !c.softTold.Swap(true) {
		e.emit(datapath.Expire{ID: a.ID()})
	}
	if a.HardBytes > 0 && total >= a.HardBytes && !c.hardTold.Swap(true) {
		e.emit(datapath.Expire{ID: a.ID(), Hard: true})
	}
	if !a.ESN && sequence >= sequenceSoft && a.Direction == datapath.Outbound && !c.sequence.Swap(true) {
		e.emit(datapath.Expire{ID: a.ID()})
	}
}

// outboundSA seals. The mutex is held for a packet, against DeleteSAs.
type outboundSA struct {
	*association
	path atomic.Pointer[path]
	zone uint32 // of a link-local Remote
	// vrfMark is the mark of what it sends in a VRF, 0 without.
	vrfMark uint32

	mu     sync.Mutex
	sealer *esp.Sealer // nil: deleted
}

// inboundSA opens.
type inboundSA struct {
	*association
	mu     sync.Mutex
	opener *esp.Opener // nil: deleted
}

// outerHeaderLen is what precedes the ESP header.
func outerHeaderLen(remote netip.Addr, encapsulated bool) int {
	n := ipv4HeaderLen
	if remote.Is6() {
		n = ipv6HeaderLen
	}
	if encapsulated {
		n += udpHeaderLen
	}
	return n
}

// plaintextMTU is the largest inner packet that fits the path.
func (a *association) plaintextMTU(pathMTU int) int {
	mtu := esp.MaxPayload(a.Transform, pathMTU-outerHeaderLen(a.Remote, a.encapsulated()))
	if a.Mode == datapath.Transport {
		mtu += outerHeaderLen(a.Remote, false) // that of the packet itself
	}
	return mtu
}

func newAssociation(sa *datapath.SA, p *policy) (*association, error) {
	a := &association{SA: *sa, policy: p}
	a.EncKey, a.AuthKey, a.Reply = nil, nil, nil
	a.Local, a.Remote = sa.Local.Unmap(), sa.Remote.Unmap()
	switch {
	case !sa.Local.IsValid() || !sa.Remote.IsValid() || a.Local.Is4() != a.Remote.Is4():
		return nil, fmt.Errorf("endpoints %s and %s are no pair", sa.Local, sa.Remote)
	case sa.SPI == 0:
		return nil, errors.New("SPI 0 is reserved")
	case (sa.LocalPort == 0) != (sa.RemotePort == 0) || sa.LocalPort != 0 && sa.LocalPort != datapath.EncapPort:
		return nil, fmt.Errorf("UDP ports %d and %d: ours is %d", sa.LocalPort, sa.RemotePort, datapath.EncapPort)
	}
	a.move(netip.AddrPortFrom(a.Remote, a.RemotePort))
	return a, nil
}

func newOutboundSA(sa *datapath.SA, p *policy) (*outboundSA, error) {
	base, err := newAssociation(sa, p)
	if err != nil {
		return nil, err
	}
	o := &outboundSA{association: base}
	if zone := sa.Remote.Zone(); zone != "" {
		device, err := net.InterfaceByName(zone)
		if err != nil {
			return nil, fmt.Errorf("remote %s: %w", sa.Remote, err)
		}
		o.zone = uint32(device.Index)
	}
	o.sealer, err = esp.NewSealer(sa.SPI, sa.Transform, sa.EncKey, sa.AuthKey, sa.ESN)
	return o, err
}

func newInboundSA(sa *datapath.SA, p *policy) (*inboundSA, error) {
	base, err := newAssociation(sa, p)
	if err != nil {
		return nil, err
	}
	i := &inboundSA{association: base}
	i.opener, err = esp.NewOpener(sa.Transform, sa.EncKey, sa.AuthKey, sa.ReplayWindow, sa.ESN)
	return i, err
}

func (o *outboundSA) wipe() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sealer != nil {
		o.sealer.Wipe()
		o.sealer = nil
	}
}

func (i *inboundSA) wipe() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.opener != nil {
		i.opener.Wipe()
		i.opener = nil
	}
}

// policy is the crypto map entry that SAs serve, by name.
type policy struct {
	name     string
	tunnel   atomic.Pointer[tunnel]     // that its packets come from and go to
	port     atomic.Pointer[port]       // the same, of a crypto map
	newest   atomic.Pointer[outboundSA] // that sends
	clients  atomic.Pointer[clients]    // nil where all SAs are for the same packets
	outbound []*outboundSA              // oldest first, guarded by Driver.mu
	inbound  int                        // guarded by Driver.mu
	expected datapath.Expected

	sealed, opened         atomic.Uint64
	sealedBytes            atomic.Uint64
	openedBytes            atomic.Uint64
	sendErrors, recvErrors atomic.Uint64
	acquired               atomic.Int64 // when the last Acquire was told, in nanoseconds

	waiting waiting // packets, for an SA
}

// publish makes the newest outbound SA the one that sends.
func (p *policy) publish() {
	var newest *outboundSA
	if n := len(p.outbound); n > 0 {
		newest = p.outbound[n-1]
	}
	p.newest.Store(newest)
	p.clients.Store(newClients(p.outbound))
}

// acquire tells IKE at most once a second that the policy needs an SA.
func (p *policy) acquire(e *events, f *flow) {
	now := time.Now().UnixNano()
	last := p.acquired.Load()
	if now-last < int64(eventInterval) || !p.acquired.CompareAndSwap(last, now) {
		return
	}
	e.emit(datapath.Acquire{Policy: p.name, Selector: f.selector()})
}
