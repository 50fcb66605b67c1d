package examples_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/ike/isakmp"
)

const (
	// floodVariable has the test's own program flood the address that it holds.
	floodVariable = "MAINMODE_TEST_FLOOD"
	floodLength   = 100_000
	floodTime     = 12 * time.Second
)

// flood sends main mode message 1 in the names of as many addresses, each with
// another cookie, and says how many.
func flood(to netip.Addr) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_RAW, unix.IPPROTO_RAW)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	offer := isakmp.Phase1{Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA, Auth: isakmp.PreShared, Group: 14, Seconds: 86400}
	message := isakmp.Marshal(isakmp.Header{InitiatorCookie: isakmp.Cookie{1}, Exchange: isakmp.MainMode}, []isakmp.Payload{
		&isakmp.SA{Proposals: []isakmp.Proposal{{Number: 1, Protocol: isakmp.ProtocolISAKMP,
			Transforms: []isakmp.Transform{{Number: 1, ID: isakmp.KeyIKE, Attributes: offer.Attributes()}}}}},
		isakmp.NewVendorID(isakmp.VendorRFC3947),
	})
	const ip, udp = 20, 8
	packet := append(make([]byte, ip+udp), message...)
	packet[0], packet[8], packet[9] = 0x45, 64, unix.IPPROTO_UDP
	copy(packet[16:], to.AsSlice())
	binary.BigEndian.PutUint16(packet[ip:], 500)
	binary.BigEndian.PutUint16(packet[ip+2:], 500)
	binary.BigEndian.PutUint16(packet[ip+4:], uint16(udp+len(message)))
	begun := time.Now()
	for n := range uint32(floodLength) {
		binary.BigEndian.PutUint32(packet[12:], 100<<24|n) // 100.0.0.0 and on
		binary.BigEndian.PutUint32(packet[ip+udp+1:], n)
		err := unix.Sendto(fd, packet, 0, &unix.SockaddrInet4{Addr: to.As4()})
		if err != nil && !errors.Is(err, unix.ENOBUFS) {
			return err
		}
		if n%100 == 0 {
			time.Sleep(time.Until(begun.Add(floodTime / floodLength * time.Duration(n))))
		}
	}
	fmt.Println("sent", floodLength)
	return nil
}

// floods reports whether the program is one that floods, and does it.
func floods() bool {
	to, err := netip.ParseAddr(os.Getenv(floodVariable))
	if err != nil {
		return false
	}
	if err := flood(to); err != nil {
		fmt.Println(err)
	}
	return true
}

// TestFlood has somebody send 100,000 datagrams to R1 in the names of as many
// addresses. R2, a peer of R1, comes up meanwhile. The carriers of its two cables
// say when the flood begins and when it is over.
func TestFlood(t *testing.T) {
	needs(t, "ip", "ping")
	b := newStage(t, interopPolicy+ethernet(0, "192.0.2.1")+ethernet(1, "10.0.0.1")+vti(1, 0, "192.0.2.2", "THEIRS")+
		"interface Ethernet0/2\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.0.0.2\n")
	write(t, b.dir, "R2.cfg", "hostname R2\n"+interopPolicy+ethernet(0, "192.0.2.2")+`interface Tunnel1
 ip address 10.1.0.2 255.255.255.0
 tunnel source Ethernet0/0
 tunnel mode ipsec ipv4
 tunnel destination 192.0.2.1
 tunnel protection ipsec profile OURS
 shutdown
end
`)
	b.nodes = append(b.nodes, "    R2:\n      startup-config: R2.cfg\n")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b.linux("crowd", "ip address add 10.0.0.2/24 dev eth1\n"+
		"(until ping -c 1 -W 1 10.0.0.1; do sleep 0.1; done; ip link set eth2 down; "+floodVariable+"=10.0.0.1 "+self+"; ip link set eth1 down) >crowd.result 2>&1 &")
	b.link("R1:eth1", "R2:eth1")
	b.link("R1:eth2", "crowd:eth1")
	b.link("R1:eth3", "crowd:eth2")
	b.save()
	// Nothing is captured: a hundred thousand datagrams are nothing to look at.
	out := play(t, b.dir, `
wait R1 Line protocol on Interface Ethernet0/2, changed state to down 60
sleep 1
R2# configure terminal
R2# interface Tunnel1
R2# no shutdown
wait R2 Line protocol on Interface Tunnel1, changed state to up 60
R2# end
R2# ping 10.1.0.1
wait R1 Line protocol on Interface Ethernet0/1, changed state to down 60
R1# show crypto call admission statistics
`)
	stateless := regexp.MustCompile(`Answered without an SA: *(\d+)`).FindStringSubmatch(out)
	if stateless == nil {
		t.Fatalf("no answers without an SA:\n%s\n%s", out, b.read("crowd.result"))
	}
	if n, _ := strconv.Atoi(stateless[1]); n < floodLength/2 {
		t.Errorf("%d answers without an SA\n%s", n, b.read("crowd.result"))
	}
	if !regexp.MustCompile(`Success rate is (80|100) percent`).MatchString(out) {
		t.Errorf("no ping:\n%s", out)
	}
}
