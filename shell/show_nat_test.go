package shell

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
)

const natConfig = `interface GigabitEthernet0/0
 ip address 198.51.100.1 255.255.255.0
 ip nat outside
interface GigabitEthernet0/1
 ip address 10.1.0.1 255.255.255.0
 ip nat inside
ip nat pool P 198.51.100.16 198.51.100.31 prefix-length 28
ip nat inside source list 7 interface GigabitEthernet0/0 overload
ip nat inside source list NAT pool P
ip nat inside source static tcp 10.1.0.2 80 198.51.100.9 8080 extendable
ip nat inside source static 10.1.0.3 198.51.100.10
access-list 7 remark the LAN
access-list 7 deny 10.1.0.9
access-list 7 permit 10.1.0.0 0.0.0.255
ip access-list extended NAT
 deny ip any 10.2.0.0 0.0.255.255
 permit tcp any any eq www established
ipv6 access-list V6
 permit tcp any any eq 22
`

// TestShowNAT shows translations and access lists with their counts.
func TestShowNAT(t *testing.T) {
	config, refused := compiler.Load("config", natConfig, func() string { return "mERr" })
	ir, _ := compiler.Compile(config, compiler.Env{Devices: []string{"eth1", "eth2"}})
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	end := netip.MustParseAddrPort
	dynamic := []datapath.Translation{
		{
			Protocol: 6, InsideGlobal: end("198.51.100.1:40000"), InsideLocal: end("10.1.0.7:40000"), OutsideLocal: end("192.0.2.80:443"),
			OutsideGlobal: end("192.0.2.80:443"), Rule: "ip nat inside source list 7 interface GigabitEthernet0/0 overload", Left: 23 * time.Hour,
		},
		{
			Protocol: 1, InsideGlobal: end("198.51.100.16:7"), InsideLocal: end("10.1.0.8:7"), OutsideLocal: end("192.0.2.80:7"),
			OutsideGlobal: end("192.0.2.80:7"), Rule: "ip nat inside source list NAT pool P", Left: 42 * time.Second,
		},
	}
	var b bytes.Buffer
	writeTranslations(&b, translations(ir, dynamic), ir, false)
	writeTranslations(&b, translations(ir, dynamic[1:]), ir, true)
	writeNATStatistics(&b, ir, dynamic, 135, 5)
	matches := map[datapath.EntryID]uint64{{List: "7", Sequence: 10}: 1, {List: "NAT", Sequence: 20}: 11, {List: "V6", IPv6: true, Sequence: 10}: 2}
	for i := range ir.AccessLists {
		writeAccessLines(&b, &ir.AccessLists[i], matches)
	}
	goldenFile(t, "testdata/show/nat.golden", b.Bytes())
}
