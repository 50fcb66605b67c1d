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

// TestKernel runs the labs a second time with the kernel's ESP, in a guest: our
// own routers at both ends, the userspace datapath at one, and foreign ones.
// One guest has them all, two at a time. One lab alone, or a shell in the guest
// where it can be typed, by hand:
//
//	go test ./examples -run 'TestKernel$/^GRE$' -v
//	MAINMODE_GUEST_SHELL=1 go test ./examples -run 'TestKernel$' -v
func TestKernel(t *testing.T) {
	const plugins = "/usr/lib/ipsec/plugins" // of charon
	files := map[string]string{guestProgram: program, here(t): ".", plugins: plugins}
	maps.Copy(files, plutoFiles(t))
	maps.Copy(files, frrFiles(t))
	m := guest.Machine{
		Programs: slices.Concat(charonPrograms, frrPrograms(), []string{"mount", "nft", "bash", "vpnc"}),
		Files:    files,
		Memory:   2048,
		Timeout:  25 * time.Minute,
	}
	guest.Run(t, m, func(t *testing.T) {
		// Alone: they take modules from all.
		t.Run("Auto", testAuto)
		t.Run("VTIWithoutXfrmInterface", testVTIFallback)
		for _, name := range slices.Sorted(maps.Keys(kernelLabs)) {
			t.Run(name, kernelLabs[name])
		}
	})
}

// kernelLabs are the labs of TestKernel: those about packets. What the others say
// is about IKE alone or has the times of the host.
var kernelLabs = map[string]func(*testing.T){
	"VTI":                   with(testKernelVTI, "--datapath", "auto"),
	"VTIMixed":              with(testKernelVTI, "--datapath", "R3=userspace"),
	"SameOutput":            testSameOutput,
	"Wire":                  with(testWire),
	"DHCP":                  with(testDHCP),
	"GRE":                   with(testGRE),
	"GREMixed":              with(testGRE, "--datapath", "R2=userspace"),
	"GREKeepalive":          with(testGREKeepalive),
	"RecursiveRoute":        with(testRecursiveRoute),
	"GREKeepaliveMixed":     with(testSequencedKeepalive, "--datapath", "R2=userspace"),
	"GREOverCryptoMap":      with(testGREOverCryptoMap),
	"GREOverCryptoMapMixed": with(testGREOverCryptoMap, "--datapath", "R1=userspace"),
	"GREThroughNAT":         with(testGREThroughNAT),
	"GREThroughNATMixed":    with(testGREThroughNAT, "--datapath", "HUB=userspace"),
	"CryptoMap":             with(testCryptoMap),
	"CryptoMapInClear":      with(testCryptoMapRefusesClearPackets),
	"NAT":                   with(testNATLab),
	"NATBeforeCryptoMap":    TestNATBeforeCryptoMap,
	"NATOnTunnels":          TestNATOnTunnels,
	"VRF":                   with(testVRF),
	"VRFCryptoMap":          with(testVRFCryptoMap),
	"VLAN":                  with(testVLAN),
	"VLANMixed":             with(testVLAN, "--datapath", "R2=userspace"),
	"VLANInVLAN":            testVLANInVLAN,
	"Foreign":               TestForeign,
	"PathMTU":               TestPathMTU,
	"CryptoMaps":            TestCryptoMaps,
	"CryptoMapMixed":        with(testCryptoMap, "--datapath", "R2=userspace"),
	"Floating":              TestFloating,
	"TrackedRoute":          TestTrackedRoute,
	"Filters":               TestFilters,
	"Translations":          TestTranslations,
	"Selectors":             TestSelectors,
	"SilentFaults":          TestSilentFaults,
	"NothingInClear":        TestNothingInClear,
	"Sizes":                 TestSizes,
	"TunnelInterface":       TestTunnelInterface,
	"TunnelAccessLists":     TestTunnelAccessLists,
	"Replay":                TestReplay,
	"ExtendedSequence":      testExtendedSequence,
	"GREInClear":            TestGREInClear,
	"GREOtherKey":           TestGREOtherKey,
	"GREDefaults":           TestGREDefaults,
	"InterfaceMTU":          TestInterfaceMTU,
	"LentDevices":           TestLentDevices,
	"DMVPNSpoke":            TestDMVPNSpoke,
	"DMVPN":                 TestDMVPN,
	"DMVPNMixed":            func(t *testing.T) { testDMVPN(t, "userspace") },
	"DMVPNRouting":          with(testDMVPNRouting),
	"DMVPNSpokeMoves":       TestDMVPNSpokeMoves,
	"DMVPNBehindNAT":        TestDMVPNBehindNAT,
	"NHRPD":                 testNHRPD,
	"DMVPNExample":          with(testDMVPNExample),
	"Multipoint":            TestMultipoint,
	"MultipointTunnelMode":  TestMultipointTunnelMode,
	"MultipointMixed":       func(t *testing.T) { testMultipoint(t, "userspace", "transport") },
	"Access":                TestAccess,
	"CharonNAT":             TestNAT,
	"CharonDelete":          TestDelete,
	"CharonRestart":         TestRestart,
	"CharonDeadPeer":        TestDeadPeer,
	"CharonSuites":          charonSuites,
	"PlutoSuites":           plutoSuites,
	"PlutoDrafts":           plutoDrafts,
	"StrongSwan":            TestStrongSwan,
	"Cloud":                 TestCloud,
	"VPNC":                  TestVPNC,
	"NativeVLAN":            TestNativeVLAN,
	"VPNCCryptoMap":         TestVPNCCryptoMap,
	"FRR":                   TestFRR,
	"FRRFloatingStatic":     TestFRRFloatingStatic,
	"FRRNamedEIGRP":         TestFRRNamedEIGRP,
	"FRRRecursiveRoute":     TestFRRRecursiveRoute,
	"CryptoMapOfEachFamily": TestCryptoMapOfEachFamily,
	"PeerList":              TestPeerList,
	"InvalidSPI":            TestInvalidSPI,
	"ManyLines":             TestManyLines,
	"CharonRekey":           TestRekey,
	"DeadPeerReturns":       TestDeadPeerReturns,
	"AskedByCharon":         TestAskedByCharon,
	"HeldAnswer":            TestHeldAnswer,
	"Transport":             TestTransport,
	"CharonTransport":       func(t *testing.T) { transportThroughNAT(t, "kernel") },
	"CharonTransportMixed":  func(t *testing.T) { transportThroughNAT(t, "userspace") },
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

// with has a lab play with options of "mainmode lab", beside others.
func with(test func(*testing.T, ...string), options ...string) func(*testing.T) {
	return func(t *testing.T) {
		t.Parallel()
		test(t, options...)
	}
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
	occurs(t, out, map[string]int{
		"Success rate is 100 percent (5/5)": 1,
		"#pkts encaps: 5, #pkts encrypt: 5": 2,
		"#pkts decaps: 5, #pkts decrypt: 5": 2,
		"processor (revision kernel)":       1,
	})
}

// without takes a module from the kernel, until the function that it returns
// gives it back.
func without(t *testing.T, module string) (restore func()) {
	t.Helper()
	file := "/etc/modprobe.d/no-" + module + ".conf"
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("install "+module+" /bin/false\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("modprobe", "-r", module).CombinedOutput(); err != nil {
		t.Fatalf("modprobe: %v: %s", err, out)
	}
	return func() { os.Remove(file) }
}

// testAuto leaves the choice of a datapath to a router whose kernel has no ESP.
// It says so, and does without.
func testAuto(t *testing.T) {
	defer without(t, "esp4")()
	out := play(t, "ipv6-vti", "R2# show version | include processor\n", "--datapath", "R2=auto", "--datapath", "R3=userspace")
	for _, want := range []string{"Datapath: userspace (the kernel has no ESP with esp-aes esp-sha-hmac: ", "processor (revision userspace)"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// testVTIFallback is the same on a kernel without xfrm interfaces.
func testVTIFallback(t *testing.T) {
	defer without(t, "xfrm_interface")()
	testKernelVTI(t)
	modules, err := os.ReadFile("/proc/modules")
	if err != nil {
		t.Fatal(err)
	}
	if text := string(modules); strings.Contains(text, "xfrm_interface ") || !strings.Contains(text, "ip6_vti ") {
		t.Errorf("modules are\n%s", text)
	}
}
