package compiler

import (
	"fmt"
	"slices"
	"strings"
)

// AddDefaults adds the lines that say what is so anyway, as "show
// running-config all" prints them.
func (c *Config) AddDefaults() {
	for _, text := range slices.Concat(globalRules.defaults, globalRules.all) {
		key := globalRules.key(strings.TrimPrefix(text, "no "))
		if c.index[key] == nil {
			c.put(&entry{line: line{text: text, key: key, order: order(text, "")}})
		}
	}
	for _, e := range slices.Clone(c.entries) {
		if !e.block {
			continue
		}
		r := rulesOf(e.key)
		for _, text := range slices.Concat(r.defaults, r.all) {
			key := r.key(strings.TrimPrefix(text, "no "))
			if !c.index[e.key].has(key) && fitsKind(e.text, text) {
				c.putChild(e.key, line{text: text, key: key, order: r.childOrder(text)})
			}
		}
	}
}

// fitsKind reports whether the line is one of that block: what begins with
// "tunnel" is for tunnels.
func fitsKind(block, text string) bool {
	return !startsWith(text, "tunnel") || strings.HasPrefix(block, "interface Tunnel")
}

// HideCertificates leaves out the data of certificates, as "show
// running-config brief" does.
func (c *Config) HideCertificates() {
	for _, e := range slices.Clone(c.entries) {
		if startsWith(e.text, "crypto pki certificate chain") {
			mine := c.own(e.key)
			for i := range mine.children {
				mine.children[i].body = ""
			}
		}
	}
}

// RunningVRF is what "show running-config vrf NAME" prints: the VRF, its
// interfaces and its routes; false if there is no such VRF.
func (c *Config) RunningVRF(name string) (string, bool) {
	var b strings.Builder
	found := name == ""
	is := func(begin, text string) bool {
		of, ok := strings.CutPrefix(text, begin+" ")
		return ok && (name == "" || of == name)
	}
	for _, e := range c.entries {
		words := fields(e.text)
		switch {
		case is("vrf definition", e.text), is("ip vrf", e.text):
			found = true
		case slices.ContainsFunc(e.children, func(l line) bool {
			return is("vrf forwarding", l.text) || is("ip vrf forwarding", l.text)
		}):
		case len(words) > 3 && words[1] == "route" && is(words[0]+" route vrf", strings.Join(words[:4], " ")):
		default:
			continue
		}
		e.print(&b, c.dialect())
		b.WriteString("!\n")
	}
	if !found {
		return "", false
	}
	b.WriteString("end\n")
	body := b.String()
	return fmt.Sprintf("Building configuration...\n\nCurrent configuration : %d bytes\n%s\n", len(body), body), true
}
