package host

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// sysctl is a setting of the network namespace that was changed. The file is kept
// open because a name below /proc/sys means the namespace of whoever opens it.
type sysctl struct {
	file   *os.File
	before string
}

// setForwarding turns on the forwarding that is wanted, or off that which is
// not, if it was us who turned it on. Packets pass only once every route is
// there.
func (h *Host) setForwarding(on bool) error {
	var errs []error
	for _, f := range []struct {
		family, path string
		want         bool
	}{
		{"ipv4", "/proc/sys/net/ipv4/ip_forward", h.want.IPv4Forwarding},
		{"ipv6", "/proc/sys/net/ipv6/conf/all/forwarding", h.want.IPv6Forwarding},
	} {
		if f.want != on {
			continue
		}
		if err := h.switchSysctl(f.path, on, "1"); err != nil {
			errs = append(errs, fmt.Errorf("host: %s forwarding: %w", f.family, err))
		}
	}
	return errors.Join(errs...)
}

// switchSysctl sets a setting to a value, or back to what it was.
func (h *Host) switchSysctl(path string, on bool, value string) error {
	s, changed := h.sysctls[path]
	if !on {
		if !changed {
			return nil
		}
		delete(h.sysctls, path)
		defer s.file.Close()
		return s.write(s.before)
	}
	if changed {
		return s.write(value)
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s.before = strings.TrimSpace(string(now))
	if s.before == value {
		return nil
	}
	if s.file, err = os.OpenFile(path, os.O_WRONLY, 0); err != nil {
		return err
	}
	if err := s.write(value); err != nil {
		s.file.Close()
		return err
	}
	h.sysctls[path] = s
	return nil
}

func (s *sysctl) write(value string) error {
	_, err := s.file.WriteAt([]byte(value), 0)
	return err
}
