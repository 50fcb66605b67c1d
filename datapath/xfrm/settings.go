package xfrm

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// setting is one of the kernel's, of this network namespace.
type setting struct {
	file *os.File
	was  []byte
}

// settings of the kernel that a driver needs: packets wait for their SA and are
// not lost, and IKE is told of it again, after a second, while they wait.
var settings = map[string]string{"xfrm_larval_drop": "0", "xfrm_acq_expires": "1"}

// change sets what a kernel has of these. It returns those that were otherwise.
func change(wanted map[string]string) (changed []setting, err error) {
	for name, value := range wanted {
		f, err := os.OpenFile(filepath.Join("/proc/sys/net/core", name), os.O_RDWR, 0)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			restore(changed)
			return nil, fmt.Errorf("xfrm: %w", err)
		}
		b := make([]byte, 32)
		n, err := f.ReadAt(b, 0)
		was := slices.Clone(bytes.TrimSpace(b[:n]))
		if n > 0 && string(was) == value {
			f.Close()
			continue
		}
		if n > 0 {
			_, err = f.WriteAt([]byte(value), 0)
		}
		if err != nil {
			f.Close()
			restore(changed)
			return nil, fmt.Errorf("xfrm: %w", err)
		}
		changed = append(changed, setting{f, was})
	}
	return changed, nil
}

// restore undoes it, if the namespace is still there.
func restore(changed []setting) {
	for _, s := range changed {
		_, _ = s.file.WriteAt(s.was, 0)
		s.file.Close()
	}
}
