package grammar

// LoggingHost sends messages to a syslog server.
type LoggingHost struct {
	IPv6     *IPv6               `parser:"'logging' ( 'host' ( 'ipv6' @@" help:"host=Set syslog server IP address and parameters;ipv6=Configure IPv6 syslog server;IPv6=IPv6 address of the syslog server"`
	Name     *Word               `parser:"  | @@ )" names:"host" help:"Name=IP address or hostname of the syslog server"`
	Old      *IPv4               `parser:"| @@ )" help:"Old=IP address of the logging host"`
	VRF      *Word               `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Set VRF option;VRF=VRF name"`
	Protocol string              `parser:"( 'transport' @('tcp' | 'udp')" help:"transport=Specify the transport protocol (default=UDP);tcp=Transmission Control Protocol;udp=User Datagram Protocol"`
	Port     *Number             `parser:"  ( 'port' @@ )? )?" range:"1-65535" help:"port=Specify the port number (default: UDP 514, TCP 601);Port=Port number"`
	Options  []LoggingHostOption `parser:"@@*" order:"any"`
}

// LoggingHostOption is a detail of what a syslog server is sent. One field is
// set.
type LoggingHostOption struct {
	Audit         bool    `parser:"  @'audit'" help:"audit=Set this host for IOS firewall audit logging"`
	Discriminator *Word   `parser:"| 'discriminator' @@" help:"discriminator=Specify a message discriminator identifier for this logging session;Discriminator=String, maximum size of 8 chars"`
	Filtered      bool    `parser:"| @'filtered'" help:"filtered=Enable filtered logging"`
	Stream        *Number `parser:"  ( 'stream' @@ )?" range:"10-65535" help:"stream=This server should only receive messages from a numbered stream;Stream=Stream number"`
	Sequence      bool    `parser:"| @'sequence-num-session'" help:"sequence-num-session=Include session sequence number tag in syslog message"`
	Session       string  `parser:"| 'session-id' @('hostname' | 'ipv4' | 'ipv6')" help:"session-id=Specify syslog message session ID tagging;hostname=Include hostname in session ID tag;ipv4=Include logging source IP address in session ID tag;ipv6=Include logging source IPv6 address in session ID tag"`
	XML           bool    `parser:"| @'xml'" help:"xml=Enable logging in XML"`
}

// normalize: "logging 192.0.2.9" is the old spelling of "logging host".
func (l *LoggingHost) normalize() {
	if l.Old != nil {
		name := Word(l.Old.String())
		l.Name, l.Old = &name, nil
	}
}

// LoggingTrap says which messages go to the syslog servers.
type LoggingTrap struct {
	Trap     bool      `parser:"'logging' @'trap'" help:"trap=Set syslog server logging level"`
	Severity *Severity `parser:"@@?"`
}

func (l *LoggingTrap) normalize() { l.Severity.normalize() }

// LoggingFacility is what the servers file the messages under.
type LoggingFacility struct {
	Facility string `parser:"'logging' 'facility' (( @('auth' | 'cron' | 'daemon' | 'kern' | 'local0' | 'local1' | 'local2' | 'local3' | 'local4' | 'local5' | 'local6' | 'local7' | 'lpr' | 'mail' | 'news' | 'sys10' | 'sys11' | 'sys12' | 'sys13' | 'sys14' | 'sys9' | 'syslog' | 'user' | 'uucp') ))?" help:"facility=Facility parameter for syslog messages;auth=Authorization system;cron=Cron/at facility;daemon=System daemons;kern=Kernel;local0=Local use;local1=Local use;local2=Local use;local3=Local use;local4=Local use;local5=Local use;local6=Local use;local7=Local use;lpr=Line printer system;mail=Mail system;news=USENET news;sys10=System use;sys11=System use;sys12=System use;sys13=System use;sys14=System use;sys9=System use;syslog=Syslog itself;user=User process;uucp=Unix-to-Unix copy system"`
}

// Code is the facility's number (RFC 3164, Section 4.1.1).
func (l *LoggingFacility) Code() int {
	const local7 = 23
	codes := map[string]int{"kern": 0, "user": 1, "mail": 2, "daemon": 3, "auth": 4, "syslog": 5, "lpr": 6, "news": 7, "uucp": 8, "cron": 15,
		"sys9": 9, "sys10": 10, "sys11": 11, "sys12": 12, "sys13": 13, "sys14": 14,
		"local0": 16, "local1": 17, "local2": 18, "local3": 19, "local4": 20, "local5": 21, "local6": 22}
	if code, ok := codes[l.Facility]; ok {
		return code
	}
	return local7
}

// LoggingSourceInterface is whose address the messages come from.
type LoggingSourceInterface struct {
	Interface *InterfaceName `parser:"'logging' 'source-interface' (( @@" help:"source-interface=Specify interface for source address in logging transactions"`
	VRF       *Word          `parser:"( 'vrf' @@ )? ))?" names:"vrf" help:"vrf=Specify VRF for the logging source interface;VRF=VRF name"`
}

// LoggingOriginID is what stands before the time in messages to servers. What
// is hostname, ip or ipv6.
type LoggingOriginID struct {
	What   string `parser:"'logging' 'origin-id' (( @('hostname' | 'ip' | 'ipv6')" help:"origin-id=Add origin ID to syslog messages;hostname=Use origin hostname as ID;ip=Use origin IP address as ID;ipv6=Use origin IPv6 address as ID"`
	String *Text  `parser:"| 'string' @@ ))?" help:"string=Define a unique text string as ID;String=Text string"`
}

// LoggingCount has the messages counted by their names.
type LoggingCount struct {
	Count bool `parser:"'logging' @'count'" help:"count=Count every log message and timestamp last occurance"`
}

// LoggingHistory says which messages are kept for a network management system,
// or how many.
type LoggingHistory struct {
	History  bool      `parser:"'logging' @'history'" help:"history=Configure syslog history table"`
	Size     *Number   `parser:"( 'size' @@" range:"0-500" help:"size=Set history table size;Size=Number of messages"`
	Severity *Severity `parser:"| @@ )?"`
}

func (l *LoggingHistory) normalize() { l.Severity.normalize() }

// loggingEntries are the commands that concern syslog servers.
var loggingEntries = []entry{
	cmd[LoggingHost](), cmd[LoggingTrap](), cmd[LoggingFacility](), cmd[LoggingSourceInterface](), cmd[LoggingOriginID](),
	cmd[LoggingCount](), cmd[LoggingHistory](),
}
