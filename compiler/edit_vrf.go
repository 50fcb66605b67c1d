package compiler

import (
	"fmt"
	"strings"

	"mainmode/grammar"
)

// vrfOf is the VRF that a block of an interface is in, "": none.
func vrfOf(e *entry) string {
	for i := range e.children {
		if name, ok := forwardingName(e.children[i].text); ok {
			return name
		}
	}
	return ""
}

// forwardingName is the VRF that a line of an interface names.
func forwardingName(text string) (string, bool) {
	name, ok := strings.CutPrefix(strings.TrimPrefix(text, "ip "), "vrf forwarding ")
	name, _, _ = strings.Cut(name, " ")
	return name, ok
}

// checkVRF refuses to put an interface in a VRF that is not there. In a file it
// may come later.
func (e *Editor) checkVRF(name string) string {
	if e.loading || e.c.index["vrf definition "+name] != nil || e.c.index["ip vrf "+name] != nil {
		return ""
	}
	return fmt.Sprintf("%% VRF %s not configured.", name)
}

// joinVRF puts the interface of the open block in a VRF, which takes its
// addresses away unless it is there already.
func (e *Editor) joinVRF(l line) Result {
	name, _ := forwardingName(l.text)
	var r Result
	if old := vrfOf(e.c.index[e.block]); old != name {
		r.Messages, r.Taken = e.dropAddresses(e.block, "enabling VRF "+name), true
	}
	e.removeHere(func(o *line) bool { _, ok := forwardingName(o.text); return ok })
	e.store(l)
	e.printDefaults("")
	return r
}

// leaveVRF takes the interface of the open block out of its VRF.
func (e *Editor) leaveVRF() Result {
	old := vrfOf(e.c.index[e.block])
	if old == "" {
		return Result{}
	}
	messages := e.dropAddresses(e.block, "disabling VRF "+old)
	e.removeHere(func(o *line) bool { _, ok := forwardingName(o.text); return ok })
	e.printDefaults("")
	return Result{Messages: messages, Taken: true}
}

// dropAddresses removes the addresses of an interface and says so, for each
// family that had one.
func (e *Editor) dropAddresses(block, why string) []string {
	var messages []string
	for _, family := range []struct{ name, command string }{{"IPv4", "ip address"}, {"IPv6", "ipv6 address"}} {
		gone := e.c.removeChildren(block, func(o *line) bool { return !o.no && startsWith(o.text, family.command) })
		if gone {
			messages = append(messages, fmt.Sprintf("%% Interface %s %s disabled and address(es) removed due to %s",
				strings.TrimPrefix(block, "interface "), family.name, why))
		}
	}
	return messages
}

// removeVRF takes all interfaces out of a VRF that goes, and their addresses
// with it.
func (e *Editor) removeVRF(name string) Result {
	found := false
	for _, o := range e.c.entries {
		if _, ok := o.command.(*grammar.SelectInterface); !ok || vrfOf(o) != name {
			continue
		}
		found = true
		e.dropAddresses(o.key, "")
		e.c.removeChildren(o.key, func(l *line) bool { _, ok := forwardingName(l.text); return ok })
		e.enter(grammar.Interface, o.key)
		e.printDefaults("")
		e.enter(grammar.Global, "")
	}
	e.c.removeMatching(func(o *entry) bool {
		return startsWith(o.text, "ip route vrf "+name) || startsWith(o.text, "ipv6 route vrf "+name)
	})
	if !found {
		return Result{}
	}
	return Result{Taken: true, Messages: []string{fmt.Sprintf("%% IPv4 and IPv6 addresses from all interfaces in VRF %s have been removed", name)}}
}
