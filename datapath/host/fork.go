package host

import (
	"errors"
	"math/bits"
	"net"
	"net/netip"
	"slices"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// forks adds routes to the IPv6 tables of the system such that those that are
// there can be found all the time. A table is a tree of prefixes. Where a new
// one parts from one that is there Linux puts a node between it and the wider
// network, which leads nowhere for a moment: what is for the old prefix follows
// the route to the wider network then, in clear if the old one leads into a
// tunnel. The moment is long where a virtual machine loses its processor in it.
// A node above others, or below one with room, comes in one step. So a copy of
// the route to the wider network is added at the fork, below that the new route,
// and the copy goes.
type forks struct {
	prefixes map[int][]netip.Prefix        // of each table, in order
	used     map[tablePrefix]netlink.Route // the nearest of the routes to a network
}

type tablePrefix struct {
	table  int
	prefix netip.Prefix
}

// newForks is told of all routes of the system.
func newForks(have []netlink.Route) *forks {
	f := &forks{prefixes: map[int][]netip.Prefix{}, used: map[tablePrefix]netlink.Route{}}
	for i := range have {
		if p := keyOf(&have[i]).prefix; p.Addr().Is6() {
			f.prefixes[have[i].Table] = append(f.prefixes[have[i].Table], p)
			f.use(p, &have[i])
		}
	}
	for table, list := range f.prefixes {
		slices.SortFunc(list, netip.Prefix.Compare)
		f.prefixes[table] = slices.Compact(list)
	}
	return f
}

func (f *forks) use(p netip.Prefix, r *netlink.Route) {
	key := tablePrefix{r.Table, p}
	if old, ok := f.used[key]; !ok || r.Priority < old.Priority {
		f.used[key] = *r
	}
}

// addRoute adds a route by way of its fork.
func (h *Host) addRoute(r *route, f *forks) error {
	n := r.netlink()
	at := f.fork(r.table, r.prefix)
	if at != nil && h.handle.RouteAdd(at) != nil {
		at = nil // without it the route is added all the same
	}
	err := h.handle.RouteAdd(n)
	if err == nil {
		f.added(n, r.prefix)
	}
	if at != nil {
		if gone := h.handle.RouteDel(at); gone != nil && !errors.Is(gone, unix.ESRCH) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// fork is what must be in the table before a route to p comes, nil: nothing.
func (f *forks) fork(table int, p netip.Prefix) *netlink.Route {
	if p.Addr().Is4() {
		return nil
	}
	list := f.prefixes[table]
	i, there := slices.BinarySearchFunc(list, p, netip.Prefix.Compare)
	if there {
		return nil
	}
	length := 0
	for _, q := range list[max(0, i-1):min(i+1, len(list))] {
		length = max(length, common(p, q))
	}
	if length == p.Bits() {
		return nil // p comes above what is there
	}
	at := netip.PrefixFrom(p.Addr(), length).Masked()
	if _, there := slices.BinarySearchFunc(list, at, netip.Prefix.Compare); there {
		return nil
	}
	for length--; length >= 0; length-- {
		wider, ok := f.used[tablePrefix{table, netip.PrefixFrom(p.Addr(), length).Masked()}]
		if !ok {
			continue
		}
		if wider.Type != unix.RTN_UNICAST {
			return nil // by which no packet leaves
		}
		wider.Dst = &net.IPNet{IP: at.Addr().AsSlice(), Mask: net.CIDRMask(at.Bits(), 128)}
		wider.Protocol = Protocol
		return &wider
	}
	return nil
}

// added takes note of a new route.
func (f *forks) added(r *netlink.Route, p netip.Prefix) {
	if p.Addr().Is4() {
		return
	}
	list := f.prefixes[r.Table]
	if i, there := slices.BinarySearchFunc(list, p, netip.Prefix.Compare); !there {
		f.prefixes[r.Table] = slices.Insert(list, i, p)
	}
	f.use(p, r)
}

// common is the length of what two IPv6 prefixes have in common.
func common(p, q netip.Prefix) int {
	a, b := p.Addr().As16(), q.Addr().As16()
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	length := 8 * n
	if n < len(a) {
		length += bits.LeadingZeros8(a[n] ^ b[n])
	}
	return min(length, p.Bits(), q.Bits())
}
