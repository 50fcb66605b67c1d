package lab

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
)

// Lab is a running topology: its namespaces and links exist. What runs in them
// is started by the caller.
type Lab struct {
	Topology   *Topology
	namespaces map[string]*Namespace
}

// Start makes the namespaces and the links of a topology. The devices are up,
// so is the loopback of every node; they have no addresses but link-local
// ones.
func Start(t *Topology) (_ *Lab, err error) {
	l := &Lab{Topology: t, namespaces: make(map[string]*Namespace)}
	defer func() {
		if err != nil {
			l.Close()
		}
	}()
	for _, n := range t.Nodes {
		ns, err := NewNamespace(n.Name)
		if err != nil {
			return nil, err
		}
		l.namespaces[n.Name] = ns
	}
	for _, link := range t.Links {
		if err := l.join(link); err != nil {
			return nil, fmt.Errorf("link %s to %s: %w", link.A, link.B, err)
		}
	}
	for _, n := range t.Nodes {
		for _, command := range n.Exec {
			if _, err := l.Namespace(n.Name).run(t.Dir, "/bin/sh", "-c", command); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// Namespace of a node, nil if there is no such node.
func (l *Lab) Namespace(node string) *Namespace { return l.namespaces[node] }

// Close ends the processes that still run in the namespaces and gives the
// namespaces up; their devices go with them.
func (l *Lab) Close() error {
	var errs []error
	for _, ns := range l.namespaces {
		errs = append(errs, ns.Close())
	}
	return errors.Join(errs...)
}

// join makes the pair of devices of one link.
func (l *Lab) join(link Link) error {
	a, b := l.namespaces[link.A.Node], l.namespaces[link.B.Node]
	attrs := netlink.NewLinkAttrs()
	attrs.Name, attrs.MTU = link.A.Interface, link.MTU
	veth := netlink.NewVeth(attrs)
	veth.PeerName, veth.PeerNamespace = link.B.Interface, netlink.NsFd(b.fd())
	if err := a.netlink(func(handle *netlink.Handle) error { return handle.LinkAdd(veth) }); err != nil {
		return err
	}
	if err := a.up(link.A.Interface); err != nil {
		return err
	}
	return b.up(link.B.Interface)
}
