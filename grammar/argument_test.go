package grammar

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
)

func TestInterfaceName(t *testing.T) {
	for _, c := range []struct {
		typed, want string // want is "" for no interface
	}{
		{"Tunnel23", "Tunnel23"},
		{"tu 23", "Tunnel23"},
		{"tun023", "Tunnel23"},
		{"Tunnel2147483648", ""},
		{"tunnel", ""},
		{"23", ""},
		{"t0", ""},
		{"atm 0/ima03.1", "ATM0/IMA3.1"},
		{"te0/0/0.70", "TenGigabitEthernet0/0/0.70"},
		{"GigabitEthernet 0/0/0", "GigabitEthernet0/0/0"},
		{"e0/0.100", "Ethernet0/0.100"},
		{"f0", "FastEthernet0"},
		{"s0/1", "Serial0/1"},
		{"lo0", "Loopback0"},
		{"lo0.1", ""},
		{"Vlan4095", ""},
		{"po1", "Port-channel1"},
		{"vi1", "Virtual-Template1"},
		{"null 0", "Null0"},
		{"e0/", ""},
		{"e/0", ""},
		{"e0/0/0/0", ""},
		{"e0/0.", ""},
		{"e0/-1", ""},
		{"", ""},
	} {
		n, ok := ParseInterfaceName(c.typed)
		if n.String() != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q, %v", c.typed, n, ok)
		}
	}
}

func TestIPv6IsUpperCase(t *testing.T) {
	for in, want := range map[string]string{
		"fe80::23:2": "FE80::23:2", "::ffff:192.0.2.1": "::FFFF:C000:201", "192.0.2.1": "192.0.2.1", "2001:db8:0:0::1": "2001:DB8::1",
	} {
		if got := formatAddr(netip.MustParseAddr(in)); got != want {
			t.Errorf("%s prints %s, want %s", in, got, want)
		}
	}
}

func TestArgumentsRefuse(t *testing.T) {
	for _, c := range []struct {
		arg  Argument
		word string
	}{
		{new(Number), "+1"}, {new(Number), "-1"}, {new(Number), "0x10"}, {new(Number), "4294967296"}, {new(Number), ""},
		{new(IPv4), "1.2.3"}, {new(IPv4), "::1"}, {new(IPv4), "1.2.3.4/8"},
		{new(Mask), "255.0.255.0"}, {new(Mask), "0.0.0.255"},
		{new(IPv6), "1.2.3.4"}, {new(IPv6), "fe80::1%eth0"}, {new(IPv6), "::/0"},
		{new(IPv6Prefix), "::"}, {new(IPv6Prefix), "::/129"}, {new(IPv6Prefix), "10.0.0.0/8"},
		{new(Pattern), "12345"}, {new(Pattern), "xy"},
		{new(Word), ""}, {new(Text), ""},
	} {
		if c.arg.Accepts(c.word) {
			t.Errorf("%T accepts %q", c.arg, c.word)
		}
	}
}

func TestMaskBits(t *testing.T) {
	for mask, bits := range map[string]int{"0.0.0.0": 0, "255.255.255.252": 30, "255.255.255.255": 32} {
		if got := Mask(netip.MustParseAddr(mask)).Bits(); got != bits {
			t.Errorf("%s has %d bits, want %d", mask, got, bits)
		}
	}
}

// A mistake in a tag names the struct and the mistake.
func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct {
		command any
		want    string
	}{
		{struct {
			A Word `parser:"'a' ( @@"`
		}{}, "open"},
		{struct {
			A Word `parser:"'a @@"`
		}{}, "open keyword"},
		{struct {
			A Word `parser:"'a' !@@"`
		}{}, "no meaning"},
		{struct {
			A int `parser:"@@"`
		}{}, "neither an Argument nor a struct"},
		{struct {
			A int `parser:"@'a'"`
		}{}, "takes one keyword"},
		{struct {
			A string `parser:"@( 'a' 'b' )"`
		}{}, "takes one keyword"},
		{struct {
			A Word `parser:"'a' @@" range:"1-2"`
		}{}, "range is for a Number"},
		{struct {
			A Number `parser:"'a' @@" range:"2-1"`
		}{}, "LOW-HIGH"},
		{struct {
			A bool `parser:"'a' | "`
		}{}, "empty alternative"},
		{struct {
			A bool `parser:"'a' ) 'b'"`
		}{}, "unexpected"},
		{struct {
			A bool `parser:"@"`
		}{}, "end in the middle"},
	} {
		_, err := parseSyntax(reflect.TypeOf(c.command))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: error %v, want %q", c.command, err, c.want)
		}
	}
}
