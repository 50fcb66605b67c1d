package grammar

// ShowIPInterfaceBrief lists interfaces with their IPv4 addresses, or one,
// which is named before or behind "brief".
type ShowIPInterfaceBrief struct {
	Interface *InterfaceName `parser:"'show' 'ip' 'interface' ( 'brief' @@?" help:"interface=IP interface status and configuration;brief=Brief summary of IP status and configuration"`
	Before    *InterfaceName `parser:"| @@ 'brief' )" help:"brief=Brief summary of IP status and configuration"`
}

// ShowIPv6InterfaceBrief lists interfaces with their IPv6 addresses, or one,
// which is named before or behind "brief".
type ShowIPv6InterfaceBrief struct {
	Interface *InterfaceName `parser:"'show' 'ipv6' 'interface' ( 'brief' @@?" help:"interface=IPv6 interface status and configuration;brief=Brief summary of IPv6 status and configuration"`
	Before    *InterfaceName `parser:"| @@ 'brief' )" help:"brief=Brief summary of IPv6 status and configuration"`
}

// ShowRunningConfig shows the configuration, or an interface, all VRFs or a VRF
// of it.
type ShowRunningConfig struct {
	Running     bool           `parser:"'show' @'running-config'" help:"running-config=Current operating configuration"`
	Interface   *InterfaceName `parser:"( 'interface' @@" help:"interface=Show interface configuration"`
	VRFs        bool           `parser:"| @'vrf'" help:"vrf=Show VRF aware configuration"`
	VRF         *Word          `parser:"  @@? )?" names:"vrf" help:"VRF=VRF name"`
	All         bool           `parser:"( @'all'" help:"all=Configuration with defaults"`
	Brief       bool           `parser:"| @'brief'" help:"brief=configuration without certificate data"`
	Full        bool           `parser:"| @'full'" help:"full=full configuration"`
	View        string         `parser:"| 'view' @'full' )?" help:"view=View options;full=full configuration"`
	LineNumbers bool           `parser:"@'linenum'?" help:"linenum=Display line numbers in output"`
}

// ShowDerivedConfig is ShowRunningConfig: templates, which IOS adds to it, are
// not there.
type ShowDerivedConfig struct {
	Derived   bool           `parser:"'show' @'derived-config'" help:"derived-config=Derived operating configuration"`
	Interface *InterfaceName `parser:"( 'interface' @@ )?" help:"interface=Show interface configuration"`
}

// ShowStartupConfig shows what the router boots from, or, with Errors, the
// lines of it that were refused.
type ShowStartupConfig struct {
	Name   string `parser:"'show' @('startup-config' | 'configuration')" help:"startup-config=Contents of startup configuration;configuration=Contents of Non-Volatile memory"`
	Errors bool   `parser:"@'errors'?" help:"errors=Lines that were refused at start (mainmode)"`
}

// ShowVersion shows what runs, and since when.
type ShowVersion struct {
	Set bool `parser:"'show' @'version'" help:"version=System hardware and software status"`
}

// ShowDebugging shows which debugs are on.
type ShowDebugging struct {
	Set bool `parser:"'show' @'debugging'" help:"debugging=State of each debugging option"`
}

// ShowDebugCondition shows by what debugs are limited, but for the crypto ones.
type ShowDebugCondition struct {
	Set bool `parser:"'show' 'debugging' @'condition'" help:"debugging=State of each debugging option;condition=Debugging conditions"`
}

// ShowClock shows the time.
type ShowClock struct {
	Clock  bool `parser:"'show' @'clock'" help:"clock=Display the system clock"`
	Detail bool `parser:"@'detail'?" help:"detail=Display detailed information"`
}

// ShowHistory shows the session's lines, or those of all sessions.
type ShowHistory struct {
	Set bool `parser:"'show' @'history'" help:"history=Display the session command history"`
	All bool `parser:"@'all'?" help:"all=Show complete history"`
}

// ShowLogging shows the buffer of messages or, with What, how often each has
// come or the last ones of the more severe.
type ShowLogging struct {
	Set  bool   `parser:"'show' @'logging'" help:"logging=Show the contents of logging buffers"`
	What string `parser:"@('count' | 'history')?" help:"count=Show counts of each logging message;history=Show the contents of syslog history table"`
}

// ShowKeyChain shows the keys of routing protocols and when they are used.
type ShowKeyChain struct {
	Chain bool  `parser:"'show' 'key' @'chain'" help:"key=Key information;chain=Key-chain information"`
	Name  *Word `parser:"@@?" help:"Name=Key-chain name"`
}

// ShowPrivilege shows the session's privilege.
type ShowPrivilege struct {
	Set bool `parser:"'show' @'privilege'" help:"privilege=Show current privilege level"`
}

// ShowUsers shows who is at a terminal.
type ShowUsers struct {
	Users bool   `parser:"'show' @'users'" help:"users=Display information about terminal lines"`
	How   string `parser:"@('all' | 'wide')?" help:"all=Include information about inactive ports;wide=use wide format"`
}
