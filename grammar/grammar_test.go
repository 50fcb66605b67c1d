package grammar

import (
	"fmt"
	"strings"
	"testing"
)

// describe prints a match on one line.
func describe(m *Mode, line string) string {
	r := m.Parse(line)
	switch r.Status {
	case OK:
		if r.Command == nil {
			return "nothing"
		}
		return fmt.Sprintf("%s [%s]", strings.TrimPrefix(fmt.Sprintf("%T", r.Command), "*grammar."), Format(r.Command, r.No))
	case Invalid:
		return fmt.Sprintf("invalid at %d", r.Caret)
	}
	return strings.ToLower(r.Status.String())
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		mode *Mode
		line string
		want string
	}{
		{Global, "", "nothing"},
		{Global, "! a remark", "nothing"},
		{Global, "crypto isakmp policy 10", "CryptoISAKMPPolicy [crypto isakmp policy 10]"},
		{Global, " CRYPTO ISAKMP POLICY 10 ", "CryptoISAKMPPolicy [crypto isakmp policy 10]"},
		{Global, "cry isa pol 010", "CryptoISAKMPPolicy [crypto isakmp policy 10]"},
		{Global, "crypto isakmp policy 10001", "invalid at 21"},
		{Global, "crypto isakmp policy 0", "invalid at 21"},
		{Global, "crypto isakmp polixy 10", "invalid at 18"},
		{Global, "crypto isakmp policy 10 extra", "invalid at 24"},
		{Global, "crypto isakmp policy 10 !extra", "CryptoISAKMPPolicy [crypto isakmp policy 10]"},
		{Global, "crypto isakmp policy", "incomplete"},
		{Global, "crypto is", "incomplete"},
		{Global, "crypto i", "ambiguous"},
		{Global, "no crypto isakmp policy 10", "CryptoISAKMPPolicy [no crypto isakmp policy 10]"},
		{Global, "no crypto isakmp policy", "incomplete"},
		{Global, "no exit", "invalid at 4"},
		{Global, "crypto isakmp key cisco address ipv6 ::/0", "CryptoISAKMPKey [crypto isakmp key cisco address ipv6 ::/0]"},
		{Global, "crypto isakmp key 12345 address 0.0.0.0", "CryptoISAKMPKey [crypto isakmp key 12345 address 0.0.0.0]"},
		{Global, "crypto isakmp key 0 k address 192.0.2.1 255.255.255.0 no-xauth", "CryptoISAKMPKey [crypto isakmp key k address 192.0.2.1 255.255.255.0 no-xauth]"},
		{Global, "crypto isakmp key 6 FOO hostname r3.example.org", "CryptoISAKMPKey [crypto isakmp key 6 FOO hostname r3.example.org]"},
		{Global, "crypto isakmp key k address 1.2.3", "invalid at 28"},
		{Global, "crypto isakmp key k address ipv6 2001:db8::1/128", "CryptoISAKMPKey [crypto isakmp key k address ipv6 2001:DB8::1/128]"},
		{Global, "crypto isakmp keepalive 10", "CryptoISAKMPKeepalive [crypto isakmp keepalive 10]"},
		{Global, "crypto isakmp keepalive 10 3 per", "CryptoISAKMPKeepalive [crypto isakmp keepalive 10 3 periodic]"},
		{Global, "crypto isakmp keepalive 10 periodic", "CryptoISAKMPKeepalive [crypto isakmp keepalive 10 periodic]"},
		{Global, "no crypto isakmp keepalive", "CryptoISAKMPKeepalive [no crypto isakmp keepalive]"},
		{Global, "crypto ipsec transform-set TRA esp-aes esp-sha-hmac", "CryptoIPsecTransformSet [crypto ipsec transform-set TRA esp-aes esp-sha-hmac]"},
		{Global, "crypto ipsec transform-set TRA esp-sha-hmac esp-aes 128", "CryptoIPsecTransformSet [crypto ipsec transform-set TRA esp-aes esp-sha-hmac]"},
		{Global, "cry ips tr TRA esp-sha5 esp-a 2", "CryptoIPsecTransformSet [crypto ipsec transform-set TRA esp-aes 256 esp-sha512-hmac]"},
		{Global, "crypto ipsec transform-set TRA esp-aes esp-3des", "invalid at 43"},
		{Global, "crypto ipsec transform-set TRA esp-des 128", "invalid at 39"},
		{Global, "crypto ipsec transform-set TRA", "incomplete"},
		{Global, "no crypto ipsec transform-set TRA", "CryptoIPsecTransformSet [no crypto ipsec transform-set TRA]"},
		{Global, "crypto ipsec security-association lifetime seconds 120", "CryptoIPsecSecurityAssociationLifetime [crypto ipsec security-association lifetime seconds 120]"},
		{Global, "crypto ipsec security-association lifetime kilobytes disable", "CryptoIPsecSecurityAssociationLifetime [crypto ipsec security-association lifetime kilobytes disable]"},
		{Global, "crypto ipsec security-association lifetime kilobytes 4294967295", "CryptoIPsecSecurityAssociationLifetime [crypto ipsec security-association lifetime kilobytes 4294967295]"},
		{Global, "no crypto ipsec security-association lifetime kilobytes", "CryptoIPsecSecurityAssociationLifetime [no crypto ipsec security-association lifetime kilobytes]"},
		{Global, "crypto ipsec security-association replay window-size 128", "CryptoIPsecSecurityAssociationReplay [crypto ipsec security-association replay window-size 128]"},
		{Global, "no crypto ipsec nat-transparency udp-encaps", "CryptoIPsecNATTransparency [no crypto ipsec nat-transparency udp-encapsulation]"},
		{Global, "interface Tunnel23", "SelectInterface [interface Tunnel23]"},
		{Global, "int tu 23", "SelectInterface [interface Tunnel23]"},
		{Global, "int Et0/0", "SelectInterface [interface Ethernet0/0]"},
		{Global, "int g0/0/1.100", "SelectInterface [interface GigabitEthernet0/0/1.100]"},
		{Global, "interface GigabitEthernet 00/01", "SelectInterface [interface GigabitEthernet0/1]"},
		{Global, "interface port-channel1.2", "SelectInterface [interface Port-channel1.2]"},
		{Global, "int t0", "invalid at 5"},
		{Global, "interface Tunnel0.1", "invalid at 16"},
		{Global, "default interface Tunnel23", "SelectInterface [interface Tunnel23]"},
		{Global, "ip route 0.0.0.0 0.0.0.0 192.0.2.1", "IPRoute [ip route 0.0.0.0 0.0.0.0 192.0.2.1]"},
		{Global, "ip route 10.0.0.0 255.0.0.0 Tunnel23 192.0.2.1 200 name far permanent tag 7", "IPRoute [ip route 10.0.0.0 255.0.0.0 Tunnel23 192.0.2.1 200 name far permanent tag 7]"},
		{Global, "ip route 10.0.0.0 255.0.0.0 null 0", "IPRoute [ip route 10.0.0.0 255.0.0.0 Null0]"},
		{Global, "ip route 10.0.0.0 255.0.255.0 null 0", "invalid at 18"},
		{Global, "no ip route 10.0.0.0 255.0.0.0", "IPRoute [no ip route 10.0.0.0 255.0.0.0]"},
		{Global, "ipv6 route ::/0 e0/0 fe80::1", "IPv6Route [ipv6 route ::/0 Ethernet0/0 FE80::1]"},
		{Global, "ipv6 route 2001:db8:3::/48 2001:db8::3", "IPv6Route [ipv6 route 2001:DB8:3::/48 2001:DB8::3]"},
		{Global, "service timestamps debug datetime year msec", "ServiceTimestamps [service timestamps debug datetime msec year]"},
		{Global, "service timestamps log uptime", "ServiceTimestamps [service timestamps log uptime]"},
		{Global, "service timestamps", "ServiceTimestamps [service timestamps]"},
		{Global, "no service timestamps debug", "ServiceTimestamps [no service timestamps debug]"},
		{Global, "logging buffered 10000 7", "LoggingBuffered [logging buffered 10000 debugging]"},
		{Global, "logging buffered warn", "LoggingBuffered [logging buffered warnings]"},
		{Global, "no logging console", "LoggingTerminal [no logging console]"},
		{Global, "no ip domain-lookup", "IPDomainLookup [no ip domain lookup]"},
		{Global, "ip domain-name example.org", "IPDomainName [ip domain name example.org]"},
		{Global, "ip host R3 192.0.2.3 192.0.2.4", "IPHost [ip host R3 192.0.2.3 192.0.2.4]"},
		{Global, "enable secret 5 $1$abc$", "EnableSecret [enable secret 5 $1$abc$]"},
		{Global, "enable secret two words", "EnableSecret [enable secret two words]"},
		{Global, "no enable secret", "EnableSecret [no enable secret]"},
		{Global, "username ann privilege 15 secret 0 x", "Username [username ann privilege 15 secret x]"},
		{Global, "no username ann", "Username [no username ann]"},
		{Global, "line vty 0 4", "SelectLine [line vty 0 4]"},
		{Global, "line console 0", "SelectLine [line con 0]"},
		{Global, "banner motd ^C Hello   there", "Banner [banner motd ^C Hello   there]"},
		{Global, "alias exec sa show crypto ipsec sa", "Alias [alias exec sa show crypto ipsec sa]"},
		{Global, "do sh ver", "Do [do sh ver]"},
		{ISAKMPPolicy, "encr aes 256", "Encryption [encr aes 256]"},
		{ISAKMPPolicy, "encryption aes 128", "Encryption [encr aes]"},
		{ISAKMPPolicy, "enc 3", "Encryption [encr 3des]"},
		{ISAKMPPolicy, "no encryption", "Encryption [no encr]"},
		{ISAKMPPolicy, "default group", "Group [group]"},
		{ISAKMPPolicy, "hash sha", "Hash [hash sha]"},
		{ISAKMPPolicy, "hash sha2", "Hash [hash sha256]"},
		{ISAKMPPolicy, "hash s", "ambiguous"},
		{ISAKMPPolicy, "auth pre", "Authentication [authentication pre-share]"},
		{ISAKMPPolicy, "group 1", "Group [group 1]"},
		{ISAKMPPolicy, "group 3", "invalid at 6"},
		{ISAKMPPolicy, "lifetime 59", "invalid at 9"},
		{ISAKMPPolicy, "lifetime 86400", "PolicyLifetime [lifetime 86400]"},
		{Keyring, "pre-shared-key address 192.0.2.1 key 6 x", "KeyringPreSharedKey [pre-shared-key address 192.0.2.1 key 6 x]"},
		{Keyring, "pre-shared-key address ipv6 ::/0 key x", "KeyringPreSharedKey [pre-shared-key address ipv6 ::/0 key x]"},
		{Keyring, "no pre-shared-key address 192.0.2.1", "KeyringPreSharedKey [no pre-shared-key address 192.0.2.1]"},
		{TransformSet, "mode transport require", "TransformSetMode [mode transport require]"},
		{TransformSet, "no mode", "TransformSetMode [no mode]"},
		{IPsecProfile, "set transform-set A B", "SetTransformSet [set transform-set A B]"},
		{IPsecProfile, "set pfs", "SetPFS [set pfs]"},
		{IPsecProfile, "set pfs group2", "SetPFS [set pfs group2]"},
		{IPsecProfile, "set security-association replay disable", "SetSecurityAssociationReplay [set security-association replay disable]"},
		{Interface, "ip address 10.0.0.1 255.255.255.0 sec", "IPAddress [ip address 10.0.0.1 255.255.255.0 secondary]"},
		{Interface, "ip address 10.0.0.1", "incomplete"},
		{Interface, "no ip addr", "IPAddress [no ip address]"},
		{Interface, "ipv6 address FE80::23:2 link-local", "IPv6Address [ipv6 address FE80::23:2 link-local]"},
		{Interface, "ipv6 address 2001:db8::1/64", "IPv6Address [ipv6 address 2001:DB8::1/64]"},
		{Interface, "tunnel source e0/0", "TunnelSource [tunnel source Ethernet0/0]"},
		{Interface, "tunnel source fe80::1", "TunnelSource [tunnel source FE80::1]"},
		{Interface, "tunnel destination 2001:DB8::3", "TunnelDestination [tunnel destination 2001:DB8::3]"},
		{Interface, "no tunnel dest", "TunnelDestination [no tunnel destination]"},
		{Interface, "tunnel mode ipsec ipv6", "TunnelMode [tunnel mode ipsec ipv6]"},
		{Interface, "tu m g ip", "TunnelMode [tunnel mode gre ip]"},
		{Interface, "tunnel protection ipsec profile PRO shared", "TunnelProtection [tunnel protection ipsec profile PRO shared]"},
		{Interface, "no tunnel protection", "TunnelProtection [no tunnel protection]"},
		{Interface, "description  two   blanks  ", "InterfaceDescription [description two   blanks]"},
		{Interface, "no shut", "Shutdown [no shutdown]"},
		{Interface, "shutdown now", "invalid at 9"},
		{Interface, "keepalive 10 3", "InterfaceKeepalive [keepalive 10 3]"},
		{Interface, "device eth0", "Device [device eth0]"},
		{Line, "exec-timeout 0 0", "ExecTimeout [exec-timeout 0 0]"},
		{Line, "length 0", "LineLength [length 0]"},
		{Line, "transport input telnet ssh", "TransportInput [transport input ssh telnet]"},
		{Line, "stopbits 1", "StopBits [stopbits 1]"},
		{Line, "no login", "LineLogin [no login]"},
		{Exec, "sh crypto ipsec sa", "ShowCryptoIPsecSA [show crypto ipsec sa]"},
		{Exec, "sh cry ips sa peer 2001:db8::3 det", "ShowCryptoIPsecSA [show crypto ipsec sa peer 2001:DB8::3 detail]"},
		{Exec, "sh cry ips sa int tu23", "ShowCryptoIPsecSA [show crypto ipsec sa interface Tunnel23]"},
		{Exec, "sh cry isa sa", "ShowCryptoISAKMPSA [show crypto isakmp sa]"},
		{Exec, "sh run int Tunnel23", "ShowRunningConfig [show running-config interface Tunnel23]"},
		{Exec, "sh run view full", "ShowRunningConfig [show running-config view full]"},
		{Exec, "sh ip int br", "ShowIPInterfaceBrief [show ip interface brief]"},
		{Exec, "show foooooooo", "invalid at 5"},
		{Exec, "debug cry isa", "DebugCrypto [debug crypto isakmp]"},
		{Exec, "u all", "UndebugAll [undebug all]"},
		{Exec, "no deb all", "UndebugAll [undebug all]"},
		{Exec, "undebug crypto kmi", "UndebugCrypto [undebug crypto kmi]"},
		{Exec, "ping", "Ping [ping]"},
		{Exec, "ping fe80::23:3", "Ping [ping fe80::23:3]"},
		{Exec, "ping ip 192.0.2.1 size 100 rep 3 source lo0 df-bit data abcd", "Ping [ping ip 192.0.2.1 data ABCD df-bit repeat 3 size 100 source Loopback0]"},
		{Exec, "ping 192.0.2.1 repeat 3 repeat 4", "invalid at 24"},
		{Exec, "wr", "Write [write]"},
		{Exec, "copy run start", "CopyRunningConfig [copy running-config startup-config]"},
		{Exec, "conf t", "Configure [configure terminal]"},
		{Exec, "en", "Enable [enable]"},
		{Exec, "clear crypto sa peer 192.0.2.1", "ClearCryptoSA [clear crypto sa peer 192.0.2.1]"},
		{Exec, "term len 0", "TerminalLength [terminal length 0]"},
		{Exec, "term no mon", "TerminalMonitor [terminal no monitor]"},
		{UserExec, "conf t", "invalid at 0"},
	} {
		if got := describe(c.mode, c.line); got != c.want {
			t.Errorf("%s %q:\n got %s\nwant %s", c.mode.Name, c.line, got, c.want)
		}
	}
}
