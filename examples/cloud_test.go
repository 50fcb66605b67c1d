package examples_test

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestCloud has what two providers give their customers to paste come up in one
// router: two tunnels with keyrings, profiles and PFS, of which one is lost, and
// a crypto map beside NAT.
func TestCloud(t *testing.T) {
	t.Parallel()
	needs(t)
	files, err := filepath.Glob("cloud/*.cfg")
	if err != nil || len(files) != 5 {
		t.Fatalf("%v, %v", files, err)
	}
	report, err := exec.CommandContext(t.Context(), program, append([]string{"check"}, files...)...).CombinedOutput()
	var status *exec.ExitError
	if !errors.As(err, &status) || status.ExitCode() != 1 { // group 2 is weak
		t.Errorf("check: %v", err)
	}
	for _, want := range []string{
		"cloud/R1.cfg: R1: 146 lines applied, 34 kept, 0 refused\n",
		"phase 1: policy 10 of EAST1 and policy 200 of R1\n", "phase 1: policy 10 of EAST2 and policy 200 of R1\n", "phase 1: policy 1 of R1 and policy 10 of VNET\n",
	} {
		if !strings.Contains(string(report), want) {
			t.Errorf("check: no %q\n%s", want, report)
		}
	}

	out := play(t, "cloud", `
wait R1 %TRACKING-5-STATE: 100 ip sla 100 reachability Down->Up
wait EAST1 Line protocol on Interface Tunnel1, changed state to up
wait EAST2 Line protocol on Interface Tunnel1, changed state to up
R1# ping 10.60.0.1 source Loopback0
R1# ping 10.70.0.1 source Loopback0
R1# debug ip nat
R1# ping 192.0.2.80 source Loopback0
wait R1 NAT*: s=192.0.2.80, d=198.51.100.2->10.40.0.1 [
R1# no debug ip nat
R1# show ip nat translations
R1# show crypto ipsec sa
R1# show crypto session detail
R1# show running-config | section crypto ipsec|isakmp keepalive
EAST1# configure terminal
EAST1# interface Tunnel1
EAST1# shutdown
EAST1# end
wait R1 Line protocol on Interface Tunnel1, changed state to down
R1# show ip route static
R1# ping 10.60.0.1 source Loopback0
`)
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)":                                                      4,
		"PFS (Y/N): Y, DH group: group2":                                                         2,
		"in use settings ={Tunnel, }":                                                            6,
		"transform: esp-256-aes esp-sha-hmac ,":                                                  2,
		"Profile: isakmp-vpn-7f3a-0\n":                                                           1,
		"Profile: isakmp-vpn-7f3a-1\n":                                                           1,
		"  IPSEC FLOW: permit ip 10.40.0.0/255.255.0.0 10.70.0.0/255.255.0.0 \n":                 1,
		"S        10.60.0.0/16 is directly connected, Tunnel2\n":                                 1,
		"crypto isakmp keepalive 10 10\n":                                                        1,
		"crypto ipsec security-association replay window-size 128\n":                             1,
		"crypto ipsec transform-set ipsec-prop-vpn-7f3a-0 esp-aes esp-sha-hmac \n mode tunnel\n": 1,
		"crypto ipsec df-bit clear\n":                                                            1,
		" set transform-set ipsec-prop-vpn-7f3a-0 \n set pfs group2\n":                           1,
		"10.70.0.1:": 0,
	})
}
