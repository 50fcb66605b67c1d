package examples_test

import (
	"os"
	"path/filepath"
	"testing"
)

// trackedLab are a branch with two providers, and the router behind both.
var trackedLab = map[string]string{
	"topology.clab.yml": `name: tracked
topology:
  nodes:
    R1:
      startup-config: R1.cfg
    R2:
      startup-config: R2.cfg
  links:
    - endpoints: ["R1:eth1", "R2:eth1"]
    - endpoints: ["R1:eth2", "R2:eth2"]
`,
	"R1.cfg": `hostname R1
no ip domain lookup
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 ip address 198.51.100.1 255.255.255.0
ip sla 1
 icmp-echo 192.0.2.2 source-interface GigabitEthernet0/0
 timeout 500
 threshold 400
 frequency 1
ip sla schedule 1 life forever start-time now
track 10 ip sla 1 reachability
 delay down 1 up 1
ip route 0.0.0.0 0.0.0.0 192.0.2.2 track 10
ip route 0.0.0.0 0.0.0.0 198.51.100.2 250
`,
	"R2.cfg": `hostname R2
no ip domain lookup
interface Loopback0
 ip address 203.0.113.1 255.255.255.255
interface GigabitEthernet0/0
 ip address 192.0.2.2 255.255.255.0
interface GigabitEthernet0/1
 ip address 198.51.100.2 255.255.255.0
ip access-list extended NOTHING
 deny ip any any
ip route 10.0.0.0 255.0.0.0 192.0.2.1
`,
}

// trackedScript has the first provider take in nothing any more while its link
// stays up, and come back.
const trackedScript = `
wait R1 10 ip sla 1 reachability Down->Up 30
R1# show ip route 0.0.0.0 0.0.0.0
R1# ping 203.0.113.1
R2# configure terminal
R2# interface GigabitEthernet0/0
R2# ip access-group NOTHING in
wait R1 10 ip sla 1 reachability Up->Down 30
R1# show ip route 0.0.0.0 0.0.0.0
R1# ping 203.0.113.1
R1# show track 10
R2# no ip access-group NOTHING in
wait R1 10 ip sla 1 reachability Down->Up 30
R1# ping 203.0.113.1
R1# show ip route 0.0.0.0 0.0.0.0
R1# show ip sla summary
R1# show ip interface brief | include Gigabit
`

func TestTrackedRoute(t *testing.T) {
	t.Parallel()
	needs(t)
	dir := t.TempDir()
	for name, text := range trackedLab {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := play(t, dir, trackedScript)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":           3,
		"  * 192.0.2.2\n":                             2,
		"  * 198.51.100.2\n":                          1,
		"Known via \"static\", distance 250":          1,
		"  Latest operation return code: Timeout\n":   1,
		"*1           icmp-echo   192.0.2.2 ":         1,
		"  Delay up 1 secs, down 1 secs\n":            1,
		"up                    up":                    2,
		"%TRACKING-5-STATE: 10 ip sla 1 reachability": 3,
	})
}
