package tun

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/host"
	"mainmode/datapath/nft"
)

// Driver protects packets in this process. It is a [datapath.Driver].
type Driver struct {
	datapath.Filtering // by rules

	host   *host.Host
	events *events
	encap  *encap
	raw4   *socket
	raw6   *socket // nil on a system without IPv6

	inbound    inboundTable
	greTunnels atomic.Pointer[map[greKey]*tunnel] // replaced, never changed
	// reassembling are the tunnels by whose devices the parts of GRE packets
	// go to the system. It is replaced, never changed.
	reassembling atomic.Pointer[[]*tunnel]
	invalid      atomic.Uint64
	invalidTold  datapath.Limiter[netip.Addr]

	mu        sync.Mutex
	closed    bool
	config    *datapath.Config
	outbound  map[datapath.SAID]*outboundSA
	policies  map[string]*policy
	unused    bool               // some policy or path may be nobody's
	tunnels   map[string]*tunnel // by IOS name
	loopbacks map[string]*device // by device name
	ports     map[datapath.CryptoMapPlace]*port
	fragments reassembly // of what leaves by them
	refused   *device    // gets what came in clear and should not have, nil without ports
	filter    *nft.Filter
	clamp     *nft.Clamp
	marks     *nft.Marks
	silence   *nft.Silence
	rules     *nft.Rules
	filtered  bool // the system has rules of ours
	cleaned   bool // and none of a process that was killed
	begun     bool // Set has been called
	paths     map[pathKey]*path
	gre4      *socket // nil until there is a GRE tunnel
	gre6      *socket

	changes *datapath.Changes
	done    chan struct{}
	wg      sync.WaitGroup
}

var _ datapath.Driver = (*Driver)(nil)

// New returns a driver for the network namespace of the calling thread, in
// which Set, AddSAs and ListenEncap must be called too. It needs /dev/net/tun,
// CAP_NET_RAW and, from the first Set on, CAP_NET_ADMIN.
func New() (*Driver, error) {
	fd, err := openControl(devicePath)
	if err != nil {
		return nil, err
	}
	unix.Close(fd)
	h, err := host.Open()
	if err != nil {
		return nil, err
	}
	d := &Driver{
		host:      h,
		outbound:  map[datapath.SAID]*outboundSA{},
		policies:  map[string]*policy{},
		tunnels:   map[string]*tunnel{},
		loopbacks: map[string]*device{},
		ports:     map[datapath.CryptoMapPlace]*port{},
		paths:     map[pathKey]*path{},
		changes:   datapath.NewChanges(),
		done:      make(chan struct{}),
	}
	if d.filter, err = nft.Open(); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	d.rules = nft.NewRules(d.filter, func(ev datapath.Event) { d.events.emit(ev) }, false)
	d.clamp, d.silence, d.marks = nft.NewClamp(d.filter), nft.NewSilence(d.filter), nft.NewMarks(d.filter)
	d.encap = newEncap(d.marks)
	d.Filtering = d.rules
	d.greTunnels.Store(&map[greKey]*tunnel{})
	d.reassembling.Store(&[]*tunnel{})
	if d.raw4, err = openSocket(false, protoESP); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	if d.raw6, err = openSocket(true, protoESP); err != nil && !isNoIPv6(err) {
		d.raw4.close()
		return nil, errors.Join(err, h.Close())
	}
	d.events = newEvents()
	d.receive(d.raw4)
	if d.raw6 != nil {
		d.receive(d.raw6)
	}
	d.wg.Go(func() { h.Watch(d.changes.Note) })
	d.wg.Go(func() { d.changes.Follow(d.done, d.maintain) })
	d.wg.Go(d.keepAlive)
	return d, nil
}

// Name is "userspace".
func (d *Driver) Name() string { return "userspace" }

// Events delivers what IKE must know.
func (d *Driver) Events() <-chan datapath.Event { return d.events.Events() }

func (d *Driver) receive(s *socket) {
	in := newInbound(d, s)
	d.wg.Go(in.run)
}

func (d *Driver) lookup(key spiKey) *inboundSA {
	return d.inbound.lookup(key)
}

func (d *Driver) socketFor(a *association) *socket {
	switch {
	case a.encapsulated():
		return d.encap.socket(a.Remote)
	case a.Remote.Is4():
		return d.raw4
	}
	return d.raw6
}

var errClosed = errors.New("tun: driver is closed")

// policy returns the one of that name, new if need be.
func (d *Driver) policy(name string) *policy {
	p := d.policies[name]
	if p == nil {
		p = &policy{name: name}
		d.policies[name] = p
	}
	return p
}

// vrfOf is the VRF of a local end of SAs.
func (d *Driver) vrfOf(local netip.Addr) datapath.VRF {
	if d.config == nil {
		return datapath.VRF{}
	}
	return d.config.VRFOf(local)
}

// path returns the one to that peer, new if need be.
func (d *Driver) path(v datapath.VRF, remote netip.Addr) (*path, error) {
	key := pathKey{v.PacketMark(), remote}
	if p := d.paths[key]; p != nil {
		return p, nil
	}
	p, err := newPath(key, d.pathChanged)
	if err != nil {
		return nil, fmt.Errorf("path to %s: %w", remote, err)
	}
	d.paths[key] = p
	return p, nil
}

// prune forgets policies and paths that nothing uses any more. That takes a
// look at all of them, which many SAs that come one by one must not pay for.
func (d *Driver) prune() {
	if !d.unused {
		return
	}
	d.unused = false
	usedPath, usedPolicy := map[*path]bool{}, map[*policy]bool{}
	for _, t := range d.tunnels {
		usedPath[t.path] = true
		usedPolicy[t.state.Load().policy] = true
		if r := t.routers.Load(); r != nil {
			for _, way := range r.deliveries {
				usedPath[way.path] = true
			}
		}
	}
	for _, p := range d.ports {
		for _, policy := range p.rules.Load().policies {
			usedPolicy[policy] = true
		}
	}
	for _, o := range d.outbound {
		usedPath[o.path.Load()] = true
	}
	for key, p := range d.paths {
		if !usedPath[p] {
			p.close()
			delete(d.paths, key)
		}
	}
	for name, p := range d.policies {
		if !usedPolicy[p] && len(p.outbound) == 0 && p.inbound == 0 {
			delete(d.policies, name)
		}
	}
}

// Close removes everything and wipes all keys.
func (d *Driver) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	close(d.done)
	err := errors.Join(d.host.Close(), d.marks.Close())
	for _, t := range d.tunnels {
		t.device.close()
	}
	for _, l := range d.loopbacks {
		l.close()
	}
	for _, s := range []*socket{d.raw4, d.raw6, d.gre4, d.gre6} {
		if s != nil {
			s.close()
		}
	}
	d.encap.Close()
	d.encap.closeSockets()
	// Last, when nothing of ours can leave in clear any more.
	err = errors.Join(err, d.closePorts())
	d.mu.Unlock()
	d.wg.Wait()
	d.events.Close()

	d.mu.Lock()
	defer d.mu.Unlock()
	for in := range d.inbound.all() {
		in.wipe()
	}
	for _, out := range d.outbound {
		out.wipe()
	}
	for _, p := range d.paths {
		p.close()
	}
	return err
}
