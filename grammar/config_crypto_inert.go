package grammar

// The commands below "crypto" of which mainmode does nothing.

// CryptoRSAKeyPair is an old spelling of what "crypto key" does.
type CryptoRSAKeyPair struct {
	Settings Text `parser:"'crypto' 'RSA-key-pair' (( @@ ))?" help:"RSA-key-pair=RSA key pair;Settings=Name and settings of the key pair"`
}

// CryptoEngine is about hardware that encrypts.
type CryptoEngine struct {
	Settings Text `parser:"'crypto' 'engine' (( @@ ))?" help:"engine=Enter a crypto engine configurable menu;Settings=Engine and its settings"`
}

// CryptoMIB is about what SNMP sees.
type CryptoMIB struct {
	Settings Text `parser:"'crypto' 'mib' (( @@ ))?" help:"mib=Configure Crypto-related MIB Parameters;Settings=MIB and its parameters"`
}

// CryptoVPN is about the software that clients are given.
type CryptoVPN struct {
	Package Text `parser:"'crypto' 'vpn' (( 'anyconnect' @@ ))?" help:"vpn=Configure crypto vpn commands;anyconnect=Package of the AnyConnect client;Package=File of the package and its options"`
}

// CryptoWUI is about configuring by a browser.
type CryptoWUI struct {
	Settings Text `parser:"'crypto' 'wui' (( @@ ))?" help:"wui=Crypto HTTP configuration interfaces;Settings=HTTP interface"`
}

// CryptoXAUTH names the interface where clients are asked for a user.
type CryptoXAUTH struct {
	Interface InterfaceName `parser:"'crypto' 'xauth' (( @@ ))?" help:"xauth=X-Auth parameters"`
}

// CryptoCTCP is about IPsec over TCP.
type CryptoCTCP struct {
	Settings Text `parser:"'crypto' 'ctcp' (( @@ ))?" help:"ctcp=Configure cTCP encapsulation;Settings=Ports and keepalives"`
}

func (*CryptoRSAKeyPair) inert() {}
func (*CryptoEngine) inert()     {}
func (*CryptoMIB) inert()        {}
func (*CryptoVPN) inert()        {}
func (*CryptoWUI) inert()        {}
func (*CryptoXAUTH) inert()      {}
func (*CryptoCTCP) inert()       {}
