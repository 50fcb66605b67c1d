package grammar

import "testing"

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		mode       *Mode
		line, want string
	}{
		{Interface, "tunnel destination 2001: DB8::3", "tunnel destination 2001:DB8::3"},
		{Interface, "ipv6 address FE80 ::1 link-local", "ipv6 address FE80::1 link-local"},
		{Interface, "ip adress 192.0.2.1 255.255.255.0", "ip address 192.0.2.1 255.255.255.0"},
		{Interface, "ip address 192.0.2.1 0.0.0.255", "ip address 192.0.2.1 255.255.255.0"},
		{Interface, "tunel soruce Loopback0", "tunnel source Loopback0"},
		{Interface, "no shutdwon", "no shutdown"},
		{Interface, "tunnel source Etherhet0/0", "tunnel source Ethernet0/0"},
		{Global, "interface Gigabitethenet0/1", "interface GigabitEthernet0/1"},
		{Global, "cryto isakmp policy 10", "crypto isakmp policy 10"},
		{Global, "crypto isamkp key cisco adress 192.0.2.1", "crypto isakmp key cisco address 192.0.2.1"},
		{ISAKMPPolicy, "encription aes 256", "encryption aes 256"},
		{ISAKMPPolicy, "authentication pre-shared", "authentication pre-share"},
		{ISAKMPPolicy, "ip rotue 0.0.0.0 0.0.0.0 192.0.2.1", "ip route 0.0.0.0 0.0.0.0 192.0.2.1"},
		{Global, "ruoter bgp 65000", "router bgp 65000"},
		{Global, "spaning-tree mode pvst", "spanning-tree mode pvst"},
		{Global, "frobnicate", ""},
		{Global, "crypto isakmp policy 99999", ""},
		{Global, "crypto isakmp", ""},
		{Global, "", ""},
	} {
		got, ok := c.mode.Suggest(c.line)
		if c.line != "" && (got != c.want || ok != (c.want != "")) {
			t.Errorf("%s %q: %q, %v, want %q", c.mode.Name, c.line, got, ok, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"adress", "address", 1}, {"ruoter", "router", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 1}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
