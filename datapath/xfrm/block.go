package xfrm

import (
	"errors"
	"fmt"
	"time"

	"github.com/vishvananda/netlink"
)

// holdTime is above the tenth of a second after which the kernel looks again
// for an SA for the packets that it holds, and sends them as they are if their
// policy is gone.
const holdTime = 200 * time.Millisecond

// block has the kernel drop what crypto maps and protected GRE tunnels would
// send, also what it holds until an SA is there. What it returns waits until
// the policies may go without letting a packet pass in clear.
func (d *Driver) block() (settled func(), err error) {
	var errs []error
	blocked := false
	for _, have := range d.spd {
		if k := have.spdKey; k.direction == netlink.XFRM_DIR_OUT && k.template != (template{}) && k.ifID == 0 {
			k.template, k.blocks, blocked = template{}, true, true
			if err := d.writePolicy(k); err != nil {
				errs = append(errs, fmt.Errorf("xfrm: policy %s: %w", k, err))
			}
		}
	}
	after := time.Now().Add(holdTime)
	return func() {
		if blocked {
			time.Sleep(time.Until(after))
		}
	}, errors.Join(errs...)
}
