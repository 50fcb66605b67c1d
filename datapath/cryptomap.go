package datapath

import (
	"cmp"
	"slices"
)

// CryptoMap says which of the packets that leave an interface of the system
// leave it protected: the SPD of that interface, RFC 4301, Section 4.4.1.
// Packets that come in there in clear and should have been protected are
// dropped.
type CryptoMap struct {
	Name      string // "CMAP"
	Interface string // "GigabitEthernet0/0"
	Device    string // of the system
	// VRF is that of the packets that it protects, "": none. The interface may be
	// in another; the packets leave by it for a route of their VRF that says so.
	VRF     string
	Entries []CryptoEntry // by sequence number
	DF      DF
}

// CryptoMapPlace is a device by which packets of a VRF leave protected.
type CryptoMapPlace struct{ Device, VRF string }

// Place of the crypto map.
func (m *CryptoMap) Place() CryptoMapPlace { return CryptoMapPlace{m.Device, m.VRF} }

// CryptoMapsByPlace joins the crypto maps of each place: it may have one for
// each family.
func (c *Config) CryptoMapsByPlace() map[CryptoMapPlace]*CryptoMap {
	maps := map[CryptoMapPlace]*CryptoMap{}
	for _, m := range c.CryptoMaps {
		if old := maps[m.Place()]; old != nil {
			m.Entries = slices.Concat(old.Entries, m.Entries)
		}
		maps[m.Place()] = &m
	}
	return maps
}

// ForeignMark is the mark, under TableMask, of the packets of a place whose
// device is in another VRF; 0: the place is for all that leave by the device
// and are of no such one.
func (c *Config) ForeignMark(p CryptoMapPlace) uint32 {
	if p.VRF == c.VRFOfDevice(p.Device) {
		return 0
	}
	return c.VRF(p.VRF).Table()
}

// ForeignDevices are those with a crypto map for another VRF than their own.
func (c *Config) ForeignDevices() map[string]bool {
	devices := map[string]bool{}
	for i := range c.CryptoMaps {
		if place := c.CryptoMaps[i].Place(); c.ForeignMark(place) != 0 {
			devices[place.Device] = true
		}
	}
	return devices
}

// ComparePlaces orders places by their device, those of other VRFs than its
// own first: what is of none of them is left for the last.
func (c *Config) ComparePlaces(a, b CryptoMapPlace) int {
	return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(c.ForeignMark(b), c.ForeignMark(a)))
}

// CryptoEntry is one entry of a crypto map. Its first rule for a packet
// decides. What is denied, or matches no rule, goes on to the next entry; what
// no entry permits leaves in clear.
type CryptoEntry struct {
	Rules []CryptoRule
}

// CryptoRule is a line of a crypto map's access list, or part of one.
type CryptoRule struct {
	// Selector may have ranges of ports, unlike that of the SAs.
	Selector Selector
	Policy   string // "": the line denies
	// Negotiated restricts the rule to packets for which the Policy has SAs:
	// that of a dynamic map without access list.
	Negotiated bool
}

// Uses reports whether a rule of the crypto map is for the policy.
func (m *CryptoMap) Uses(policy string) bool {
	return slices.ContainsFunc(m.Entries, func(e CryptoEntry) bool {
		return slices.ContainsFunc(e.Rules, func(r CryptoRule) bool { return r.Policy == policy })
	})
}
