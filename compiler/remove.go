package compiler

import (
	"fmt"
	"strings"

	"mainmode/grammar"
)

// remove carries out "no" and "default" of l, whose text has neither.
func (e *Editor) remove(l line) Result {
	key := e.keyOf(l.text)
	if e.block == "" {
		return e.removeGlobal(l, key)
	}
	if _, ok := forwardingName(l.text + " "); ok && startsWith(e.block, "interface") {
		return e.leaveVRF()
	}
	if refused := e.keepsAddress(l.text); refused != "" && startsWith(e.block, "interface") {
		return Result{Messages: []string{refused}}
	}
	e.removeHere(func(o *line) bool {
		// An address goes only when it is named, or all are meant.
		return covers(l.text, strings.TrimPrefix(o.text, "no ")) || o.key == key && !isAddress(key)
	})
	switch {
	case l.no && l.text == "exec-timeout":
		e.typed("exec-timeout 0 0")
	case l.no && (e.rules.onByDefault(l.text) || l.text == "keepalive" && e.watchesCable()):
		l.text = "no " + e.rules.key(l.text)
		e.store(l)
	}
	typed := ""
	if l.no && e.loading { // a router has printed it
		typed = "no " + l.text
	}
	e.printDefaults(typed)
	return Result{}
}

// typed runs a line of the open block as if it had been typed.
func (e *Editor) typed(text string) {
	if m, p := e.parse(e.mode, text); m.Status == grammar.OK {
		e.apply(m, p)
	}
}

func (e *Editor) removeGlobal(l line, key string) Result {
	if refused := e.mapInUse(l.text); refused != "" {
		return Result{Messages: []string{refused}}
	}
	if refused := e.inUse(l.text, key); refused != "" {
		return Result{Messages: []string{refused}}
	}
	if name, ok := strings.CutPrefix(key, "crypto pki trustpoint "); ok {
		e.c.remove("crypto pki certificate chain " + name)
	}
	var r Result
	for _, opener := range []string{"vrf definition ", "ip vrf "} {
		if name, ok := strings.CutPrefix(key, opener); ok && e.c.index[key] != nil {
			r = e.removeVRF(name)
		}
	}
	had := e.c.index[key] != nil
	e.c.remove(key)
	had = e.c.removeMatching(func(o *entry) bool {
		return covers(l.text, strings.TrimPrefix(o.text, "no ")) && !isOtherLevel(l.text, o.text)
	}) || had
	if !had && l.no && !e.loading && isStaticRoute(l.command) {
		r.Messages = append(r.Messages, "%No matching route to delete")
	}
	if l.no && globalRules.onByDefault(l.text) {
		l.text = "no " + key
		e.store(l)
	}
	return r
}

// isOtherLevel reports whether a line is the secret of another level than that
// which goes: without a number "enable secret" is that of level 15.
func isOtherLevel(text, other string) bool {
	return (text == "enable secret" || text == "enable password") && startsWith(other, text+" level") && nthWord(other, 3) != "15"
}

func isStaticRoute(command any) bool {
	switch command.(type) {
	case *grammar.IPRoute, *grammar.IPv6Route:
		return true
	}
	return false
}

// resetBlock carries out "default interface Tunnel23".
func (e *Editor) resetBlock(l line, mode *grammar.Mode) Result {
	key := globalRules.key(l.text)
	if e.c.index[key] == nil {
		return Result{}
	}
	e.c.removeChildren(key, func(*line) bool { return true })
	e.enter(mode, key)
	e.printDefaults("")
	e.enter(grammar.Global, "")
	return Result{Taken: true, Messages: []string{fmt.Sprintf("%s set to default configuration", capitalized(l.text))}}
}

// watchesCable reports whether the open block is an interface that sends
// keepalives without being told to: those with a cable of their own do.
func (e *Editor) watchesCable() bool {
	name, ok := strings.CutPrefix(e.block, "interface ")
	return ok && !strings.HasPrefix(name, "Tunnel") && !strings.HasPrefix(name, "Loopback") && !strings.Contains(name, ".")
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// covers reports whether "no prefix" means the line text.
func covers(prefix, text string) bool {
	return startsWith(strings.TrimRight(text, " "), strings.TrimRight(prefix, " "))
}

func isAddress(key string) bool {
	return startsWith(key, "ip address") || startsWith(key, "ipv6 address")
}

// inUse refuses to delete what other lines name, and what is no thing of the
// configuration.
func (e *Editor) inUse(text, key string) string {
	if e.c.index[key] == nil {
		return ""
	}
	switch {
	case startsWith(text, "interface"):
		name := strings.TrimPrefix(text, "interface ")
		kind, numbers := splitInterface(name)
		if physicalKinds[kind] && !strings.Contains(name, ".") && len(numbers) > 0 {
			return "% Removal of physical interfaces is not permitted"
		}
	case startsWith(text, "crypto ipsec transform-set"):
		name := nthWord(text, 3)
		if user := e.c.user("crypto ipsec profile", "set transform-set", name); user != "" {
			return fmt.Sprintf("%% Transform-set %s is in use by profile %s", name, nthWord(user, 3))
		}
		for _, kind := range []string{"crypto map", "crypto dynamic-map"} {
			if user := e.c.user(kind, "set transform-set", name); user != "" {
				return fmt.Sprintf("%% Transform-set %s is in use by %s", name, globalRules.key(user))
			}
		}
	case startsWith(text, "crypto ipsec profile"):
		name := nthWord(text, 3)
		if user := e.c.user("interface", "tunnel protection ipsec profile", name); user != "" {
			return fmt.Sprintf("%% Profile %s is in use by interface %s", name, nthWord(user, 1))
		}
	}
	return ""
}

func nthWord(text string, n int) string {
	words := fields(text)
	if n < len(words) {
		return words[n]
	}
	return ""
}

// user finds a block of that kind which has a line that begins with command
// and names name.
func (c *Config) user(block, command, name string) string {
	for _, e := range c.entries {
		if !startsWith(e.text, block) {
			continue
		}
		for i := range e.children {
			rest, ok := strings.CutPrefix(e.children[i].text, command+" ")
			for _, word := range fields(rest) {
				if ok && word == name {
					return e.text
				}
			}
		}
	}
	return ""
}
