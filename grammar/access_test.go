package grammar

import "testing"

func TestParseAccessLists(t *testing.T) {
	for _, c := range []struct {
		mode *Mode
		line string
		want string
	}{
		{Global, "access-list 99 permit 10.0.0.0 0.0.0.255 log", "AccessListStandard [access-list 99 permit 10.0.0.0 0.0.0.255 log]"},
		{Global, "access-list 1300 deny host 192.0.2.1", "AccessListStandard [access-list 1300 deny   192.0.2.1]"},
		{Global, "access-list 1 permit 10.1.2.3 0.0.0.255", "AccessListStandard [access-list 1 permit 10.1.2.0 0.0.0.255]"},
		{Global, "access-list 1 permit 10.1.2.3 0.0.0.0", "AccessListStandard [access-list 1 permit 10.1.2.3]"},
		{Global, "access-list 200 permit ip any any", "invalid at 12"},
		{Global, "access-list 99 permit ip any any", "invalid at 22"},
		{Global, "access-list 199 permit", "incomplete"},
		{Global, "access-list 2699 per ip any ho 192.0.2.1", "AccessListExtended [access-list 2699 permit ip any host 192.0.2.1]"},
		{Global, "access-list 101 permit ip 10.0.0.0 0.0.0.255 192.0.2.1 0.0.0.0", "AccessListExtended [access-list 101 permit ip 10.0.0.0 0.0.0.255 host 192.0.2.1]"},
		{Global, "access-list 101 30 permit ip 1.2.3.4 255.255.255.255 any", "AccessListExtended [access-list 101 30 permit ip any any]"},
		{Global, "access-list 101 remark  two  blanks ", "AccessListExtended [access-list 101 remark two  blanks]"},
		{Global, "no access-list 101", "AccessListExtended [no access-list 101]"},
		{Global, "ip access-list standard 99", "IPAccessListStandard [ip access-list standard 99]"},
		{Global, "ip access-list extended 99", "invalid at 24"},
		{Global, "ip access-list extended VPN-1", "IPAccessListExtended [ip access-list extended VPN-1]"},
		{Global, "ip access-list resequence 101 10 10", "IPAccessListResequence [ip access-list resequence 101 10 10]"},
		{ExtendedACL, "permit tcp any any eq 80 443 22", "ExtendedEntry [permit tcp any any eq www 443 22]"},
		{ExtendedACL, "permit tcp any neq telnet any gt 1023 syn", "ExtendedEntry [permit tcp any neq telnet any gt 1023 syn]"},
		{ExtendedACL, "permit udp any range 67 68 any lt 1024", "ExtendedEntry [permit udp any range bootps bootpc any lt 1024]"},
		{ExtendedACL, "permit udp any any eq www", "invalid at 23"},
		{ExtendedACL, "permit ip any any eq 80", "invalid at 18"},
		{ExtendedACL, "permit 47 any any", "ExtendedEntry [permit gre any any]"},
		{ExtendedACL, "permit 17 any any", "ExtendedEntry [permit udp any any]"},
		{ExtendedACL, "permit 99 any any", "ExtendedEntry [permit 99 any any]"},
		{ExtendedACL, "permit icmp any any 11 0", "ExtendedEntry [permit icmp any any ttl-exceeded]"},
		{ExtendedACL, "permit icmp any any 40 1", "ExtendedEntry [permit icmp any any 40 1]"},
		{ExtendedACL, "permit ip any any log dscp 46 fragments", "ExtendedEntry [permit ip any any dscp ef fragments log]"},
		{ExtendedACL, "permit ip any any log MY-COOKIE", "ExtendedEntry [permit ip any any log MY-COOKIE]"},
		{ExtendedACL, "permit tcp any any match-all +ack -syn", "ExtendedEntry [permit tcp any any match-all +ack -syn]"},
		{ExtendedACL, "permit tcp object-group LAN any established", "ExtendedEntry [permit tcp object-group LAN any established]"},
		{ExtendedACL, "10", "incomplete"},
		{ExtendedACL, "no 10", "ExtendedEntry [no 10]"},
		{ExtendedACL, "no", "incomplete"},
		{ExtendedACL, "no permit ip any any", "ExtendedEntry [no permit ip any any]"},
		{StandardACL, "15 deny any", "StandardEntry [15 deny   any]"},
		{IPv6ACL, "sequence 15 permit tcp 2001:db8::1/64 any eq 443", "IPv6Entry [sequence 15 permit tcp 2001:DB8::/64 any eq 443]"},
		{IPv6ACL, "deny any host 2001:db8::1 sequence 30", "IPv6Entry [sequence 30 deny ipv6 any host 2001:DB8::1]"},
		{IPv6ACL, "permit icmp any any 135", "IPv6Entry [permit icmp any any nd-ns]"},
		{IPv6ACL, "no sequence 15", "IPv6Entry [no sequence 15]"},
	} {
		if got := describe(c.mode, c.line); got != c.want {
			t.Errorf("%s: %q: got %s, want %s", c.mode.Name, c.line, got, c.want)
		}
	}
}

// What a port's help text says is its number, and a number prints as its name.
func TestPortNames(t *testing.T) {
	for _, c := range []struct {
		names portNames
		name  string
		port  uint16
	}{{tcpPortNames, "bgp", 179}, {tcpPortNames, "cmd", 514}, {tcpPortNames, "www", 80}, {udpPortNames, "non500-isakmp", 4500}, {udpPortNames, "biff", 512}} {
		if got := portValue(c.name, nil, c.names); got != c.port {
			t.Errorf("%s is port %d, want %d", c.name, got, c.port)
		}
		n := Number(c.port)
		if got, _ := portName("", &n, c.names); got != c.name {
			t.Errorf("port %d is %q, want %s", c.port, got, c.name)
		}
	}
	for _, table := range []portNames{tcpPortNames, udpPortNames} {
		for _, p := range table {
			if p.port == 0 {
				t.Errorf("%s has no number in its help text", p.name)
			}
		}
	}
}
