package host

import (
	"fmt"
	"testing"

	"github.com/vishvananda/netlink"
)

// TestLinksWhileTheyChange lists more devices than one message of the kernel
// holds while others come and go.
func TestLinksWhileTheyChange(t *testing.T) {
	ns, h := open(t)
	defer h.Close()
	pair := func(i int) *netlink.Veth {
		return &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: fmt.Sprintf("a%d", i)}, PeerName: fmt.Sprintf("b%d", i)}
	}
	var handle *netlink.Handle
	err := ns.Do(func() (err error) {
		handle, err = netlink.NewHandle()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer handle.Close()
	const pairs = 40
	for i := range pairs {
		if err := handle.LinkAdd(pair(i)); err != nil {
			t.Fatal(err)
		}
	}
	done, ended := make(chan struct{}), make(chan error)
	go func() {
		for {
			select {
			case <-done:
				ended <- nil
				return
			default:
			}
			for _, change := range []func(netlink.Link) error{handle.LinkAdd, handle.LinkDel} {
				if err := change(pair(pairs)); err != nil {
					<-done
					ended <- err
					return
				}
			}
		}
	}()
	for range 200 {
		if _, err := h.Links(); err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
