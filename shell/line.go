package shell

import (
	"fmt"
	"maps"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/nhrp"
	"mainmode/ike"
)

// sayLink says that an interface went up or down.
func (r *Router) sayLink(iface string, up bool) {
	r.log.Syslog(ike.Syslog{Facility: "LINK", Severity: Errors, Mnemonic: "UPDOWN",
		Text: fmt.Sprintf("Interface %s, changed state to %s", iface, upOrDown(up))})
}

// sayShutdown says which interfaces "shutdown" and "no shutdown" turn off and
// on. Of an interface with a carrier it is the carrier that says "up".
func (r *Router) sayShutdown(old, new *compiler.Router) {
	if old == nil {
		old = &compiler.Router{}
	}
	off := func(name string) {
		r.log.Syslog(ike.Syslog{Facility: "LINK", Severity: Notifications, Mnemonic: "CHANGED",
			Text: fmt.Sprintf("Interface %s, changed state to administratively down", name)})
	}
	for i := range old.Interfaces {
		if was := &old.Interfaces[i]; !was.Shutdown && interfaceNear(new, i, was.Name) == nil {
			off(was.Name)
			r.setLine(was.Name, false)
		}
	}
	for i := range new.Interfaces {
		in := &new.Interfaces[i]
		switch was := interfaceNear(old, i, in.Name); {
		case in.Shutdown && (was == nil || !was.Shutdown):
			off(in.Name)
		case !in.Shutdown && was != nil && was.Shutdown && !hasCarrier(in):
			r.sayLink(in.Name, true)
		}
	}
}

// interfaceNear finds an interface by its name. It looks first where that stands
// in another router, which is right for all but those behind one that came or
// went.
func interfaceNear(r *compiler.Router, i int, name string) *compiler.Interface {
	if i < len(r.Interfaces) && r.Interfaces[i].Name == name {
		return &r.Interfaces[i]
	}
	return r.Interface(name)
}

// hasCarrier reports whether the line protocol of an interface follows its
// device; that of a tunnel follows its SAs.
func hasCarrier(in *compiler.Interface) bool {
	return in.Device != "" && in.Kind != compiler.Tunnel
}

// followCarriers notes the line protocol of the interfaces that have a carrier.
func (r *Router) followCarriers(ir *compiler.Router) {
	stats := r.driver.Stats()
	for i := range ir.Interfaces {
		in := &ir.Interfaces[i]
		if !hasCarrier(in) {
			continue
		}
		device := stats.Interfaces[in.Link()]
		up := !in.Shutdown && device.Exists && device.Carrier
		if up != r.LineUp(in.Name) && !in.Shutdown {
			r.sayLink(in.Name, up)
			if l, ok := r.leasing[in.Name]; ok && up {
				l.client.Renew() // it may be another network
			}
		}
		r.setLine(in.Name, up)
	}
}

// setLine notes the line protocol of an interface and says so.
func (r *Router) setLine(iface string, up bool) {
	r.changeLine(iface, func() { r.lines[iface] = up })
}

// changeLine says how the line protocol of an interface differs after a change
// of what it follows.
func (r *Router) changeLine(iface string, change func()) {
	r.mu.Lock()
	was := r.lineUp(iface)
	change()
	up := r.lineUp(iface)
	if was != up {
		if r.lineHistories == nil {
			r.lineHistories = map[string]lineHistory{}
		}
		r.lineHistories[iface] = lineHistory{r.lineHistories[iface].changes + 1, r.clock.Now()}
	}
	r.mu.Unlock()
	if was == up {
		return
	}
	r.log.Syslog(ike.Syslog{Facility: "LINEPROTO", Severity: Notifications, Mnemonic: "UPDOWN",
		Text: fmt.Sprintf("Line protocol on Interface %s, changed state to %s", iface, upOrDown(up))})
	r.trackAgain()
	r.nextHops.tell(nhrp.Line{Interface: iface, Up: up})
	r.debugRoutes()
}

// lineUp is LineUp for who holds mu.
func (r *Router) lineUp(iface string) bool { return r.lines[iface] && !r.recursive[iface] }

// routedIntoItself follows the routes to the peer of a tunnel.
func (r *Router) routedIntoItself(ev datapath.RecursiveRoute) {
	if ev.Found {
		r.log.Syslog(ike.Syslog{Facility: "ADJ", Severity: Notifications, Mnemonic: "PARENT",
			Text: fmt.Sprintf("Midchain parent maintenance for IP midchain out of %s - looped chain attempting to stack", ev.Interface)})
		r.log.Syslog(ike.Syslog{Facility: "TUN", Severity: Notifications, Mnemonic: "RECURDOWN",
			Text: fmt.Sprintf("%s temporarily disabled due to recursive routing", ev.Interface)})
	}
	r.changeLine(ev.Interface, func() { r.recursive[ev.Interface] = ev.Found })
}

// forgetLines drops the state of interfaces that are no more: one of the same
// name that comes later starts down.
func (r *Router) forgetLines(ir *compiler.Router) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range []map[string]bool{r.lines, r.recursive} {
		maps.DeleteFunc(m, func(name string, _ bool) bool { return ir.Interface(name) == nil })
	}
}

func upOrDown(up bool) string {
	if up {
		return "up"
	}
	return "down"
}
