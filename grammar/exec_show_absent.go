package grammar

// absentEntries are the commands that show features which mainmode does not
// run. On a router without them they print little or nothing.
var absentEntries = []entry{plain[ShowAbsent](), plain[ShowIPAbsent](), plain[ShowIPDHCPServer](), plain[ShowEzVPN](), plain[ShowBGP](), plain[ShowISIS]()}

// ShowAbsent shows a feature that is not run.
type ShowAbsent struct {
	Feature string `parser:"'show' @('aaa' | 'bfd' | 'class-map' | 'dialer' | 'event' | 'frame-relay' | 'glbp' | 'isdn' | 'login' | 'mpls' | 'parser' | 'policy-map' | 'pppoe' | 'snmp' | 'standby' | 'tacacs' | 'vlan-switch' | 'vpdn' | 'vrrp' | 'zone' | 'zone-pair')" help:"aaa=Show AAA values;bfd=BFD protocol info;class-map=Show QoS Class Map;dialer=Dialer parameters and statistics;event=Embedded event related commands;frame-relay=Frame-Relay information;glbp=GLBP information;isdn=ISDN information;login=Display Secure Login Configurations and State;mpls=MPLS information;parser=Display parser information;policy-map=Show QoS Policy Map;pppoe=PPPoE information;snmp=snmp statistics;standby=Hot Standby Router Protocol (HSRP) information;tacacs=Shows tacacs+ server statistics;vlan-switch=VTP VLAN status;vpdn=VPDN information;vrrp=VRRP information;zone=Zone Information;zone-pair=Zone pair information"`
	Rest    *Text  `parser:"@@?" help:"Rest=What is shown of it"`
}

// ShowIPAbsent shows a feature of IPv4 that is not run.
type ShowIPAbsent struct {
	Feature string `parser:"'show' 'ip' @('igmp' | 'inspect' | 'mroute' | 'pim' | 'policy')" help:"ip=IP information;igmp=IGMP information;inspect=CBAC (Context Based Access Control) information;mroute=IP multicast routing table;pim=PIM information;policy=Policy routing"`
	Rest    *Text  `parser:"@@?" help:"Rest=What is shown of it"`
}

// ShowIPDHCPServer shows the DHCP server, which is not run.
type ShowIPDHCPServer struct {
	What string `parser:"'show' 'ip' 'dhcp' @('binding' | 'conflict' | 'pool')" help:"ip=IP information;dhcp=Show items in the DHCP database;binding=DHCP address bindings;conflict=DHCP address conflicts;pool=DHCP pools information"`
	Rest *Text  `parser:"@@?" help:"Rest=What is shown of it"`
}

// ShowEzVPN shows the client of Easy VPN, which is not run.
type ShowEzVPN struct {
	EzVPN bool  `parser:"'show' 'crypto' 'ipsec' 'client' @'ezvpn'" help:"client=Show Client Status;ezvpn=Show ezvpn client information"`
	Name  *Word `parser:"@@?" help:"Name=Name of the ezvpn tunnel"`
}

// ShowBGP is "show bgp", the newer spelling of "show ip bgp".
type ShowBGP struct {
	BGP  bool  `parser:"'show' @'bgp'" help:"bgp=BGP information"`
	Rest *Text `parser:"@@?" help:"Rest=What is shown, as FRR's vtysh knows it"`
}

// ShowISIS shows what IS-IS knows.
type ShowISIS struct {
	ISIS bool  `parser:"'show' @'isis'" help:"isis=IS-IS routing information"`
	Rest *Text `parser:"@@?" help:"Rest=What is shown, as FRR's vtysh knows it"`
}
