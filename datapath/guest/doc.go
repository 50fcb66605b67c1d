// Package guest runs a test in a virtual machine of its own: a Debian kernel
// under QEMU, with an initial file system of the test's own binary, the
// programs it names and the kernel's modules. It is for tests that need what
// the machine's own kernel may lack: ESP, xfrm interfaces, GRE, VRFs.
//
//	func TestMain(m *testing.M) { guest.Main(m) }
//
//	func TestESP(t *testing.T) {
//		guest.Run(t, guest.Machine{Programs: []string{"ip"}}, func(t *testing.T) {
//			// as root, in the guest
//		})
//	}
//
// It needs the packages qemu-system-x86, kmod and linux-image-cloud-amd64. The
// kernel is the newest in /boot; where it is only unpacked, by
//
//	apt-get download "$(apt-cache depends linux-image-cloud-amd64 | awk '/Depends/ {print $2}')"
//	dpkg-deb -x linux-image-*.deb DIR
//
// MAINMODE_GUEST_KERNEL=DIR says where. The machine is emulated in software: it
// boots in three seconds and runs about ten times slower than the host.
//
// To try something by hand, MAINMODE_GUEST_SHELL=1 gives a shell in the guest
// instead of the test:
//
//	MAINMODE_GUEST_SHELL=1 go test ./datapath/xfrm -run 'TestESP$' -v
//
// Of a test with subtests the guest runs those that -run asks for, which is how
// one lab of many is run alone:
//
//	MAINMODE_GUEST_KERNEL=DIR go test ./examples -run 'TestKernel$/^GRE$' -v
package guest
