package compiler

import (
	"reflect"
	"slices"
	"strings"

	"mainmode/datapath"
	"mainmode/ike"
)

// Target is who carries out a Step.
type Target uint8

const (
	ToDatapath Target = iota // the Driver, by one Set of Plan.Datapath
	ToIKE                    // the Engine, by one Configure of Plan.IKE
	ToShell                  // the router's own settings
	ToRouting                // FRR, by one Set of Plan.Routing
)

func (t Target) String() string { return [...]string{"datapath", "ike", "shell", "routing"}[t] }

// Step is one difference between two routers.
type Step struct {
	Target Target
	Text   string
}

// String is a line of the plan: "ike: re-key Tunnel23-head-0".
func (s Step) String() string { return s.Target.String() + ": " + s.Text }

// Plan is what has to happen to get from one Router to another, in order:
// addresses and devices must be there before IKE speaks from them.
type Plan struct {
	Steps    []Step
	Datapath *datapath.Config
	IKE      *ike.Config
	Routing  []datapath.RoutingBlock
}

// Needs reports whether any step is for the target. What is not needed is not
// to be disturbed.
func (p *Plan) Needs(t Target) bool {
	for _, s := range p.Steps {
		if s.Target == t {
			return true
		}
	}
	return false
}

// String is the plan, one step a line.
func (p *Plan) String() string {
	var b strings.Builder
	for _, s := range p.Steps {
		b.WriteString(s.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// Diff compares two routers; a nil old one is a router that has just started.
// Equal routers have an empty plan.
func Diff(old, new *Router) *Plan {
	p := &Plan{Datapath: new.Datapath(), IKE: new.IKE(), Routing: new.Routing.Blocks}
	var oldDatapath *datapath.Config
	var oldIKE *ike.Config
	if old != nil {
		oldDatapath, oldIKE = old.Datapath(), old.IKE()
	} else {
		old = &Router{}
		oldDatapath = &datapath.Config{}
	}
	p.Steps = diffDatapath(oldDatapath, p.Datapath)
	for _, c := range ike.Diff(oldIKE, p.IKE) {
		p.Steps = append(p.Steps, Step{ToIKE, c.String()})
	}
	p.Steps = append(p.Steps, diffRouting(old.Routing.Blocks, new.Routing.Blocks)...)
	p.Steps = append(p.Steps, diffSettings(old, new)...)
	return p
}

func diffSettings(old, new *Router) []Step {
	var steps []Step
	add := func(differ bool, what string) {
		if differ {
			steps = append(steps, Step{ToShell, "use the new " + what})
		}
	}
	add(old.Hostname != new.Hostname, "host name "+new.Hostname)
	add(old.DomainName != new.DomainName || old.DomainLookup != new.DomainLookup ||
		!reflect.DeepEqual(old.Hosts, new.Hosts) || !slices.Equal(old.NameServers, new.NameServers), "names")
	add(old.Zone != new.Zone, "time zone")
	add(old.DebugTimestamps != new.DebugTimestamps || old.LogTimestamps != new.LogTimestamps, "timestamps")
	add(!reflect.DeepEqual(old.Logging, new.Logging), "logging settings")
	add(old.EnableSecret != new.EnableSecret || !reflect.DeepEqual(old.LevelSecrets, new.LevelSecrets) || !reflect.DeepEqual(old.Users, new.Users), "passwords")
	add(!reflect.DeepEqual(old.Levels, new.Levels), "privilege levels")
	add(!reflect.DeepEqual(old.Aliases, new.Aliases), "aliases")
	add(old.Banner != new.Banner, "banners")
	add(!reflect.DeepEqual(old.Lines, new.Lines), "line settings")
	add(old.CryptoKeysLog != new.CryptoKeysLog, "key log file")
	return steps
}
