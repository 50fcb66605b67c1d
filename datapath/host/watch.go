package host

import (
	"fmt"
	"sync"

	"github.com/vishvananda/netlink/nl"
	"golang.org/x/sys/unix"
)

// watcher hears of every change of a device, an address or a route.
type watcher struct {
	socket *nl.NetlinkSocket
	once   sync.Once
}

func newWatcher() (*watcher, error) {
	socket, err := nl.Subscribe(unix.NETLINK_ROUTE, unix.RTNLGRP_LINK, unix.RTNLGRP_IPV4_IFADDR, unix.RTNLGRP_IPV6_IFADDR,
		unix.RTNLGRP_IPV4_ROUTE, unix.RTNLGRP_IPV6_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("host: netlink: %w", err)
	}
	return &watcher{socket: socket}, nil
}

func (w *watcher) close() { w.once.Do(w.socket.Close) }

// Watch calls changed with the name of each device that appeared, vanished or
// changed, and with "" when routes did, until Close. Changes that follow each
// other closely may be told once.
func (h *Host) Watch(changed func(device string)) {
	names := map[int]string{}
	if links, err := h.Links(); err == nil {
		for name, l := range links {
			names[l.Index] = name
		}
	}
	for {
		messages, _, err := h.watch.socket.Receive()
		if err == unix.ENOBUFS {
			// The system spoke faster than we listened: anything may have changed.
			for _, name := range names {
				changed(name)
			}
			continue
		}
		if err != nil {
			return
		}
		told := map[string]bool{}
		for _, m := range messages {
			name := deviceOf(m.Header.Type, m.Data, names)
			route := m.Header.Type == unix.RTM_NEWROUTE || m.Header.Type == unix.RTM_DELROUTE
			if (name != "" || route) && !told[name] {
				told[name] = true
				_ = h.restoreIPv6MTU(name) // else the device is gone
				changed(name)
			}
		}
	}
}

// deviceOf says which device a message is about and keeps names current.
func deviceOf(kind uint16, data []byte, names map[int]string) string {
	switch kind {
	case unix.RTM_NEWLINK, unix.RTM_DELLINK:
		if len(data) < unix.SizeofIfInfomsg {
			return ""
		}
		msg := nl.DeserializeIfInfomsg(data)
		attrs, err := nl.ParseRouteAttr(data[msg.Len():])
		if err != nil {
			return ""
		}
		for _, a := range attrs {
			if a.Attr.Type == unix.IFLA_IFNAME {
				names[int(msg.Index)] = nl.BytesToString(a.Value)
			}
		}
		name := names[int(msg.Index)]
		if kind == unix.RTM_DELLINK {
			delete(names, int(msg.Index))
		}
		return name
	case unix.RTM_NEWADDR, unix.RTM_DELADDR:
		if len(data) < unix.SizeofIfAddrmsg {
			return ""
		}
		return names[int(nl.DeserializeIfAddrmsg(data).Index)]
	}
	return ""
}
