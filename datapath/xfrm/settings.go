package xfrm

import (
	"errors"
	"fmt"
	"os"
)

// settings of the kernel that a driver needs: packets wait for their SA and are
// not lost, and IKE is told of it again, after a second, while they wait.
var settings = map[string]string{"net/core/xfrm_larval_drop": "0", "net/core/xfrm_acq_expires": "1"}

// settle sets what the kernel has of them, until Close.
func (d *Driver) settle() error {
	for name, value := range settings {
		if err := d.host.Switch(name, value); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("xfrm: %w", err)
		}
	}
	return nil
}
