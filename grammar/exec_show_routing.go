package grammar

// ShowRouting shows what a routing protocol knows. It is FRR's to read Rest,
// all that stands behind the protocol.
type ShowRouting struct {
	Family   string `parser:"'show' @('ip' | 'ipv6')" help:"ip=IP information;ipv6=IPv6 information"`
	Protocol string `parser:"@('as-path-access-list' | 'bgp' | 'community-list' | 'eigrp' | 'ospf' | 'prefix-list' | 'rip')" help:"as-path-access-list=List AS path access lists;bgp=BGP information;community-list=List community-list;eigrp=Show IPv4 EIGRP;ospf=OSPF information;prefix-list=List IP prefix lists;rip=RIP information"`
	Rest     *Text  `parser:"@@?" help:"Rest=What is shown, as FRR's vtysh knows it"`
}
