package datapath

import "time"

// Recursion is the state of a GRE tunnel to whose peer the route may lead into
// the tunnel itself. While it is down for that the route is gone with its line:
// at once up again it would be down again, and so on for ever.
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
