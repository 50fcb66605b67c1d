package compiler

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// checkIncremental holds that a Compiler finds the same as Compile, and takes
// the same way to it.
func checkIncremental(t *testing.T, compiler *Compiler, c *Config, before *Router) *Router {
	t.Helper()
	was := dump(before)
	got, found := compiler.Compile(c, testEnv)
	want, complaints := Compile(c, testEnv)
	switch {
	case !reflect.DeepEqual(got, want):
		t.Errorf("the routers differ: %s\nwant %s", dump(got), dump(want))
	case !reflect.DeepEqual(found, complaints):
		t.Errorf("diagnostics %v, want %v", found, complaints)
	case !reflect.DeepEqual(got.IKE(), want.IKE()):
		t.Errorf("ike.Config %+v, want %+v", got.IKE(), want.IKE())
	case !reflect.DeepEqual(got.Datapath(), want.makeDatapath(nothingAgain, nil)):
		t.Errorf("datapath.Config %+v, want %+v", got.Datapath(), want.makeDatapath(nothingAgain, nil))
	case Diff(before, got).String() != Diff(before, want).String():
		t.Errorf("plan %s, want %s", Diff(before, got), Diff(before, want))
	case dump(before) != was:
		t.Errorf("the router of before was changed")
	}
	return got
}

// workingTunnels is where the edits begin: tunnels of which nothing is to be
// said, two of them between the same ends.
const workingTunnels = `crypto isakmp policy 10
 encr aes
 authentication pre-share
 group 14
crypto isakmp key k address 192.0.2.0 255.255.255.0
crypto ipsec transform-set T1 esp-aes esp-sha256-hmac
crypto ipsec profile P1
 set transform-set T1
interface Ethernet0/1
 ip address 198.51.100.1 255.255.255.0
interface Loopback1
 ip address 10.255.0.1 255.255.255.255
interface Tunnel1
 ip address 10.0.1.1 255.255.255.0
 tunnel source Ethernet0/1
 tunnel destination 192.0.2.1
 tunnel protection ipsec profile P1
interface Tunnel2
 ip unnumbered Loopback1
 tunnel source 198.51.100.1
 tunnel mode ipsec ipv4
 tunnel destination 192.0.2.2
 tunnel protection ipsec profile P1
interface Tunnel3
 ip unnumbered Tunnel1
 tunnel source Ethernet0/1
 tunnel destination 192.0.2.1
 tunnel protection ipsec profile P1
interface Tunnel4
 ip address 10.0.4.1 255.255.255.0
 tunnel source Tunnel1
 tunnel destination 192.0.2.3
interface Tunnel11
 ip address 10.0.11.1 255.255.255.0
 tunnel source Ethernet0/1
 tunnel destination 192.0.2.3
 tunnel protection ipsec profile P1 shared
ip route 10.1.0.0 255.255.0.0 Tunnel1
`

// TestEditsCompileAlone types random lines one by one: what is compiled of each
// alone is what the whole configuration means.
func TestEditsCompileAlone(t *testing.T) {
	blocks := slices.Sorted(maps.Keys(pieces))
	r := rand.New(rand.NewPCG(2409, 3))
	again := 0
	for range 5 * propertyRounds(t) {
		c := New(testSalt)
		e := NewEditor(c)
		compiler := &Compiler{}
		before, _ := compiler.Compile(c, testEnv)
		text := workingTunnels + randomConfig(r, blocks) + randomConfig(r, []string{"interface Tunnel%d", "interface Ethernet0/%d", ""})
		typed := strings.Split(text, "\n")
		for n := range len(typed) + 40 {
			if n == len(typed) {
				typed = append(typed, nextLine(r, t, e))
			}
			e.Line(typed[n])
			if compiler.Compiled(c) {
				continue
			}
			before = checkIncremental(t, compiler, c, before)
			for i := range compiler.last.made {
				if compiler.last.made[i].from >= 0 {
					again++
				}
			}
			if t.Failed() {
				t.Fatalf("behind %q of:\n%s", typed[n], strings.Join(typed, "\n"))
			}
		}
	}
	if again < 400 {
		t.Errorf("%d tunnels were taken again", again)
	}
}
