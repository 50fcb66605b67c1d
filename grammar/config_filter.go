package grammar

// AccessListReference names an access list for IPv4 where one is used. One
// field is set.
type AccessListReference struct {
	Number   *Number         `parser:"  @@" range:"1-199" help:"Number=IP access list (standard or extended)"`
	Expanded *Number         `parser:"| @@" range:"1300-2699" help:"Expanded=IP expanded access list (standard or extended)"`
	Name     *AccessListName `parser:"| @@" names:"acl" help:"Name=Access-list name"`
}

// String is the list's number or name.
func (r *AccessListReference) String() string {
	if r.Name != nil {
		return r.Name.String()
	}
	return oneNumber(r.Number, r.Expanded)
}

// IPAccessGroup filters the IPv4 packets of an interface.
type IPAccessGroup struct {
	List      AccessListReference `parser:"'ip' 'access-group' @@" help:"access-group=Specify access control for packets"`
	Direction string              `parser:"@('in' | 'out')" help:"in=inbound packets;out=outbound packets"`
}

// IPv6TrafficFilter filters the IPv6 packets of an interface.
type IPv6TrafficFilter struct {
	List      Word   `parser:"'ipv6' 'traffic-filter' @@" names:"acl" help:"traffic-filter=Access control list for packets;List=Access-list name"`
	Direction string `parser:"@('in' | 'out')" help:"in=input packets;out=output packets"`
}

// IPUnreachables has an interface answer packets that an access list denies.
type IPUnreachables struct {
	Set bool `parser:"'ip' @'unreachables'" help:"unreachables=Enable sending ICMP Unreachable messages"`
}

// IPv6Unreachables is IPUnreachables for IPv6.
type IPv6Unreachables struct {
	Set bool `parser:"'ipv6' @'unreachables'" help:"unreachables=Enable sending of ICMP Unreachable messages"`
}

// InterfaceNAT says on which side of NAT an interface is.
type InterfaceNAT struct {
	Side string `parser:"'ip' 'nat' @('inside' | 'outside')" help:"nat=NAT interface commands;inside=Inside interface for address translation;outside=Outside interface for address translation"`
}
