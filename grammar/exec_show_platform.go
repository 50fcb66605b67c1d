package grammar

// platformEntries are the commands that show what the router runs on.
var platformEntries = []entry{
	plain[ShowPlatform](), plain[ShowHardware](), plain[ShowRedundancy](), plain[ShowEnvironment](), plain[ShowControllers](), plain[ShowLicense](), plain[ShowBootVariables](),
}

// ShowPlatform shows the parts of the chassis.
type ShowPlatform struct {
	Set bool `parser:"'show' @'platform'" help:"platform=Show platform information"`
}

// ShowHardware shows what the router is made of: its boards, its memory, the
// buffers and stacks of its software.
type ShowHardware struct {
	What string `parser:"'show' @('buffers' | 'diag' | 'region' | 'stacks')" help:"buffers=Buffer pool statistics;diag=Show diagnostic information for port adapters/modules;region=Region Manager Status;stacks=Process stack utilization"`
}

// ShowRedundancy shows the processors that stand in for each other.
type ShowRedundancy struct {
	Set  bool   `parser:"'show' @'redundancy'" help:"redundancy=Redundancy Facility (RF) information"`
	What string `parser:"@('states' | 'switchover')?" help:"states=RF states, client IDs and peer states;switchover=Redundancy switchover status"`
}

// ShowEnvironment shows the sensors of the machine and their alarms.
type ShowEnvironment struct {
	Set bool   `parser:"'show' @'environment'" help:"environment=Environmental monitor statistics"`
	All string `parser:"@('all' | 'summary')?" help:"all=Show all environmental monitor parameters;summary=Show a summary of the environmental monitor"`
}

// ShowControllers shows the devices that the interfaces are, or one.
type ShowControllers struct {
	Set       bool           `parser:"'show' @'controllers'" help:"controllers=Interface controller status"`
	Interface *InterfaceName `parser:"@@?"`
}

// ShowLicense shows what software is licensed.
type ShowLicense struct {
	Set  bool   `parser:"'show' @'license'" help:"license=Show license information"`
	What string `parser:"@('all' | 'detail' | 'feature' | 'status' | 'summary' | 'udi' | 'usage')?" help:"all=Show license all information;detail=Show license detail information;feature=Show license feature information;status=Show license status information;summary=Show license summary;udi=Show license udi information;usage=Show license usage information"`
}

// ShowBootVariables shows what the router boots.
type ShowBootVariables struct {
	Set bool `parser:"'show' @'bootvar'" help:"bootvar=Boot and related environment variables"`
}
