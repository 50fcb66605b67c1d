package isakmp

import (
	"crypto"
	_ "crypto/sha1"
	"encoding/hex"
	"net/netip"
	"testing"
)

func TestIdentificationPrefix(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{"01000000 0a000001", "10.0.0.1/32"},
		{"05110000 20010db8000000000000000000000002", "2001:db8::2/128"},
		{"04000000 0a010000 ffff0000", "10.1.0.0/16"},
		{"04000000 0a0100ff ffff0000", "10.1.0.0/16"},
		{"04000000 00000000 00000000", "0.0.0.0/0"},
		{"04000000 0a010203 fffffff8", "10.1.2.0/29"},
		{"04000000 0a010000 ffff00ff", ""},
		{"04000000 0a010000 ff7f0000", ""},
		{"04000000 0a010000 fe010000", ""},
		{"06000000 00000000000000000000000000000000 00000000000000000000000000000000", "::/0"},
		{"06000000 20010db8000000010000000000000000 ffffffffffffffff0000000000000000", "2001:db8:0:1::/64"},
		{"07000000 0a000000 0a0000ff", "10.0.0.0/24"},
		{"07000000 0a000001 0a0000ff", ""},
		{"07000000 0a0000ff 0a000000", ""},
		{"07000000 00000000 ffffffff", "0.0.0.0/0"},
		{"08000000 20010db8000000000000000000000000 20010db8000000000000000000000000", "2001:db8::/128"},
		{"02000000 7232", ""},
	} {
		var body []byte
		for _, c := range []byte(test.body) {
			if c != ' ' {
				body = append(body, c)
			}
		}
		id, err := parseIdentification(unhex(t, string(body)))
		if err != nil {
			t.Fatal(err)
		}
		p, ok := id.Prefix()
		if ok != (test.want != "") || ok && p != netip.MustParsePrefix(test.want) {
			t.Errorf("%s: %v, %t, want %s", test.body, p, ok, test.want)
		}
	}
}

func TestMakeIdentification(t *testing.T) {
	for _, test := range []struct {
		id   *Identification
		want string
	}{
		{AddressID(netip.MustParseAddr("192.168.12.2"), 17, 500), "011101f4c0a80c02"},
		{AddressID(netip.MustParseAddr("2001:db8::2"), 17, 500), "051101f420010db8000000000000000000000002"},
		{SubnetID(netip.MustParsePrefix("10.1.2.3/20"), 6, 23), "040600170a010000fffff000"},
		{SubnetID(netip.MustParsePrefix("::/0"), 0, 0), "06000000" + "00000000000000000000000000000000" + "00000000000000000000000000000000"},
		{SubnetID(netip.MustParsePrefix("2001:db8::/33"), 0, 0), "06000000" + "20010db8000000000000000000000000" + "ffffffff800000000000000000000000"},
		{FQDNID("r2", 17, 0), "021100007232"},
	} {
		if got := hex.EncodeToString(Body(test.id)); got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
	id := AddressID(netip.MustParseAddr("2001:db8::2"), 17, 500)
	if a, ok := id.Addr(); !ok || a != netip.MustParseAddr("2001:db8::2") {
		t.Errorf("address %v, %t", a, ok)
	}
	if a, ok := SubnetID(netip.MustParsePrefix("10.0.0.0/8"), 0, 0).Addr(); ok {
		t.Errorf("a subnet has the address %v", a)
	}
}

// TestNATDiscoveryHash checks the NAT-D payloads of a genuine IOS pair: the
// destination's first, then the source's.
func TestNATDiscoveryHash(t *testing.T) {
	ci := Cookie(unhex(t, "e47a591fd057587f"))
	cr := Cookie(unhex(t, "a00b8ef0902bb8ec"))
	for addr, want := range map[string]string{
		"192.168.12.2:500": "1574d64c0165bad16a023f038d45a07498d8d051",
		"192.168.12.1:500": "febf462f1cd75805a7baa28747e769d674f85600",
	} {
		got := hex.EncodeToString(NATDiscoveryHash(crypto.SHA1, ci, cr, netip.MustParseAddrPort(addr)))
		if got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}
