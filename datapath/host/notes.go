package host

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Settings of the kernel carry no mark of who changed them. So that what a killed
// mainmode has changed can be put back, a file says what was before: one for each
// network namespace, by its cookie, which no other one gets before the next boot,
// and below /run, which is empty then. A namespace that goes with its processes,
// as those of a lab do, needs none.

// notesFolder is where the files are.
const notesFolder = "/run/mainmode/settings"

// notesFile is that of the namespace of the calling thread, "" for one that does
// not last, and where the kernel has no cookies (before Linux 5.14).
func notesFile() string {
	if !lasts() {
		return ""
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return ""
	}
	defer unix.Close(fd)
	cookie, err := unix.GetsockoptUint64(fd, unix.SOL_SOCKET, unix.SO_NETNS_COOKIE)
	if err != nil {
		return ""
	}
	return filepath.Join(notesFolder, fmt.Sprintf("%x", cookie))
}

// lasts reports whether the namespace of this thread outlives the processes in it:
// that of the system, or one with a name.
func lasts() bool {
	own, err := os.Stat("/proc/thread-self/ns/net")
	if err != nil {
		return false
	}
	named, _ := filepath.Glob("/run/netns/*") // the pattern is a good one
	for _, path := range append(named, "/proc/1/ns/net") {
		if other, err := os.Stat(path); err == nil && os.SameFile(own, other) {
			return true
		}
	}
	return false
}

// readNotes are the settings in a file, by path; none if there is no file. A line
// that is not "PATH BEFORE VALUE" is left out.
func readNotes(file string) map[string]sysctl {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	all := map[string]sysctl{}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) == 3 && strings.HasPrefix(words[0], "/proc/sys/net/") && !strings.Contains(words[0], "..") {
			all[words[0]] = sysctl{before: words[1], value: words[2]}
		}
	}
	return all
}

// writeNotes replaces a file at once, or removes it when there is nothing in it.
func writeNotes(file, text string) {
	if text == "" {
		_ = os.Remove(file) // which may not be there
		return
	}
	const ownerOnly = 0o700
	if os.MkdirAll(filepath.Dir(file), ownerOnly) != nil {
		return
	}
	if next := file + ".new"; os.WriteFile(next, []byte(text), 0o600) == nil {
		_ = os.Rename(next, file)
	}
}
