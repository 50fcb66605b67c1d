package grammar

var dhcpEntries = []entry{plain[ReleaseDHCP](), plain[RenewDHCP]()}

// ShowDHCPLease shows what servers have given to the interfaces.
type ShowDHCPLease struct {
	Interface *InterfaceName `parser:"'show' 'dhcp' 'lease' @@?" help:"dhcp=Dynamic Host Configuration Protocol status;lease=Show DHCP Addresses leased from a server"`
}

// ReleaseDHCP gives the address of an interface back.
type ReleaseDHCP struct {
	Interface InterfaceName `parser:"'release' 'dhcp' @@" help:"release=Release a resource;dhcp=Release a DHCP address"`
}

// RenewDHCP asks for the address of an interface again.
type RenewDHCP struct {
	Interface InterfaceName `parser:"'renew' 'dhcp' @@" help:"renew=Renew a resource;dhcp=Renew a DHCP address"`
}
