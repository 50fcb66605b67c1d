package xfrm

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// clean removes what a killed process left: states and interfaces with our
// identifiers. The policies of its crypto maps and GRE tunnels are adopted:
// nothing that they protect leaves in clear before those of the configuration
// have taken their place.
func (d *Driver) clean() error {
	var errs []error
	states, err := d.states()
	if err != nil {
		return err
	}
	for _, s := range states {
		if isOurs(s.reqid) {
			id := &nl.XfrmUsersaId{Spi: nl.Swap32(s.spi), Family: s.family, Proto: s.proto}
			id.Daddr.FromIP(s.destination.AsSlice())
			req := d.request(nl.XFRM_MSG_DELSA, unix.NLM_F_ACK)
			req.AddData(id)
			if s.mark != nil {
				req.AddData(nl.NewRtAttr(nl.XFRMA_MARK, s.mark))
			}
			if _, err := req.Execute(unix.NETLINK_XFRM, 0); err != nil && !errors.Is(err, unix.ESRCH) {
				errs = append(errs, fmt.Errorf("xfrm: SA 0x%X of a killed process: %w", s.spi, err))
			}
		}
	}
	policies, err := d.request(nl.XFRM_MSG_GETPOLICY, unix.NLM_F_DUMP).Execute(unix.NETLINK_XFRM, nl.XFRM_MSG_NEWPOLICY)
	if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
		return fmt.Errorf("xfrm: list of policies: %w", err)
	}
	for _, m := range policies {
		if len(m) >= nl.SizeofXfrmUserpolicyInfo {
			errs = append(errs, d.adopt(m))
		}
	}
	links, err := d.handle.LinkList()
	if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
		return fmt.Errorf("xfrm: list of devices: %w", err)
	}
	for _, l := range links {
		if l.Attrs().Group == linkGroup {
			if err := d.handle.LinkDel(l); err != nil {
				errs = append(errs, fmt.Errorf("xfrm: device %s of a killed process: %w", l.Attrs().Name, err))
			}
		}
	}
	return errors.Join(errs...)
}

// adopt takes over a policy that a killed process left. That of an interface
// goes, as the interface does.
func (d *Driver) adopt(m []byte) error {
	p := parsePolicy(m)
	switch {
	case !isOursIndex(p.index):
		return nil
	case p.ifID == 0:
		d.spd[p.without()], d.indexes[p.index] = p, true
		d.leftSecond = d.leftSecond || p.priority >= secondGeneration
		return nil
	}
	req := d.request(nl.XFRM_MSG_DELPOLICY, unix.NLM_F_ACK)
	req.AddData(&nl.XfrmUserpolicyId{Sel: p.selector(), Index: p.index, Dir: uint8(p.direction)})
	for kind, value := range attributes(m[nl.SizeofXfrmUserpolicyInfo:]) {
		if kind == nl.XFRMA_MARK || kind == nl.XFRMA_IF_ID {
			req.AddData(nl.NewRtAttr(int(kind), value))
		}
	}
	if _, err := req.Execute(unix.NETLINK_XFRM, 0); err != nil && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("xfrm: policy %s of a killed process: %w", p.spdKey, err)
	}
	return nil
}

// states lists the SAs of the kernel.
func (d *Driver) states() ([]state, error) {
	messages, err := d.request(nl.XFRM_MSG_GETSA, unix.NLM_F_DUMP).Execute(unix.NETLINK_XFRM, nl.XFRM_MSG_NEWSA)
	if err != nil && !errors.Is(err, netlink.ErrDumpInterrupted) {
		return nil, fmt.Errorf("xfrm: list of SAs: %w", err)
	}
	all := make([]state, 0, len(messages))
	for _, m := range messages {
		if len(m) >= nl.SizeofXfrmUsersaInfo {
			all = append(all, parseState(m))
		}
	}
	return all, nil
}

// Stats returns a copy of all counters.
func (d *Driver) Stats() datapath.Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := datapath.Stats{
		SAs:        map[datapath.SAID]datapath.SAStats{},
		Policies:   map[string]datapath.PolicyStats{},
		Interfaces: map[string]datapath.InterfaceStats{},
		InvalidSPI: d.strange.count.Load(),
	}
	if d.closed {
		return s
	}
	d.associationStats(&s)
	d.interfaceStats(&s)
	return s
}
