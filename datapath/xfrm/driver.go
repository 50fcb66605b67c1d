package xfrm

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/gre"
	"mainmode/datapath/host"
	"mainmode/datapath/nft"
)

// Driver has the kernel protect packets. It is a [datapath.Driver].
type Driver struct {
	datapath.Filtering // by filters

	filter  *nft.Filter
	filters *nft.Rules
	clamp   *nft.Clamp
	silence *nft.Silence
	marks   *nft.Marks
	host    *host.Host
	handle  *netlink.Handle
	sockets map[int]*nl.SocketHandle // for what netlink.Handle cannot do
	monitor *nl.NetlinkSocket
	events  *datapath.EventQueue
	strange *strangers
	stat    *os.File // /proc/net/xfrm_stat of this namespace
	paths   pathSockets
	refusal refusal
	keepers keepers // guarded by mu

	mu         sync.Mutex
	closed     bool
	vti        bool // the kernel has no xfrm interfaces
	cleaned    bool // what a killed process left is gone
	config     *datapath.Config
	policies   map[string]*policy
	sas        map[datapath.SAID]*association
	early      map[datapath.SAID]*association // outbound ones for echo replies alone, by the inbound one of the pair
	spd        map[spdKey]installed           // policies of the kernel that we added
	indexes    map[uint32]bool                // of these
	lastIndex  uint32
	leftSecond bool               // a killed process has left rules of the second generation
	lastSerial uint64             // of an SA
	rules      map[string]ruleSet // of crypto maps, by device
	links      map[string]bool    // devices that we made, by name
	classes    map[string]uint8   // traffic class of these for GRE over IPv6, as in netlink.Gretun
	lines      map[string]*line   // of the tunnels that are configured, by IOS name
	mtu        map[string]int     // that the device of a tunnel has, by IOS name
	encap      *encap

	neighbors    map[string]neighbors // of tunnels of multipoint GRE, by IOS name
	resolvers    map[string]*resolver // of tunnels with NHRP, by IOS name
	neighborhood *nl.NetlinkSocket    // that says which neighbours are asked for; nil: nobody needs it

	changes *datapath.Changes
	done    chan struct{}
	wg      sync.WaitGroup
}

var _ datapath.Driver = (*Driver)(nil)

// New returns a driver for the network namespace of the calling thread, in
// which ListenEncap must be called too. It needs CAP_NET_ADMIN.
func New() (_ *Driver, err error) {
	d := &Driver{
		events:   datapath.NewEventQueue(),
		policies: map[string]*policy{},
		sas:      map[datapath.SAID]*association{},
		early:    map[datapath.SAID]*association{},
		spd:      map[spdKey]installed{},
		indexes:  map[uint32]bool{},
		rules:    map[string]ruleSet{},
		links:    map[string]bool{},
		classes:  map[string]uint8{},
		mtu:      map[string]int{},

		neighbors: map[string]neighbors{},
		resolvers: map[string]*resolver{},
		changes:   datapath.NewChanges(),
		done:      make(chan struct{}),
		paths:     openPathSockets(),
		keepers:   keepers{state: map[string]*gre.Keepalives{}},
	}
	defer func() {
		if err != nil {
			if d.host != nil {
				_ = d.host.Close() // err says what is wrong
			}
			d.closeSockets()
			d.events.Close()
		}
	}()
	if d.host, err = host.Open(); err != nil {
		return nil, err
	}
	if d.filter, err = nft.Open(); err != nil {
		return nil, err
	}
	d.filters, d.clamp = nft.NewRules(d.filter, d.events.Emit, true), nft.NewClamp(d.filter)
	d.silence, d.marks = nft.NewSilence(d.filter), nft.NewMarks(d.filter)
	d.Filtering = d.filters
	if d.handle, err = netlink.NewHandle(unix.NETLINK_ROUTE, unix.NETLINK_XFRM); err != nil {
		return nil, fmt.Errorf("xfrm: netlink: %w", err)
	}
	const current = -1 // the namespace of this thread
	d.sockets = map[int]*nl.SocketHandle{}
	for _, protocol := range []int{unix.NETLINK_XFRM, unix.NETLINK_ROUTE} {
		socket, err := nl.GetNetlinkSocketAt(current, current, protocol)
		if err != nil {
			return nil, fmt.Errorf("xfrm: netlink: %w", err)
		}
		d.sockets[protocol] = &nl.SocketHandle{Socket: socket}
	}
	if d.monitor, err = nl.SubscribeAt(current, current, unix.NETLINK_XFRM, nl.XFRMNLGRP_ACQUIRE, nl.XFRMNLGRP_EXPIRE, nl.XFRMNLGRP_MAPPING); err != nil {
		return nil, fmt.Errorf("xfrm: netlink: %w", err)
	}
	if d.stat, err = os.Open("/proc/thread-self/net/xfrm_stat"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("xfrm: %w", err)
	}
	if d.strange, err = openStrangers(); err != nil {
		return nil, err
	}
	if d.refusal, err = openRefusal(); err != nil {
		return nil, err
	}
	if err = d.settle(); err != nil {
		return nil, err
	}
	d.wg.Go(func() { d.host.Watch(d.changes.Note) })
	d.wg.Go(d.listen)
	d.wg.Go(d.reportRefused)
	d.wg.Go(func() { d.changes.Follow(d.done, d.maintain) })
	d.wg.Go(d.keepAlive)
	d.wg.Go(func() { d.strange.run(d) })
	return d, nil
}

// Name is "kernel".
func (d *Driver) Name() string { return "kernel" }

// Events delivers what IKE must know.
func (d *Driver) Events() <-chan datapath.Event { return d.events.Events() }

// request is one to the kernel on our own sockets.
func (d *Driver) request(kind, flags int) *nl.NetlinkRequest {
	r := nl.NewNetlinkRequest(kind, flags)
	r.Sockets = d.sockets
	return r
}

var errClosed = errors.New("xfrm: driver is closed")

// maintain does what follows from changes in the system, and then tells of those
// of devices: who hears of one finds the routes by the device made. What fails
// here was reported by Set, or is tried again after the next change.
func (d *Driver) maintain(devices []string) time.Duration {
	d.mu.Lock()
	begun := time.Now()
	if !d.closed {
		_ = d.applyMTUs()
		_ = d.host.Refresh()
		_ = d.applyLines()
		if len(devices) > 0 {
			_ = d.applyNeighbors()
		}
	}
	took := time.Since(begun)
	d.mu.Unlock()
	for _, name := range devices {
		d.events.Emit(datapath.LinkChange{Device: name})
	}
	return took
}

// Close removes everything that the driver added. Nothing that was protected
// leaves in clear meanwhile.
func (d *Driver) Close() error {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return nil
	}
	d.closed = true
	close(d.done)
	settled, err := d.block()
	errs := []error{err, d.host.Close(), d.marks.Close(), d.filters.Close(), d.clamp.Close()}
	for name := range d.links {
		errs = append(errs, d.removeLink(name))
	}
	for _, sas := range []map[datapath.SAID]*association{d.sas, d.early} {
		for _, a := range sas {
			errs = append(errs, d.deleteState(a))
		}
	}
	settled()
	errs = append(errs, d.setPolicies(nil), d.silence.Close())
	if d.encap != nil {
		d.encap.Close()
		d.encap.closeSockets()
	}
	d.closeSockets()
	d.mu.Unlock()
	d.wg.Wait()
	d.events.Close()
	return errors.Join(errs...)
}

func (d *Driver) closeSockets() {
	if d.filter != nil {
		d.filter.Close()
	}
	if d.handle != nil {
		d.handle.Close()
	}
	for _, s := range d.sockets {
		s.Socket.Close()
	}
	if d.monitor != nil {
		d.monitor.Close()
	}
	if d.stat != nil {
		d.stat.Close()
	}
	if d.strange != nil {
		d.strange.close()
	}
	if d.neighborhood != nil {
		d.neighborhood.Close()
	}
	for name := range d.resolvers {
		d.closeResolver(name)
	}
	d.refusal.close()
	d.keepers.close()
	d.paths.close()
}
