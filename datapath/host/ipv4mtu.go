package host

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath/dump"
)

// Linux has an MTU for the IPv6 of a device, and none for its IPv4. What IPv4 is
// to use of a device is said by each route that leads to it: ours have it from
// the beginning, and limitConnected gives it to those that the kernel makes for
// the networks of addresses.

// limitConnected has the kernel's own routes by devices of whose MTU IPv4 uses
// less say so, and no others. The kernel removes them as if it had made them.
func (h *Host) limitConnected(links map[string]netlink.Link) error {
	want := map[int]int{} // MTU by index
	less := map[string]bool{}
	for _, d := range h.want.Devices {
		link, ok := links[d.Name]
		if !ok {
			continue
		}
		if d.IPv4MTU > 0 {
			less[d.Name], want[link.Attrs().Index] = true, d.IPv4MTU
		}
	}
	for name := range h.lessIPv4 {
		if link, ok := links[name]; ok && !less[name] {
			want[link.Attrs().Index] = 0
		}
	}
	if len(want) == 0 {
		h.lessIPv4 = less
		return nil
	}
	filter := &netlink.Route{Protocol: unix.RTPROT_KERNEL, Table: unix.RT_TABLE_MAIN}
	list, err := dump.Whole(func() ([]netlink.Route, error) {
		return h.handle.RouteListFiltered(netlink.FAMILY_V4, filter, netlink.RT_FILTER_PROTOCOL|netlink.RT_FILTER_TABLE)
	})
	if err != nil {
		return fmt.Errorf("host: list of routes: %w", err)
	}
	same := map[string]int{} // routes to one network: to replace one may hit another
	for i := range list {
		same[keyOf(&list[i]).prefix.String()]++
	}
	var errs []error
	for i := range list {
		r := &list[i]
		mtu, ours := want[r.LinkIndex]
		prefix := keyOf(r).prefix.String()
		if !ours || r.MTU == mtu || same[prefix] > 1 {
			continue
		}
		r.MTU = mtu
		if err := h.handle.RouteReplace(r); err != nil && !waits(err) {
			errs = append(errs, fmt.Errorf("host: route %s: MTU %d: %w", prefix, mtu, err))
		}
	}
	h.lessIPv4 = less
	return errors.Join(errs...)
}
