package host

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// sysctl is a setting of the network namespace that was changed. The file is kept
// open because a name below /proc/sys means the namespace of whoever opens it.
type sysctl struct {
	file          *os.File
	before, value string
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

// Switch sets a setting of the kernel, "net/core/xfrm_acq_expires", until Close.
// One that the kernel does not have is an [os.ErrNotExist].
func (h *Host) Switch(name, value string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.switched[name] = true
	if err := h.switchSysctl("/proc/sys/"+name, true, value); err != nil {
		return fmt.Errorf("host: %w", err)
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
		defer s.file.Close()
		err := s.write(s.before)
		delete(h.sysctls, path)
		h.noteSettings()
		return err
	}
	if changed {
		return s.write(value)
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s.before, s.value = strings.TrimSpace(string(now)), value
	if left, ok := h.left[path]; ok {
		if delete(h.left, path); left.value == s.before {
			s.before = left.before
		}
	}
	if s.before == value {
		return nil
	}
	if s.file, err = os.OpenFile(path, os.O_WRONLY, 0); err != nil {
		return err
	}
	h.sysctls[path] = s
	h.noteSettings() // first, lest it be killed in between
	if err := s.write(value); err != nil {
		s.file.Close()
		delete(h.sysctls, path)
		h.noteSettings()
		return err
	}
	return nil
}

func (s *sysctl) write(value string) error {
	_, err := s.file.WriteAt([]byte(value), 0)
	return err
}

// restoreSettings puts back what a killed mainmode has changed and this one does
// not want, or all when it closes.
func (h *Host) restoreSettings() {
	for path, s := range h.left {
		now, err := os.ReadFile(path)
		if err == nil && strings.TrimSpace(string(now)) == s.value {
			_ = os.WriteFile(path, []byte(s.before), 0) // its device may be gone
		}
	}
	h.left = nil
	h.noteSettings()
}

// closeSettings restores what Switch has set.
func (h *Host) closeSettings() {
	for name := range h.switched {
		_ = h.switchSysctl("/proc/sys/"+name, false, "") // what is gone needs nothing
	}
}

// noteSettings has another process find what this one has changed, should it be
// killed. Where there is no place for that, it is not found.
func (h *Host) noteSettings() {
	if h.notes == "" {
		return
	}
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(h.sysctls)) {
		fmt.Fprintf(&b, "%s %s %s\n", path, h.sysctls[path].before, h.sysctls[path].value)
	}
	for _, path := range slices.Sorted(maps.Keys(h.left)) {
		fmt.Fprintf(&b, "%s %s %s\n", path, h.left[path].before, h.left[path].value)
	}
	writeNotes(h.notes, b.String())
}
