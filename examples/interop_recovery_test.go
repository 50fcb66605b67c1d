package examples_test

import (
	"strings"
	"testing"
)

// recoveryMap is a crypto map of R1 with the LANs 10.1.0.0/24, its own, and
// 10.2.0.0/24, the peers'. It asks for SAs when there is traffic and not before.
const recoveryMap = interopPolicy + `crypto logging session
access-list 101 permit ip 10.1.0.0 0.0.0.255 10.2.0.0 0.0.0.255
interface Loopback0
 ip address 10.1.0.1 255.255.255.0
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
 crypto map CM
 no shutdown
ip route 0.0.0.0 0.0.0.0 192.0.2.254
crypto map CM 10 ipsec-isakmp
 set transform-set AES
 match address 101
`

// recoveryInner gives charon its LAN.
const recoveryInner = "inner() { ip link set ipsec0 up; ip address add 10.2.0.2/24 dev ipsec0; ip route add 10.1.0.0/24 dev ipsec0; }\n"

// lans are the selectors of recoveryMap as charon sees them.
const lans = "local_ts = 10.2.0.0/24\nremote_ts = 10.1.0.0/24"

// TestPeerList has the peers of a crypto map die while it is in use: the next
// one takes over, and the default one does when there is one, also if it died
// before. Some echoes go ahead of those that count: charon has its inbound SA
// only when it has read message 3 of quick mode.
func TestPeerList(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark")...)
	b := newStage(t, recoveryMap+" set peer 198.51.100.2\n set peer 198.51.100.6\n set peer 198.51.100.10\ncrypto isakmp keepalive 10 2 periodic\n")
	b.linux("isp", `echo 1 >/proc/sys/net/ipv4/ip_forward
ip address add 192.0.2.254/24 dev eth1
ip address add 198.51.100.1/30 dev eth2
ip address add 198.51.100.5/30 dev eth3
ip address add 198.51.100.9/30 dev eth4`)
	b.link("R1:eth1", "isp:eth1")
	for name, peer := range map[string]struct{ address, gateway, port, driver string }{
		"first": {"198.51.100.2", "198.51.100.1", "eth2", `
until_true 600 established && say up
sleep 12
kill -9 $charon
wait $charon
start_charon
until_true 900 established_again && say "up again"
`},
		"second": {"198.51.100.6", "198.51.100.5", "eth3", `
until_true 600 established && say up
sleep 12
kill -9 $charon
`},
		"third": {"198.51.100.10", "198.51.100.9", "eth4", ""},
	} {
		b.charon(name, "ip address add "+peer.address+"/30 dev eth1\nip route add default via "+peer.gateway,
			connections(connection{name: "r1", local: peer.address, remote: "192.0.2.1", ike: interopIKE, esp: interopESP, child: lans}),
			recoveryInner+"count() { grep -c 'CHILD_SA r1.* established' "+name+".log; }\nestablished() { [ $(count) -ge 1 ]; }\nestablished_again() { [ $(count) -ge 2 ]; }\nstart_charon\nsay ready\n"+peer.driver)
		b.link("isp:"+peer.port, name+":eth1")
	}
	out := b.play(`
sleep 4
R1# ping 10.2.0.2 source Loopback0 repeat 2 timeout 1
wait R1 Crypto tunnel is UP  .  Peer 198.51.100.2: 30
R1# ping 10.2.0.2 source Loopback0 repeat 3 timeout 1
R1# ping 10.2.0.2 source Loopback0
wait R1 Crypto tunnel is DOWN.  Peer 198.51.100.2: 60
R1# ping 10.2.0.2 source Loopback0 repeat 2 timeout 1
wait R1 Crypto tunnel is UP  .  Peer 198.51.100.6: 30
R1# ping 10.2.0.2 source Loopback0 repeat 3 timeout 1
R1# ping 10.2.0.2 source Loopback0
R1# configure terminal
R1# crypto map CM 10 ipsec-isakmp
R1# set peer 198.51.100.2 default
wait R1 Crypto tunnel is DOWN.  Peer 198.51.100.6: 60
R1# end
R1# ping 10.2.0.2 source Loopback0 repeat 2 timeout 1
wait R1 Crypto tunnel is UP  .  Peer 198.51.100.2: 30
R1# ping 10.2.0.2 source Loopback0 repeat 3 timeout 1
R1# ping 10.2.0.2 source Loopback0
`)
	b.result("first", "ready", "up", "up again")
	b.result("second", "ready", "up")
	b.result("third", "ready")
	if n := strings.Count(out, "Success rate is 100 percent (5/5)"); n != 3 {
		t.Errorf("%d of 3 pings\n%s", n, out)
	}
}

// TestInvalidSPI has R1 lose its SAs while charon hears nothing of it and goes
// on sending. R1 tells it, in an ISAKMP SA that is made for that. By the carriers
// of its two cables charon's end says how far it is.
func TestInvalidSPI(t *testing.T) {
	t.Parallel()
	needs(t, append(charonPrograms, "tshark", "nft")...)
	b := newStage(t, recoveryMap+" set peer 192.0.2.254\ncrypto isakmp invalid-spi-recovery\n"+ethernet(1, "203.0.113.1"))
	b.charon("east", "ip address add 192.0.2.254/24 dev eth1",
		connections(connection{name: "r1", local: "192.0.2.254", remote: "192.0.2.1", ike: interopIKE, esp: interopESP, child: lans}),
		recoveryInner+`
gone() { ! swanctl --list-sas | grep -q INSTALLED; }
start_charon
swanctl --initiate --child r1 >/dev/null && say up
until_true 50 ping -c 1 -W 1 10.1.0.1 && say pings
nft add table ip cut
nft add chain ip cut in '{ type filter hook input priority 0; }'
nft add rule ip cut in ip saddr 192.0.2.1 drop
say deaf
ip link set eth2 down
sleep 6
nft delete table ip cut
ping -i 0.2 10.1.0.1 >/dev/null 2>&1 &
until_true 200 gone && say recovered
swanctl --initiate --child r1 >/dev/null && say up
until_true 50 ping -c 1 -W 1 10.1.0.1 && say pings
ip link set eth1 down
`)
	b.link("R1:eth1", "east:eth1")
	b.link("R1:eth2", "east:eth2")
	b.play(`
wait R1 Line protocol on Interface Ethernet0/1, changed state to down 60
R1# clear crypto session
wait R1 Crypto tunnel is DOWN.  Peer 192.0.2.254:
wait R1 %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=192.0.2.1, prot=50 30
wait R1 Line protocol on Interface Ethernet0/0, changed state to down 120
`)
	b.result("east", "up", "pings", "deaf", "recovered", "up", "pings")
}
