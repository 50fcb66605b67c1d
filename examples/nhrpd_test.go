package examples_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"mainmode/datapath/lab"
)

// nhrpd is FRR's NHRP on a GRE device of the kernel, without IPsec, in a node
// whose eth1 is at 192.0.2.i and whose tunnel is at 10.254.0.i.
type nhrpd struct {
	n    *network
	node string
	home string
}

// startNHRPD starts it with the lines of its tunnel.
func (n *network) startNHRPD(node string, i int, lines string) *nhrpd {
	n.t.Helper()
	home, err := os.MkdirTemp("", "nhrpd") // not below the test's: the daemons run as another user
	n.must(err)
	n.t.Cleanup(func() { os.RemoveAll(home) })
	n.must(os.Chmod(home, 0o777))
	d := &nhrpd{n: n, node: node, home: home}
	n.run(node, fmt.Sprintf(`ip address add 192.0.2.%[1]d/24 dev eth1
ip link add gre1 type gre local 192.0.2.%[1]d key 9 ttl 64
ip link set gre1 mtu 1400 up
ip address add 10.254.0.%[1]d/32 dev gre1`, i))
	write(n.t, d.home, "zebra.conf", "")
	write(n.t, d.home, "nhrpd.conf", "interface gre1\n ip nhrp network-id 1\n ip nhrp holdtime 60\n"+lines)
	for _, name := range []string{"zebra", "nhrpd"} {
		cmd := exec.Command("/usr/lib/frr/"+name, "-u", "frr", "-g", "frr", "-z", d.home+"/zserv.api", "--vty_socket", d.home,
			"-i", d.home+"/"+name+".pid", "-f", d.home+"/"+name+".conf", "-P", "0", "--log", "stdout")
		said := &output{}
		cmd.Stdout, cmd.Stderr = said, said
		process, err := n.lab.Namespace(node).Start(cmd)
		n.must(err)
		n.t.Cleanup(func() {
			if n.t.Failed() {
				n.t.Logf("%s of %s: %s", name, node, said)
			}
		})
		await(n.t, name+" of "+node, func() bool {
			select {
			case <-process.Done():
				n.t.Fatalf("%s has ended: %v: %s", name, process.Wait(), said)
			default:
			}
			return exists(d.home + "/" + name + ".vty")
		})
	}
	return d
}

// shows is what nhrpd says to a command.
func (d *nhrpd) shows(command string) string {
	d.n.t.Helper()
	out, err := d.n.lab.Namespace(d.node).Run("vtysh", "--vty_socket", d.home, "-d", "nhrpd", "-c", command)
	if err != nil {
		return fmt.Sprintf("vtysh: %v", err)
	}
	return string(out)
}

// nhrpdRouter is router i beside it, without IPsec.
func nhrpdRouter(i int, lines string) string {
	return fmt.Sprintf(`interface Loopback0
 ip address 10.%[1]d.0.1 255.255.255.0
interface Tunnel0
 ip address 10.254.0.%[1]d 255.255.255.0
 ip mtu 1400
 ip nhrp network-id 1
 ip nhrp holdtime 60
 tunnel source GigabitEthernet0/0
 tunnel mode gre multipoint
 tunnel key 9
%[2]s
interface GigabitEthernet0/0
 ip address 192.0.2.%[1]d 255.255.255.0
`, i, lines)
}

// testNHRPD has FRR's nhrpd register at a hub, answer a spoke, and be a hub
// itself.
func testNHRPD(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/usr/lib/frr/nhrpd"); err != nil {
		lab.Require(t, "FRR's nhrpd", err)
	}
	n := nhrpCloud(t, "HUB:eth1 NET:eth1", "SPOKE:eth1 NET:eth2", "FRRSPOKE:eth1 NET:eth3", "FRRHUB:eth1 NET:eth4")
	hub := n.boot("HUB", nhrpdRouter(1, " ip nhrp map multicast dynamic"))
	frrHub := n.startNHRPD("FRRHUB", 9, "")
	frrSpoke := n.startNHRPD("FRRSPOKE", 5, " ip nhrp nhs 10.254.0.1 nbma 192.0.2.1\n ip nhrp shortcut\n")
	spoke := n.boot("SPOKE", nhrpdRouter(4, " ip nhrp nhs 10.254.0.1 nbma 192.0.2.1 multicast\n ip nhrp nhs 10.254.0.9 nbma 192.0.2.9 priority 9"))
	defer func() {
		if t.Failed() {
			t.Logf("FRR as hub:\n%s\nas spoke:\n%s", frrHub.shows("show ip nhrp cache"), frrSpoke.shows("show ip nhrp cache")+frrSpoke.shows("show ip nhrp nhs"))
		}
	}()

	// It registers here.
	hub.await("show ip nhrp 10.254.0.5", "Type: dynamic, Flags: unique registered nhop \n   NBMA address: 192.0.2.5 \n")
	hub.await("show ip nhrp 10.254.0.4", "NBMA address: 192.0.2.4 \n")
	await(t, "nhrpd to know its server", func() bool { return strings.Contains(frrSpoke.shows("show ip nhrp cache"), "nhs") })
	hub.await("ping 10.254.0.5 repeat 3 timeout 1", "Success rate is 100 percent (3/3)")
	// We register there.
	spoke.await("show ip nhrp nhs", "10.254.0.9     RE priority = 9 cluster = 0")
	await(t, "nhrpd to know the spoke", func() bool {
		out := frrHub.shows("show ip nhrp cache")
		return strings.Contains(out, "10.254.0.4") && strings.Contains(out, "192.0.2.4")
	})
	spoke.await("ping 10.254.0.9 repeat 3 timeout 1", "Success rate is 100 percent (3/3)")
	if out := spoke.exec("show logging"); strings.Contains(out, "%NHRP-3") {
		t.Errorf("the spoke complains:\n%s", out)
	}
	// It answers for its address by way of our hub.
	n.run("FRRSPOKE", "ip route add 10.254.0.0/24 via 10.254.0.1 dev gre1 onlink")
	spoke.await("ping 10.254.0.5 repeat 3 timeout 1", "Success rate is 100 percent (3/3)")
	spoke.await("show ip nhrp 10.254.0.5", "NBMA address: 192.0.2.5 \n")
}
