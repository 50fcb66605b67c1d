package grammar

// showNHRPEntries are the commands that show what NHRP knows.
var showNHRPEntries = []entry{
	plain[ShowIPNHRP](), plain[ShowIPNHRPServers](), plain[ShowIPNHRPMulticast](), plain[ShowIPNHRPTraffic](), plain[ShowIPNHRPSummary](), plain[ShowDMVPN](),
}

// ShowIPNHRP shows the cache, or what of it is of one kind, address or
// interface.
type ShowIPNHRP struct {
	NHRP      bool           `parser:"'show' 'ip' @'nhrp'" help:"nhrp=NHRP information"`
	Kind      string         `parser:"@('dynamic' | 'incomplete' | 'local' | 'static')?" help:"dynamic=Show dynamic (learned) entries;incomplete=Show incomplete (unresolved) entries;local=Show local entries;static=Show static entries"`
	Address   *IPv4          `parser:"( @@" help:"Address=Destination address"`
	Interface *InterfaceName `parser:"| @@ )?"`
	Form      string         `parser:"@('brief' | 'detail')?" help:"brief=Show brief output;detail=Show detailed output"`
}

// ShowIPNHRPServers shows the next hop servers.
type ShowIPNHRPServers struct {
	NHS       bool           `parser:"'show' 'ip' 'nhrp' @'nhs'" help:"nhs=Show NHRP server info"`
	Address   *IPv4          `parser:"( @@" help:"Address=NHS address"`
	Interface *InterfaceName `parser:"| @@ )?"`
	Detail    bool           `parser:"@'detail'?" help:"detail=Show detailed output"`
}

// ShowIPNHRPMulticast shows where copies of multicasts go.
type ShowIPNHRPMulticast struct {
	Multicast bool           `parser:"'show' 'ip' 'nhrp' @'multicast'" help:"multicast=Show NHRP multicast info"`
	Address   *IPv4          `parser:"( @@" help:"Address=NBMA address"`
	Interface *InterfaceName `parser:"| @@ )?"`
}

// ShowIPNHRPTraffic counts packets.
type ShowIPNHRPTraffic struct {
	Traffic   bool           `parser:"'show' 'ip' 'nhrp' @'traffic'" help:"traffic=Show NHRP statistics"`
	Interface *InterfaceName `parser:"( 'interface' @@ )?" help:"interface=Show NHRP statistics for an interface"`
}

// ShowIPNHRPSummary counts entries.
type ShowIPNHRPSummary struct {
	Summary bool `parser:"'show' 'ip' 'nhrp' @'summary'" help:"summary=Show NHRP summary"`
}

// ShowDMVPN shows the tunnels of NHRP with their peers.
type ShowDMVPN struct {
	DMVPN     bool           `parser:"'show' @'dmvpn'" help:"dmvpn=Display DMVPN information"`
	Interface *InterfaceName `parser:"( 'interface' @@ )?" help:"interface=Display DMVPN information for an interface"`
	NBMA      *IPv4          `parser:"( 'peer' ( 'nbma' @@" help:"peer=Display DMVPN information for a peer;nbma=Peer NBMA address;NBMA=NBMA address of the peer"`
	Tunnel    *IPv4          `parser:"  | 'tunnel' @@ ) )?" help:"tunnel=Peer tunnel address;Tunnel=Tunnel address of the peer"`
	Static    bool           `parser:"@'static'?" help:"static=Display only static DMVPN information"`
	Detail    bool           `parser:"@'detail'?" help:"detail=Display detailed DMVPN information"`
}

// ClearIPNHRP forgets what was learned, or what was counted.
type ClearIPNHRP struct {
	NHRP     bool  `parser:"'clear' 'ip' @'nhrp'" help:"ip=IP;nhrp=Clear NHRP cache"`
	Counters bool  `parser:"( @'counters'" help:"counters=Clear NHRP statistics"`
	Address  *IPv4 `parser:"| @@ )?" help:"Address=Destination address to delete"`
}

// ClearDMVPN ends sessions: of an interface, of a peer, or all; those with
// configured mappings too if Static is set.
type ClearDMVPN struct {
	Session   bool           `parser:"'clear' 'dmvpn' @'session'" help:"dmvpn=Clear DMVPN information;session=Clear DMVPN sessions"`
	Interface *InterfaceName `parser:"( 'interface' @@ )?" help:"interface=Clear DMVPN sessions of an interface"`
	NBMA      *IPv4          `parser:"( 'peer' ( 'nbma' @@" help:"peer=Clear DMVPN sessions with a peer;nbma=Peer NBMA address;NBMA=NBMA address of the peer"`
	Tunnel    *IPv4          `parser:"  | 'tunnel' @@ ) )?" help:"tunnel=Peer tunnel address;Tunnel=Tunnel address of the peer"`
	Static    bool           `parser:"@'static'?" help:"static=Clear the static entries too"`
}

// DebugNHRP turns a debug of NHRP on.
type DebugNHRP struct {
	Debug NHRPDebug `parser:"'debug' @@"`
}

// UndebugNHRP turns it off.
type UndebugNHRP struct {
	Debug NHRPDebug `parser:"( 'undebug' | 'no' 'debug' ) @@"`
}

// NHRPDebug names a debug of NHRP.
type NHRPDebug struct {
	NHRP  bool   `parser:"@'nhrp'" help:"nhrp=NHRP protocol"`
	Topic string `parser:"@('cache' | 'error' | 'packet')?" help:"cache=NHRP cache operations;error=NHRP errors;packet=NHRP activity"`
}
