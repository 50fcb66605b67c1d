package shell

import (
	"regexp"
	"strings"

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

// absentFeatures are the features by the words by which "show" names them.
var absentFeatures = map[string]absentFeature{
	"login": feature("Blocking of logins", `login (block-for|delay|on-failure|on-success|quiet-mode)`, map[string]string{
		"": "     No login delay has been applied.\n     No Quiet-Mode access list has been configured.\n\n" +
			"     Router NOT enabled to watch for login Attacks\n",
		"failures": "*** No logged failed login attempts with the device.***\n"}),
	"class-map":  feature("QoS", `class-map `, map[string]string{"": " Class Map match-any class-default (id 0)\n   Match any \n\n"}),
	"policy-map": feature("QoS", `policy-map `, nil),
	"aaa":        feature("The client of AAA servers", `(radius|tacacs) server |(radius|tacacs)-server |aaa group server `, nil),
	"bfd":        feature("BFD", ` bfd interval |bfd-template `, nil),
	"dialer":     feature("Dialing", ` dialer `, nil),
	"event": feature("The Embedded Event Manager", `event manager `, map[string]string{
		"manager policy registered": "No.  Class     Type    Event Type          Trap  Time Registered           Name\n"}),
	"frame-relay": feature("Frame Relay", ` encapsulation frame-relay`, nil),
	"isdn":        feature("ISDN", `isdn switch-type | isdn `, nil),
	"mpls": feature("MPLS", ` mpls ip`, map[string]string{
		"interfaces": "Interface              IP            Tunnel   BGP Static Operational\n"}),
	"parser": feature("A view of the parser", `parser view `, map[string]string{
		"view": "No view is active ! Currently in Privilege Level Context\n"}),
	"pppoe":  feature("PPPoE", ` pppoe-client |bba-group pppoe | pppoe enable`, nil),
	"tacacs": feature("The client of TACACS+ servers", `tacacs server |tacacs-server `, nil),
	"vpdn":   feature("VPDN", `vpdn-group `, nil),
	"zone": feature("The zone-based firewall", `zone security `, map[string]string{
		"": "zone self\n  Description: System defined zone\n\n"}),
	"snmp":      feature("SNMP", `snmp-server `, map[string]string{"": "%SNMP agent not enabled\n"}),
	"zone-pair": feature("The zone-based firewall", `zone-pair `, nil),
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
	"policy":  feature("Policy routing", ` ?ip (local )?policy route-map `, map[string]string{"": "Interface      Route map\n"}),
	"pim":     feature("Multicast", `ip multicast-routing| ip pim `, nil),

	"cdp":  feature("CDP", `cdp run`, nil),
	"lldp": feature("LLDP", `lldp run`, nil),

	"ezvpn": feature("The client of Easy VPN", `crypto ipsec client ezvpn `, map[string]string{"": "Easy VPN Remote Phase: 8\n\n"}),

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
	handle(func(s *Session, _ *grammar.ShowEzVPN) error { return s.showAbsent("ezvpn", nil) }),
	handle(func(s *Session, c *grammar.ShowDiscovery) error {
		if err := s.onlyKept(c.Protocol); err != nil {
			return err
		}
		return refusal("% " + strings.ToUpper(c.Protocol) + " is not enabled")
	}),
	handle(func(s *Session, c *grammar.ShowBGP) error { return s.showProtocol("show bgp", "bgp", c.Rest) }),
	handle(func(s *Session, c *grammar.ShowISIS) error { return s.showProtocol("show isis", "isis", c.Rest) }),
}

// testAAA is "test aaa group". What has no client of AAA servers gets no answer.
func testAAA(s *Session, c *grammar.TestAAAGroup) error {
	if err := s.onlyKept("aaa"); err != nil {
		return err
	}
	s.Printf("Attempting authentication test to server-group %s using %[1]s\n", c.Group)
	return refusal("No authoritative response from any server.")
}

// onlyKept tells whoever asks for a feature that the configuration has it, but
// that its lines are only kept.
func (s *Session) onlyKept(name string) error {
	f := absentFeatures[name]
	if f.configured.MatchString(s.router.Config().Running()) {
		return refusal("% " + f.name + " is configured, but not run by mainmode: its lines are kept")
	}
	return nil
}

// showAbsent prints what a router without the feature prints.
func (s *Session) showAbsent(name string, rest *grammar.Text) error {
	if err := s.onlyKept(name); err != nil {
		return err
	}
	f := absentFeatures[name]
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
