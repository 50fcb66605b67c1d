package examples_test

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
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
	guest.Run(t, guest.Machine{Programs: programs, Files: files, Timeout: 15 * time.Minute}, test)
}

// labsOnKernel runs labs in one guest. One lab alone, or a shell in the guest
// where it can be typed, by hand:
//
//	go test ./examples -run 'TestKernelOurs/^GRE$' -v
//	MAINMODE_GUEST_SHELL=1 go test ./examples -run 'TestKernelOurs$' -v
func labsOnKernel(t *testing.T, programs []string, labs map[string]func(*testing.T)) {
	t.Helper()
	onKernel(t, func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(labs)) {
			t.Run(name, labs[name])
		}
	}, programs...)
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

// with has a lab play with options of "mainmode lab". Labs come one by one: an
// emulated machine boots one's routers slowly enough.
func with(test func(*testing.T, ...string), options ...string) func(*testing.T) {
	return func(t *testing.T) { test(t, options...) }
}

// TestKernelOurs has our own routers at both ends, with the kernel's ESP in
// both, and in one of them.
func TestKernelOurs(t *testing.T) {
	labsOnKernel(t, []string{"nft"}, map[string]func(*testing.T){
		"VTI":                     with(testKernelVTI),
		"VTIWithoutXfrmInterface": testVTIFallback,
		"VTIMixed":                with(testKernelVTI, "--datapath", "R3=userspace"),
		"Wire":                    with(testWire),
		"GRE":                     with(testGRE),
		"GREMixed":                with(testGRE, "--datapath", "R2=userspace"),
	})
}

// testKernelVTI plays the reference session with the kernel's ESP.
func testKernelVTI(t *testing.T, options ...string) {
	out := play(t, "ipv6-vti", `
wait R2 Line protocol on Interface Tunnel23, changed state to up
wait R3 Line protocol on Interface Tunnel23, changed state to up
R2# ping FE80::23:3
R2# Tunnel23
R2# show crypto ipsec sa
R3# show crypto ipsec sa
R2# show version | include processor
`, options...)
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
}

// testVTIFallback is the same on a kernel without xfrm interfaces.
func testVTIFallback(t *testing.T) {
	const file = "/etc/modprobe.d/no-xfrm-interface.conf"
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("install xfrm_interface /bin/false\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(file)
	if out, err := exec.Command("modprobe", "-r", "xfrm_interface").CombinedOutput(); err != nil {
		t.Fatalf("modprobe: %v: %s", err, out)
	}
	testKernelVTI(t)
	modules, err := os.ReadFile("/proc/modules")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(modules); strings.Contains(text, "xfrm_interface ") || !strings.Contains(text, "ip6_vti ") {
		t.Errorf("modules are\n%s", text)
	}
}

// The labs with charon run a second time with charon's and our ESP in the
// kernel.
func TestKernelCharon(t *testing.T) {
	labsOnKernel(t, append(charonPrograms, "mount", "nft"), map[string]func(*testing.T){
		"NAT":     TestNAT,
		"Delete":  TestDelete,
		"Restart": TestRestart,
	})
}
