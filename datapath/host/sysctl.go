package host

import (
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

// forward turns forwarding on, and off again only if it was us who turned it
// on.
func (h *Host) forward(family, name string, on bool) error {
	err := h.switchSysctl("/proc/sys/"+name, on, "1")
	if err != nil {
		return fmt.Errorf("host: %s forwarding: %w", family, err)
	}
	return nil
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
