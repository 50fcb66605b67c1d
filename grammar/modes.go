package grammar

import "slices"

// The modes of configuration. Their commands are listed by the functions
// below, as modes and commands name each other.
var (
	Global           = &Mode{Name: "config", Prompt: "(config)", Heading: "Configure commands:", config: true}
	Interface        = &Mode{Name: "config-if", Prompt: "(config-if)", Heading: "Interface configuration commands:", config: true, Parent: Global}
	SubInterface     = &Mode{Name: "config-subif", Prompt: "(config-subif)", Heading: "Interface configuration commands:", config: true, Parent: Global}
	ISAKMPPolicy     = &Mode{Name: "config-isakmp", Prompt: "(config-isakmp)", Heading: "ISAKMP commands:", config: true, Parent: Global}
	Keyring          = &Mode{Name: "conf-keyring", Prompt: "(conf-keyring)", Heading: "Crypto Keyring configuration commands:", config: true, Parent: Global}
	TransformSet     = &Mode{Name: "cfg-crypto-trans", Prompt: "(cfg-crypto-trans)", Heading: "Crypto transform configuration commands:", config: true, Parent: Global}
	IPsecProfile     = &Mode{Name: "ipsec-profile", Prompt: "(ipsec-profile)", Heading: "Crypto Map configuration commands:", config: true, Parent: Global}
	CryptoMap        = &Mode{Name: "config-crypto-map", Prompt: "(config-crypto-map)", Heading: "Crypto Map configuration commands:", config: true, Parent: Global}
	ISAKMPPeer       = &Mode{Name: "config-isakmp-peer", Prompt: "(config-isakmp-peer)", Heading: "ISAKMP peer configuration commands:", config: true, Parent: Global}
	ISAKMPGroup      = &Mode{Name: "config-isakmp-group", Prompt: "(config-isakmp-group)", Heading: "ISAKMP group policy config commands:", config: true, Parent: Global}
	ISAKMPProfile    = &Mode{Name: "conf-isa-prof", Prompt: "(conf-isa-prof)", Heading: "Crypto ISAKMP Profile configuration commands:", config: true, Parent: Global}
	Trustpoint       = &Mode{Name: "ca-trustpoint", Prompt: "(ca-trustpoint)", Heading: "Certificate Authority Trustpoint configuration commands:", config: true, Parent: Global}
	CertificateMap   = &Mode{Name: "ca-certificate-map", Prompt: "(ca-certificate-map)", Heading: "Certificate Map configuration commands:", config: true, Parent: Global}
	CertificateChain = &Mode{Name: "config-cert-chain", Prompt: "(config-cert-chain)", Heading: "Certificate chain configuration commands:", config: true, Parent: Global}
	StandardACL      = &Mode{Name: "config-std-nacl", Prompt: "(config-std-nacl)", Heading: "Standard Access List configuration commands:", config: true, Parent: Global}
	ExtendedACL      = &Mode{Name: "config-ext-nacl", Prompt: "(config-ext-nacl)", Heading: "Ext Access List configuration commands:", config: true, Parent: Global}
	IPv6ACL          = &Mode{Name: "config-ipv6-acl", Prompt: "(config-ipv6-acl)", Heading: "IPv6 Access List configuration commands:", config: true, Parent: Global}
	VRF              = &Mode{Name: "config-vrf", Prompt: "(config-vrf)", Heading: "IP VPN Routing/Forwarding instance configuration commands:", config: true, Parent: Global}
	IPv4VRF          = &Mode{Name: "config-vrf-ip", Prompt: "(config-vrf)", Heading: "IP VPN Routing/Forwarding instance configuration commands:", config: true, Parent: Global}
	VRFFamily        = &Mode{Name: "config-vrf-af", Prompt: "(config-vrf-af)", Heading: "IP VPN Routing/Forwarding instance configuration commands:", config: true, Parent: VRF}
	NetworkGroup     = &Mode{Name: "config-network-group", Prompt: "(config-network-group)", Heading: "Network object group configuration commands:", config: true, Parent: Global}
	ServiceGroup     = &Mode{Name: "config-service-group", Prompt: "(config-service-group)", Heading: "Service object group configuration commands:", config: true, Parent: Global}
	IPv6NetworkGroup = &Mode{Name: "config-v6network-group", Prompt: "(config-v6network-group)", Heading: "IPv6 network object group configuration commands:", config: true, Parent: Global}
	IPv6ServiceGroup = &Mode{Name: "config-v6service-group", Prompt: "(config-v6service-group)", Heading: "IPv6 service object group configuration commands:", config: true, Parent: Global}
	PoolRanges       = &Mode{Name: "config-ipnat-pool", Prompt: "(config-ipnat-pool)", Heading: "IP NAT pool configuration commands:", config: true, Parent: Global}
	TimeRangeLines   = &Mode{Name: "config-time-range", Prompt: "(config-time-range)", Heading: "Time range configuration commands:", config: true, Parent: Global}
	RouteMap         = &Mode{Name: "config-route-map", Prompt: "(config-route-map)", Heading: "Route Map configuration commands:", config: true, Parent: Global}
	Line             = &Mode{Name: "config-line", Prompt: "(config-line)", Heading: "Line configuration commands:", config: true, Parent: Global}
)

// Modes lists every mode.
var Modes = []*Mode{
	Exec, Global, Interface, SubInterface,
	ISAKMPPolicy, Keyring, TransformSet, IPsecProfile, CryptoMap, ISAKMPPeer, ISAKMPGroup, ISAKMPProfile, Trustpoint, CertificateMap, CertificateChain,
	StandardACL, ExtendedACL, IPv6ACL, NetworkGroup, ServiceGroup, IPv6NetworkGroup, IPv6ServiceGroup, VRF, IPv4VRF, VRFFamily, PoolRanges, TimeRangeLines, RouteMap,
	Line,
}

func init() {
	Global.shared = map[string]string{
		"crypto":                            "Encryption module",
		"crypto ca":                         "Certification authority",
		"crypto ipsec":                      "Configure IPSEC policy",
		"crypto ipsec security-association": "Security association parameters",
		"crypto isakmp":                     "Configure ISAKMP policy",
		"crypto map":                        "Enter a crypto map",
		"crypto key":                        "Long term key operations",
		"crypto pki":                        "Public Key components",
		"enable":                            "Modify enable password parameters",
		"exit":                              "Exit from configure mode",
		"access-list":                       "Add an access list entry",
		"ip access-list":                    "Named access-list",
		"ip access-list logging":            "Control access list logging",
		"ip":                                "Global IP configuration subcommands",
		"ipv6":                              "Global IPv6 configuration commands",
		"logging":                           "Modify message logging facilities",
		"service":                           "Modify use of network based services",
	}
	// The older spellings are in nobody's way: "no ip dom lo".
	Global.yields = map[string]bool{"ip domain-list": true, "ip domain-lookup": true, "ip domain-name": true}
	Global.entries = []entry{
		plain[Exit](), plain[End](), plain[Do](),
		cmd[Hostname](), cmd[Version](), cmd[ServiceTimestamps](), cmd[ServicePasswordEncryption](),
		cmd[EnableSecret](), cmd[KeyConfigKey](), cmd[PasswordEncryptionAES](), cmd[Username](), cmd[EnableAlgorithm](), cmd[UsernameAlgorithm](), cmd[Banner](), cmd[Alias](), cmd[Privilege](), cmd[FilePrompt](),
		cmd[LoggingBuffered](), cmd[LoggingTerminal](), cmd[LoggingOn](),
		cmd[IPRouting](), cmd[IPv6UnicastRouting](), cmd[IPRoute](), cmd[IPv6Route](),
		cmd[IPDomainName](), cmd[IPDomainLookup](), cmd[IPHost](), cmd[IPNameServer](),
		cmd[CryptoISAKMPPolicy](), cmd[CryptoISAKMPKey](), cmd[CryptoISAKMPIdentity](), cmd[CryptoISAKMPEnable](),
		cmd[CryptoISAKMPDefaultPolicy](), cmd[CryptoISAKMPInvalidSPIRecovery](), cmd[CryptoISAKMPKeepalive](), cmd[CryptoISAKMPNATKeepalive](),
		cmd[CryptoISAKMPFragmentation](), cmd[CryptoCallAdmissionSA](), cmd[CryptoCallAdmissionNegotiating](),
		cmd[CryptoISAKMPAggressiveMode](), cmd[CryptoISAKMPPeer](), cmd[CryptoISAKMPProfile](), cmd[CryptoISAKMPClientGroup](),
		cmd[IPLocalPool](),
		cmd[AccessListStandard](), cmd[AccessListExtended](), cmd[IPAccessListStandard](), cmd[IPAccessListExtended](),
		plain[IPAccessListResequence](), cmd[AccessListLogUpdate](), cmd[AccessListLogging](), cmd[IPv6AccessList](),
		cmd[ObjectGroupNetwork](), cmd[ObjectGroupService](), cmd[ObjectGroupIPv6Network](), cmd[ObjectGroupIPv6Service](),
		cmd[CryptoKeyring](), cmd[CryptoKeysLog](),
		cmd[CryptoIPsecTransformSet](), cmd[CryptoIPsecProfile](), cmd[CryptoIPsecSecurityAssociationLifetime](),
		cmd[CryptoIPsecSecurityAssociationIdleTime](),
		cmd[CryptoIPsecSecurityAssociationReplay](), cmd[CryptoIPsecDFBit](), cmd[CryptoIPsecNATTransparency](),
		cmd[CryptoMapEntry](), cmd[CryptoMapDynamic](), cmd[CryptoMapProfile](), cmd[CryptoMapLocalAddress](), cmd[CryptoMapISAKMPProfile](),
		cmd[CryptoMapClientAuthentication](), cmd[CryptoMapClientConfiguration](), cmd[CryptoMapISAKMPAuthorization](),
		cmd[CryptoMapRedundancy](), cmd[CryptoDynamicMap](),
		cmd[CryptoIPsecDefaultTransformSet](), cmd[CryptoIPsecFragmentation](), cmd[CryptoIPsecSPIMatching](),
		cmd[CryptoIPsecSecurityAssociationMultiSN](), cmd[CryptoIPsecSecurityAssociationECN](), cmd[CryptoIPsecSecurityAssociationDummy](),
		cmd[CryptoIPsecOptional](), cmd[CryptoIPsecExclude](), cmd[CryptoIPsecIPv4Deny](), cmd[CryptoIPsecIKE](), cmd[CryptoIPsecSessionKey](),
		cmd[CryptoISAKMPDiagnose](), cmd[CryptoISAKMPDisconnectRevoked](), cmd[CryptoISAKMPPerformance](), cmd[CryptoISAKMPXAUTHTimeout](),
		cmd[CryptoISAKMPClientPool](),
		cmd[CryptoLogging](), cmd[CryptoRSAKeyPair](), cmd[CryptoEngine](),
		cmd[CryptoMIB](),
		cmd[CryptoVPN](), cmd[CryptoWUI](), cmd[CryptoXAUTH](), cmd[CryptoCTCP](),
		cmd[CryptoPKITrustpoint](), cmd[CryptoPKICertificateChain](), cmd[CryptoPKICertificateMap](),
		plain[CryptoKeyGenerateRSA](), plain[CryptoKeyZeroizeRSA](),
		plain[CryptoPKIAuthenticate](), plain[CryptoPKIEnroll](), plain[CryptoPKIImport](),
		cmd[VRFDefinition](), cmd[IPVRF](), cmd[SelectInterface](), cmd[SelectInterfaceRange](), cmd[SelectLine](),
		cmd[NATDynamic](), cmd[NATStatic](), cmd[NATPool](), cmd[NATPoolRanges](), cmd[NATTimeout](), cmd[RouteMapEntry](), cmd[TimeRange](),
	}
	Global.entries = append(Global.entries, loggingEntries...)
	Interface.shared = map[string]string{
		"exit":         "Exit from interface configuration mode",
		"crypto":       "Encryption/Decryption commands",
		"crypto ipsec": "Set IPSec parameters",
		"ip":           "Interface Internet Protocol config commands",
		"ipv6":         "IPv6 interface subcommands",
		"tunnel":       "protocol-over-protocol tunneling",
	}
	Interface.entries = []entry{
		plain[Exit](),
		cmd[IPAddress](), cmd[IPAddressDHCP](), cmd[IPAddressNegotiated](), cmd[IPUnnumbered](), cmd[IPMTU](), cmd[IPTCPAdjustMSS](),
		cmd[IPv6Address](), cmd[IPv6Enable](), cmd[IPv6MTU](), cmd[MTU](), cmd[IPv6TCPAdjustMSS](),
		cmd[InterfaceDescription](), cmd[Shutdown](), cmd[VRFForwarding](), cmd[IPVRFForwarding](),
		cmd[TunnelSource](), cmd[TunnelDestination](), cmd[TunnelMode](), cmd[TunnelProtection](),
		cmd[TunnelKey](), cmd[TunnelChecksum](), cmd[TunnelSequenceDatagrams](), cmd[TunnelTTL](), cmd[TunnelTOS](),
		cmd[TunnelPathMTUDiscovery](), cmd[TunnelBandwidth](), cmd[TunnelVRF](), cmd[TunnelRouteVia](),
		cmd[NHRPNetworkID](), cmd[NHRPAuthentication](), cmd[NHRPHoldtime](), cmd[NHRPMap](), cmd[NHRPMapMulticast](), cmd[NHRPServer](),
		cmd[NHRPRegistrationUnique](), cmd[NHRPRegistrationTimeout](), cmd[NHRPServerOnly](), cmd[NHRPRedirect](), cmd[NHRPShortcut](),
		cmd[CryptoIPsecDFBit](), cmd[CryptoIPsecFragmentation](),
		cmd[ApplyCryptoMap](), cmd[ApplyIPv6CryptoMap](),
		cmd[IPAccessGroup](), cmd[IPv6TrafficFilter](), cmd[IPUnreachables](), cmd[IPv6Unreachables](), cmd[InterfaceNAT](),
		cmd[InterfaceKeepalive](), cmd[Bandwidth](), cmd[Delay](), cmd[Device](),
	}
	SubInterface.shared, SubInterface.entries = Interface.shared, append(slices.Clone(Interface.entries), cmd[EncapsulationDot1Q]())
	ISAKMPPolicy.shared = map[string]string{"exit": "Exit from ISAKMP protection suite configuration mode"}
	ISAKMPPolicy.entries = []entry{
		plain[Exit](), cmd[Encryption](), cmd[Hash](), cmd[Authentication](), cmd[Group](), cmd[PolicyLifetime](),
	}
	Keyring.shared = map[string]string{"exit": "Exit from crypto keyring sub mode"}
	Keyring.entries = []entry{plain[Exit](), cmd[KeyringPreSharedKey](), cmd[KeyringDescription](), cmd[LocalAddress]()}
	TransformSet.shared = map[string]string{"exit": "Exit from crypto transform configuration mode"}
	TransformSet.entries = []entry{plain[Exit](), cmd[TransformSetMode]()}
	IPsecProfile.shared = map[string]string{
		"exit":                     "Exit from crypto map configuration mode",
		"set":                      "Set values for encryption/decryption",
		"set security-association": "Security association parameters",
	}
	IPsecProfile.entries = []entry{
		plain[Exit](), cmd[SetTransformSet](), cmd[SetPFS](), cmd[SetSecurityAssociationLifetime](),
		cmd[SetSecurityAssociationReplay](), cmd[SetSecurityAssociationIdleTime](), cmd[ResponderOnly](), cmd[ProfileDescription](), cmd[SetISAKMPProfile](),
		cmd[SetSecurityAssociationDFBit](), cmd[SetSecurityAssociationECN](), cmd[SetECN](), cmd[SetIdentity](), cmd[SetMixedMode](), cmd[SetReverseRoute](), cmd[ReverseRoute](),
		cmd[Dualstack](), cmd[SetIKEv2Profile](),
	}
	CryptoMap.shared = map[string]string{
		"exit":                     "Exit from crypto map configuration mode",
		"match":                    "Match values.",
		"set":                      "Set values for encryption/decryption",
		"set security-association": "Security association parameters",
	}
	CryptoMap.entries = []entry{
		plain[Exit](), cmd[CryptoMapDescription](), cmd[MatchAddress](), cmd[SetPeer](), cmd[SetTransformSet](), cmd[SetPFS](),
		cmd[SetSecurityAssociationLifetime](), cmd[SetSecurityAssociationReplay](), cmd[SetSecurityAssociationIdleTime](),
		cmd[SetSecurityAssociationLevel](), cmd[SetSecurityAssociationDFBit](), cmd[SetISAKMPProfile](), cmd[SetIKEv2Profile](), cmd[SetIdentity](), cmd[SetNATDemux](),
		cmd[SetIPAccessGroup](), cmd[SetReverseRoute](), cmd[ReverseRoute](), cmd[QoSPreClassify](), cmd[ResponderOnly](),
	}
	ISAKMPPeer.shared = map[string]string{
		"exit":                "Exit from crypto isakmp peer submode",
		"set":                 "Set peer attributes",
		"set aggressive-mode": "Aggressive mode parameters",
	}
	ISAKMPPeer.entries = []entry{
		plain[Exit](), cmd[SetAggressivePassword](), cmd[SetAggressiveEndpoint](), cmd[PeerDescription](),
	}
	ISAKMPGroup.shared = map[string]string{"exit": "Exit from ISAKMP client group policy configuration mode"}
	ISAKMPGroup.entries = []entry{
		plain[Exit](), cmd[GroupKey](), cmd[GroupPool](), cmd[GroupDNS](), cmd[GroupWINS](), cmd[GroupDomain](), cmd[GroupNetmask](),
		cmd[GroupACL](), cmd[GroupSavePassword](), cmd[GroupMaxUsers](), cmd[GroupBanner](),
	}
	ISAKMPProfile.shared = map[string]string{
		"exit":                 "Exit from crypto isakmp profile sub mode",
		"match":                "Match values of peer",
		"client":               "Specify client configuration settings",
		"client configuration": "Client configuration",
	}
	ISAKMPProfile.entries = []entry{
		plain[Exit](), cmd[UseKeyring](), cmd[MatchIdentity](), cmd[SelfIdentity](), cmd[LocalAddress](), cmd[ProfileKeepalive](),
		cmd[InitiateMode](), cmd[UseVirtualTemplate](), cmd[ClientAuthentication](), cmd[ClientConfigurationAddress](),
		cmd[ISAKMPAuthorization](), cmd[ISAKMPProfileDescription](),
		cmd[MatchCertificate](), cmd[ProfileTrustpoint](), cmd[ProfileVRF](), cmd[ProfileAccounting](), cmd[ProfileQoSGroup](),
		cmd[ProfileReverseRoute](), cmd[ClientConfigurationGroup](), cmd[ClientPKIAuthorization](),
	}
	Trustpoint.shared = map[string]string{"exit": "Exit from certificate authority trustpoint entry mode"}
	Trustpoint.entries = []entry{
		plain[Exit](), cmd[Enrollment](), cmd[TrustpointSubjectName](), cmd[TrustpointFQDN](), cmd[TrustpointIPAddress](),
		cmd[RevocationCheck](), cmd[RSAKeyPair](), cmd[TrustpointUsage](),
	}
	CertificateMap.shared = map[string]string{"exit": "Exit from certificate map entry mode"}
	CertificateMap.entries = []entry{plain[Exit](), cmd[CertificateMapCriterion]()}
	CertificateChain.shared = map[string]string{"exit": "Exit from certificate chain entry mode"}
	CertificateChain.entries = []entry{plain[Exit](), cmd[Certificate]()}
	StandardACL.shared = map[string]string{"exit": "Exit from access-list configuration mode"}
	StandardACL.entries = []entry{plain[Exit](), cmd[StandardEntry]()}
	ExtendedACL.shared = map[string]string{"exit": "Exit from access-list configuration mode"}
	ExtendedACL.entries = []entry{plain[Exit](), cmd[ExtendedEntry]()}
	IPv6ACL.shared = map[string]string{"exit": "Exit from access-list configuration mode"}
	IPv6ACL.entries = []entry{plain[Exit](), cmd[IPv6Entry]()}
	NetworkGroup.shared = map[string]string{"exit": "Exit from object-group configuration mode"}
	NetworkGroup.entries = []entry{plain[Exit](), cmd[ObjectGroupDescription](), cmd[NetworkObject]()}
	ServiceGroup.shared = NetworkGroup.shared
	ServiceGroup.entries = []entry{plain[Exit](), cmd[ObjectGroupDescription](), cmd[ServiceObject]()}
	IPv6NetworkGroup.shared, IPv6ServiceGroup.shared = NetworkGroup.shared, NetworkGroup.shared
	IPv6NetworkGroup.entries = []entry{plain[Exit](), cmd[ObjectGroupDescription](), cmd[IPv6NetworkObject]()}
	IPv6ServiceGroup.entries = []entry{plain[Exit](), cmd[ObjectGroupDescription](), cmd[IPv6ServiceObject]()}
	VRF.shared = map[string]string{"exit": "Exit from VRF configuration mode"}
	VRF.entries = []entry{plain[Exit](), cmd[RouteDistinguisher](), cmd[RouteTarget](), cmd[VRFDescription](), cmd[VRFAddressFamily]()}
	IPv4VRF.shared = VRF.shared
	IPv4VRF.entries = []entry{plain[Exit](), cmd[RouteDistinguisher](), cmd[RouteTarget](), cmd[VRFDescription]()}
	VRFFamily.shared = map[string]string{"exit": "Exit from VRF configuration mode"}
	VRFFamily.entries = []entry{plain[Exit](), plain[ExitAddressFamily](), cmd[RouteTarget]()}
	PoolRanges.shared = map[string]string{"exit": "Exit from NAT pool configuration mode"}
	PoolRanges.entries = []entry{plain[Exit](), cmd[NATPoolAddresses]()}
	TimeRangeLines.shared = map[string]string{"exit": "Exit from time-range configuration mode"}
	TimeRangeLines.entries = []entry{plain[Exit](), cmd[AbsoluteTime](), cmd[PeriodicTime]()}
	RouteMap.shared = map[string]string{
		"exit":  "Exit from route-map configuration mode",
		"match": "Match values from routing table",
	}
	RouteMap.entries = []entry{plain[Exit](), cmd[MatchIPAddress](), cmd[MatchInterface]()}
	Line.shared = map[string]string{"exit": "Exit from line configuration mode"}
	Line.entries = []entry{
		plain[Exit](), cmd[LineExec](), cmd[ExecTimeout](), cmd[LoggingSynchronous](), cmd[LineLength](), cmd[LineWidth](),
		cmd[LineLogin](), cmd[LinePassword](), cmd[PrivilegeLevel](), cmd[TransportInput](), cmd[TransportPreferred](), cmd[LineHistory](), cmd[StopBits](), cmd[Lockable](), cmd[LineExecTimestamp](),
	}
	for _, m := range Modes {
		if m.config {
			m.entries = append(m.entries, plain[DescribeHelp]())
		}
	}
}
