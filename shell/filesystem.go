package shell

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"mainmode/compiler"
	"mainmode/grammar"
)

// The file systems of the router.
const (
	flashSystem   = "flash:"
	nvramSystem   = "nvram:"
	runningSystem = "system:"
	nullSystem    = "null:"
)

// The files that are no files of flash:.
const (
	runningFile = "running-config"
	startupFile = "startup-config"
)

// flashNames are all the names of the one memory that files are kept in.
var flashNames = []string{flashSystem, "flash0:", "bootflash:", "disk0:", "slot0:"}

// networkSystems are those that a host elsewhere has.
var networkSystems = []string{"tftp:", "http:", "https:", "ftp:", "scp:"}

// location is a file, or a directory, of a file system.
type location struct {
	system string // "flash:"
	host   string // of a network file system, perhaps with a port
	path   string // without a slash before it; "" is the root
}

// String is the location as a URL.
func (l location) String() string {
	switch {
	case l.network():
		return l.system + "//" + l.host + "/" + l.path
	case l.system == flashSystem:
		return l.system + "/" + l.path
	}
	return l.system + l.path
}

func (l location) network() bool { return contains(networkSystems, l.system) }

func (l location) running() bool { return l == location{system: runningSystem, path: runningFile} }
func (l location) startup() bool { return l == location{system: nvramSystem, path: startupFile} }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// locate reads a URL as it was typed; a name alone is one of the working
// directory.
func (s *Session) locate(url string) (location, error) { return s.directory.locate(url) }

// locate reads a URL; a name alone is one of the directory l.
func (l location) locate(url string) (location, error) {
	head, rest, ok := strings.Cut(url, ":")
	system := strings.ToLower(head) + ":"
	switch {
	case !ok:
		if !strings.HasPrefix(url, "/") {
			url = l.path + "/" + url
		}
		l.path = cleanPath(url)
		return l, nil
	case contains(flashNames, system):
		return location{system: flashSystem, path: cleanPath(rest)}, nil
	case system == nvramSystem, system == runningSystem, system == nullSystem:
		return location{system: system, path: cleanPath(rest)}, nil
	case contains(networkSystems, system):
		l := location{system: system}
		if host, found := strings.CutPrefix(rest, "//"); found {
			l.host, l.path, _ = strings.Cut(host, "/")
		}
		return l, nil
	}
	return location{}, fmt.Errorf("%%Error opening %s (No such device)", url)
}

// cleanPath has no dots, and no slash before or behind it.
func cleanPath(p string) string { return strings.TrimPrefix(path.Clean("/"+p), "/") }

// readFile reads the file that a URL names.
func (s *Session) readFile(url string) (location, []byte, error) {
	l, err := s.locate(url)
	if err != nil {
		return l, nil, err
	}
	data, err := s.readFrom(l)
	return l, data, err
}

func (s *Session) readFrom(l location) ([]byte, error) {
	data, err := s.router.read(s.Context(), l)
	if err != nil {
		return nil, openError(l, err)
	}
	return data, nil
}

// openError says in IOS's words why a file cannot be used.
func openError(l location, err error) error {
	return fmt.Errorf("%%Error opening %s (%s)", l, reason(err))
}

func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "No such file or directory"
	case errors.Is(err, fs.ErrExist), errors.Is(err, syscall.ENOTEMPTY):
		return "File exists"
	case errors.Is(err, fs.ErrPermission):
		return "Permission denied"
	case errors.Is(err, syscall.EISDIR):
		return "Is a directory"
	case errors.Is(err, syscall.ENOTDIR):
		return "Not a directory"
	case errors.Is(err, syscall.ENOSPC):
		return "No space left on device"
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

// flashDirectory is where the files of flash: are kept of a router that boots
// that startup-config.
func flashDirectory(startup string) string { return startup + ".flash" }

// flash opens the directory of flash:, which is made when it is first
// written to. No name in it leads out of it.
func (r *Router) flash(write bool) (*os.Root, error) {
	dir := flashDirectory(r.options.StartupConfig)
	if write {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	return os.OpenRoot(dir)
}

// root is the path of a location in flash:.
func (l location) inRoot() string {
	if l.path == "" {
		return "."
	}
	return l.path
}

// read returns what a file holds.
func (r *Router) read(ctx context.Context, l location) ([]byte, error) {
	switch {
	case l.running():
		return []byte(r.runningText()), nil
	case l.startup():
		data, err := os.ReadFile(r.options.StartupConfig)
		if err == nil && len(data) == 0 {
			err = fs.ErrNotExist
		}
		return data, err
	case l.system == nullSystem:
		return nil, nil
	case l.system == flashSystem:
		root, err := r.flash(false)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return root.ReadFile(l.inRoot())
	case l.network():
		return fetch(ctx, l)
	}
	return nil, fs.ErrNotExist
}

// write makes data what a file holds. The running configuration is not
// written but merged into.
func (r *Router) write(ctx context.Context, l location, data []byte, by string) error {
	switch {
	case l.startup():
		err := compiler.WriteFile(r.options.StartupConfig, data)
		if err == nil {
			r.noteSaved(by)
		}
		return err
	case l.system == nullSystem:
		return nil
	case l.system == flashSystem:
		root, err := r.flash(true)
		if err != nil {
			return err
		}
		defer root.Close()
		return writeRoot(root, l.inRoot(), data)
	case l.network():
		return send(ctx, l, data)
	}
	return fs.ErrPermission
}

// writeRoot replaces a file in one step.
func writeRoot(root *os.Root, name string, data []byte) error {
	if info, err := root.Stat(name); err == nil && info.IsDir() {
		return syscall.EISDIR
	}
	part := name + ".part"
	f, err := root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = root.Rename(part, name)
	}
	if err != nil {
		root.Remove(part)
	}
	return err
}

// exists reports whether a file of the router is there.
func (r *Router) exists(l location) bool {
	if l.system != flashSystem {
		return false
	}
	root, err := r.flash(false)
	if err != nil {
		return false
	}
	defer root.Close()
	_, err = root.Stat(l.inRoot())
	return err == nil
}

// prompting is how much the file commands ask: quiet, alert or noisy.
func (s *Session) prompting() string { return s.router.IR().FilePrompt }

func changeDirectory(s *Session, c *grammar.ChangeDirectory) error {
	if c.Directory == nil {
		s.directory = location{system: flashSystem}
		return nil
	}
	l, err := s.locate(c.Directory.String())
	if err != nil {
		return err
	}
	switch {
	case l.network(), l.system == nullSystem:
		return fmt.Errorf("%%Error changing dir %s (No such file or directory)", l)
	case l.system == flashSystem && l.path != "":
		root, err := s.router.flash(false)
		if err != nil {
			return fmt.Errorf("%%Error changing dir %s (%s)", l, reason(err))
		}
		defer root.Close()
		info, err := root.Stat(l.inRoot())
		if err == nil && !info.IsDir() {
			err = syscall.ENOTDIR
		}
		if err != nil {
			return fmt.Errorf("%%Error changing dir %s (%s)", l, reason(err))
		}
	}
	s.directory = l
	return nil
}

func printDirectory(s *Session, _ *grammar.PrintDirectory) error {
	s.Printf("%s\n", s.directory)
	return nil
}
