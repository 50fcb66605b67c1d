package grammar

// DebugSystem turns a debug on that has no settings.
type DebugSystem struct {
	Topic SystemDebug `parser:"'debug' @@"`
}

// UndebugSystem turns it off.
type UndebugSystem struct {
	Topic SystemDebug `parser:"( 'undebug' | 'no' 'debug' ) @@"`
}

// SystemDebug names a debug of something else than IPsec. One field is set.
type SystemDebug struct {
	AAA     bool   `parser:"  'aaa' @'authentication'" help:"aaa=AAA Authentication, Authorization and Accounting;authentication=Authentication"`
	ARP     bool   `parser:"| @'arp'" help:"arp=IP ARP and HP Probe transactions"`
	DHCP    bool   `parser:"| @'dhcp'" help:"dhcp=DHCP client activities"`
	Routing bool   `parser:"| 'ip' @'routing'" help:"ip=IP information;routing=Routing table events"`
	IPv6    string `parser:"| 'ipv6' @('icmp' | 'packet' | 'routing')" help:"ipv6=IPv6 information;icmp=ICMPv6 debugging;packet=IPv6 packet debugging;routing=IPv6 routing table debugging"`
}
