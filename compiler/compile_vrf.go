package compiler

import (
	"hash/fnv"

	"mainmode/datapath"
	"mainmode/grammar"
)

// VRF is a "vrf definition" or an "ip vrf".
type VRF struct {
	datapath.VRF
	Distinguisher string // "rd", "": none
	IPv4, IPv6    bool   // the address families that it has
	Interfaces    []string
	Targets       []RouteTarget
}

// RouteTarget is a "route-target" of a VRF, RFC 4364, Section 4.3.1.
type RouteTarget struct {
	Family         string // ipv4 or ipv6, "": both
	Export, Import bool
	Value          string // "65000:1"
}

// VRF finds a VRF by its name; nil if there is none.
func (r *Router) VRF(name string) *VRF {
	for i := range r.VRFs {
		if r.VRFs[i].Name == name {
			return &r.VRFs[i]
		}
	}
	return nil
}

// vrfs reads the VRFs, which whatever else names one comes after.
func (w *compilation) vrfs(c *Config) {
	taken := map[uint16]bool{0: true}
	for _, e := range c.entries {
		var v VRF
		switch d := e.command.(type) {
		case *grammar.VRFDefinition:
			v.Name = string(d.Name)
		case *grammar.IPVRF:
			v.Name, v.IPv4 = string(d.Name), true
		default:
			continue
		}
		if w.r.VRF(v.Name) != nil {
			w.report(Warning, &e.line, "VRF %s is defined twice", v.Name)
			continue
		}
		family := ""
		for i := range e.children {
			switch k := e.children[i].command.(type) {
			case *grammar.RouteDistinguisher:
				v.Distinguisher = string(k.Value)
			case *grammar.VRFAddressFamily:
				v.IPv4, v.IPv6 = v.IPv4 || k.Family == "ipv4", v.IPv6 || k.Family == "ipv6"
				family = k.Family
			case *grammar.ExitAddressFamily:
				family = ""
			case *grammar.RouteTarget:
				v.Targets = append(v.Targets, RouteTarget{family, k.Direction != "import", k.Direction != "export", string(k.Value)})
			}
		}
		v.ID = vrfNumber(v.Name, taken)
		w.r.VRFs = append(w.r.VRFs, v)
	}
}

// joins puts an interface in a VRF.
func (w *compilation) joins(in *Interface, name grammar.Word, downstream *grammar.Word, l *line) {
	in.VRF = string(name)
	if downstream != nil {
		w.report(Warning, l, "packets to the interface are routed in VRF %s too, not in %s", name, *downstream)
	}
}

// vrfNumber is the number of a VRF, which stays the same as others come and
// go, as far as there is no other that would have it.
func vrfNumber(name string, taken map[uint16]bool) uint16 {
	h := fnv.New32a()
	h.Write([]byte(name))
	n := uint16(h.Sum32() % datapath.MaxVRF)
	for taken[n] {
		n = (n + 1) % datapath.MaxVRF
	}
	taken[n] = true
	return n
}

// finishVRFs says which interfaces are in each VRF. One in a VRF that does not
// exist carries nothing: it must not carry what is of no VRF.
func (w *compilation) finishVRFs() {
	for i := range w.r.Interfaces {
		in := &w.r.Interfaces[i]
		if in.VRF == "" {
			continue
		}
		v := w.r.VRF(in.VRF)
		if v == nil {
			w.report(Error, w.tunnelLine(in), "%s: VRF %s does not exist: the interface stays down", in.Name, in.VRF)
			in.Shutdown = true
			continue
		}
		v.Interfaces = append(v.Interfaces, in.Name)
	}
}
