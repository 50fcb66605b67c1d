package grammar

// remoteEntries are the commands that log in to other systems.
var remoteEntries = []entry{plain[SSHTo](), plain[TelnetTo](), plain[ShowSSH](), plain[ShowIPSSH](), plain[ShowSessions](),
	plain[Where](), plain[Resume](), plain[Disconnect]()}

// SSHTo opens a session on a host by SSH, or runs a Command there.
type SSHTo struct {
	Options []SSHOption `parser:"'ssh' @@*" order:"any" help:"ssh=Open a secure shell client connection"`
	Host    Word        `parser:"@@" names:"host" help:"Host=IP address or hostname of a remote system"`
	Command *Text       `parser:"@@?" help:"Command=Command to be run on the remote system"`
}

// SSHOption is a detail of an SSHTo. One field is set.
type SSHOption struct {
	User    *Word   `parser:"  '-l' @@" help:"-l=Log in using this user name;User=Login name"`
	Port    *Number `parser:"| '-p' @@" range:"1-65535" help:"-p=Connect to this port;Port=Port number"`
	Version string  `parser:"| '-v' @('1' | '2')" help:"-v=Specify SSH Protocol Version;1=Protocol Version 1;2=Protocol Version 2"`
	Cipher  *Word   `parser:"| '-c' @@" help:"-c=Select encryption algorithm;Cipher=Encryption algorithm"`
	MAC     *Word   `parser:"| '-m' @@" help:"-m=Select HMAC algorithm;MAC=HMAC algorithm"`
	Prompts *Number `parser:"| '-o' 'numberofpasswordprompts' @@" range:"1-7" help:"-o=Specify options;numberofpasswordprompts=Specify number of password prompts;Prompts=Number of password prompts"`
	VRF     *Word   `parser:"| '-vrf' @@" names:"vrf" help:"-vrf=Specify vrf name;VRF=VRF name"`
}

// TelnetTo opens a TCP connection to a terminal of a host.
type TelnetTo struct {
	Host    Word           `parser:"'telnet' @@" names:"host" help:"telnet=Open a telnet connection;Host=IP address or hostname of a remote system"`
	Port    *Number        `parser:"@@?" range:"0-65535" help:"Port=Port number"`
	Options []TelnetOption `parser:"@@*" order:"any"`
}

// TelnetOption is a detail of a TelnetTo. One field is set.
type TelnetOption struct {
	Quiet  bool           `parser:"  @'/quiet'" help:"/quiet=Suppress login/logout messages"`
	Source *InterfaceName `parser:"| '/source-interface' @@" help:"/source-interface=Specify source interface"`
	VRF    *Word          `parser:"| '/vrf' @@" names:"vrf" help:"/vrf=Specify vrf name;VRF=VRF name"`
	IPv4   bool           `parser:"| @'/ipv4'" help:"/ipv4=Force use of IP version 4"`
	IPv6   bool           `parser:"| @'/ipv6'" help:"/ipv6=Force use of IP version 6"`
}

// ShowSSH lists who has come in by SSH.
type ShowSSH struct {
	Set bool `parser:"'show' @'ssh'" help:"ssh=Status of SSH server connections"`
}

// ShowIPSSH shows the settings of the SSH server.
type ShowIPSSH struct {
	Set bool `parser:"'show' 'ip' @'ssh'" help:"ssh=Information on SSH"`
}

// ShowSessions lists the connections that the session has to other systems.
type ShowSessions struct {
	Set bool `parser:"'show' @'sessions'" help:"sessions=Information about Telnet connections"`
}

// Where is ShowSessions under another name.
type Where struct {
	Set bool `parser:"@'where'" help:"where=List active connections"`
}

// Resume goes back to a connection, by its number or its host, or to the last.
type Resume struct {
	Set        bool  `parser:"@'resume'" help:"resume=Resume an active network connection"`
	Connection *Word `parser:"@@?" help:"Connection=The number or name of an active network connection"`
}

// Disconnect ends a connection, as Resume names it.
type Disconnect struct {
	Set        bool  `parser:"@'disconnect'" help:"disconnect=Disconnect an existing network connection"`
	Connection *Word `parser:"@@?" help:"Connection=The number or name of an active network connection"`
}
