package xfrm

import (
	"fmt"
	"net/netip"
	"os"
	"runtime"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/remains"
)

// Probe tries in a network namespace of its own what the driver needs, and
// returns what the kernel lacks; nil: it has all.
func Probe() error {
	result := make(chan error, 1)
	go func() { result <- apart(probe) }()
	return <-result
}

// apart runs f in a new network namespace. The thread goes back to its own
// afterwards: the first thread of the process does not end with its goroutine,
// and what asks for the namespace of the process gets that of this thread. One
// that cannot go back is never unlocked, so that it serves nobody else.
func apart(f func() error) error {
	runtime.LockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("no network namespace to come back to: %w", err)
	}
	defer home.Close()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("no network namespace to try it in: %w", err)
	}
	defer func() {
		if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
			runtime.UnlockOSThread()
		}
	}()
	return f()
}

// probe adds an SA and the device of a tunnel to the namespace of this thread.
func probe() error {
	d, err := New()
	if err != nil {
		return err
	}
	defer d.Close()
	end := netip.MustParseAddr("192.0.2.1")
	for _, t := range []datapath.Transform{
		{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1},
		{Cipher: datapath.AESGCM, KeyBits: 128},
	} {
		sa := datapath.SA{
			SPI: 0x100, Direction: datapath.Inbound, ReplayWindow: 1024, ESN: true, LocalPort: datapath.EncapPort, RemotePort: datapath.EncapPort, Local: end, Remote: end.Next(), Transform: t, Policy: "probe",
			EncKey: make([]byte, t.EncKeyLen()), AuthKey: make([]byte, t.AuthKeyLen()),
		}
		if err := d.AddSAs([]datapath.SA{sa}); err != nil {
			return fmt.Errorf("the kernel has no ESP with %s: %w", t, err)
		}
		if err := d.DeleteSAs([]datapath.SAID{sa.ID()}); err != nil {
			return err
		}
	}
	var why error
	for _, link := range []netlink.Link{
		&netlink.Xfrmi{LinkAttrs: named("probe"), Ifid: remains.Identifier},
		&netlink.Vti{LinkAttrs: named("probe"), Local: ip(end), Remote: ip(end.Next()), IKey: remains.Identifier, OKey: remains.Identifier},
	} {
		if why = d.handle.LinkAdd(link); why == nil {
			return d.handle.LinkDel(link)
		}
	}
	return fmt.Errorf("the kernel has neither xfrm interfaces nor VTI: %w", why)
}
