package grammar

// ShowCryptoMIB shows what SNMP would tell of tunnels: of phase 2 with IPsec,
// of phase 1 with ISAKMP.
type ShowCryptoMIB struct {
	IPsec  *MIBIPsec  `parser:"'show' 'crypto' 'mib' ( 'ipsec' 'flowmib' @@" help:"mib=Show Crypto-related MIB Parameters;ipsec=Show IPsec MIB Parameters;flowmib=Show IPSec MIB Parameters"`
	ISAKMP *MIBISAKMP `parser:"| 'isakmp' 'flowmib' @@ )" help:"isakmp=Show ISAKMP MIB Parameters;flowmib=Show IPSec MIB Parameters"`
}

// MIBIPsec is a table of IPsec tunnels.
type MIBIPsec struct {
	Size  string `parser:"  'history' @('failure' | 'tunnel') 'size'" help:"history=Show IPsec Phase-2 Tunnel History Table;failure=Show IPSec Failure Table;tunnel=Show IPSec Tunnel History Table;size=Show the size of the table"`
	Table string `parser:"| @('endpoint' | 'failure' | 'global' | 'history' | 'spi' | 'tunnel' | 'version')" help:"endpoint=Show IPsec Phase-2 Tunnel Endpoint Table;failure=Show IPsec Phase-2 Failure Table;global=Show IPsec Phase-2 Global Statistics;history=Show IPsec Phase-2 Tunnel History Table;spi=Show IPsec Phase-2 Security Protection Index Table;tunnel=Show IPsec Phase-2 Tunnel Table;version=Show IPSec Flow MIB version"`
	VRF   *Word  `parser:"  ( 'vrf' @@ )?" names:"vrf" help:"vrf=Show parameters of a VRF;VRF=VRF name"`
}

// MIBISAKMP is a table of ISAKMP SAs.
type MIBISAKMP struct {
	Table string `parser:"@('failure' | 'global' | 'history' | 'peer' | 'tunnel')" help:"failure=Show ISAKMP Phase-1 Failure Table;history=Show ISAKMP Phase-1 Tunnel History Table;global=Show ISAKMP Phase-1 Global Statistics;peer=Show ISAKMP Phase-1 Peer Table;tunnel=Show ISAKMP Phase-1 Tunnel Table"`
	VRF   *Word  `parser:"( 'vrf' @@ )?" names:"vrf" help:"vrf=Show parameters of a VRF;VRF=VRF name"`
}

// ShowTunnelProtection shows what tunnels and IPsec have said to each other.
type ShowTunnelProtection struct {
	Statistics bool `parser:"'show' 'tunnel' 'protection' @'statistics'" help:"tunnel=Show configured tunnels;protection=Tunnel protection;statistics=Tunnel protection statistics"`
}
