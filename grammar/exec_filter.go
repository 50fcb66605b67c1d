package grammar

// showFilterEntries are the commands that show access lists and NAT.
var showFilterEntries = []entry{
	plain[ShowAccessLists](), plain[ShowIPAccessLists](), plain[ShowIPv6AccessList](), plain[ShowObjectGroup](), plain[ShowTimeRange](),
	plain[ShowIPNATTranslations](), plain[ShowIPNATStatistics](),
}

// clearFilterEntries are the commands that clear their counts.
var clearFilterEntries = []entry{
	plain[ClearAccessListCounters](), plain[ClearIPv6AccessList](), plain[ClearIPNATTranslation](), plain[ClearIPNATStatistics](),
}

// ShowAccessLists shows the access lists of every family, or one.
type ShowAccessLists struct {
	Set  bool  `parser:"'show' @'access-lists'" help:"access-lists=List access lists"`
	List *Word `parser:"@@?" names:"acl" help:"List=ACL name or number"`
}

// ShowIPAccessLists shows the access lists for IPv4, or one.
type ShowIPAccessLists struct {
	Set  bool  `parser:"'show' 'ip' @'access-lists'" help:"access-lists=List IP access lists"`
	List *Word `parser:"@@?" names:"acl" help:"List=Access-list name or number"`
}

// ShowIPv6AccessList shows the access lists for IPv6, or one.
type ShowIPv6AccessList struct {
	Set  bool  `parser:"'show' 'ipv6' @'access-list'" help:"access-list=Summary of access lists"`
	List *Word `parser:"@@?" names:"acl" help:"List=User selected string identifying this access list"`
}

// ShowIPNATTranslations shows what NAT translates.
type ShowIPNATTranslations struct {
	Set      bool   `parser:"'show' 'ip' 'nat' @'translations'" help:"nat=IP NAT information;translations=Translation entries"`
	Protocol string `parser:"( @('icmp' | 'tcp' | 'udp')" help:"icmp=Internet Control Message Protocol;tcp=Transmission Control Protocol;udp=User Datagram Protocol"`
	Inside   *IPv4  `parser:"| 'inside' @@" help:"inside=Inside local addresses;Inside=IP address"`
	Outside  *IPv4  `parser:"| 'outside' @@" help:"outside=Outside global addresses;Outside=IP address"`
	VRF      *Word  `parser:"| 'vrf' @@ )?" names:"vrf" help:"vrf=Display VRF translations;VRF=VPN Routing/Forwarding instance name"`
	Total    bool   `parser:"( @'total'" help:"total=Total number of translations"`
	Verbose  bool   `parser:"| @'verbose' )?" help:"verbose=Show extra information"`
}

// ShowIPNATStatistics shows what NAT has done.
type ShowIPNATStatistics struct {
	Set bool `parser:"'show' 'ip' 'nat' @'statistics'" help:"nat=IP NAT information;statistics=Translation statistics"`
}

// ClearAccessListCounters sets the counts of the lines of all access lists, or
// of one, to zero.
type ClearAccessListCounters struct {
	Set  bool  `parser:"'clear' ( 'ip' )? 'access-list' @'counters'" help:"access-list=Clear access list statistical information;counters=Clear access list counters"`
	List *Word `parser:"@@?" names:"acl" help:"List=Access list name or number"`
}

// ClearIPv6AccessList is ClearAccessListCounters for IPv6.
type ClearIPv6AccessList struct {
	Set  bool  `parser:"'clear' 'ipv6' @'access-list'" help:"access-list=Clear access list counters"`
	List *Word `parser:"@@?" names:"acl" help:"List=Access list name"`
}

// ClearIPNATTranslation ends dynamic translations: all, those of an inside
// host, those to an outside host, or one of a port.
type ClearIPNATTranslation struct {
	All      bool       `parser:"'clear' 'ip' 'nat' 'translation' ( @'*'" help:"nat=Clear NAT;translation=Clear dynamic translation;*=Clear all dynamic translations"`
	Forced   bool       `parser:"| @'forced'" help:"forced=Clear all dynamic translations (forcefully)"`
	Inside   *NATPair   `parser:"| 'inside' @@" help:"inside=Inside addresses (and ports)"`
	Outside  *NATPair   `parser:"| 'outside' @@" help:"outside=Outside addresses (and ports)"`
	Protocol string     `parser:"| @('tcp' | 'udp')" help:"tcp=Transmission Control Protocol;udp=User Datagram Protocol"`
	Ends     *NATSocket `parser:"  'inside' @@ )" help:"inside=Inside addresses and ports"`
}

// NATPair is an address and what it is translated to.
type NATPair struct {
	Global IPv4 `parser:"@@" help:"Global=Global IP address"`
	Local  IPv4 `parser:"@@" help:"Local=Local IP address"`
}

// NATSocket is a NATPair with ports.
type NATSocket struct {
	Global     IPv4   `parser:"@@" help:"Global=Inside global IP address"`
	GlobalPort Number `parser:"@@" range:"1-65535" help:"GlobalPort=Global port"`
	Local      IPv4   `parser:"@@" help:"Local=Inside local IP address"`
	LocalPort  Number `parser:"@@" range:"1-65535" help:"LocalPort=Local port"`
}

// ClearIPNATStatistics sets what ShowIPNATStatistics counts to zero.
type ClearIPNATStatistics struct {
	Set bool `parser:"'clear' 'ip' 'nat' @'statistics'" help:"nat=Clear NAT;statistics=Clear translation statistics"`
}

// ShowObjectGroup shows the object groups, or one.
type ShowObjectGroup struct {
	Group bool  `parser:"'show' @'object-group'" help:"object-group=List object groups"`
	Name  *Word `parser:"@@?" names:"object-group" help:"Name=Object-group name"`
}

// ShowTimeRange shows the time ranges, or one.
type ShowTimeRange struct {
	Range bool  `parser:"'show' @'time-range'" help:"time-range=Time range"`
	Name  *Word `parser:"@@?" names:"time-range" help:"Name=Name of time range entry"`
}
