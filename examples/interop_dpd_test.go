package examples_test

import (
	"strings"
	"testing"
)

// deadPeer has R1 ask its peers, by every 10 s, whether they live.
const deadPeer = interopPolicy + "crypto isakmp keepalive 10 2 periodic\n"

// TestDeadPeer has charon die without a word, for good, and R1 notice it by
// DPD, RFC 3706.
func TestDeadPeer(t *testing.T) {
	b := callingCharon(t, deadPeer, `
start_charon
swanctl --initiate --child r1 >/dev/null && say up
asked() { grep -q 'parsed INFORMATIONAL_V1 request .* HASH N(DPD) ' west.log && grep -q 'generating INFORMATIONAL_V1 request .* HASH N(DPD_ACK) ' west.log; }
until_true 150 asked && say answered
kill -9 $charon
`)
	out := b.play(`
wait R1 Line protocol on Interface Tunnel1, changed state to up 60
wait R1 Line protocol on Interface Tunnel1, changed state to down 60
R1# show crypto isakmp sa
R1# show crypto ipsec sa
`)
	b.result("west", "up", "answered")
	if strings.Contains(out, "Status: ACTIVE") || strings.Contains(out, "QM_IDLE") {
		t.Errorf("SAs are left:\n%s", out)
	}
}

// TestDeadPeerReturns has charon die without a word and come back with no
// memory of its SAs, and R1, which calls it, negotiate anew.
func TestDeadPeerReturns(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	b := newStage(t, deadPeer+ethernet(0, "198.51.100.1")+vti(2, 0, "198.51.100.2", "OURS"))
	b.charon("east", "ip address add 198.51.100.2/24 dev eth1",
		connections(connection{name: "r1", local: "198.51.100.2", remote: "198.51.100.1", ike: interopIKE, esp: interopESP}),
		inner(2)+`
start_charon
until_true 300 ping -c 1 -W 1 10.2.0.1 && say pings
kill -9 $charon
wait $charon
start_charon
until_true 300 ping -c 1 -W 1 10.2.0.1 && say "pings again"
ip link set eth1 down
`)
	b.link("R1:eth1", "east:eth1")
	b.play(`
wait R1 Line protocol on Interface Tunnel2, changed state to up 60
wait R1 Line protocol on Interface Tunnel2, changed state to down 60
wait R1 Line protocol on Interface Tunnel2, changed state to up 60
wait R1 Line protocol on Interface Ethernet0/0, changed state to down 60
`)
	b.result("east", "pings", "pings again")
}

// TestAskedByCharon has charon ask R1, every second, whether it lives, and give
// it up once nothing comes from it any more. A second cable says by its carrier
// that charon's end is done.
func TestAskedByCharon(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark", "nft")...)
	b := newStage(t, interopPolicy+ethernet(0, "192.0.2.1")+ethernet(1, "203.0.113.1")+vti(1, 0, "192.0.2.2", "THEIRS"))
	b.charon("west", "ip address add 192.0.2.2/24 dev eth1",
		connections(connection{name: "r1", local: "192.0.2.2", remote: "192.0.2.1", ike: interopIKE, esp: interopESP, options: "dpd_delay = 1s\ndpd_timeout = 5s"}),
		inner(1)+`
answers() { [ $(grep -c 'parsed INFORMATIONAL_V1 request .* HASH N(DPD_ACK) ' west.log) -ge 3 ]; }
start_charon
swanctl --initiate --child r1 >/dev/null && say up
until_true 150 answers && say answered
grep -q 'DPD check timed out' west.log || say alive
nft add table ip cut
nft add chain ip cut in '{ type filter hook input priority 0; }'
nft add rule ip cut in ip saddr 192.0.2.1 drop
until_true 300 grep -q 'DPD check timed out' west.log && say dead
ip link set eth2 down
`)
	b.link("R1:eth1", "west:eth1")
	b.link("R1:eth2", "west:eth2")
	b.play(`
wait R1 Line protocol on Interface Tunnel1, changed state to up 60
wait R1 Line protocol on Interface Ethernet0/1, changed state to down 90
`)
	b.result("west", "up", "answered", "alive", "dead")
}
