package host

import "mainmode/datapath"

// StatsOf is the state and the counters of a device, of the list that Links
// returns.
func StatsOf(device string, links map[string]Link) datapath.InterfaceStats {
	l, exists := links[device]
	s := datapath.InterfaceStats{
		Device: device, Exists: exists, Up: l.Up, Carrier: l.Carrier, MTU: l.MTU,
		InPackets: l.InPackets, InBytes: l.InBytes, OutPackets: l.OutPackets, OutBytes: l.OutBytes,
		InErrors: l.InErrors, OutErrors: l.OutErrors, InDrops: l.InDrops, OutDrops: l.OutDrops, InMulticasts: l.InMulticasts,
	}
	copy(s.MAC[:], l.MAC)
	return s
}
