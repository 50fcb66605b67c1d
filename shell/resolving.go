package shell

import (
	"errors"

	"mainmode/compiler"
)

// followNeighbors has the driver know the neighbours that the configuration names
// for tunnels of multipoint GRE.
func (r *Router) followNeighbors(ir *compiler.Router) error {
	var errs []error
	for i := range ir.Interfaces {
		in := &ir.Interfaces[i]
		if in.Tunnel == nil || in.Tunnel.Mode != compiler.GREMultipoint || in.Device == "" {
			continue
		}
		neighbors, multicast := in.Tunnel.NHRP.Static()
		errs = append(errs, r.driver.SetNeighbors(in.Name, neighbors, multicast))
	}
	return errors.Join(errs...)
}
