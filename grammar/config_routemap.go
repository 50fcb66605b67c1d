package grammar

// RouteMapEntry opens an entry of a route map. Without action and number it is
// permit 10.
type RouteMapEntry struct {
	Name     Word    `parser:"'route-map' @@" names:"route-map" help:"route-map=Create route-map or enter route-map command mode;Name=Route map tag"`
	Action   string  `parser:"( @('deny' | 'permit')" help:"deny=Route map denies set operations;permit=Route map permits set operations"`
	Sequence *Number `parser:"  @@? )?" range:"0-65535" help:"Sequence=Sequence to insert to/delete from existing route-map entry"`
}

func (*RouteMapEntry) Submode() *Mode { return RouteMap }

// Full is the entry with the action and the number that stand for none. "no"
// and neither of them is for the whole route map.
func (r RouteMapEntry) Full() *RouteMapEntry {
	if r.Action == "" {
		r.Action = "permit"
	}
	if r.Sequence == nil {
		n := Number(10)
		r.Sequence = &n
	}
	return &r
}

// MatchIPAddress is for packets that one of some access lists permits.
type MatchIPAddress struct {
	Lists []AccessListReference `parser:"'match' 'ip' 'address' (( @@+ ))?" help:"match=Match values from routing table;ip=IP specific information;address=Match address of route or match packet"`
}

// MatchInterface is for packets that leave by one of some interfaces.
type MatchInterface struct {
	Interfaces []InterfaceName `parser:"'match' 'interface' (( @@+ ))?" help:"match=Match values from routing table;interface=Match first hop interface of route"`
}
