// Package remains finds what a killed process left of the kernel's IPsec, for
// every driver: the next start may be on another datapath than the last.
// Everything is found by the marks that it carries; what others made stays.
package remains

import (
	"errors"
	"fmt"
	"math"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"

	"mainmode/datapath/dump"
)

// Identifier is the upper sixteen bits of every identifier (reqid, if_id) that
// mainmode gives.
const Identifier = 0x6d6d0000

// LinkGroup is the group (IFLA_GROUP) of the devices that mainmode makes for the
// kernel's IPsec: "ip link show group 28013" lists them.
const LinkGroup = Identifier >> 16

// PolicyIndex is the upper eight bits of the indexes of mainmode's policies, also
// of those that have no identifier because they let packets pass in clear.
const PolicyIndex = 0x6d000000

// IsIdentifier reports whether mainmode gave an identifier.
func IsIdentifier(id uint32) bool { return id&0xffff0000 == Identifier }

// IsPolicyIndex reports whether a policy is mainmode's.
func IsPolicyIndex(index uint32) bool { return index&0xff000000 == PolicyIndex }

// Kernel is the IPsec of a network namespace. In its zero value nothing remains.
type Kernel struct {
	handle  *netlink.Handle
	sockets map[int]*nl.SocketHandle // for what netlink.Handle cannot do, nil: those of the thread's namespace
}

// Of is that of the namespace of a handle, and of sockets, for routes and IPsec.
func Of(handle *netlink.Handle, sockets map[int]*nl.SocketHandle) Kernel {
	return Kernel{handle, sockets}
}

// Open is that of the namespace of the calling thread, in which it must be used
// too; the zero Kernel where the system has no IPsec.
func Open() (Kernel, error) {
	handle, err := netlink.NewHandle(unix.NETLINK_ROUTE, unix.NETLINK_XFRM)
	if err != nil && !errors.Is(err, unix.EPROTONOSUPPORT) {
		return Kernel{}, fmt.Errorf("remains: netlink: %w", err)
	}
	return Kernel{handle: handle}, nil
}

// Close ends the use of a Kernel from Open.
func (k Kernel) Close() {
	if k.handle != nil {
		k.handle.Close()
	}
}

// RemoveTunnels removes SAs, and devices with their policies.
func (k Kernel) RemoveTunnels() error {
	if k.handle == nil {
		return nil
	}
	errs := []error{k.removeSAs()}
	errs = append(errs, k.removePolicies(isOfDevice))
	links, err := dump.Whole(k.handle.LinkList)
	if err != nil {
		return errors.Join(append(errs, fmt.Errorf("remains: list of devices: %w", err))...)
	}
	for _, l := range links {
		if l.Attrs().Group != LinkGroup {
			continue
		}
		if err := k.handle.LinkDel(l); err != nil {
			errs = append(errs, fmt.Errorf("remains: device %s of a killed process: %w", l.Attrs().Name, err))
		}
	}
	return errors.Join(errs...)
}

func (k Kernel) request(kind, flags int) *nl.NetlinkRequest {
	r := nl.NewNetlinkRequest(kind, flags)
	r.Sockets = k.sockets
	return r
}

// removeSAs reads messages of the kernel itself: the library takes some addresses
// of IPv6 for ones of IPv4.
func (k Kernel) removeSAs() error {
	messages, err := dump.Whole(func() ([][]byte, error) {
		return k.request(nl.XFRM_MSG_GETSA, unix.NLM_F_DUMP).Execute(unix.NETLINK_XFRM, nl.XFRM_MSG_NEWSA)
	})
	if err != nil {
		return fmt.Errorf("remains: list of SAs: %w", err)
	}
	var errs []error
	for _, m := range messages {
		if len(m) < nl.SizeofXfrmUsersaInfo {
			continue
		}
		info := nl.DeserializeXfrmUsersaInfo(m)
		if !IsIdentifier(info.Reqid) {
			continue
		}
		req := k.request(nl.XFRM_MSG_DELSA, unix.NLM_F_ACK)
		req.AddData(&nl.XfrmUsersaId{Daddr: info.Id.Daddr, Spi: info.Id.Spi, Family: info.Family, Proto: info.Id.Proto})
		attributes, err := nl.ParseRouteAttr(m[nl.SizeofXfrmUsersaInfo:])
		errs = append(errs, err)
		for _, a := range attributes {
			if a.Attr.Type == nl.XFRMA_MARK {
				req.AddData(nl.NewRtAttr(nl.XFRMA_MARK, a.Value))
			}
		}
		if _, err := req.Execute(unix.NETLINK_XFRM, 0); err != nil && !errors.Is(err, unix.ESRCH) {
			errs = append(errs, fmt.Errorf("remains: SA 0x%X of a killed process: %w", nl.Swap32(info.Id.Spi), err))
		}
	}
	return errors.Join(errs...)
}

// isOfDevice reports whether a policy is for the packets of an xfrm interface or
// a VTI, which goes.
func isOfDevice(p *netlink.XfrmPolicy) bool {
	return p.Ifid != 0 || p.Mark != nil && p.Mark.Mask == math.MaxUint32
}

// RemovePolicies removes all policies. Nothing protects any more what they did,
// unless the driver does.
func (k Kernel) RemovePolicies() error {
	if k.handle == nil {
		return nil
	}
	return k.removePolicies(func(*netlink.XfrmPolicy) bool { return true })
}

func (k Kernel) removePolicies(which func(*netlink.XfrmPolicy) bool) error {
	policies, err := dump.Whole(func() ([]netlink.XfrmPolicy, error) { return k.handle.XfrmPolicyList(netlink.FAMILY_ALL) })
	if err != nil {
		return fmt.Errorf("remains: list of policies: %w", err)
	}
	var errs []error
	for i := range policies {
		p := &policies[i]
		if !IsPolicyIndex(uint32(p.Index)) || !which(p) {
			continue
		}
		// The index says which it is, as the library reads no masks of ports.
		id := &netlink.XfrmPolicy{Index: p.Index, Dir: p.Dir, Ifid: p.Ifid, Mark: p.Mark}
		if err := k.handle.XfrmPolicyDel(id); err != nil && !errors.Is(err, unix.ENOENT) {
			errs = append(errs, fmt.Errorf("remains: policy from %s to %s of a killed process: %w", p.Src, p.Dst, err))
		}
	}
	return errors.Join(errs...)
}
