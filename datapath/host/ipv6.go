package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// withoutIPv6 is the setting that turns IPv6 off on a device.
func withoutIPv6(device string) string { return "net/ipv6/conf/" + device + "/disable_ipv6" }

// enableIPv6 turns IPv6 on, until Close, on a device of a system that has it off
// unless a device is told otherwise.
func (h *Host) enableIPv6(device string) error {
	name := withoutIPv6(device)
	path := "/proc/sys/" + name
	if s, ok := h.sysctls[path]; ok { // of a device that is gone
		s.file.Close()
		delete(h.sysctls, path)
	}
	h.switched[name] = true
	return h.switchSysctl(path, true, "0")
}

// refuseAdvertisements: a router neither asks its peers for addresses and
// routes nor takes theirs.
func refuseAdvertisements(device string) error {
	err := os.WriteFile("/proc/sys/net/ipv6/conf/"+device+"/accept_ra", []byte("0"), 0)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("host: %s: router advertisements: %w", device, err)
	}
	return nil
}
