package host

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/dump"
)

// A VRF is a routing table of its own that rules name: for what comes in by a
// device of the VRF, for what leaves by one, and for packets of the router
// itself that have the VRF's mark. The addresses of its devices are known there
// only, so that another VRF may have the same ones. It is what the kernel does
// for its VRF devices, which not every kernel has.

// Priorities of our rules: behind the table of local addresses, before the main
// one. The mark is first: what an SA carried for another VRF comes in by the
// device of the SA.
const (
	markPriority   = 1089
	devicePriority = 1090
)

// rule is one of our rules.
type rule struct {
	family   int
	table    int
	in, out  string // devices
	mark     uint32
	priority int
}

// table is the number of a VRF's routing table.
func (h *Host) table(vrf string) int {
	for _, v := range h.want.VRFs {
		if v.Name == vrf {
			return int(v.Table())
		}
	}
	return unix.RT_TABLE_MAIN
}

// setRules makes the rules that lead to the tables of VRFs.
func (h *Host) setRules() error {
	want := map[rule]bool{}
	for _, family := range []int{netlink.FAMILY_V4, netlink.FAMILY_V6} {
		for _, v := range h.want.VRFs {
			want[rule{family: family, table: int(v.Table()), mark: v.Table(), priority: markPriority}] = true
		}
		for _, d := range h.want.Devices {
			if table := h.table(d.VRF); table != unix.RT_TABLE_MAIN {
				want[rule{family: family, table: table, in: d.Name, priority: devicePriority}] = true
				want[rule{family: family, table: table, out: d.Name, priority: devicePriority}] = true
			}
		}
	}
	errs := []error{h.followMarks(len(h.want.VRFs) > 0), h.trustSources()}
	list, err := dump.Whole(func() ([]netlink.Rule, error) { return h.handle.RuleList(netlink.FAMILY_ALL) })
	if err != nil {
		return errors.Join(append(errs, fmt.Errorf("host: list of rules: %w", err))...)
	}
	for i := range list {
		r := &list[i]
		if r.Protocol != Protocol {
			continue
		}
		key := rule{family: r.Family, table: r.Table, in: r.IifName, out: r.OifName, mark: r.Mark, priority: r.Priority}
		if want[key] {
			delete(want, key)
			continue
		}
		if err := h.handle.RuleDel(key.netlink()); err != nil && !errors.Is(err, unix.ENOENT) {
			errs = append(errs, fmt.Errorf("host: rule for table %d: %w", r.Table, err))
		}
	}
	for key := range want {
		err := h.handle.RuleAdd(key.netlink())
		if err != nil && !(key.family == netlink.FAMILY_V6 && errors.Is(err, unix.EAFNOSUPPORT)) {
			errs = append(errs, fmt.Errorf("host: rule for table %d: %w", key.table, err))
		}
	}
	return errors.Join(errs...)
}

func (r rule) netlink() *netlink.Rule {
	n := netlink.NewRule()
	n.Family, n.Table, n.IifName, n.OifName, n.Priority, n.Protocol = r.family, r.table, r.in, r.out, r.priority, Protocol
	if r.mark != 0 {
		mask := uint32(datapath.TableMask)
		n.Mark, n.Mask = r.mark, &mask
	}
	return n
}

// followMarks has what the system answers by itself go the way that what it
// answers came.
func (h *Host) followMarks(on bool) error {
	var errs []error
	for _, name := range []string{"ipv4/fwmark_reflect", "ipv6/fwmark_reflect", "ipv4/tcp_fwmark_accept"} {
		err := h.switchSysctl("/proc/sys/net/"+name, on, "1")
		if err != nil && name != "ipv6/fwmark_reflect" {
			errs = append(errs, fmt.Errorf("host: VRF: %w", err))
		}
	}
	return errors.Join(errs...)
}

// trustSources turns the check of source addresses off where packets of VRFs
// come in, also from SAs that end at a device: the kernel makes it in the table of the system.
func (h *Host) trustSources() error {
	path := func(device string) string { return "/proc/sys/net/ipv4/conf/" + device + "/rp_filter" }
	want := map[string]bool{}
	for _, d := range h.want.Devices {
		if h.table(d.VRF) != unix.RT_TABLE_MAIN || d.AnySource && !d.Made {
			want[path(d.Name)], want[path("all")] = true, true
		}
	}
	var errs []error
	for name := range want {
		if err := h.switchSysctl(name, true, "0"); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, fmt.Errorf("host: check of source addresses: %w", err))
		}
	}
	for name := range h.sysctls {
		if strings.HasSuffix(name, "/rp_filter") && !want[name] {
			_ = h.switchSysctl(name, false, "") // the device may be gone
		}
	}
	return errors.Join(errs...)
}

// moveLocal takes the addresses of devices in VRFs out of the table of all
// local addresses, to which the kernel adds them whenever a device comes up.
// They are in the VRF's own table.
func (h *Host) moveLocal(links map[string]netlink.Link) error {
	if len(h.want.VRFs) == 0 {
		return nil
	}
	inVRF := map[int]bool{}
	for _, d := range h.want.Devices {
		if link, ok := links[d.Name]; ok && h.table(d.VRF) != unix.RT_TABLE_MAIN {
			inVRF[link.Attrs().Index] = true
		}
	}
	filter := &netlink.Route{Table: unix.RT_TABLE_LOCAL}
	list, err := dump.Whole(func() ([]netlink.Route, error) {
		return h.handle.RouteListFiltered(netlink.FAMILY_ALL, filter, netlink.RT_FILTER_TABLE)
	})
	if err != nil {
		return fmt.Errorf("host: list of local addresses: %w", err)
	}
	var errs []error
	for i := range list {
		r := &list[i]
		if !inVRF[r.LinkIndex] || r.Dst == nil || r.Type == unix.RTN_MULTICAST {
			continue
		}
		if a, ok := netip.AddrFromSlice(r.Dst.IP); ok && a.Is6() && !a.Is4In6() && a.IsLinkLocalUnicast() {
			continue // which are known by their device
		}
		if err := h.handle.RouteDel(r); err != nil && !errors.Is(err, unix.ESRCH) {
			errs = append(errs, fmt.Errorf("host: local address %s: %w", r.Dst, err))
		}
	}
	return errors.Join(errs...)
}
