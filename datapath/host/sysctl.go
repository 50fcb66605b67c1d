package host

import (
	"fmt"
	"os"
	"strings"
)

// forward turns forwarding on, and off again only if it was us who turned it
// on.
func (h *Host) forward(family, name string, on bool) error {
	path := "/proc/sys/" + name
	before, changed := h.sysctl[name]
	if !on {
		if !changed {
			return nil
		}
		delete(h.sysctl, name)
		return writeSysctl(family, path, before)
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("host: %s forwarding: %w", family, err)
	}
	value := strings.TrimSpace(string(now))
	if value == "1" {
		return nil
	}
	if err := writeSysctl(family, path, "1"); err != nil {
		return err
	}
	if !changed {
		h.sysctl[name] = value
	}
	return nil
}

func writeSysctl(family, path, value string) error {
	if err := os.WriteFile(path, []byte(value), 0o644); err != nil {
		return fmt.Errorf("host: %s forwarding: %w", family, err)
	}
	return nil
}
