package grammar

// SelectLine opens a line or a range of lines. Kind is aux, console or vty.
type SelectLine struct {
	Kind  string  `parser:"'line' @('aux' | 'console' | 'vty')" print:"console=con" help:"line=Configure a terminal line;aux=Auxiliary line;console=Primary terminal line;vty=Virtual terminal"`
	First Number  `parser:"@@" range:"0-1510" help:"First=First Line number"`
	Last  *Number `parser:"@@?" range:"1-1510" help:"Last=Last Line number"`
}

func (*SelectLine) Submode() *Mode { return Line }

// ExecTimeout ends an idle session; 0 0 is never.
type ExecTimeout struct {
	Minutes *Number `parser:"'exec-timeout' (( @@" range:"0-35791" help:"exec-timeout=Set the EXEC timeout;Minutes=Timeout in minutes"`
	Seconds *Number `parser:"  @@? ))?" range:"0-2147483" help:"Seconds=Timeout in seconds"`
}

// LineExec has whoever comes in by a line get an EXEC session.
type LineExec struct {
	Set bool `parser:"@'exec'" help:"exec=Configure EXEC"`
}

// LoggingSynchronous prints messages above the line being typed.
type LoggingSynchronous struct {
	Set bool `parser:"'logging' @'synchronous'" help:"logging=Modify message logging facilities;synchronous=Synchronized message output"`
}

// LineLength is the lines of a page; 0 is no pages.
type LineLength struct {
	Lines *Number `parser:"'length' (( @@ ))?" range:"0-512" help:"length=Set number of lines on a screen;Lines=Number of lines on screen (0 for no pausing)"`
}

// LineWidth is the columns of a terminal.
type LineWidth struct {
	Columns *Number `parser:"'width' (( @@ ))?" range:"0-512" help:"width=Set width of the display terminal;Columns=Number of characters on a screen line"`
}

// LineLogin asks for the line's password, or for a user's.
type LineLogin struct {
	Set   bool `parser:"@'login'" help:"login=Enable password checking"`
	Local bool `parser:"@'local'?" help:"local=Local password checking"`
}

// LinePassword is the password of a line.
type LinePassword struct {
	Type     string `parser:"'password' (( @('0' | '7')?" print:"0=" help:"password=Set a password;0=Specifies an UNENCRYPTED password will follow;7=Specifies a HIDDEN password will follow"`
	Password Text   `parser:"  @@ ))?" help:"Password=The UNENCRYPTED (cleartext) line password"`
}

// PrivilegeLevel is the level of a session that begins on a line.
type PrivilegeLevel struct {
	Level *Number `parser:"'privilege' 'level' (( @@ ))?" range:"0-15" help:"privilege=Change privilege level for line;level=Assign default privilege level for line;Level=Default privilege level for line"`
}

// TransportInput is the protocols that reach a line.
type TransportInput struct {
	Protocols []TransportProtocol `parser:"'transport' 'input' (( @@+ ))?" order:"any" help:"transport=Define transport protocols for line;input=Define which protocols to use when connecting to the terminal server"`
}

// TransportProtocol is one protocol. One field is set.
type TransportProtocol struct {
	All    bool `parser:"  @'all'" help:"all=All protocols"`
	LAPBTA bool `parser:"| @'lapb-ta'" help:"lapb-ta=LAPB Terminal Adapter"`
	LAT    bool `parser:"| @'lat'" help:"lat=DEC LAT protocol"`
	MOP    bool `parser:"| @'mop'" help:"mop=DEC MOP Remote Console Protocol"`
	None   bool `parser:"| @'none'" help:"none=No protocols"`
	PAD    bool `parser:"| @'pad'" help:"pad=X.3 PAD"`
	Rlogin bool `parser:"| @'rlogin'" help:"rlogin=Unix rlogin protocol"`
	SSH    bool `parser:"| @'ssh'" help:"ssh=TCP/IP SSH protocol"`
	Telnet bool `parser:"| @'telnet'" help:"telnet=TCP/IP Telnet protocol"`
	UDPTN  bool `parser:"| @'udptn'" help:"udptn=UDPTN async via UDP protocol"`
	V120   bool `parser:"| @'v120'" help:"v120=Async over ISDN"`
}

// TransportPreferred is how a lone word that is no command is connected to.
type TransportPreferred struct {
	Protocol *PreferredProtocol `parser:"'transport' 'preferred' (( @@ ))?" help:"transport=Define transport protocols for line;preferred=Specify the preferred protocol to use"`
}

// PreferredProtocol is one protocol, or none for not to connect at all.
type PreferredProtocol struct {
	Name string `parser:"@('acercon' | 'all' | 'lapb-ta' | 'lat' | 'mop' | 'nasi' | 'none' | 'pad' | 'rlogin' | 'ssh' | 'telnet' | 'udptn' | 'v120')" help:"acercon=Remote console for ACE-based blade;all=All protocols;lapb-ta=LAPB Terminal Adapter;lat=DEC LAT protocol;mop=DEC MOP Remote Console Protocol;nasi=NASI protocol;none=No protocols;pad=X.3 PAD;rlogin=Unix rlogin protocol;ssh=TCP/IP SSH protocol;telnet=TCP/IP Telnet protocol;udptn=UDPTN async via UDP protocol;v120=Async over ISDN"`
}

// LineHistory has a session remember lines, and how many.
type LineHistory struct {
	Size *Number `parser:"'history' ( 'size' @@ )?" range:"0-256" help:"history=Enable and control the command history function;size=Set history buffer size;Size=Size of history buffer"`
}

// LineExecTimestamp has every command say the load and the time before it does
// anything.
type LineExecTimestamp struct {
	Set bool `parser:"'exec' 'prompt' @'timestamp'" help:"exec=Configure EXEC;prompt=EXEC prompt;timestamp=Print timestamps for show commands"`
}

// Lockable lets who is at a line lock it.
type Lockable struct {
	Set bool `parser:"@'lockable'" help:"lockable=Allow users to lock a line"`
}

// StopBits is a setting of a serial line.
type StopBits struct {
	Bits string `parser:"'stopbits' (( @('1' | '1.5' | '2') ))?" help:"stopbits=Set async line stop bits;1=One stop bit;1.5=One and one-half stop bits;2=Two stop bits"`
}
