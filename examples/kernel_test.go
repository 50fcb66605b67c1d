package examples_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"mainmode/datapath/guest"
)

// guestProgram is where a guest has the mainmode binary.
const guestProgram = "/bin/mainmode"

// onKernel runs a test in a guest, where labs have the kernel's datapath. The
// guest has the labs of this folder and the programs that are named.
func onKernel(t *testing.T, test func(t *testing.T), programs ...string) {
	t.Helper()
	const plugins = "/usr/lib/ipsec/plugins" // of charon
	files := map[string]string{guestProgram: program, here(t): "."}
	if slices.Contains(programs, "charon-systemd") {
		files[plugins] = plugins
	}
	guest.Run(t, guest.Machine{Programs: programs, Files: files, Timeout: 8 * time.Minute}, test)
}

// TestKernelVTI plays the reference session with the kernel's ESP.
func TestKernelVTI(t *testing.T) {
	onKernel(t, func(t *testing.T) {
		out := play(t, "ipv6-vti", `
wait R2 Line protocol on Interface Tunnel23, changed state to up
wait R3 Line protocol on Interface Tunnel23, changed state to up
R2# ping FE80::23:3
R2# Tunnel23
R2# show crypto ipsec sa
R3# show crypto ipsec sa
R2# show version | include processor
`)
		for what, want := range map[string]int{
			"Success rate is 100 percent (5/5)": 1,
			"#pkts encaps: 5, #pkts encrypt: 5": 2,
			"#pkts decaps: 5, #pkts decrypt: 5": 2,
			"processor (revision kernel)":       1,
		} {
			if got := strings.Count(out, what); got != want {
				t.Errorf("%q: %d times, want %d", what, got, want)
			}
		}
		if t.Failed() {
			t.Log(out)
		}
	})
}

// here is the folder of this package.
func here(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// The labs with charon run a second time with charon's and our ESP in the
// kernel, each in a guest of its own.

func TestKernelNAT(t *testing.T)     { charonOnKernel(t, TestNAT) }
func TestKernelDelete(t *testing.T)  { charonOnKernel(t, TestDelete) }
func TestKernelRestart(t *testing.T) { charonOnKernel(t, TestRestart) }

func charonOnKernel(t *testing.T, test func(*testing.T)) {
	t.Helper()
	onKernel(t, func(t *testing.T) { t.Run("Lab", test) }, append(charonPrograms, "mount", "nft")...)
}

// TestKernelGRE has the kernel's GRE in its ESP: transport mode, both families,
// and packets that must be fragmented.
func TestKernelGRE(t *testing.T) {
	onKernel(t, func(t *testing.T) {
		out := play(t, "gre", `
wait R1 Line protocol on Interface Tunnel0, changed state to up
wait R2 Line protocol on Interface Tunnel0, changed state to up
R1# ping 172.16.0.2 repeat 10 timeout 1
R1# ping 10.2.0.1 source Loopback0
R1# ping 2001:DB8:2::1 source Loopback0
R1# ping 172.16.0.2 size 9000
R1# ping 2001:DB8:2::1 size 9000
R1# show crypto ipsec sa
`)
		for what, want := range map[string]int{
			"Success rate is 100 percent (5/5)":                                    4,
			"local  ident (addr/mask/prot/port): (192.0.2.2/255.255.255.255/47/0)": 1,
			"in use settings ={Transport, }":                                       2,
		} {
			if got := strings.Count(out, what); got != want {
				t.Errorf("%q: %d times, want %d", what, got, want)
			}
		}
		if t.Failed() {
			t.Log(out)
		}
	})
}
