package grammar

import "testing"

func TestKept(t *testing.T) {
	for _, c := range []struct {
		mode *Mode
		line string
		want string // the whole line, "" for one that is not kept
		open bool   // it opens a block
	}{
		{Global, "boot-start-marker", "boot-start-marker", false},
		{Global, "aaa new-model", "aaa new-model", false},
		{Global, "aaa group server radius R", "aaa group server radius R", true},
		{Global, "aaa group", "", false},
		{Global, "no ip http secure-server", "no ip http secure-server", false},
		{Global, "IP CEF", "ip cef", false},
		{Global, "ip ce", "ip cef", false},
		{Global, "no ipv6 cef", "no ipv6 cef", false},
		{Global, "default ntp server 192.0.2.1", "default ntp server 192.0.2.1", false},
		{Global, "ip ssh version 2", "ip ssh version 2", false},
		{Global, "ip ssh", "", false},
		{Global, "ip", "", false},
		{Global, "ip access-list extended A", "", false},
		{Global, "crypto map M 10 ipsec-isakmp", "", false},
		{Global, "crypto pki trustpool policy", "crypto pki trustpool policy", true},
		{Global, "crypto key generate rsa modulus 5000", "", false},
		{Trustpoint, "serial-number none", "serial-number none", false},
		{Trustpoint, "crypto isakmp policy 10", "", false},
		{Global, "control-plane", "control-plane", true},
		{Global, "router ospf 1", "router ospf 1", true},
		{Global, "router eig 1", "router eigrp 1", true},
		{Global, "no router ospf 1", "no router ospf 1", false},
		{Global, "policy-map P", "policy-map P", true},
		{Global, "snmp-server community c RO  9", "snmp-server community c RO  9", false},
		{Global, "snmp-server comunity c RO", "", false},
		{Global, "spanning-tree mode pvst", "spanning-tree mode pvst", false},
		{Global, "", "", false},
		{Global, "no", "", false},
		{Global, "nonsense", "", false},
		{Global, "rout osp 1", "", false},
		{Global, "ip address 192.0.2.1 255.255.255.0", "", false},
		{Global, "set security zones", "", false},
		{Global, "nameif outside", "", false},
		{Global, "feature bgp", "", false},
		{Interface, "duplex auto", "duplex auto", false},
		{Interface, "no mop enabled", "no mop enabled", false},
		{Interface, "service instance 1 ethernet", "service instance 1 ethernet", true},
		{SubInterface, "encapsulation ppp", "encapsulation ppp", false},
		{Line, "login authentication default", "login authentication default", false},
		{Line, "login nonsense", "", false},
		{Interface, "ip route-cache flow", "ip route-cache flow", false},
		{Interface, "nameif outside", "", false},
	} {
		k, ok := KeptTable(c.mode).Find(c.line)
		if k.Text != c.want || ok != (c.want != "") || (k.Block != nil) != c.open {
			t.Errorf("%s %q: %q, block %v, want %q, %v", c.mode.Name, c.line, k.Text, k.Block != nil, c.want, c.open)
		}
	}
}

// A table within a table: the lines of an address family.
func TestKeptBlocks(t *testing.T) {
	bgp, _ := KeptTable(Global).Find("router bgp 65000")
	if bgp.Block.Open || bgp.Block.Prompt != "(config-router)" {
		t.Errorf("router bgp: %+v", bgp.Block)
	}
	family, ok := bgp.Block.Find("addr ipv4 vrf A")
	if !ok || family.Exact || family.Text != "address-family ipv4 vrf A" || family.Block.Prompt != "(config-router-af)" {
		t.Errorf("address-family: %+v", family)
	}
	if _, ok := family.Block.Find("neighbor 192.0.2.1 activate"); !ok {
		t.Error("neighbor is not known in an address family")
	}
	if _, ok := bgp.Block.Find("nieghbor 192.0.2.1 activate"); ok {
		t.Error("a mistyped line is kept")
	}
	if voice, _ := KeptTable(Global).Find("voice service voip"); voice.Block == nil || !voice.Block.Open {
		t.Error("the block of a voice service does not take any line")
	}
}

// A line that mainmode obeys must not be in the table: it would be kept when
// it is mistyped.
func TestKeptAndCommandsAreApart(t *testing.T) {
	for m := range keptTables {
		table := KeptTable(m)
		visit(m, func(s *state, path string) {
			if len(s.accept) == 0 {
				return
			}
			if _, ok := table.Find(path); ok {
				t.Errorf("%s: %q is a command and kept", m.Name, path)
			}
		})
	}
}

// checkKeptFixedPoint holds that a line that was kept is kept as it is.
func checkKeptFixedPoint(t *testing.T, table *Table, line string) {
	t.Helper()
	k, ok := table.Find(line)
	if !ok {
		return
	}
	if again, ok := table.Find(k.Text); !ok || again.Text != k.Text || again.Block != k.Block {
		t.Errorf("%q is kept as %q, and that as %q", line, k.Text, again.Text)
	}
}
