package grammar

import (
	"maps"
	"slices"
)

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
		"debug ip":           "IP information",
		"clear ip":           "IP",
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
		"show crypto engine": "Show crypto engine info",
	}
	maps.Copy(shared, configureShared)
	user := []entry{
		plain[Enable](), plain[Disable](), plain[Logout](), plain[Ping](), plain[Traceroute](),
		plain[TerminalLength](), plain[TerminalWidth](), plain[TerminalMonitor](), plain[TerminalHistory](),
		plain[ShowVersion](), plain[ShowClock](), plain[ShowHistory](), plain[ShowPrivilege](), plain[ShowUsers](),
		plain[ShowIPInterfaceBrief](), plain[ShowIPv6InterfaceBrief](),
	}
	UserExec.shared, UserExec.entries = shared, user
	Exec.shared = shared
	Exec.entries = slices.Concat([]entry{
		plain[Write](),
		plain[ShowCryptoMap](), plain[ShowCryptoCallAdmission](),
		plain[ShowCryptoPKICertificates](), plain[ShowCryptoPKITrustpoints](), plain[ShowCryptoKeyMypubkeyRSA](),
		plain[ShowRunningConfig](), plain[ShowStartupConfig](), plain[ShowDebugging](), plain[ShowLogging](),
	}, user, fileEntries, configureEntries, reloadEntries, showCryptoEntries, showInterfaceEntries, systemEntries, routeEntries, debugEntries, clearEntries)
}
