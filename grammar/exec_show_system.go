package grammar

import (
	"fmt"
	"strings"
	"time"

	"github.com/alecthomas/participle/v2/lexer"
)

// showSystemEntries are the commands that show the machine.
var showSystemEntries = []entry{
	plain[ShowInventory](), plain[ShowProcesses](), plain[ShowMemory](), plain[ShowNTP](),
	plain[ShowIPProtocols](), plain[ShowIPv6Protocols](), plain[ShowDiscovery](), plain[ShowSockets](), plain[ShowTCP](), plain[ShowAliases](),
	plain[ShowTrack](), plain[ShowIPSLA](), plain[ShowIPLocalPool](), plain[ShowIPTraffic](),
}

// ShowInventory shows what the machine consists of.
type ShowInventory struct {
	Inventory bool `parser:"'show' @'inventory'" help:"inventory=Show the physical inventory"`
	Raw       bool `parser:"@'raw'?" help:"raw=Show all inventory, also what has no product number"`
}

// ShowProcesses shows what uses the processor and the memory.
type ShowProcesses struct {
	Resource string `parser:"'show' 'processes' @('cpu' | 'memory')?" help:"processes=Active process statistics;cpu=Show CPU usage per process;memory=Show memory usage per process"`
	Sorted   bool   `parser:"( @'sorted'" help:"sorted=Show sorted output based on percentage of usage"`
	By       string `parser:"  @('1min' | '5min' | '5sec')? )?" help:"1min=Sort based on 1 minute utilization;5min=Sort based on 5 minutes utilization;5sec=Sort based on 5 seconds utilization"`
}

// ShowMemory shows how much memory is in use.
type ShowMemory struct {
	Memory bool   `parser:"'show' @'memory'" help:"memory=Memory statistics"`
	Part   string `parser:"@('statistics' | 'summary')?" help:"statistics=Memory Pool Statistics;summary=Summary of memory usage per alloc PC"`
}

// ShowNTP shows what the clock follows: its state, or the servers.
type ShowNTP struct {
	Associations bool `parser:"'show' 'ntp' ( @'associations'" help:"ntp=Network time protocol;associations=NTP associations"`
	Detail       bool `parser:"  @'detail'?" help:"detail=Show detail"`
	Status       bool `parser:"| @'status' )" help:"status=NTP status"`
}

// ShowIPProtocols shows the routing protocols that run.
type ShowIPProtocols struct {
	Set bool `parser:"'show' 'ip' @'protocols'" help:"protocols=IP routing protocol process parameters and statistics"`
}

// ShowIPv6Protocols shows where the routes of IPv6 come from.
type ShowIPv6Protocols struct {
	Set bool `parser:"'show' 'ipv6' @'protocols'" help:"protocols=IPv6 Routing Protocols"`
}

// ShowDiscovery shows neighbours that announce themselves. Protocol is cdp or
// lldp.
type ShowDiscovery struct {
	Protocol  string         `parser:"'show' @('cdp' | 'lldp')" help:"cdp=CDP information;lldp=LLDP information"`
	What      string         `parser:"( @('interface' | 'neighbors' | 'traffic')" help:"interface=Interface status and configuration;neighbors=Neighbor entries;traffic=Statistics"`
	Interface *InterfaceName `parser:"  @@?"`
	Detail    bool           `parser:"  @'detail'?" help:"detail=Show detailed information"`
	Entry     *Word          `parser:"| 'entry' @@ )?" help:"entry=Information for specific neighbor entry;Entry=Name of the neighbor entry, or *"`
}

// ShowSockets shows what listens to UDP.
type ShowSockets struct {
	UDP bool `parser:"'show' ( @'udp'" help:"udp=UDP Details"`
	IP  bool `parser:"| 'ip' @'sockets' )" help:"ip=IP information;sockets=Open IP sockets"`
}

// ShowTCP shows the TCP connections.
type ShowTCP struct {
	TCP   bool `parser:"'show' @'tcp'" help:"tcp=Status of TCP connections"`
	Brief bool `parser:"( @'brief'" help:"brief=Brief display"`
	All   bool `parser:"  @'all'? )?" help:"all=Include endpoints in LISTEN state"`
}

// ShowAliases shows the aliases.
type ShowAliases struct {
	Aliases bool  `parser:"'show' @'aliases'" help:"aliases=Display alias commands"`
	Mode    *Word `parser:"@@?" help:"Mode=Mode of the aliases"`
}

// ShowTechSupport shows everything that somebody who is to help wants to know.
// Subject is crypto or empty.
type ShowTechSupport struct {
	TechSupport bool   `parser:"'show' @'tech-support'" help:"tech-support=Show system information for Tech-Support"`
	Subject     string `parser:"@('crypto' | 'ipsec')?" help:"crypto=Show information for crypto;ipsec=Show information for IPSec"`
}

// ShowCryptoTechSupport is the part of ShowTechSupport that is about IPsec.
type ShowCryptoTechSupport struct {
	TechSupport bool `parser:"'show' 'crypto' @'tech-support'" help:"tech-support=Displays relevant crypto information for technical support"`
}

// ClockSet sets the clock that messages are stamped by.
type ClockSet struct {
	Time  TimeOfDay `parser:"'clock' 'set' @@" help:"clock=Manage the system clock;set=Set the time and date;Time=Current Time"`
	Day   *Number   `parser:"( @@" range:"1-31" help:"Day=Day of the month"`
	Month *Month    `parser:"  @@" help:"Month=Month of the year"`
	First *Month    `parser:"| @@" help:"First=Month of the year"`
	After *Number   `parser:"  @@ )" range:"1-31" help:"After=Day of the month"`
	Year  Number    `parser:"@@" range:"1993-2035" help:"Year=Year"`
}

// Date of the command, as if the clock were that of UTC.
func (c *ClockSet) Date() (time.Time, error) {
	day, month := c.Day, c.Month
	if day == nil {
		day, month = c.After, c.First
	}
	t := time.Time(c.Time)
	date := time.Date(int(c.Year), time.Month(*month), int(*day), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	if date.Day() != int(*day) {
		return time.Time{}, fmt.Errorf("%v has no day %d", time.Month(*month), *day)
	}
	return date, nil
}

// TimeOfDay is "18:57:38".
type TimeOfDay time.Time

func parseTimeOfDay(s string) (TimeOfDay, bool) {
	t, err := time.Parse("15:4:5", s)
	return TimeOfDay(t), err == nil && !strings.Contains(s, ".")
}

func (TimeOfDay) Accepts(word string) bool { _, ok := parseTimeOfDay(word); return ok }
func (TimeOfDay) Syntax() string           { return "hh:mm:ss" }
func (t TimeOfDay) String() string         { return time.Time(t).Format("15:04:05") }

// Parse implements participle.Parseable.
func (t *TimeOfDay) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseTimeOfDay(s)
		*t = v
		return ok
	})
}

// Month of the year by its name, which may be abbreviated to three letters.
type Month time.Month

func parseMonth(s string) (Month, bool) {
	const shortest = 3
	for m := time.January; m <= time.December; m++ {
		if len(s) >= shortest && hasPrefixFold(m.String(), s) {
			return Month(m), true
		}
	}
	return 0, false
}

func (Month) Accepts(word string) bool { _, ok := parseMonth(word); return ok }
func (Month) Syntax() string           { return "MONTH" }
func (m Month) String() string         { return time.Month(m).String() }

// Parse implements participle.Parseable.
func (m *Month) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parseMonth(s)
		*m = v
		return ok
	})
}
