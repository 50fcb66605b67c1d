package grammar

import (
	"fmt"
	"strconv"

	"github.com/alecthomas/participle/v2/lexer"
)

// Ping sends echo requests. Without a Host it asks for everything else. Family is
// ip, ipv6 or empty.
type Ping struct {
	VRF     *Word        `parser:"'ping' ( 'vrf' @@ )?" names:"vrf" help:"ping=Send echo messages;vrf=Select VPN Routing/Forwarding Instance;VRF=VRF name"`
	Family  string       `parser:"@('ip' | 'ipv6')?" help:"ip=IP echo;ipv6=IPv6 echo"`
	Host    *Word        `parser:"( @@" names:"host" help:"Host=Ping destination address or hostname"`
	Options []PingOption `parser:"  @@* )?" order:"any"`
}

// PingOption is a detail of a ping. One field is set.
type PingOption struct {
	Data     *Pattern    `parser:"  'data' @@" help:"data=specify data pattern;Data=Data pattern in hex"`
	DFBit    bool        `parser:"| @'df-bit'" help:"df-bit=enable do not fragment bit in IP header"`
	DSCP     *Number     `parser:"| 'dscp' @@" range:"0-63" help:"dscp=specify dscp value;DSCP=Differentiated services codepoint value"`
	Repeat   *Number     `parser:"| 'repeat' @@" range:"1-2147483647" help:"repeat=specify repeat count;Repeat=Repeat count"`
	Size     *Number     `parser:"| 'size' @@" range:"36-18024" help:"size=specify datagram size;Size=Datagram size"`
	Source   *PingSource `parser:"| 'source' @@" help:"source=specify source address or name"`
	Timeout  *Number     `parser:"| 'timeout' @@" range:"0-3600" help:"timeout=specify timeout interval;Timeout=Timeout in seconds"`
	TOS      *Number     `parser:"| 'tos' @@" range:"0-255" help:"tos=specify type of service value;TOS=Type of service value"`
	Validate bool        `parser:"| @'validate'" help:"validate=validate reply data"`
	Verbose  bool        `parser:"| @'verbose'" help:"verbose=verbose output"`
}

// PingSource is where a ping comes from. One field is set.
type PingSource struct {
	Interface *InterfaceName `parser:"  @@"`
	Address   *PeerAddress   `parser:"| @@"`
}

// Traceroute asks each router on the way for its name. Without a Host it asks
// for everything else. Family is ip, ipv6 or empty.
type Traceroute struct {
	VRF     *Word         `parser:"'traceroute' ( 'vrf' @@ )?" names:"vrf" help:"traceroute=Trace route to destination;vrf=Select VPN Routing/Forwarding Instance;VRF=VRF name"`
	Family  string        `parser:"@('ip' | 'ipv6')?" help:"ip=IP Trace;ipv6=IPv6 Trace"`
	Host    *Word         `parser:"( @@" names:"host" help:"Host=Trace route to destination address or hostname"`
	Options []TraceOption `parser:"  @@* )?" order:"any"`
}

// TraceOption is a detail of a traceroute. One field is set.
type TraceOption struct {
	Numeric bool        `parser:"  @'numeric'" help:"numeric=display numeric address"`
	Port    *Number     `parser:"| 'port' @@" range:"0-65535" help:"port=specify port number;Port=Port number"`
	Probe   *Number     `parser:"| 'probe' @@" range:"1-65535" help:"probe=specify number of probes per hop;Probe=Probe count"`
	Source  *PingSource `parser:"| 'source' @@" help:"source=specify source address or name"`
	Timeout *Number     `parser:"| 'timeout' @@" range:"0-3600" help:"timeout=specify time out;Timeout=Timeout in seconds"`
	TTL     *TTLRange   `parser:"| 'ttl' @@" help:"ttl=specify minimum and maximum ttl"`
}

// TTLRange is which routers on the way are asked.
type TTLRange struct {
	Low  Number `parser:"@@" range:"0-255" help:"Low=Minimum Time to Live"`
	High Number `parser:"@@" range:"0-255" help:"High=Maximum Time to Live"`
}

// Pattern is two bytes in hexadecimal.
type Pattern uint16

func parsePattern(s string) (Pattern, bool) {
	v, err := strconv.ParseUint(s, 16, 16)
	return Pattern(v), err == nil
}

func (Pattern) Accepts(word string) bool { _, ok := parsePattern(word); return ok }
func (Pattern) Syntax() string           { return "<0-FFFF>" }
func (p Pattern) String() string         { return fmt.Sprintf("%04X", uint16(p)) }

// Parse implements participle.Parseable.
func (p *Pattern) Parse(lex *lexer.PeekingLexer) error {
	return take(lex, func(s string) bool {
		v, ok := parsePattern(s)
		*p = v
		return ok
	})
}
