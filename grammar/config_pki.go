package grammar

// Immediate is a configuration command that does something at once, and that
// no configuration holds: "crypto key generate rsa".
type Immediate interface{ immediate() }

// CryptoPKITrustpoint opens a trustpoint: an authority, and the router's
// certificate from it.
type CryptoPKITrustpoint struct {
	Name Word `parser:"'crypto' ( 'pki' | 'ca' ) 'trustpoint' @@" names:"trustpoint" help:"pki=Public Key components;ca=Certification authority;trustpoint=Define a CA trustpoint;Name=Trustpoint name"`
}

func (*CryptoPKITrustpoint) Submode() *Mode { return Trustpoint }

// CryptoPKICertificateChain opens the certificates of a trustpoint.
type CryptoPKICertificateChain struct {
	Name Word `parser:"'crypto' ( 'pki' | 'ca' ) 'certificate' 'chain' @@" names:"trustpoint" help:"pki=Public Key components;ca=Certification authority;certificate=Actions on certificates;chain=Identify a Certificate Chain;Name=Name of the Certificate Chain"`
}

func (*CryptoPKICertificateChain) Submode() *Mode { return CertificateChain }

// Certificate begins a certificate: lines of hexadecimal digits follow, up to
// "quit", unless a File of a router's memory is named.
type Certificate struct {
	Kind   string `parser:"'certificate' @('ca' | 'ra-encrypt' | 'ra-general' | 'ra-sign' | 'rollover' | 'self-signed')?" help:"certificate=Enter a certificate;ca=Enter a CA certificate;ra-encrypt=Enter an RA encryption certificate;ra-general=Enter an RA certificate;ra-sign=Enter an RA signature certificate;rollover=Enter a rollover certificate;self-signed=Enter a self-signed certificate"`
	Serial Serial `parser:"@@" help:"Serial=Certificate serial number"`
	File   *Word  `parser:"(( @@? ))?" help:"File=File that holds the certificate"`
}

// Enrollment is how a trustpoint's certificate is had. One of Terminal,
// SelfSigned, PKCS12 and URL is set.
type Enrollment struct {
	Terminal   bool  `parser:"'enrollment' (( @'terminal'" help:"enrollment=Enrollment parameters;terminal=Enroll via the terminal (cut-and-paste)"`
	PEM        bool  `parser:"  @'pem'?" help:"pem=Include PEM encapsulation boundaries"`
	SelfSigned bool  `parser:"| @'selfsigned'" help:"selfsigned=Generate self-signed certificate"`
	PKCS12     bool  `parser:"| @'pkcs12'" help:"pkcs12=The certificate came with a PKCS12 file"`
	URL        *Word `parser:"| 'url' @@" help:"url=CA server enrollment URL;URL=URL of the CA server"`
	URLPEM     bool  `parser:"  @'pem'? ))?" help:"pem=Include PEM encapsulation boundaries"`
}

// TrustpointSubjectName is the subject that is asked for in a request.
type TrustpointSubjectName struct {
	Name Text `parser:"'subject-name' (( @@ ))?" help:"subject-name=Subject Name;Name=Subject Name, such as CN=R1,O=Example"`
}

// TrustpointFQDN is the host name that is asked for in a request.
type TrustpointFQDN struct {
	None bool  `parser:"'fqdn' (( @'none'" help:"fqdn=include fully-qualified domain name;none=Do not include the host name"`
	Name *Word `parser:"| @@ ))?" help:"Name=Fully-qualified domain name"`
}

// TrustpointIPAddress is the address that is asked for in a request.
type TrustpointIPAddress struct {
	None      bool           `parser:"'ip-address' (( @'none'" help:"ip-address=include ip address;none=Do not include an address"`
	IPv4      *IPv4          `parser:"| @@" help:"IPv4=IP address"`
	IPv6      *IPv6          `parser:"| @@" help:"IPv6=IPv6 address"`
	Interface *InterfaceName `parser:"| @@ ))?"`
}

// RevocationCheck is how a certificate is found not to be revoked.
type RevocationCheck struct {
	First  string `parser:"'revocation-check' (( @('crl' | 'none' | 'ocsp')" help:"revocation-check=Revocation checking options;crl=Revocation check by CRL;none=Ignore revocation check;ocsp=Revocation check by OCSP"`
	Second string `parser:"  ( @('crl' | 'none' | 'ocsp')" help:"crl=Revocation check by CRL;none=Ignore revocation check;ocsp=Revocation check by OCSP"`
	Third  string `parser:"    @('crl' | 'none' | 'ocsp')? )? ))?" help:"crl=Revocation check by CRL;none=Ignore revocation check;ocsp=Revocation check by OCSP"`
}

// RSAKeyPair names the keys of a trustpoint's certificate; with Bits they are
// made when they are needed.
type RSAKeyPair struct {
	Label      Word    `parser:"'rsakeypair' (( @@" names:"rsa-key" help:"rsakeypair=Specify rsakeypair for this identity;Label=RSA keypair label"`
	Bits       *Number `parser:"  ( @@" range:"360-4096" help:"Bits=Number of bits in the key"`
	Encryption *Number `parser:"  @@? )? ))?" range:"360-4096" help:"Encryption=Number of bits in the encryption key"`
}

// TrustpointUsage is what a certificate is for.
type TrustpointUsage struct {
	Purpose string `parser:"'usage' (( @('ike' | 'ssl-client' | 'ssl-server') ))?" help:"usage=Certificate Usage;ike=IKE;ssl-client=SSL client;ssl-server=SSL server"`
}

// CryptoKeyGenerateRSA makes a pair of keys. What is not given is asked for.
type CryptoKeyGenerateRSA struct {
	RSA     bool                `parser:"'crypto' 'key' 'generate' @'rsa'" help:"key=Long term key operations;generate=Generate new keys;rsa=Generate RSA keys"`
	Options []KeyGenerateOption `parser:"@@*" order:"any"`
}

// KeyGenerateOption is a detail of a new pair of keys. One field is set.
type KeyGenerateOption struct {
	General    bool    `parser:"  @'general-keys'" help:"general-keys=Generate a general purpose RSA key pair for signing and encryption"`
	Usage      bool    `parser:"| @'usage-keys'" help:"usage-keys=Generate separate RSA key pairs for signing and encryption"`
	Label      *Word   `parser:"| 'label' @@" help:"label=Provide a label;Label=RSA keypair label"`
	Modulus    *Number `parser:"| 'modulus' @@" range:"360-4096" help:"modulus=Provide number of modulus bits on the command line;Modulus=size of the key modulus"`
	Exportable bool    `parser:"| @'exportable'" help:"exportable=Allow the key to be exported"`
	Storage    *Word   `parser:"| 'storage' @@" help:"storage=Store key on specified device;Storage=Device, such as nvram:"`
	On         *Word   `parser:"| 'on' @@" help:"on=create key on specified device.;On=Device, such as nvram:"`
}

// CryptoKeyZeroizeRSA deletes a pair of keys, or all.
type CryptoKeyZeroizeRSA struct {
	RSA   bool  `parser:"'crypto' 'key' 'zeroize' @'rsa'" help:"key=Long term key operations;zeroize=Remove keys;rsa=Remove RSA keys"`
	Label *Word `parser:"@@?" names:"rsa-key" help:"Label=RSA keypair label"`
}

// CryptoPKIAuthenticate takes the certificate of a trustpoint's authority.
type CryptoPKIAuthenticate struct {
	Name Word `parser:"'crypto' ( 'pki' | 'ca' ) 'authenticate' @@" names:"trustpoint" help:"pki=Public Key components;ca=Certification authority;authenticate=Get the CA certificate;Name=CA Server Name"`
}

// CryptoPKIEnroll makes a request for a certificate, or a self-signed one.
type CryptoPKIEnroll struct {
	Name Word `parser:"'crypto' ( 'pki' | 'ca' ) 'enroll' @@" names:"trustpoint" help:"pki=Public Key components;ca=Certification authority;enroll=Request a certificate from a CA;Name=CA Server Name"`
}

// CryptoPKIImport takes the router's certificate, alone or with its keys and
// authorities from a PKCS #12 file.
type CryptoPKIImport struct {
	Name        Word  `parser:"'crypto' ( 'pki' | 'ca' ) 'import' @@" names:"trustpoint" help:"pki=Public Key components;ca=Certification authority;import=Import certificate or pkcs12;Name=Trustpoint label"`
	Certificate bool  `parser:"( @'certificate'" help:"certificate=Import a certificate from the terminal"`
	File        *Word `parser:"| 'pkcs12' @@" help:"pkcs12=Import from a PKCS12 file;File=File to import from"`
	Password    *Word `parser:"  'password' @@ )" help:"password=Specify the passphrase of the file;Password=Passphrase"`
}

func (*CryptoKeyGenerateRSA) immediate()  {}
func (*CryptoKeyZeroizeRSA) immediate()   {}
func (*CryptoPKIAuthenticate) immediate() {}
func (*CryptoPKIEnroll) immediate()       {}
func (*CryptoPKIImport) immediate()       {}

// ShowCryptoPKICertificates shows the certificates of trustpoints.
type ShowCryptoPKICertificates struct {
	Certificates bool  `parser:"'show' 'crypto' ( 'pki' | 'ca' ) @'certificates'" help:"pki=Show PKI;ca=Show certification authority policy;certificates=Show certificates"`
	Verbose      bool  `parser:"@'verbose'?" help:"verbose=Show in verbose mode"`
	Name         *Word `parser:"@@?" names:"trustpoint" help:"Name=Trustpoint name"`
}

// ShowCryptoPKITrustpoints shows the trustpoints.
type ShowCryptoPKITrustpoints struct {
	Trustpoints bool  `parser:"'show' 'crypto' ( 'pki' | 'ca' ) @'trustpoints'" help:"pki=Show PKI;ca=Show certification authority policy;trustpoints=Show trustpoints"`
	Status      bool  `parser:"( @'status'" help:"status=Show trustpoint status"`
	Name        *Word `parser:"| @@ )?" names:"trustpoint" help:"Name=Trustpoint name"`
}

// ShowCryptoPKIState shows the certificate revocation lists that are kept, what
// PKI has counted, or when it will do something.
type ShowCryptoPKIState struct {
	What string `parser:"'show' 'crypto' ( 'pki' | 'ca' ) @('counters' | 'crls' | 'timers')" help:"pki=Show PKI;ca=Show certification authority policy;counters=Show PKI Counters;crls=Show Certificate Revocation Lists;timers=Show PKI Timers"`
}

// ShowCryptoKeyPubkeyChain shows the public keys of others: all, or one by its
// name or address.
type ShowCryptoKeyPubkeyChain struct {
	RSA     bool         `parser:"'show' 'crypto' 'key' 'pubkey-chain' @'rsa'" help:"key=Show long term public keys;pubkey-chain=Show peer public keys;rsa=Show peer RSA public keys"`
	Address *PeerAddress `parser:"( 'address' @@" help:"address=Show key by address"`
	Name    *Word        `parser:"| 'name' @@ )?" help:"name=Show key by name;Name=Key name"`
}

// ShowCryptoKeyMypubkeyRSA shows the router's public keys.
type ShowCryptoKeyMypubkeyRSA struct {
	Kind  string `parser:"'show' 'crypto' 'key' 'mypubkey' @('all' | 'rsa')" help:"all=Show all public keys;key=Show long term public keys;mypubkey=Show public keys associated with this router;rsa=Show RSA public keys"`
	Label *Word  `parser:"@@?" names:"rsa-key" help:"Label=RSA keypair label"`
}
