package guest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
)

// look finds a program also where only root looks.
func look(name string) (string, error) {
	for _, dir := range []string{"/usr/sbin", "/sbin", "/usr/lib/ipsec", "/usr/libexec/ipsec", "/usr/lib/frr"} {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	return exec.LookPath(name)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

var library = regexp.MustCompile(`(?m)^\s*(?:\S+ => )?(/\S+) \(0x`)

// libraries are the shared objects that a program or a plugin loads, with the
// loader; none for one that is linked statically.
func libraries(path string) ([]string, error) {
	out, err := exec.Command("ldd", path).CombinedOutput()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == 1 {
			return nil, nil // "not a dynamic executable", or a script
		}
		return nil, fmt.Errorf("ldd %s: %w", path, err)
	}
	var found []string
	for _, m := range library.FindAllSubmatch(out, -1) {
		so := string(m[1])
		found = append(found, so)
		if filepath.Base(so) == "libc.so.6" { // which loads this one when a thread is cancelled
			if unwinder := filepath.Join(filepath.Dir(so), "libgcc_s.so.1"); exists(unwinder) {
				found = append(found, unwinder)
			}
		}
	}
	return found, nil
}
