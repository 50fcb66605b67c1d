package compiler

import (
	"strings"
	"testing"
)

// "no" and "default" are for every interface of a range.
func TestRangeOfInterfacesNegated(t *testing.T) {
	const text = `interface Loopback10
 ip address 10.0.0.1 255.255.255.255
interface Loopback11
 ip address 10.0.0.2 255.255.255.255
interface Loopback12
 ip address 10.0.0.3 255.255.255.255
interface GigabitEthernet0/1
 ip address 10.9.0.1 255.255.255.0
no interface range Loopback 10-11
default interface range GigabitEthernet0/1 - 2
`
	r := Check("r1.cfg", text)
	if r.Refused > 0 {
		t.Errorf("%s", r)
	}
	running := r.config.Running()
	for _, gone := range []string{"Loopback10", "Loopback11", "10.9.0.1"} {
		if strings.Contains(running, gone) {
			t.Errorf("%s is left in\n%s", gone, running)
		}
	}
	for _, left := range []string{"interface Loopback12\n ip address 10.0.0.3 255.255.255.255\n", "interface GigabitEthernet0/1\n"} {
		if !strings.Contains(running, left) {
			t.Errorf("%q is missing from\n%s", left, running)
		}
	}
}
