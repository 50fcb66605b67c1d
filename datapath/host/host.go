// Package host changes the system's devices, addresses and routes by netlink,
// for every driver of the datapath. It converges: told what shall be, it reads
// what is, and changes the difference. It removes only what mainmode added.
//
// What is ours can be told from the rest even after the process was killed:
// routes and, from Linux 5.18 on, addresses carry the protocol number
// [Protocol]. Older kernels keep no such mark on addresses; there, what was
// added is known only as long as the process lives, and an address that a
// killed process left is found present and never removed.
package host

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Protocol marks our routes and addresses (RTA_PROTOCOL, IFA_PROTO). "ip route
// show proto 109" lists them.
const Protocol = 109

// Config is what shall be.
type Config struct {
	VRFs                           []datapath.VRF
	Devices                        []Device
	Routes                         []datapath.Route // their interfaces are those of Devices
	IPv4Forwarding, IPv6Forwarding bool
	// FRR has routes carry their distances as its zebra reads them.
	FRR bool
}

// Device is an existing network device and what it shall have.
type Device struct {
	Name      string
	Interface string         // as IOS names it
	VRF       string         // that it is in, "": none
	Addresses []netip.Prefix // the first IPv4 one is the primary
	Given     netip.Prefix   // the one of these that others give the device, and take away
	MTU       int            // 0: as it was before we changed it
	IPv4MTU   int            // if it is less, 0: MTU
	IPv6MTU   int            // if it is less, 0: MTU
	Up        bool
	// Quiet is a device that is up only for what its driver sends by it: it has
	// no addresses, and no routes lead to it.
	Quiet bool
	// AnySource takes packets on the device whose source the system would
	// reach by another one.
	AnySource bool
	// IPv6 takes IPv6 packets on a device without an address of that family,
	// also where the system has IPv6 off on new devices.
	IPv6 bool
	// Made says that mainmode created the device: then it is also kept from
	// making addresses of its own where Addresses says enough.
	Made bool
	// Multiaccess: what is routed to the device alone, each destination is
	// asked for on it.
	Multiaccess bool
}

// Host is the network namespace in which it was opened, whichever thread uses
// it later. It is safe for concurrent use.
type Host struct {
	handle  *netlink.Handle
	sockets map[int]*nl.SocketHandle // for what netlink.Handle cannot do

	mu         sync.Mutex
	want       Config
	used       bool                      // Set has been called
	added      map[address]bool          // addresses that we added
	vlans      map[string]bool           // VLAN devices that we made
	vlansKnown bool                      // those of a killed mainmode have been looked for
	order      map[string][]netip.Prefix // device: its IPv4 addresses as last set
	found      map[string]found          // device: its state before we changed it
	lessIPv4   map[string]bool           // devices of whose MTU IPv4 uses less
	lessIPv6   map[string]bool           // and IPv6

	sysctls  map[string]sysctl // by path: those that we changed
	switched map[string]bool   // by name: those that Switch was told of
	left     map[string]sysctl // by path: those that a killed mainmode has changed
	notes    string            // the file that says so, "": none

	routing []datapath.RouteEntry // the table as it was last made

	watch *watcher
}

// Open the network namespace of the calling thread. What a killed
// mainmode left of routes, addresses and settings is undone by the first Set.
func Open() (*Host, error) {
	handle, err := netlink.NewHandle(unix.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("host: netlink: %w", err)
	}
	const current = -1 // the namespace of this thread
	socket, err := nl.GetNetlinkSocketAt(current, current, unix.NETLINK_ROUTE)
	if err != nil {
		handle.Close()
		return nil, fmt.Errorf("host: netlink: %w", err)
	}
	h := &Host{
		handle:  handle,
		sockets: map[int]*nl.SocketHandle{unix.NETLINK_ROUTE: {Socket: socket}},
		added:   map[address]bool{},
		order:   map[string][]netip.Prefix{},
		sysctls: map[string]sysctl{}, switched: map[string]bool{},
		found: map[string]found{}, lessIPv4: map[string]bool{}, lessIPv6: map[string]bool{},
	}
	if h.watch, err = newWatcher(); err != nil {
		h.closeSockets()
		return nil, err
	}
	h.notes = notesFile()
	h.left = readNotes(h.notes)
	return h, nil
}

// Set makes the system what c says and returns what could not be done, joined.
// A route whose next hop cannot be reached, or whose device is down, is no
// error: Refresh adds it when it can be used.
func (h *Host) Set(c Config) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	first := !h.used
	h.want, h.used = c, true
	err := h.converge(true)
	if first {
		h.restoreSettings()
	}
	return err
}

// Refresh does what a change of a link made possible or undid: the system
// forgets routes, and IPv6 addresses, of a device that goes down. It leaves
// the devices themselves as whoever changed them wants them.
func (h *Host) Refresh() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.converge(false)
}

func (h *Host) converge(devices bool) error {
	links, err := h.links()
	if err != nil {
		return err
	}
	var errs []error
	fail := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	fail(h.setForwarding(false))
	changed := false
	for _, d := range h.want.Devices {
		link, ok := links[d.Name]
		if !ok {
			fail(fmt.Errorf("host: %s: no such device", d.Name))
			continue
		}
		if devices {
			changed = changed || d.Up != isUp(link)
			fail(h.setLink(link, &d))
		}
	}
	if changed {
		// The routes by a device that is up now come with it, not with the
		// system's word of it.
		if links, err = h.links(); err != nil {
			return errors.Join(append(errs, err)...)
		}
	}
	fail(h.setAddresses(links))
	fail(h.setRules())
	fail(h.moveLocal(links))
	fail(h.setRoutes(links))
	fail(h.limitConnected(links))
	fail(h.setForwarding(true))
	if devices {
		fail(h.restoreLinks(links))
	}
	return errors.Join(errs...)
}

// Close removes every address and route that was added and restores what was
// changed. A Host that was never told to Set anything only looked: what
// another one set stays.
func (h *Host) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watch.close()
	var err error
	if h.used {
		// The routes go first: an error about a packet, which quotes it, must
		// not leave by the default route because the way back is gone already.
		h.want = Config{VRFs: h.want.VRFs, Devices: h.want.Devices}
		_ = h.converge(false) // what fails here fails again
		h.want = Config{}
		err = errors.Join(h.converge(true), h.removeVLANs())
	}
	h.closeSettings()
	h.closeSockets()
	return err
}

func (h *Host) closeSockets() {
	h.handle.Close()
	for _, s := range h.sockets {
		s.Socket.Close()
	}
}

// request is a netlink request on our own socket.
func (h *Host) request(kind, flags int) *nl.NetlinkRequest {
	r := nl.NewNetlinkRequest(kind, flags)
	r.Sockets = h.sockets
	return r
}
