package frr

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"mainmode/datapath"
)

// codes are those of IOS for the protocols whose routes are learned.
var codes = map[string]string{"ospf": "O", "ospf6": "O", "bgp": "B", "rip": "R", "ripng": "R", "eigrp": "D", "isis": "i"}

// zebraRoute is a route as "show ip route json" has it.
type zebraRoute struct {
	Protocol string      `json:"protocol"`
	Instance int         `json:"instance"` // of several processes, else 0
	Selected bool        `json:"selected"`
	Distance uint8       `json:"distance"`
	Metric   uint32      `json:"metric"`
	Uptime   string      `json:"uptime"`
	NextHops []zebraNext `json:"nexthops"`
}

type zebraNext struct {
	IP        string `json:"ip"`
	Interface string `json:"interfaceName"`
	Active    bool   `json:"active"`
	Recursive bool   `json:"recursive"` // those that it leads to follow
	Resolver  bool   `json:"resolver"`
}

// Routes are the routes that FRR has learned and that are used, by prefix. The
// interfaces of their paths are devices.
func (f *FRR) Routes(ipv6 bool) ([]datapath.RouteEntry, error) {
	f.mu.Lock()
	need := daemonsFor(f.blocks)
	f.mu.Unlock()
	if len(need) == 0 {
		return nil, nil
	}
	family := "ip"
	if ipv6 {
		family = "ipv6"
	}
	text, err := f.Show("show " + family + " route json")
	if err != nil {
		return nil, err
	}
	types := ""
	if !ipv6 && slices.ContainsFunc(need, func(d daemon) bool { return d.name == "ospfd" }) {
		if types, err = f.Show("show ip ospf route json"); err != nil {
			return nil, err
		}
	}
	return readRoutes(text, types)
}

// readRoutes reads the routes of zebra, and the types that OSPF has for its
// own.
func readRoutes(text, types string) ([]datapath.RouteEntry, error) {
	var table map[string][]zebraRoute
	if err := json.Unmarshal([]byte(text), &table); err != nil {
		return nil, fmt.Errorf("frr: routes: %w", err)
	}
	kinds, err := readTypes(types)
	if err != nil {
		return nil, err
	}
	var entries []datapath.RouteEntry
	for prefix, routes := range table {
		p, err := netip.ParsePrefix(prefix)
		if err != nil {
			return nil, fmt.Errorf("frr: routes: %w", err)
		}
		for i := range routes {
			r := &routes[i]
			if !r.Selected || codes[r.Protocol] == "" {
				continue
			}
			e := datapath.RouteEntry{
				Prefix: p, Source: datapath.LearnedRoute, Distance: r.Distance,
				Code: codes[r.Protocol], Metric: r.Metric, Age: age(r.Uptime), Paths: paths(r),
			}
			if r.Instance > 0 {
				e.Process = strconv.Itoa(r.Instance)
			}
			if kind := kinds[p]; e.Code == "O" && kind != "" {
				e.Code += " " + kind
			}
			if len(e.Paths) > 0 {
				entries = append(entries, e)
			}
		}
	}
	slices.SortFunc(entries, func(a, b datapath.RouteEntry) int {
		return cmp.Or(a.Prefix.Addr().Compare(b.Prefix.Addr()), cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()))
	})
	return entries, nil
}

// paths are the ways of a route. That to a next hop which is not on a network
// of the router follows the way to that.
func paths(r *zebraRoute) []datapath.Path {
	var list []datapath.Path
	recursive := false
	for _, n := range r.NextHops {
		hop, _ := netip.ParseAddr(n.IP) // invalid: the destination itself
		switch {
		case !n.Active:
		case n.Resolver && recursive:
			list[len(list)-1].Out, list[len(list)-1].Gateway = n.Interface, hop
			recursive = false
		case n.Resolver:
		default:
			p := datapath.Path{NextHop: hop, Out: n.Interface, Gateway: hop}
			if r.Protocol != "bgp" {
				p.Interface = n.Interface
			}
			list = append(list, p)
			recursive = n.Recursive
		}
	}
	return list
}

// readTypes reads what "show ip ospf route json" prints, a document for each
// process: of which type routes are, if of one that IOS names: IA, E1 ...
func readTypes(text string) (map[netip.Prefix]string, error) {
	types := map[netip.Prefix]string{}
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		var table map[string]json.RawMessage
		err := d.Decode(&table)
		if errors.Is(err, io.EOF) {
			return types, nil
		}
		if err != nil {
			return nil, fmt.Errorf("frr: OSPF routes: %w", err)
		}
		for prefix, raw := range table {
			var route struct {
				Type string `json:"routeType"`
			}
			p, err := netip.ParsePrefix(prefix)
			if err != nil || json.Unmarshal(raw, &route) != nil {
				continue // "ospfInstance", or a router
			}
			if _, kind, ok := strings.Cut(route.Type, " "); ok {
				types[p] = kind
			}
		}
	}
}

// age is how long a route has been there as IOS writes it: FRR adds minutes to
// days, and hours to weeks and days.
func age(uptime string) string {
	if i := strings.IndexByte(uptime, 'h'); i >= 0 && strings.HasSuffix(uptime, "m") {
		return uptime[:i+1]
	}
	if i := strings.IndexByte(uptime, 'd'); i >= 0 && strings.IndexByte(uptime, 'w') >= 0 {
		return strings.TrimPrefix(uptime[:i+1], "0")
	}
	return uptime
}
