package grammar

import (
	"maps"
	"slices"
)

// Exec is the mode in which commands are run. Who is less privileged sees less
// of it.
var Exec = &Mode{Name: "exec", Heading: "Exec commands:"}

func init() {
	shared := map[string]string{
		"clear":              "Reset functions",
		"clear crypto":       "Clear crypto information",
		"debug":              "Debugging functions (see also 'undebug')",
		"debug ip":           "IP information",
		"debug ipv6":         "IPv6 information",
		"debug aaa":          "AAA Authentication, Authorization and Accounting",
		"clear ip":           "IP",
		"clear ipv6":         "Clear IPv6 information",
		"show ip nat":        "IP NAT information",
		"clear ip nat":       "Clear NAT",
		"no":                 "Disable debugging functions",
		"no debug":           "Debugging functions (see also 'undebug')",
		"show":               "Show running system information",
		"show crypto":        "Encryption module",
		"show ip":            "IP information",
		"show ipv6":          "IPv6 information",
		"show ip nhrp":       "NHRP information",
		"show ip dhcp":       "Show items in the DHCP database",
		"clear host":         "Delete host table entries",
		"terminal":           "Set terminal line parameters",
		"undebug":            "Disable debugging functions (see also 'debug')",
		"show crypto ipsec":  "Show IPSEC policy",
		"show crypto isakmp": "Show ISAKMP",
		"show crypto ca":     "Show certification authority policy",
		"show crypto key":    "Show long term public keys",
		"show crypto pki":    "Show PKI",
		"show crypto engine": "Show crypto engine info",
		"debug crypto":       "Cryptographic subsystem",
		"crypto":             "Encryption related commands.",
		"crypto key":         "Long term key operations",
		"debug crypto pki":   "PKI Client",
	}
	maps.Copy(shared, configureShared)
	Exec.shared = shared
	// "sh log" is what everybody types for "show logging", "sh boot" for "show
	// bootvar".
	Exec.yields = map[string]bool{"show login": true, "show bootflash:": true}
	Exec.entries = slices.Concat(
		from(0, plain[Enable](), plain[Disable](), plain[Login](), plain[Logout](), plain[DescribeHelp]()),
		from(1, plain[Ping](), plain[Traceroute](), plain[TerminalLength](), plain[TerminalWidth](), plain[TerminalMonitor](), plain[TerminalHistory](),
			plain[ShowVersion](), plain[ShowClock](), plain[ShowHistory](), plain[ShowPrivilege](), plain[ShowUsers](), plain[ShowDebugging](),
			plain[ShowIPInterfaceBrief](), plain[ShowIPv6InterfaceBrief](),
			plain[ShowCryptoMap](), plain[ShowCryptoDynamicMap](), plain[ShowCryptoCallAdmission](), plain[ShowCryptoPKICertificates](),
			plain[ShowCryptoPKITrustpoints](), plain[ShowCryptoPKIState](), plain[ShowCryptoKeyMypubkeyRSA]()),
		from(1, lineEntries...),
		from(1, remoteEntries...),
		from(1, showCryptoEntries...),
		from(1, showInterfaceEntries...),
		from(1, showSystemEntries...),
		from(1, platformEntries...),
		from(1, routeEntries...),
		from(1, absentEntries...),
		from(1, showNHRPEntries...),
		from(1, plain[ShowDHCPLease](), plain[ShowFlash]()),
		from(1, showFilterEntries...),
		[]entry{
			plain[Write](), plain[ShowRunningConfig](), plain[ShowStartupConfig](), plain[ShowLogging](), plain[ShowKeyChain](), plain[ShowCryptoKeyPubkeyChain](), plain[ShowDerivedConfig](), plain[ShowDebugCondition](),
			plain[CryptoKeyGenerateRSA](), plain[CryptoKeyZeroizeRSA](),
			plain[ShowCryptoISAKMPKey](), plain[ShowCryptoDebugCondition](), plain[ShowTechSupport](), plain[ShowCryptoTechSupport](), plain[ClockSet](),
			plain[ClearLine](), plain[Send](), plain[DebugAll](),
		},
		dhcpEntries, fileEntries, configureEntries, reloadEntries, debugEntries, clearEntries, clearFilterEntries)
}
