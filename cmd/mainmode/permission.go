package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

const tunDevice = "/dev/net/tun"

// checkTUN says, before anything is started, why tunnels will not work.
func checkTUN() error {
	f, err := os.OpenFile(tunDevice, os.O_RDWR, 0)
	switch {
	case err == nil:
		return f.Close()
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no such device: is the tun module loaded?", tunDevice)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: permission denied: be root, or make the device accessible (mode 0666)", tunDevice)
	}
	return fileError(tunDevice, err)
}

// checkCapabilities says what this process lacks to be a router.
func checkCapabilities() error {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return fmt.Errorf("run: capabilities: %w", err)
	}
	for _, c := range []struct {
		bit  int
		name string
	}{{unix.CAP_NET_ADMIN, "CAP_NET_ADMIN"}, {unix.CAP_NET_RAW, "CAP_NET_RAW"}} {
		if data[0].Effective&(1<<c.bit) == 0 {
			return fmt.Errorf("run: no permission: a router needs %s (be root; labs run without)", c.name)
		}
	}
	return nil
}
