package datapath

import "slices"

// CryptoMap says which of the packets that leave an interface of the system
// leave it protected: the SPD of that interface, RFC 4301, Section 4.4.1.
// Packets that come in there in clear and should have been protected are
// dropped.
type CryptoMap struct {
	Name      string        // "CMAP"
	Interface string        // "GigabitEthernet0/0"
	Device    string        // of the system
	Entries   []CryptoEntry // by sequence number
	DF        DF
}

// CryptoMapsByDevice joins the crypto maps of each device: it may have one for
// each family.
func (c *Config) CryptoMapsByDevice() map[string]*CryptoMap {
	maps := map[string]*CryptoMap{}
	for _, m := range c.CryptoMaps {
		if old := maps[m.Device]; old != nil {
			m.Entries = slices.Concat(old.Entries, m.Entries)
		}
		maps[m.Device] = &m
	}
	return maps
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
