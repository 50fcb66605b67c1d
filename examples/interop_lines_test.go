package examples_test

import (
	"fmt"
	"strings"
	"testing"

	"mainmode/datapath/guest"
)

// manyLines is how many lines the access list of one crypto map entry has. Each
// is a handful of processes, which a guest is slow to start.
func manyLines() int {
	if guest.Inside() {
		return 40
	}
	return 400
}

// lineOf is line n of it, and an address that it covers.
func lineOf(n int) (line, address string) {
	base := fmt.Sprintf("10.2.%d.%d", n/16, n%16*16)
	address = fmt.Sprintf("10.2.%d.%d", n/16, n%16*16+1)
	switch n % 3 {
	case 0:
		return "permit ip host 10.1.0.2 host " + address, address
	case 1:
		return "permit ip 10.1.0.0 0.0.0.255 " + base + " 0.0.0.15", address
	}
	return "permit icmp 10.1.0.0 0.0.0.255 " + base + " 0.0.0.15", address
}

// TestManyLines has traffic for each line of a long access list come at once:
// R1 asks for an SA pair for each, of a charon whose configuration says nothing
// of it. By default that follows few exchanges at a time.
func TestManyLines(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	var list, addresses, batch strings.Builder
	for n := range manyLines() {
		line, address := lineOf(n)
		list.WriteString(" " + line + "\n")
		addresses.WriteString(address + "\n")
		batch.WriteString("address add " + address + "/32 dev lo\n")
	}
	b := newStage(t, interopPolicy+ethernet(0, "192.0.2.1")+ethernet(1, "10.1.0.1")+ethernet(2, "203.0.113.1")+`ip access-list extended LANS
`+list.String()+`crypto map CM 10 ipsec-isakmp
 set peer 192.0.2.2
 set transform-set AES
 match address LANS
interface Ethernet0/0
 crypto map CM
ip route 10.2.0.0 255.255.0.0 192.0.2.2
`)
	b.charon("west", "ip address add 192.0.2.2/24 dev eth1",
		connections(connection{name: "r1", local: "192.0.2.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP,
			child: "local_ts = 10.2.0.0/16\nremote_ts = 10.1.0.0/24"}),
		fmt.Sprintf(`inner() { ip link set ipsec0 up; ip route add 10.1.0.0/24 dev ipsec0; }
installed() { [ "$(swanctl --list-sas | grep -c INSTALLED)" = %d ]; }
none() { ! swanctl --list-sas | grep -q INSTALLED; }
ip -batch west.addresses
start_charon
until_true 900 installed && say all installed
until_true 900 grep -q done pc.result # and asks for nothing any more
ip link set eth2 down
until_true 900 none && say all deleted
say "phase 1: $(grep -c 'IKE_SA r1.* established' west.log)"
ip link set eth1 down
`, manyLines()))
	write(t, b.dir, "west.addresses", batch.String())
	write(t, b.dir, "addresses", addresses.String())
	write(t, b.dir, "pc.sh", `until ping -q -c 1 -W 1 10.1.0.1 >/dev/null; do :; done
while read address; do
	ping -q -c 1 -w 90 $address >/dev/null || echo "$address is not reached" >>pc.result &
done <addresses
wait
echo done >>pc.result
`)
	b.linux("pc", "ip address add 10.1.0.2/24 dev eth1\nip route add default via 10.1.0.1\nsh pc.sh >/dev/null 2>&1 &")
	b.link("R1:eth1", "west:eth1")
	b.link("R1:eth2", "pc:eth1")
	b.link("R1:eth3", "west:eth2")
	out := b.play(`
wait R1 Line protocol on Interface Ethernet0/2, changed state to down 150
R1# show crypto session
R1# clear crypto session
wait R1 Line protocol on Interface Ethernet0/0, changed state to down 150
`)
	b.result("west", "all installed", "all deleted", "phase 1: 1")
	b.result("pc", "done")
	if n := strings.Count(out, "Active SAs: 2, origin: crypto map"); n != manyLines() {
		t.Errorf("%d of %d lines have SAs", n, manyLines())
	}
	if t.Failed() {
		t.Log(out[max(0, len(out)-20000):])
	}
}
