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

// CryptoGDOI opens a group of GDOI.
type CryptoGDOI struct {
	Settings Text `parser:"'crypto' 'gdoi' (( @@ ))?" help:"gdoi=Configure GKM (Group Key Management, GDOI or G-IKEv2) Policy;Settings=Group and its name"`
}

func (c *CryptoGDOI) OpensKept() bool { return beginsWith(c.Settings, "group") }

// CryptoGKM is the newer spelling of CryptoGDOI.
type CryptoGKM struct {
	Settings Text `parser:"'crypto' 'gkm' (( @@ ))?" help:"gkm=Configure GKM (Group Key Management, GDOI or G-IKEv2) Policy;Settings=Group and its name"`
}

func (c *CryptoGKM) OpensKept() bool { return beginsWith(c.Settings, "group") }

// CryptoIdentity opens a list of identities for "set identity".
type CryptoIdentity struct {
	Name Word `parser:"'crypto' 'identity' @@" help:"identity=Enter a crypto identity list;Name=Identity tag"`
}

func (*CryptoIdentity) OpensKept() bool { return true }

// CryptoIKEv2 is everything of IKEv2.
type CryptoIKEv2 struct {
	Settings Text `parser:"'crypto' 'ikev2' (( @@ ))?" help:"ikev2=Configure IKEv2 Options;Settings=IKEv2 command"`
}

func (c *CryptoIKEv2) OpensKept() bool {
	return beginsWith(c.Settings, "authorization", "client", "keyring", "policy", "profile", "proposal", "cluster")
}

// CryptoMIB is about what SNMP sees.
type CryptoMIB struct {
	Settings Text `parser:"'crypto' 'mib' (( @@ ))?" help:"mib=Configure Crypto-related MIB Parameters;Settings=MIB and its parameters"`
}

// CryptoProvisioning is about handing out configurations.
type CryptoProvisioning struct {
	Settings Text `parser:"'crypto' 'provisioning' (( @@ ))?" help:"provisioning=Secure Device Provisioning;Settings=Role and settings"`
}

func (c *CryptoProvisioning) OpensKept() bool {
	return beginsWith(c.Settings, "petitioner", "registrar")
}

// CryptoSKIPClient is about quantum-safe keys from elsewhere.
type CryptoSKIPClient struct {
	Name Word `parser:"'crypto' 'skip-client' @@" help:"skip-client=Configure SKIP-Client;Name=Name of the client"`
}

func (*CryptoSKIPClient) OpensKept() bool { return true }

// CryptoSSL is about VPNs over TLS.
type CryptoSSL struct {
	Settings Text `parser:"'crypto' 'ssl' (( @@ ))?" help:"ssl=Configure Crypto SSL Options;Settings=SSL command"`
}

func (c *CryptoSSL) OpensKept() bool {
	return beginsWith(c.Settings, "authorization", "policy", "profile", "proposal")
}

// CryptoTLSTunnel opens a tunnel over TLS.
type CryptoTLSTunnel struct {
	Name Word `parser:"'crypto' 'tls-tunnel' @@" help:"tls-tunnel=Configure Crypto TLS-Tunnel Options;Name=Name of the tunnel"`
}

func (*CryptoTLSTunnel) OpensKept() bool { return true }

// CryptoVPN is about the software that clients are given.
type CryptoVPN struct {
	Settings Text `parser:"'crypto' 'vpn' (( @@ ))?" help:"vpn=Configure crypto vpn commands;Settings=VPN command"`
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

func (*CryptoRSAKeyPair) inert()   {}
func (*CryptoEngine) inert()       {}
func (*CryptoGDOI) inert()         {}
func (*CryptoGKM) inert()          {}
func (*CryptoIdentity) inert()     {}
func (*CryptoIKEv2) inert()        {}
func (*CryptoMIB) inert()          {}
func (*CryptoProvisioning) inert() {}
func (*CryptoSKIPClient) inert()   {}
func (*CryptoSSL) inert()          {}
func (*CryptoTLSTunnel) inert()    {}
func (*CryptoVPN) inert()          {}
func (*CryptoWUI) inert()          {}
func (*CryptoXAUTH) inert()        {}
func (*CryptoCTCP) inert()         {}
