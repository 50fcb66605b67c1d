package datapath

import "time"

// Recursion is the state of a tunnel to whose peer the route may lead into the
// tunnel itself. While it is down for that the route is gone with its line: at
// once up again it would be down again, and so on for ever.
type Recursion struct{ until time.Time }

// recursionHold is how long such a tunnel is left down: as on IOS it is tried
// again after one to two minutes.
const recursionHold = time.Minute

// Found is told that the route leads into the tunnel.
func (r *Recursion) Found(now time.Time) { r.until = now.Add(recursionHold) }

// Holds reports whether the tunnel stays down.
func (r *Recursion) Holds(now time.Time) bool { return now.Before(r.until) }

// Forget has the tunnel tried again at once: the configuration has changed.
func (r *Recursion) Forget() { r.until = time.Time{} }

// askedTunnels are so few that the system can be asked for the route to the
// peer of each whenever one changes.
const askedTunnels = 32

// RoutedIntoItself returns a function that says of a tunnel whether it is worth
// asking the system if the route to its peer leads into the tunnel. Of thousands
// of tunnels only those are into which a route is known to lead that covers the
// peer, unless other programs make routes too.
func RoutedIntoItself(c *Config, routes []RouteEntry) func(t *TunnelInterface) bool {
	if len(c.Tunnels) <= askedTunnels || c.FRR {
		return func(*TunnelInterface) bool { return true }
	}
	tunnels := make(map[string]*TunnelInterface, len(c.Tunnels))
	for i := range c.Tunnels {
		tunnels[c.Tunnels[i].Name] = &c.Tunnels[i]
	}
	suspects := map[string]bool{}
	for i := range routes {
		e := &routes[i]
		for _, p := range e.Paths {
			if t := tunnels[p.Out]; t != nil && e.VRF == t.Underlay && e.Prefix.Contains(t.Remote.Unmap()) {
				suspects[t.Name] = true
			}
		}
	}
	return func(t *TunnelInterface) bool { return suspects[t.Name] }
}
