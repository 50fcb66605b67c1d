package grammar

// ShowTrack shows the objects of "track", or one.
type ShowTrack struct {
	Track  bool    `parser:"'show' @'track'" help:"track=Tracking information"`
	Object *Number `parser:"@@?" range:"1-1000" help:"Object=Tracked object number"`
	Brief  bool    `parser:"@'brief'?" help:"brief=Brief information"`
}

// ShowIPSLA shows the operations of IP SLA, or one.
type ShowIPSLA struct {
	What    string  `parser:"'show' 'ip' 'sla' @('configuration' | 'statistics' | 'summary')" help:"ip=IP information;sla=Service Level Agreement (SLA);configuration=IP SLAs Configuration;statistics=IP SLAs Latest Operation Statistics;summary=IP SLAs Latest Operation Summary"`
	Number  *Number `parser:"@@?" range:"1-2147483647" help:"Number=Entry number"`
	Details bool    `parser:"@'details'?" help:"details=Detailed Output"`
}

// ShowIPLocalPool shows the addresses for clients, of all pools or of one.
type ShowIPLocalPool struct {
	Pool bool  `parser:"'show' 'ip' 'local' @'pool'" help:"local=IP local options;pool=IP Local address pool"`
	Name *Word `parser:"@@?" names:"pool" help:"Name=Local pool name"`
}

// ShowIPTraffic shows what the system has counted of IP and of what it carries.
type ShowIPTraffic struct {
	Set bool `parser:"'show' 'ip' @'traffic'" help:"traffic=IP protocol statistics"`
}
