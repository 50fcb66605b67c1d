package grammar

import "testing"

func TestKept(t *testing.T) {
	for _, c := range []struct {
		mode      *Mode
		line      string
		block, ok bool
	}{
		{Global, "boot-start-marker", false, true},
		{Global, "aaa new-model", false, true},
		{Global, "aaa group server radius R", true, true},
		{Global, "aaa group", false, true},
		{Global, "no ip http secure-server", false, true},
		{Global, "IP CEF", false, true},
		{Global, "no ipv6 cef", false, true},
		{Global, "ip ssh version 2", false, true},
		{Global, "ip ssh", false, true},
		{Global, "ip", false, false},
		{Global, "ip access-list extended A", false, false},
		{Global, "crypto map M 10 ipsec-isakmp", false, false},
		{Global, "crypto pki trustpool policy", false, true},
		{Global, "crypto key generate rsa modulus 5000", false, false},
		{Trustpoint, "serial-number none", false, true},
		{Trustpoint, "crypto isakmp policy 10", false, false},
		{Global, "crypto pki token default removal timeout 0", false, true},
		{Global, "control-plane", true, true},
		{Global, "router ospf 1", true, true},
		{Global, "no router ospf 1", false, true},
		{Global, "policy-map P", true, true},
		{Global, "snmp-server community c RO", false, true},
		{Global, "spanning-tree mode pvst", false, true},
		{Global, "", false, false},
		{Global, "no", false, false},
		{Global, "nonsense", false, false},
		{Interface, "duplex auto", false, true},
		{Interface, "no mop enabled", false, true},
		{Interface, "ip nat inside", false, false},
		{SubInterface, "encapsulation dot1Q 100", false, true},
		{Line, "login authentication default", false, true},
		{Line, "login nonsense", false, false},
		{ISAKMPPolicy, "duplex auto", false, false},
		{Interface, "ip route 10.0.0.0 255.0.0.0 192.0.2.1", false, false},
		{Interface, "ip route-cache flow", false, true},
		{Interface, "ntp server 192.0.2.1", false, false},
	} {
		if block, ok := Kept(c.mode, c.line); block != c.block || ok != c.ok {
			t.Errorf("%s %q: block %v, ok %v, want %v, %v", c.mode.Name, c.line, block, ok, c.block, c.ok)
		}
	}
}

// A line that mainmode obeys must not be in the table: it would be kept when
// it is mistyped.
func TestKeptAndCommandsAreApart(t *testing.T) {
	for m, table := range keptTables() {
		visit(m, func(s *state, path string) {
			if len(s.accept) == 0 {
				return
			}
			if _, ok := Kept(m, path); ok && table != nil {
				t.Errorf("%s: %q is a command and kept", m.Name, path)
			}
		})
	}
}
