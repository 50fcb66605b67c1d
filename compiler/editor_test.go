package compiler

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mainmode/datapath"
	"mainmode/grammar"
)

func TestEditorPrompts(t *testing.T) {
	e := NewEditor(New(testSalt))
	for _, step := range []struct{ line, prompt string }{
		{"", "(config)"},
		{"interface Tunnel0", "(config-if)"},
		{"crypto isakmp policy 1", "(config-isakmp)"},
		{"crypto keyring K", "(conf-keyring)"},
		{"crypto ipsec transform-set T esp-aes esp-sha-hmac", "(cfg-crypto-trans)"},
		{"crypto ipsec profile P", "(ipsec-profile)"},
		{"interface Ethernet0/0.1", "(config-subif)"},
		{"router ospf 1", "(config-router)"},
		{"network 10.0.0.0 0.0.0.255 area 0", "(config-router)"},
		{"exit", "(config)"},
		{"line con 0", "(config-line)"},
		{"hostname R2", "(config)"},
		{"banner motd #", ""},
		{"interface Tunnel0?", ""},
		{"#", "(config)"},
	} {
		if r := e.Line(step.line); r.Status != grammar.OK {
			t.Errorf("%q: %v", step.line, r)
		}
		if got := e.PromptSuffix(); got != step.prompt {
			t.Errorf("after %q the prompt is %q, want %q", step.line, got, step.prompt)
		}
	}
	r, _ := Compile(e.Config(), Env{})
	if want := "\ninterface Tunnel0?\n"; r.Banner.MOTD != want {
		t.Errorf("banner %q, want %q", r.Banner.MOTD, want)
	}
}

func TestEditorLeaves(t *testing.T) {
	for _, c := range []struct {
		lines string
		left  bool
	}{{"exit", true}, {"end", true}, {"interface Tunnel0/end", true}, {"interface Tunnel0/exit", false}, {"router ospf 1/ex", false}, {"router ospf 1/end", true}} {
		e := NewEditor(New(testSalt))
		var r Result
		for _, line := range strings.Split(c.lines, "/") {
			r = e.Line(line)
		}
		if r.Left != c.left || e.PromptSuffix() != "(config)" {
			t.Errorf("%s: left %v, %s", c.lines, r.Left, e.PromptSuffix())
		}
	}
}

func TestEditorDo(t *testing.T) {
	c := New(testSalt)
	if r := NewEditor(c).Line("do sh ver"); r.Do != "sh ver" || len(c.entries) != 0 {
		t.Errorf("%+v", r)
	}
}

// A block that another session removes is not written to any more.
func TestEditorBlockGone(t *testing.T) {
	c := New(testSalt)
	one, two := NewEditor(c), NewEditor(c)
	one.Line("interface Tunnel0")
	two.Line("no interface Tunnel0")
	if r := one.Line("ip address 10.0.0.1 255.255.255.0"); r.Status != grammar.Invalid {
		t.Errorf("%+v", r)
	}
	if len(c.entries) != 0 {
		t.Errorf("the interface is back:\n%s", c.Text())
	}
}

func TestConfigLines(t *testing.T) {
	c, _ := Load("R2.cfg", "hostname R2\nip cef\ninterface Ethernet0/0\n ip address 192.0.2.1 255.255.255.0\n duplex auto\n", testSalt)
	if applied, kept := c.Lines(); applied != 3 || kept != 2 {
		t.Errorf("%d applied, %d kept", applied, kept)
	}
}

func TestDiffDatapath(t *testing.T) {
	a, b := netip.MustParsePrefix("192.0.2.1/24"), netip.MustParsePrefix("198.51.100.1/24")
	old := &datapath.Config{Links: []datapath.Link{
		{Name: "Ethernet0/0", Device: "eth1", Addresses: []netip.Prefix{a, b}, MTU: 1400},
		{Name: "Loopback0", Device: "Lo0", Loopback: true},
	}}
	new := &datapath.Config{Links: []datapath.Link{
		{Name: "Ethernet0/0", Device: "eth2", Addresses: []netip.Prefix{b, a}, Shutdown: true},
		{Name: "Ethernet0/1", Device: "eth1", MTU: 1500},
	}, IPv6Forwarding: true}
	p := Plan{Steps: diffDatapath(old, new)}
	want := `datapath: remove Loopback0 (Lo0)
datapath: Ethernet0/0: move from eth1 to eth2
datapath: Ethernet0/0: reorder the addresses: 198.51.100.1/24 192.0.2.1/24
datapath: Ethernet0/0: MTU back to its own
datapath: Ethernet0/0: shut down
datapath: add Ethernet0/1 (eth1), MTU 1500
datapath: turn forwarding of IPv6 packets on
`
	if d := cmp.Diff(want, p.String()); d != "" {
		t.Error(d)
	}
	if !p.Needs(ToDatapath) || p.Needs(ToIKE) || p.Needs(ToShell) {
		t.Error("the plan is for the datapath alone")
	}
	if steps := diffDatapath(new, new); len(steps) > 0 {
		t.Errorf("equal configurations differ: %v", steps)
	}
}

// --interface names may be abbreviated and go before the "device" command.
func TestDeviceMap(t *testing.T) {
	c, _ := Load("R2.cfg", "interface Ethernet0/0\n device eth5\ninterface FastEthernet0/1\ninterface Ethernet0/10\ninterface Ethernet0/2\n", testSalt)
	r, d := Compile(c, Env{Devices: []string{"eth1", "eth2", "eth7"}, Map: map[string]string{"e0/0": "eth7"}})
	if len(d) != 1 || !strings.HasPrefix(d[0].Reason, "Ethernet0/10: no Ethernet device is left") {
		t.Errorf("diagnostics %v", d)
	}
	for name, want := range map[string]string{"Ethernet0/0": "eth7", "FastEthernet0/1": "eth1", "Ethernet0/2": "eth2", "Ethernet0/10": ""} {
		if got := r.Interface(name).Device; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// TestReenterKeptSubmode has a line that is typed in a sub-mode entered again
// stand before what leaves it.
func TestReenterKeptSubmode(t *testing.T) {
	const text = "router bgp 65000\n neighbor 192.0.2.1 remote-as 65001\n !\n address-family ipv4\n  neighbor 192.0.2.1 activate\n exit-address-family\n"
	c, _ := Load("test", text, testSalt)
	e := NewEditor(c)
	for _, line := range []string{"router bgp 65000", "address-family ipv4", "neighbor 192.0.2.1 next-hop-self", "exit-address-family"} {
		if r := e.Line(line); r.Status != grammar.OK {
			t.Fatalf("%s: %+v", line, r)
		}
	}
	want := strings.Replace(text, " exit-address-family", "  neighbor 192.0.2.1 next-hop-self\n exit-address-family", 1)
	if got := c.Text(); !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
