package xfrm

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/dump"
	"mainmode/datapath/remains"
)

// clean removes what a killed process left: states and interfaces with our
// identifiers. The policies of its crypto maps and GRE tunnels are adopted:
// nothing that they protect leaves in clear before those of the configuration
// have taken their place.
func (d *Driver) clean() error {
	errs := []error{remains.Of(d.handle, d.sockets).RemoveTunnels()}
	policies, err := d.dump(nl.XFRM_MSG_GETPOLICY, nl.XFRM_MSG_NEWPOLICY)
	if err != nil {
		return errors.Join(append(errs, fmt.Errorf("xfrm: list of policies: %w", err))...)
	}
	for _, m := range policies {
		if len(m) < nl.SizeofXfrmUserpolicyInfo {
			continue
		}
		if p := parsePolicy(m); remains.IsPolicyIndex(p.index) {
			d.spd[p.without()], d.indexes[p.index] = p, true
			d.leftSecond = d.leftSecond || p.priority >= secondGeneration
		}
	}
	return errors.Join(errs...)
}

// dump asks the kernel for all that it has of a kind.
func (d *Driver) dump(kind int, answer uint16) ([][]byte, error) {
	return dump.Whole(func() ([][]byte, error) {
		return d.request(kind, unix.NLM_F_DUMP).Execute(unix.NETLINK_XFRM, answer)
	})
}

// states lists the SAs of the kernel.
func (d *Driver) states() ([]state, error) {
	messages, err := d.dump(nl.XFRM_MSG_GETSA, nl.XFRM_MSG_NEWSA)
	if err != nil {
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
