package grammar

import "slices"

// Exit leaves a mode.
type Exit struct {
	Set bool `parser:"@'exit'" help:"exit=Exit from the current mode"`
}

func (*Exit) everybody() {}

// End leaves configuration mode.
type End struct {
	Set bool `parser:"@'end'" help:"end=Exit from configure mode"`
}

func (*End) everybody() {}

// Do runs an EXEC command in configuration mode.
type Do struct {
	Command Text `parser:"'do' @@" help:"do=To run exec commands in config mode;Command=Exec Command"`
}

func (*Do) everybody() {}

// Hostname is the router's name.
type Hostname struct {
	Name Word `parser:"'hostname' (( @@ ))?" help:"hostname=Set system's network name;Name=This system's network name"`
}

// Version is the release that wrote a configuration.
type Version struct {
	Version Word `parser:"'version' @@" help:"version=Version number that wrote the configuration;Version=Version number"`
}

// ServiceTimestamps puts the time before messages. Target is debug, log, or
// empty for both; without Uptime and DateTime it is uptime.
type ServiceTimestamps struct {
	Target   string            `parser:"'service' 'timestamps' ( @('debug' | 'log')" help:"timestamps=Timestamp debug/log messages;debug=Timestamp debug messages;log=Timestamp log messages"`
	Uptime   bool              `parser:"  ( @'uptime'" help:"uptime=Timestamp with system uptime"`
	DateTime bool              `parser:"  | @'datetime'" help:"datetime=Timestamp with date and time"`
	Options  []TimestampOption `parser:"    @@* )? )?" order:"any"`
}

// TimestampOption is a detail of a timestamp. One field is set.
type TimestampOption struct {
	Milliseconds bool `parser:"  @'msec'" help:"msec=Include milliseconds in timestamp"`
	LocalTime    bool `parser:"| @'localtime'" help:"localtime=Use local time zone for timestamps"`
	ShowTimezone bool `parser:"| @'show-timezone'" help:"show-timezone=Add time zone information to timestamp"`
	Year         bool `parser:"| @'year'" help:"year=Include year in timestamp"`
}

// ServicePasswordEncryption hides passwords in the configuration.
type ServicePasswordEncryption struct {
	Set bool `parser:"'service' @'password-encryption'" help:"password-encryption=Encrypt system passwords"`
}

// EnableSecret is the password of "enable" for a privilege level, nil: 15. Kind
// is secret or password.
type EnableSecret struct {
	Kind   string  `parser:"'enable' @('password' | 'secret')" help:"password=Assign the privileged level password (MAX of 25 characters);secret=Assign the privileged level secret (MAX of 25 characters)"`
	Level  *Number `parser:"( 'level' @@ )?" range:"1-15" help:"level=Set exec level password;Level=Level number"`
	Type   string  `parser:"(( @('0' | '4' | '5' | '7' | '8' | '9')?" print:"0=" help:"0=Specifies an UNENCRYPTED password will follow;4=Specifies an SHA256 ENCRYPTED secret will follow;5=Specifies a MD5 HASHED secret will follow;7=Specifies a HIDDEN password will follow;8=Specifies a PBKDF2 HASHED secret will follow;9=Specifies a SCRYPT HASHED secret will follow"`
	Secret Text    `parser:"  @@ ))?" help:"Secret=The UNENCRYPTED (cleartext) 'enable' password"`
}

// Privilege gives a command of a mode a level: Level, or with Reset its own
// again. With All it concerns what begins like the command too.
type Privilege struct {
	Mode    string  `parser:"'privilege' @('configure' | 'exec' | 'interface' | 'line')" help:"privilege=Command privilege parameters;configure=Global configuration mode;exec=Exec mode;interface=Interface configuration mode;line=Line configuration mode"`
	All     bool    `parser:"@'all'?" help:"all=All suboption will be set to the samelevel"`
	Level   *Number `parser:"( 'level' @@" range:"0-15" help:"level=Set privilege level of command;Level=Privilege level"`
	Reset   bool    `parser:"| @'reset' )" help:"reset=Reset privilege level of command"`
	Command Text    `parser:"@@" help:"Command=Initial keywords of the command to modify"`
}

// Modes are those whose command has the level.
func (c *Privilege) Modes() []*Mode {
	switch c.Mode {
	case "configure":
		return []*Mode{Global}
	case "interface":
		return []*Mode{Interface, SubInterface}
	case "line":
		return []*Mode{Line}
	}
	return []*Mode{Exec}
}

// Username is a person who may log in. Kind is secret or password.
type Username struct {
	Name      Word    `parser:"'username' @@" names:"user" help:"username=Establish User Name Authentication;Name=User name"`
	Privilege *Number `parser:"(( ( 'privilege' @@ )?" range:"0-15" help:"privilege=Set user privilege level;Privilege=User privilege level"`
	Kind      string  `parser:"  ( @('password' | 'secret')" help:"password=Specify the password for the user;secret=Specify the secret for the user"`
	Type      string  `parser:"    @('0' | '4' | '5' | '7' | '8' | '9')?" help:"0=Specifies an UNENCRYPTED password will follow;4=Specifies a SHA256 ENCRYPTED secret will follow;5=Specifies a MD5 HASHED secret will follow;7=Specifies a HIDDEN password will follow;8=Specifies a PBKDF2 HASHED secret will follow;9=Specifies a SCRYPT HASHED secret will follow"`
	Secret    Text    `parser:"    @@" help:"Secret=The UNENCRYPTED (cleartext) user password"`
	// NoPassword lets the user in without one.
	NoPassword bool `parser:"  | @'nopassword' )? ))?" help:"nopassword=No password is required for the user to log in"`
}

// EnableAlgorithm is EnableSecret that names the hash in which the secret is
// stored.
type EnableAlgorithm struct {
	Hashed HashedSecret `parser:"'enable' @@"`
}

// UsernameAlgorithm is Username that names the hash in which the secret is
// stored.
type UsernameAlgorithm struct {
	Name      Word         `parser:"'username' @@" names:"user" help:"username=Establish User Name Authentication;Name=User name"`
	Privilege *Number      `parser:"( 'privilege' @@ )?" range:"0-15" help:"privilege=Set user privilege level;Privilege=User privilege level"`
	Hashed    HashedSecret `parser:"@@"`
}

// HashedSecret is a secret in clear and how it is hashed.
type HashedSecret struct {
	Algorithm string `parser:"'algorithm-type' @('md5' | 'scrypt' | 'sha256')" help:"algorithm-type=Algorithm to use for hashing the plaintext secret;md5=Encode the password using the MD5 algorithm;scrypt=Encode the password using the SCRYPT hashing algorithm;sha256=Encode the password using the PBKDF2 hashing algorithm"`
	Secret    Text   `parser:"'secret' '0'? @@" help:"secret=Specify the secret;0=Specifies an UNENCRYPTED secret will follow;Secret=The UNENCRYPTED (cleartext) secret"`
}

// normalize has a password in clear, which IOS prints behind a 0, told from a
// secret, which it never prints in clear.
func (u *Username) normalize() {
	switch {
	case u.Secret == "":
	case u.Kind == "password" && u.Type == "":
		u.Type = "0"
	case u.Kind == "secret" && u.Type == "0":
		u.Type = ""
	}
}

// FilePrompt is how much the file commands ask. Mode is alert, noisy, quiet,
// or empty for alert.
type FilePrompt struct {
	File bool   `parser:"@'file' 'prompt'" help:"file=Adjust file system parameters;prompt=Prompt for file operations"`
	Mode string `parser:"@('alert' | 'noisy' | 'quiet')?" help:"alert=Prompt only for destructive file operations;noisy=Confirm all file operation parameters;quiet=Seldom prompt for file operations"`
}

// Banner is a text shown at a login. First is the first line: a delimiter and
// what follows it; the rest of the text is on the lines after it.
type Banner struct {
	Kind  string `parser:"'banner' @('exec' | 'login' | 'motd')" help:"banner=Define a login banner;exec=Set EXEC process creation banner;login=Set login banner;motd=Set Message of the Day banner"`
	First Text   `parser:"(( @@ ))?" help:"First=c banner-text c, where 'c' is a delimiting character"`
}

// Alias is a short name for an EXEC command.
type Alias struct {
	Name    Word `parser:"'alias' 'exec' @@" help:"alias=Create command alias;exec=Exec mode;Name=Alias name"`
	Command Text `parser:"(( @@ ))?" help:"Command=Alias text"`
}

// Severity is a level of messages, by name or number.
type Severity struct {
	Name   string  `parser:"  @('alerts' | 'critical' | 'debugging' | 'emergencies' | 'errors' | 'informational' | 'notifications' | 'warnings')" help:"alerts=Immediate action needed           (severity=1);critical=Critical conditions               (severity=2);debugging=Debugging messages                (severity=7);emergencies=System is unusable                (severity=0);errors=Error conditions                  (severity=3);informational=Informational messages            (severity=6);notifications=Normal but significant conditions (severity=5);warnings=Warning conditions                (severity=4)"`
	Number *Number `parser:"| @@" range:"0-7" help:"Number=Logging severity level"`
}

// severities are the names of the levels by number.
var severities = [...]string{"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging"}

// Level is the severity as a number: 0 emergencies to 7 debugging. A nil
// Severity, or one without a value, is 7.
func (s *Severity) Level() int {
	if s != nil && s.Number != nil {
		return int(*s.Number)
	}
	if s != nil && s.Name != "" {
		return slices.Index(severities[:], s.Name)
	}
	return len(severities) - 1
}

// normalize names a level that was typed as a number.
func (s *Severity) normalize() {
	if s != nil && s.Number != nil {
		s.Name, s.Number = severities[*s.Number], nil
	}
}

// LoggingBuffered keeps messages in memory.
type LoggingBuffered struct {
	Size     *Number   `parser:"'logging' 'buffered' @@?" range:"4096-2147483647" help:"buffered=Set buffered logging parameters;Size=Logging buffer size"`
	Severity *Severity `parser:"@@?"`
}

func (l *LoggingBuffered) normalize() { l.Severity.normalize() }

// LoggingTerminal sends messages to terminals. Target is console or monitor.
type LoggingTerminal struct {
	Target   string    `parser:"'logging' @('console' | 'monitor')" help:"console=Set console logging parameters;monitor=Set terminal line (monitor) logging parameters"`
	Severity *Severity `parser:"@@?"`
}

func (l *LoggingTerminal) normalize() { l.Severity.normalize() }

// LoggingOn is on by default.
type LoggingOn struct {
	Set bool `parser:"'logging' @'on'" help:"on=Enable logging to all enabled destinations"`
}

// IPRouting is on by default.
type IPRouting struct {
	Set bool `parser:"'ip' @'routing'" help:"routing=Enable IP routing"`
}

// IPv6UnicastRouting forwards IPv6 packets.
type IPv6UnicastRouting struct {
	Set bool `parser:"'ipv6' @'unicast-routing'" help:"unicast-routing=Enable unicast routing"`
}

// IPDomainName completes host names.
type IPDomainName struct {
	Name Word `parser:"'ip' ( 'domain' 'name' | 'domain-name' ) (( @@ ))?" help:"domain=IP DNS Resolver;name=Define the default domain name;domain-name=Define the default domain name;Name=Default domain name"`
}

// IPDomainLookup asks a server for the addresses of host names.
type IPDomainLookup struct {
	Lookup     bool `parser:"'ip' ( 'domain' @'lookup'" help:"lookup=Enable IP Domain Name System hostname translation"`
	Hyphenated bool `parser:"| @'domain-lookup' )" help:"domain-lookup=Enable IP Domain Name System hostname translation"`
}

// normalize makes one form of the two spellings.
func (l *IPDomainLookup) normalize() { *l = IPDomainLookup{Lookup: true} }
