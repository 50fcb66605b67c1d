package shell

import (
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"strings"

	"mainmode/compiler"
	"mainmode/datapath/dhcp"
	"mainmode/ike"
)

// DHCPClient is what the router needs of a dhcp.Client.
type DHCPClient interface {
	Status() dhcp.Status
	Renew()
	Release()
	Stop()
	Done() <-chan struct{}
}

// leasing is the client of an interface.
type leasing struct {
	config dhcp.Config
	client DHCPClient
}

func startDHCP(c dhcp.Config, changed func()) (DHCPClient, error) { return dhcp.Start(c, changed) }

// dhcpConfigs are the interfaces that ask for an address, by name. Like all
// that follows but the commands it is called with configuring held.
func (r *Router) dhcpConfigs(ir *compiler.Router) map[string]dhcp.Config {
	var all map[string]dhcp.Config
	for i := range ir.Interfaces {
		in := &ir.Interfaces[i]
		if in.DHCP == nil || in.Shutdown || in.Device == "" {
			continue
		}
		if all == nil {
			all = map[string]dhcp.Config{}
		}
		c := dhcp.Config{Device: in.Device, MAC: r.macOf(in), Hostname: in.DHCP.Hostname, Mark: datapathMark(ir, in.VRF)}
		if c.Hostname == "" {
			c.Hostname = ir.Hostname
		}
		c.ClientID = "\x00cisco-" + dottedMAC(c.MAC) + "-" + shortName(in.Name)
		if other := ir.Interface(in.DHCP.ClientID); other != nil {
			mac := r.macOf(other)
			c.ClientID = "\x01" + string(mac[:])
		}
		all[in.Name] = c
	}
	return all
}

func datapathMark(ir *compiler.Router, vrf string) uint32 {
	v := ir.VRF(vrf)
	if v == nil {
		v = &compiler.VRF{}
	}
	return v.Mark()
}

// macOf is the MAC address of an interface; a VLAN has that of its device.
func (r *Router) macOf(in *compiler.Interface) [6]byte {
	if mac, ok := r.env.MAC[in.Device]; ok {
		return mac
	}
	return r.env.MAC[in.Parent]
}

// dottedMAC is a MAC address as IOS writes it.
func dottedMAC(mac [6]byte) string {
	return fmt.Sprintf("%02x%02x.%02x%02x.%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5])
}

// stopDHCP gives back the addresses of interfaces that do not ask for them any
// more, or otherwise, while they still have them.
func (r *Router) stopDHCP(want map[string]dhcp.Config) {
	leases := maps.Clone(r.env.Leases)
	for name, l := range r.leasing {
		if c, ok := want[name]; ok && c == l.config {
			continue
		}
		l.client.Stop()
		delete(r.leasing, name)
		delete(leases, name)
	}
	r.env.Leases = leases
}

// startDHCP has the interfaces ask for addresses that do not yet.
func (r *Router) startDHCP(want map[string]dhcp.Config) {
	for name, c := range want {
		if l, ok := r.leasing[name]; ok {
			select {
			case <-l.client.Done(): // its device was away
			default:
				continue
			}
		}
		start := r.options.DHCP
		if start == nil {
			start = startDHCP
		}
		client, err := start(c, r.leaseChanged)
		if err != nil {
			delete(r.leasing, name)
			r.fault(err)
			continue
		}
		r.leasing[name] = leasing{c, client}
	}
}

// leaseChanged has the router look at the leases.
func (r *Router) leaseChanged() {
	select {
	case r.leased <- struct{}{}:
	default:
	}
}

// followLeases has the configuration mean what the leases of its interfaces say,
// until the router ends.
func (r *Router) followLeases() {
	for {
		select {
		case <-r.leased:
			r.takeLeases()
		case <-r.ctx.Done():
			r.configuring.Lock()
			r.stopDHCP(nil)
			r.configuring.Unlock()
			return
		}
	}
}

func (r *Router) takeLeases() {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if r.ctx.Err() != nil {
		return
	}
	leases := map[string]compiler.Lease{}
	var assigned []string
	for name, l := range r.leasing {
		lease := l.client.Status().Lease
		if lease == nil {
			continue
		}
		leases[name] = compiler.Lease{Address: lease.Address, Gateway: firstGateway(lease)}
		if r.env.Leases[name].Address != lease.Address {
			assigned = append(assigned, fmt.Sprintf("Interface %s assigned DHCP address %s, mask %s, hostname %s", name,
				lease.Address.Addr(), formatMask(lease.Address.Bits(), false), l.config.Hostname))
		}
	}
	if len(leases) == 0 && len(r.env.Leases) == 0 || reflect.DeepEqual(leases, r.env.Leases) {
		return
	}
	r.env.Leases = leases
	r.fault(r.apply())
	for _, text := range assigned {
		r.log.Syslog(ike.Syslog{Facility: "DHCP", Severity: Informational, Mnemonic: "ADDRESS_ASSIGN", Text: text})
	}
}

// client of an interface, nil: it asks for no address.
func (r *Router) dhcpClient(name string) DHCPClient {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	return r.leasing[name].client
}

// firstGateway is the default router of a lease.
func firstGateway(l *dhcp.Lease) netip.Addr {
	if len(l.Gateways) == 0 {
		return netip.Addr{}
	}
	return l.Gateways[0]
}

// printableID is a client identifier as text: one of IOS's own making is text
// behind a zero, another a MAC address behind its type.
func printableID(id string) string {
	if strings.HasPrefix(id, "\x00") {
		return id[1:]
	}
	if len(id) == 7 {
		return dottedMAC([6]byte([]byte(id[1:])))
	}
	return fmt.Sprintf("%x", id)
}
