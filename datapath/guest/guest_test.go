package guest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vishvananda/netlink"

	"mainmode/datapath/guest"
)

func TestMain(m *testing.M) { guest.Main(m) }

// The kernel of the guest has what this program drives: it loads the modules
// when they are asked for.
func TestKernelOffers(t *testing.T) {
	guest.Run(t, guest.Machine{}, func(t *testing.T) {
		release, err := os.ReadFile("/proc/sys/kernel/osrelease")
		if err != nil || !strings.Contains(string(release), "cloud-amd64") {
			t.Fatalf("kernel %q, %v", release, err)
		}
		for _, link := range []netlink.Link{
			&netlink.Dummy{LinkAttrs: netlink.LinkAttrs{Name: "d0"}},
			&netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "v0"}, PeerName: "v1"},
			&netlink.Vrf{LinkAttrs: netlink.LinkAttrs{Name: "red"}, Table: 10},
			&netlink.Xfrmi{LinkAttrs: netlink.LinkAttrs{Name: "x0"}, Ifid: 7},
		} {
			if err := netlink.LinkAdd(link); err != nil {
				t.Errorf("%s: %v", link.Type(), err)
			}
		}
		if _, err := os.Stat("/dev/net/tun"); err != nil {
			t.Error(err)
		}
	})
}
