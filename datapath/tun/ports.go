package tun

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/host"
	"mainmode/datapath/nft"
)

// portDevice is the name of a port's own device: that of the interface may be
// too long already. foreign is the number of the VRF of its packets, 0: that of
// the interface.
func portDevice(link int, foreign uint16) string {
	name := fmt.Sprintf("crypto%d", link)
	if foreign != 0 {
		name += "v" + strconv.FormatUint(uint64(foreign), 36)
	}
	return name
}

// refusedDevice gets what came in clear and should not have.
const refusedDevice = "crypto0"

// setPorts makes the ports what the configuration says. Every method in this
// file is called with Driver.mu held.
func (d *Driver) setPorts(links map[string]host.Link) error {
	want := d.config.CryptoMapsByPlace()
	for place, p := range d.ports {
		_, exists := links[p.own.device.name]
		if want[place] == nil || !exists || links[place.Device].Index != p.link || p.own.device.name != d.portDevice(place, p.link) {
			p.own.device.close()
			delete(d.ports, place)
		}
	}
	var errs []error
	if len(want) > 0 {
		errs = append(errs, d.openRefused(links))
	}
	for place, m := range want {
		link, ok := links[place.Device]
		if !ok {
			errs = append(errs, fmt.Errorf("tun: crypto map %s: %s: no such device", m.Name, place.Device))
			continue
		}
		errs = append(errs, d.setPort(place, m, link.Index))
	}
	d.assignPorts()
	return errors.Join(errs...)
}

// portDevice is the name of the device of a port.
func (d *Driver) portDevice(place datapath.CryptoMapPlace, link int) string {
	if d.config.ForeignMark(place) == 0 {
		return portDevice(link, 0)
	}
	return portDevice(link, d.config.VRF(place.VRF).ID)
}

func (d *Driver) setPort(place datapath.CryptoMapPlace, m *datapath.CryptoMap, link int) error {
	rules := newPortRules(m, d.policy)
	if p := d.ports[place]; p != nil {
		p.rules.Store(rules)
		return nil
	}
	own, err := openPortDevice(d.portDevice(place, link))
	if err != nil {
		return err
	}
	p := &port{own: tunnel{device: own}, link: link}
	p.rules.Store(rules)
	d.ports[place] = p
	o := newOutbound(d, &p.own)
	o.take = func(b []byte) { o.leave(p, b) }
	d.wg.Go(o.run)
	return nil
}

// openPortDevice makes a device that gets every packet whole: before it stands
// an Ethernet header.
func openPortDevice(name string) (*device, error) {
	dev, err := openDevice(name)
	if err != nil {
		return nil, err
	}
	var failed error
	dev.offloads = unix.TUN_F_CSUM
	err = dev.conn.Control(func(fd uintptr) { failed = dev.offload(int(fd)) })
	if err = errors.Join(err, failed, dev.setCarrier(true)); err != nil {
		dev.close()
		return nil, fmt.Errorf("tun: %s: %w", name, err)
	}
	return dev, nil
}

// assignPorts says where the packets of each policy come in: with
// "local-address" several ports have one.
func (d *Driver) assignPorts() {
	of := map[*policy]*port{}
	for _, m := range d.config.CryptoMaps {
		if p := d.ports[m.Place()]; p != nil {
			for _, policy := range p.rules.Load().policies {
				if of[policy] == nil {
					of[policy] = p
				}
			}
		}
	}
	for _, policy := range d.policies {
		policy.port.Store(of[policy])
	}
}

// portDevices are those of the ports as the system shall have them.
func (d *Driver) portDevices() []host.Device {
	var list []host.Device
	add := func(dev *device, vrf string) {
		// It has no address: IPv6 would stay off where that is the default, and the
		// system would drop what is handed over.
		list = append(list, host.Device{Name: dev.name, VRF: vrf, Up: true, Made: true, AnySource: true, IPv6: true, MTU: maxMTU})
	}
	for place, p := range d.ports {
		add(p.own.device, place.VRF)
	}
	if len(d.ports) > 0 && d.refused != nil {
		add(d.refused, "")
	}
	return list
}

// protectPorts tells the system which packets the ports are to see.
func (d *Driver) protectPorts() error {
	links, err := d.host.Links()
	if err != nil {
		return err
	}
	var list []nft.Interface
	for _, place := range slices.SortedFunc(maps.Keys(d.ports), d.config.ComparePlaces) {
		p := d.ports[place]
		list = append(list, nft.Interface{
			Device: place.Device, Mark: d.config.ForeignMark(place), Entries: p.rules.Load().explicit(),
			Out: uint32(links[p.own.device.name].Index), In: uint32(links[refusedDevice].Index),
		})
	}
	if len(list) == 0 && !d.filtered {
		// A system without nf_tables has none of a killed process either.
		if !d.cleaned {
			_ = d.filter.SetInterfaces(nil, nil, 0)
		}
		d.cleaned = true
		return nil
	}
	if err := d.filter.SetInterfaces(list, d.ownAddresses(), datapath.Mark); err != nil {
		return fmt.Errorf("tun: crypto maps: %w", err)
	}
	d.filtered = len(list) > 0
	return nil
}

// setRules has the system filter and translate. What the SAs of a crypto map
// carried comes in by the port's own device.
func (d *Driver) setRules() error {
	decrypted := map[string][]string{}
	for _, place := range slices.SortedFunc(maps.Keys(d.ports), d.config.ComparePlaces) {
		decrypted[place.Device] = append(decrypted[place.Device], d.ports[place].own.device.name)
	}
	// Segments in tunnels are looked at on their way to and from the SAs.
	if err := errors.Join(d.rules.Set(d.config, decrypted), d.clamp.Set(d.config.Links, nil, decrypted), d.silence.Set(d.config.Tunnels)); err != nil {
		return fmt.Errorf("tun: %w", err)
	}
	return nil
}

// ownAddresses are those to which ESP and ISAKMP may come.
func (d *Driver) ownAddresses() []netip.Addr {
	var all []netip.Addr
	add := func(list []netip.Prefix) {
		for _, p := range list {
			if !slices.Contains(all, p.Addr()) {
				all = append(all, p.Addr())
			}
		}
	}
	for _, l := range d.config.Links {
		add(l.Addresses)
	}
	for _, t := range d.config.Tunnels {
		add(t.Addresses)
	}
	return all
}

// negotiatedChanged tells the system of the SAs that dynamic maps have now.
func (d *Driver) negotiatedChanged() error {
	for _, p := range d.ports {
		if p.rules.Load().negotiates() {
			return d.protectPorts()
		}
	}
	return nil
}

// followPorts makes the ports anew whose devices others have replaced.
func (d *Driver) followPorts() error {
	if d.config == nil || len(d.config.CryptoMaps) == 0 {
		return nil
	}
	links, err := d.host.Links()
	if err != nil {
		return err
	}
	for place := range d.config.CryptoMapsByPlace() {
		p := d.ports[place]
		if l, ok := links[place.Device]; ok && (p == nil || p.link != l.Index) {
			return errors.Join(d.setPorts(links), d.applyHost(), d.protectPorts(), d.setRules())
		}
	}
	return nil
}

// closePorts undoes everything: from now on packets leave as they are.
func (d *Driver) closePorts() error {
	var err error
	if d.filtered {
		err = d.filter.SetInterfaces(nil, nil, 0)
	}
	for _, p := range d.ports {
		p.own.device.close()
	}
	if d.refused != nil {
		d.refused.close()
	}
	return errors.Join(err, d.rules.Close(), d.clamp.Close(), d.silence.Close(), d.filter.Close())
}

// openRefused opens the device of refused packets, which stays.
func (d *Driver) openRefused(links map[string]host.Link) error {
	if _, exists := links[refusedDevice]; d.refused != nil && exists {
		return nil
	}
	dev, err := openPortDevice(refusedDevice)
	if err != nil {
		return err
	}
	d.refused = dev
	d.wg.Go(func() { d.reportRefused(dev) })
	return nil
}

// refusedInterval is how often a refused packet is told of.
const refusedInterval = time.Minute

// reportRefused tells of packets that came in clear until the device is
// closed.
func (d *Driver) reportRefused(dev *device) {
	const before = virtioHeaderLen + etherHeaderLen
	b := make([]byte, before+maxMTU)
	var told time.Time
	for {
		n, err := dev.file.Read(b)
		if err != nil && isDeviceError(err) {
			return
		}
		if n < before || time.Since(told) < refusedInterval {
			continue
		}
		if f, ok := parseFlow(b[before:n]); ok {
			told = time.Now()
			d.events.emit(datapath.NotIPsec{Source: f.source, Destination: f.destination, Protocol: f.protocol})
		}
	}
}
