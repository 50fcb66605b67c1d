package lab

import (
	"fmt"
	"net/netip"
	"os/exec"

	"golang.org/x/sys/unix"
)

// sleeper is a process that does not end by itself.
func sleeper() *exec.Cmd { return exec.Command("sleep", "3600") }

// sendUDP sends a datagram of n bytes to a closed port and returns when the
// ICMP error has come. It runs on a namespace's thread.
func sendUDP(from, to string, n int) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	timeout := unix.NsecToTimeval(5e9)
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &timeout); err != nil {
		return err
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: netip.MustParseAddr(from).As4()}); err != nil {
		return err
	}
	if err := unix.Connect(fd, &unix.SockaddrInet4{Addr: netip.MustParseAddr(to).As4(), Port: 9}); err != nil {
		return err
	}
	if _, err := unix.Write(fd, make([]byte, n)); err != nil {
		return err
	}
	if _, err := unix.Read(fd, make([]byte, 1)); err != unix.ECONNREFUSED {
		return fmt.Errorf("read: %v, want the connection refused", err)
	}
	return nil
}
