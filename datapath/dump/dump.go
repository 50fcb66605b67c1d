// Package dump asks the system for lists.
package dump

import (
	"errors"

	"github.com/vishvananda/netlink"
)

// attempts is how often a list is asked for that changes all the time.
const attempts = 10

// Whole asks for a list of the system again as long as it has changed while the
// system told it: such a list may lack what is there. One that never stands
// still is returned as it was told the last time.
func Whole[T any](list func() (T, error)) (all T, err error) {
	for range attempts {
		if all, err = list(); !errors.Is(err, netlink.ErrDumpInterrupted) {
			return all, err
		}
	}
	return all, nil
}
