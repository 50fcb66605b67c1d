package host

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Controller says who drives a device; what is not told is "".
type Controller struct{ Driver, Version, Firmware, Bus string }

// ControllerOf asks the driver of a device, as "ethtool -i" does.
func ControllerOf(device string) (Controller, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return Controller{}, fmt.Errorf("driver of %s: %w", device, err)
	}
	defer unix.Close(fd)
	info, err := unix.IoctlGetEthtoolDrvinfo(fd, device)
	if err != nil {
		return Controller{}, fmt.Errorf("driver of %s: %w", device, err)
	}
	text := func(b []byte) string {
		if s := unix.ByteSliceToString(b); s != "N/A" {
			return s
		}
		return ""
	}
	return Controller{text(info.Driver[:]), text(info.Version[:]), text(info.Fw_version[:]), text(info.Bus_info[:])}, nil
}
