package shell

import (
	"regexp"

	"mainmode/grammar"
)

// absentFeature is one that mainmode does not run.
type absentFeature struct {
	name       string
	configured *regexp.Regexp    // the lines of a configuration that ask for it
	shown      map[string]string // what is printed without it, by the rest of the command; "" stands for any other
}

func feature(name, configured string, shown map[string]string) absentFeature {
	return absentFeature{name, regexp.MustCompile("(?m)^" + configured), shown}
}

// absentFeatures are the features by the word behind "show" or "show ip".
var absentFeatures = map[string]absentFeature{
	"class-map":  feature("QoS", `class-map `, map[string]string{"": " Class Map match-any class-default (id 0)\n   Match any \n\n"}),
	"policy-map": feature("QoS", `policy-map `, nil),
	"snmp":       feature("SNMP", `snmp-server `, map[string]string{"": "%SNMP agent not enabled\n"}),
	"zone-pair":  feature("The zone-based firewall", `zone-pair `, nil),
	// With it "show vlan" is as ambiguous as on a router, which tells tools that
	// this is no switch.
	"vlan-switch": feature("A switch module", `vlan \d`, nil),
	"glbp": feature("GLBP", ` glbp `, map[string]string{
		"brief": "Interface   Grp  Fwd Pri State    Address         Active router   Standby router\n"}),
	"standby": feature("HSRP", ` standby `, map[string]string{
		"brief": "                     P indicates configured to preempt.\n                     |\n" +
			"Interface   Grp  Pri P State   Active          Standby         Virtual IP\n"}),
	"vrrp": feature("VRRP", ` vrrp `, map[string]string{
		"brief": "Interface          Grp Pri Time  Own Pre State   Master addr     Group addr\n"}),

	"igmp":    feature("Multicast", `ip multicast-routing| ip (pim|igmp) `, nil),
	"inspect": feature("CBAC", ` ?ip inspect `, nil),
	"mroute":  feature("Multicast", `ip multicast-routing| ip pim `, nil),
	"pim":     feature("Multicast", `ip multicast-routing| ip pim `, nil),
	"sla": feature("IP SLA", `ip sla `, map[string]string{
		"configuration": "IP SLAs Infrastructure Engine-III\n",
		"summary": "IPSLAs Latest Operation Summary\nCodes: * active, ^ inactive, ~ pending\n\n" +
			"ID           Type        Destination       Stats       Return      Last\n" +
			"                                           (ms)        Code        Run \n" +
			"-----------------------------------------------------------------------\n"}),

	"dhcp binding": feature("The DHCP server", `ip dhcp pool `, map[string]string{
		"": "Bindings from all pools not associated with VRF:\n" +
			"IP address          Client-ID/              Lease expiration        Type\n" +
			"                    Hardware address/\n                    User name\n"}),
	"dhcp conflict": feature("The DHCP server", `ip dhcp pool `, map[string]string{
		"": "IP address        Detection method   Detection time          VRF\n"}),
	"dhcp pool": feature("The DHCP server", `ip dhcp pool `, nil),
}

// absentCommands are the handlers of the commands about features that are not
// run, or that FRR runs.
var absentCommands = []handler{
	handle(func(s *Session, c *grammar.ShowAbsent) error { return s.showAbsent(c.Feature, c.Rest) }),
	handle(func(s *Session, c *grammar.ShowIPAbsent) error { return s.showAbsent(c.Feature, c.Rest) }),
	handle(func(s *Session, c *grammar.ShowIPDHCPServer) error { return s.showAbsent("dhcp "+c.What, c.Rest) }),
	handle(func(s *Session, c *grammar.ShowBGP) error { return s.showProtocol("show bgp", "bgp", c.Rest) }),
	handle(func(s *Session, c *grammar.ShowISIS) error { return s.showProtocol("show isis", "isis", c.Rest) }),
}

// showAbsent prints what a router without the feature prints. Where the
// configuration has the feature, its lines are only kept: whoever asks is told.
func (s *Session) showAbsent(name string, rest *grammar.Text) error {
	f := absentFeatures[name]
	if f.configured.MatchString(s.router.Config().Running()) {
		return refusal("% " + f.name + " is configured, but not run by mainmode: its lines are kept")
	}
	which := ""
	if rest != nil {
		which = string(*rest)
	}
	text, ok := f.shown[which]
	if !ok {
		text = f.shown[""]
	}
	s.Printf("%s", text)
	return nil
}
