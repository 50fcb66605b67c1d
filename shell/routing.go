package shell

import (
	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/frr"
	"mainmode/ike"
)

// Routing is who runs the routing protocols: FRR.
type Routing interface {
	// Set tells all that it is to do. It returns what it refuses, joined.
	Set([]datapath.RoutingBlock) error
	// Runs reports whether there is a protocol to run.
	Runs() bool
	// Show returns what an EXEC command prints.
	Show(command string) (string, error)
	// Routes are those that it has learned and that are used, their
	// interfaces by the names of their devices.
	Routes(ipv6 bool) ([]datapath.RouteEntry, error)
	Close() error
}

// openRouting opens what the options name, if anything.
func (r *Router) openRouting() error {
	if r.options.Routing == nil {
		return nil
	}
	var err error
	r.routing, err = r.options.Routing(frr.Events{
		Said: func(daemon, text string) {
			r.log.Syslog(ike.Syslog{Facility: "FRR", Severity: Notifications, Mnemonic: daemon, Text: text})
		},
		Failed: r.fault,
	})
	return err
}

// followRouting carries out a plan for routing protocols. The interfaces that
// it names must be there.
func (r *Router) followRouting(plan *compiler.Plan) error {
	if r.routing == nil || !plan.Needs(compiler.ToRouting) {
		return nil
	}
	return r.routing.Set(plan.Routing)
}

// learned are the routes of routing protocols, with IOS's names for
// interfaces.
func (r *Router) learned(ipv6 bool) ([]datapath.RouteEntry, error) {
	if r.routing == nil {
		return nil, nil
	}
	list, err := r.routing.Routes(ipv6)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	ir := r.IR()
	for i := range ir.Interfaces {
		if in := &ir.Interfaces[i]; in.Device != "" {
			names[in.Device] = in.Name
		}
	}
	rename := func(device *string) {
		if name := names[*device]; name != "" {
			*device = name
		}
	}
	for i := range list {
		nameProcess(&list[i], ir.Routing.Blocks)
		for j := range list[i].Paths {
			rename(&list[i].Paths[j].Interface)
			rename(&list[i].Paths[j].Out)
		}
	}
	return list, nil
}

func (r *Router) closeRouting() error {
	if r.routing == nil {
		return nil
	}
	return r.routing.Close()
}
