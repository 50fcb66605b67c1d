package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// Every router that runs has a socket NODE.sock in a folder that belongs to
// the process it was started by, "run" or "lab". The process holds a lock on
// the folder's lock file for as long as it lives; a folder whose lock is free
// was left behind by a process that was killed, and the next to come removes
// it.
const (
	socketsVariable = "MAINMODE_SOCKETS"
	socketSuffix    = ".sock"
	lockFile        = "lock"
	// maxSocketPath is what fits in sockaddr_un with its final zero byte.
	maxSocketPath = 107
)

// socketsDir is where those folders are: $MAINMODE_SOCKETS, else mainmode
// under $XDG_RUNTIME_DIR, /run/mainmode for root, /tmp/mainmode-UID.
func socketsDir() string {
	if dir := os.Getenv(socketsVariable); dir != "" {
		return dir
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "mainmode")
	}
	if os.Getuid() == 0 {
		return "/run/mainmode"
	}
	return fmt.Sprintf("/tmp/mainmode-%d", os.Getuid())
}

// socketFolder is the folder of this process.
type socketFolder struct {
	dir  string
	lock *os.File
}

// newSocketFolder makes a folder for the sockets of this process and removes
// those of processes that were killed.
func newSocketFolder() (*socketFolder, error) {
	root := socketsDir()
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("sockets: %w", err)
	}
	if err := checkPrivate(root); err != nil {
		return nil, fmt.Errorf("sockets: %w", err)
	}
	// Nobody shall find our folder while its lock is not yet taken.
	global, err := lock(filepath.Join(root, lockFile), 0)
	if err != nil {
		return nil, fmt.Errorf("sockets: %w", err)
	}
	defer global.Close()
	removeStale(root)
	dir, err := os.MkdirTemp(root, "")
	if err != nil {
		return nil, fmt.Errorf("sockets: %w", err)
	}
	own, err := lock(filepath.Join(dir, lockFile), 0)
	if err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("sockets: %w", err)
	}
	return &socketFolder{dir, own}, nil
}

// path of a router's socket.
func (f *socketFolder) path(node string) (string, error) {
	path := filepath.Join(f.dir, node+socketSuffix)
	if len(path) > maxSocketPath {
		return "", fmt.Errorf("socket %s: longer than the %d bytes that Linux allows (set %s)", path, maxSocketPath, socketsVariable)
	}
	return path, nil
}

// Close removes the folder.
func (f *socketFolder) Close() error {
	return errors.Join(os.RemoveAll(f.dir), f.lock.Close())
}

// checkPrivate refuses a folder in which others could have put a socket that
// looks like a router's.
func checkPrivate(dir string) error {
	var st unix.Stat_t
	if err := unix.Lstat(dir, &st); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	switch {
	case st.Mode&unix.S_IFMT != unix.S_IFDIR:
		return fmt.Errorf("%s: not a directory", dir)
	case int(st.Uid) != os.Getuid():
		return fmt.Errorf("%s: belongs to user %d", dir, st.Uid)
	case st.Mode&0o077 != 0:
		return fmt.Errorf("%s: open to others (mode %04o)", dir, st.Mode&0o7777)
	}
	return nil
}

// lock opens a lock file and takes its lock. flags: unix.LOCK_NB or 0.
func lock(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|flags); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// folders of all processes, those that were killed included.
func folders(root string) []string {
	locks, err := filepath.Glob(filepath.Join(root, "*", lockFile))
	if err != nil {
		return nil // of a bad pattern only
	}
	for i := range locks {
		locks[i] = filepath.Dir(locks[i])
	}
	return locks
}

// removeStale removes the folders of processes that were killed. The caller
// holds the global lock.
func removeStale(root string) {
	for _, dir := range folders(root) {
		if f, err := lock(filepath.Join(dir, lockFile), unix.LOCK_NB); err == nil {
			os.RemoveAll(dir)
			f.Close()
		}
	}
}

// running lists the sockets of the routers that run, by name.
func running() map[string][]string {
	found := make(map[string][]string)
	root := socketsDir()
	if checkPrivate(root) != nil {
		return found
	}
	for _, dir := range folders(root) {
		f, err := os.Open(filepath.Join(dir, lockFile))
		if err != nil {
			continue // it has ended just now
		}
		free := unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB) == nil
		f.Close()
		if free {
			continue
		}
		sockets, _ := filepath.Glob(filepath.Join(dir, "*"+socketSuffix)) // the pattern is good
		for _, s := range sockets {
			name := strings.TrimSuffix(filepath.Base(s), socketSuffix)
			found[name] = append(found[name], s)
		}
	}
	return found
}

// findSocket returns the socket of a router: of the node of that name, or of
// the only one that runs if node is "".
func findSocket(node string) (string, error) {
	routers := running()
	if node == "" && len(routers) == 1 {
		for name := range routers {
			node = name
		}
	}
	if paths := routers[node]; len(paths) == 1 {
		return paths[0], nil
	} else if len(paths) > 1 {
		slices.Sort(paths)
		return "", fmt.Errorf("%s: %d routers of this name are running, choose with --socket: %s", node, len(paths), strings.Join(paths, ", "))
	}
	names := make([]string, 0, len(routers))
	for name := range routers {
		names = append(names, name)
	}
	slices.Sort(names)
	switch {
	case len(names) == 0 && node == "":
		return "", errors.New("attach: no router is running")
	case len(names) == 0:
		return "", fmt.Errorf("%s: no such router is running, nor any other", node)
	case node == "":
		return "", fmt.Errorf("attach: say which router: %s", strings.Join(names, ", "))
	}
	return "", fmt.Errorf("%s: no such router is running, only %s", node, strings.Join(names, ", "))
}
