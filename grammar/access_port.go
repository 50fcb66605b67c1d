package grammar

import (
	"reflect"
	"strings"
)

// TCPPort is a TCP port by name or number. One field is set.
type TCPPort struct {
	Name   string  `parser:"  @('bgp' | 'chargen' | 'cmd' | 'daytime' | 'discard' | 'domain' | 'drip' | 'echo' | 'exec' | 'finger' | 'ftp' | 'ftp-data' | 'gopher' | 'hostname' | 'ident' | 'irc' | 'klogin' | 'kshell' | 'login' | 'lpd' | 'msrpc' | 'nntp' | 'pim-auto-rp' | 'pop2' | 'pop3' | 'smtp' | 'sunrpc' | 'syslog' | 'tacacs' | 'talk' | 'telnet' | 'time' | 'uucp' | 'whois' | 'www')" help:"bgp=Border Gateway Protocol (179);chargen=Character generator (19);cmd=Remote commands (rcmd, 514);daytime=Daytime (13);discard=Discard (9);domain=Domain Name Service (53);drip=Dynamic Routing Information Protocol (3949);echo=Echo (7);exec=Exec (rsh, 512);finger=Finger (79);ftp=File Transfer Protocol (21);ftp-data=FTP data connections (20);gopher=Gopher (70);hostname=NIC hostname server (101);ident=Ident Protocol (113);irc=Internet Relay Chat (194);klogin=Kerberos login (543);kshell=Kerberos shell (544);login=Login (rlogin, 513);lpd=Printer service (515);msrpc=MS Remote Procedure Call (135);nntp=Network News Transport Protocol (119);pim-auto-rp=PIM Auto-RP (496);pop2=Post Office Protocol v2 (109);pop3=Post Office Protocol v3 (110);smtp=Simple Mail Transport Protocol (25);sunrpc=Sun Remote Procedure Call (111);syslog=Syslog (514);tacacs=TAC Access Control System (49);talk=Talk (517);telnet=Telnet (23);time=Time (37);uucp=Unix-to-Unix Copy Program (540);whois=Nicname (43);www=World Wide Web (HTTP, 80)"`
	Number *Number `parser:"| @@" range:"0-65535" help:"Number=Port number"`
}

// UDPPort is a UDP port by name or number. One field is set.
type UDPPort struct {
	Name   string  `parser:"  @('biff' | 'bootpc' | 'bootps' | 'discard' | 'dnsix' | 'domain' | 'echo' | 'isakmp' | 'mobile-ip' | 'nameserver' | 'netbios-dgm' | 'netbios-ns' | 'netbios-ss' | 'non500-isakmp' | 'ntp' | 'pim-auto-rp' | 'rip' | 'ripv6' | 'snmp' | 'snmptrap' | 'sunrpc' | 'syslog' | 'tacacs' | 'talk' | 'tftp' | 'time' | 'who' | 'xdmcp')" help:"biff=Biff (mail notification, comsat, 512);bootpc=Bootstrap Protocol (BOOTP) client (68);bootps=Bootstrap Protocol (BOOTP) server (67);discard=Discard (9);dnsix=DNSIX security protocol auditing (195);domain=Domain Name Service (DNS, 53);echo=Echo (7);isakmp=Internet Security Association and Key Management Protocol (500);mobile-ip=Mobile IP registration (434);nameserver=IEN116 name service (obsolete, 42);netbios-dgm=NetBios datagram service (138);netbios-ns=NetBios name service (137);netbios-ss=NetBios session service (139);non500-isakmp=Internet Security Association and Key Management Protocol (4500);ntp=Network Time Protocol (123);pim-auto-rp=PIM Auto-RP (496);rip=Routing Information Protocol (router, in.routed, 520);ripv6=Routing Information Protocol (router, in.routed, 521);snmp=Simple Network Management Protocol (161);snmptrap=SNMP Traps (162);sunrpc=Sun Remote Procedure Call (111);syslog=System Logger (514);tacacs=TAC Access Control System (49);talk=Talk (517);tftp=Trivial File Transfer Protocol (69);time=Time (37);who=Who service (rwho, 513);xdmcp=X Display Manager Control Protocol (177)"`
	Number *Number `parser:"| @@" range:"0-65535" help:"Number=Port number"`
}

// port is TCPPort or UDPPort.
type port[P any] interface {
	*P
	Value() uint16
	normalize()
}

// Ports says which ports an entry is for: Op with Ports, Than with Bound, or
// Low to High.
type Ports[P any, Q port[P]] struct {
	Op    string `parser:"  @('eq' | 'neq')" help:"eq=Match only packets on a given port number;neq=Match only packets not on a given port number"`
	Ports []P    `parser:"  @@+"`
	Than  string `parser:"| @('gt' | 'lt')" help:"gt=Match only packets with a greater port number;lt=Match only packets with a lower port number"`
	Bound *P     `parser:"  @@"`
	Low   *P     `parser:"| 'range' @@" help:"range=Match only packets in the range of port numbers"`
	High  *P     `parser:"  @@"`
}

// The ports of the two protocols.
type (
	TCPPorts = Ports[TCPPort, *TCPPort]
	UDPPorts = Ports[UDPPort, *UDPPort]
)

func (p *Ports[P, Q]) normalize() {
	if p == nil {
		return
	}
	for i := range p.Ports {
		Q(&p.Ports[i]).normalize()
	}
	for _, one := range []Q{p.Bound, p.Low, p.High} {
		if one != nil {
			one.normalize()
		}
	}
}

// Values gives the operator, eq, neq, gt, lt or range, and its ports.
func (p *Ports[P, Q]) Values() (op string, ports []uint16) {
	switch {
	case p.Op != "":
		for i := range p.Ports {
			ports = append(ports, Q(&p.Ports[i]).Value())
		}
		return p.Op, ports
	case p.Than != "":
		return p.Than, []uint16{Q(p.Bound).Value()}
	}
	return "range", []uint16{Q(p.Low).Value(), Q(p.High).Value()}
}

// Value is the port's number.
func (p *TCPPort) Value() uint16 { return portValue(p.Name, p.Number, tcpPortNames) }

// normalize names a port that was typed as a number.
func (p *TCPPort) normalize() { p.Name, p.Number = portName(p.Name, p.Number, tcpPortNames) }

// Value is the port's number.
func (p *UDPPort) Value() uint16 { return portValue(p.Name, p.Number, udpPortNames) }

// normalize names a port that was typed as a number.
func (p *UDPPort) normalize() { p.Name, p.Number = portName(p.Name, p.Number, udpPortNames) }

// portNames are names in alphabetical order with their ports.
type portNames []struct {
	name string
	port uint16
}

var (
	tcpPortNames = portNamesOf(reflect.TypeFor[TCPPort]())
	udpPortNames = portNamesOf(reflect.TypeFor[UDPPort]())
)

// portNamesOf reads the ports out of the help texts, at whose end they stand.
func portNamesOf(t reflect.Type) portNames {
	var table portNames
	f, _ := t.FieldByName("Name")
	for _, item := range strings.Split(f.Tag.Get("help"), ";") {
		name, text, _ := strings.Cut(item, "=")
		at := strings.LastIndexAny(text, " (") + 1
		port, _ := decimal(strings.TrimSuffix(text[at:], ")"))
		table = append(table, struct {
			name string
			port uint16
		}{name, uint16(port)})
	}
	return table
}

func portValue(name string, number *Number, table portNames) uint16 {
	if number != nil {
		return uint16(*number)
	}
	for _, p := range table {
		if p.name == name {
			return p.port
		}
	}
	return 0
}

// portName is the first name of the port, which is the one that IOS prints.
func portName(name string, number *Number, table portNames) (string, *Number) {
	value := portValue(name, number, table)
	for _, p := range table {
		if p.port == value {
			return p.name, nil
		}
	}
	return "", number
}
