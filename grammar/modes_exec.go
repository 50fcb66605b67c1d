package grammar

// The modes in which commands are run.
var (
	UserExec = &Mode{Name: "user", Heading: "Exec commands:"}
	Exec     = &Mode{Name: "exec", Heading: "Exec commands:"}
)

func init() {
	shared := map[string]string{
		"clear":              "Reset functions",
		"clear crypto":       "Clear crypto information",
		"debug":              "Debugging functions (see also 'undebug')",
		"no":                 "Disable debugging functions",
		"no debug":           "Debugging functions (see also 'undebug')",
		"show":               "Show running system information",
		"show crypto":        "Encryption module",
		"show ip":            "IP information",
		"show ipv6":          "IPv6 information",
		"terminal":           "Set terminal line parameters",
		"undebug":            "Disable debugging functions (see also 'debug')",
		"show crypto ipsec":  "Show IPSEC policy",
		"show crypto isakmp": "Show ISAKMP",
		"show crypto ca":     "Show certification authority policy",
		"show crypto key":    "Show long term public keys",
		"show crypto pki":    "Show PKI",
	}
	user := []entry{
		plain[Enable](), plain[Disable](), plain[Logout](), plain[Ping](),
		plain[TerminalLength](), plain[TerminalWidth](), plain[TerminalMonitor](), plain[TerminalHistory](),
		plain[ShowVersion](), plain[ShowClock](), plain[ShowHistory](), plain[ShowPrivilege](), plain[ShowUsers](),
		plain[ShowIPInterfaceBrief](), plain[ShowIPv6InterfaceBrief](),
	}
	UserExec.shared, UserExec.entries = shared, user
	Exec.shared = shared
	Exec.entries = append([]entry{
		plain[Configure](), plain[Write](), plain[CopyRunningConfig](),
		plain[ShowCryptoIPsecSA](), plain[ShowCryptoIPsecProfile](), plain[ShowCryptoIPsecTransformSet](),
		plain[ShowCryptoIPsecSecurityAssociation](), plain[ShowCryptoISAKMPSA](), plain[ShowCryptoISAKMPPolicy](),
		plain[ShowCryptoISAKMPDefaultPolicy](), plain[ShowCryptoISAKMPKey](), plain[ShowCryptoISAKMPPeers](),
		plain[ShowCryptoSession](), plain[ShowCryptoMap](), plain[ShowCryptoEngineConnections](), plain[ShowCryptoCallAdmission](),
		plain[ShowCryptoPKICertificates](), plain[ShowCryptoPKITrustpoints](), plain[ShowCryptoKeyMypubkeyRSA](),
		plain[ShowRunningConfig](), plain[ShowStartupConfig](), plain[ShowDebugging](), plain[ShowLogging](),
		plain[DebugCrypto](), plain[UndebugCrypto](), plain[UndebugAll](),
		plain[ClearCryptoSA](), plain[ClearCryptoISAKMP](), plain[ClearCryptoSession](), plain[ClearLogging](),
	}, user...)
}
