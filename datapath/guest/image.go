package guest

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cavaliergopher/cpio"
)

// image is an initial file system as it is written.
type image struct {
	w    *cpio.Writer
	seen map[string]bool // paths that are in it, without the leading slash
}

// writeImage writes an initial file system to a file: what add puts there.
func writeImage(file string, add func(*image) error) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	i := &image{w: cpio.NewWriter(buffered), seen: map[string]bool{"": true, ".": true}}
	if err := add(i); err != nil {
		return err
	}
	if err := i.w.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}

// write adds one file, with the folders above it. The first of a name stays.
func (i *image) write(path string, mode cpio.FileMode, content []byte) error {
	path = strings.TrimPrefix(filepath.Clean(path), "/")
	if i.seen[path] {
		return nil
	}
	if err := i.folder(filepath.Dir(path)); err != nil {
		return err
	}
	i.seen[path] = true
	if err := i.w.WriteHeader(&cpio.Header{Name: path, Mode: mode, Size: int64(len(content))}); err != nil {
		return err
	}
	_, err := i.w.Write(content)
	return err
}

// folder adds a folder and those above it.
func (i *image) folder(path string) error {
	path = strings.TrimPrefix(path, "/")
	if i.seen[path] {
		return nil
	}
	return i.write(path, cpio.TypeDir|0o755, nil)
}

// copy adds a file of the host under the name to, following symbolic links.
func (i *image) copy(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return i.write(to, cpio.TypeReg|cpio.FileMode(info.Mode().Perm()), content)
}

// tree adds a folder of the host with all that is in it.
func (i *image) tree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if d.IsDir() {
			return i.folder(target)
		}
		return i.copy(path, target)
	})
}

// program adds a program of the host with its shared objects, in the place
// that it has here.
func (i *image) program(name string) error {
	path, err := look(name)
	if err != nil {
		return err
	}
	if err := i.binary(path, path); err != nil {
		return err
	}
	return i.write(filepath.Join("/bin", filepath.Base(name)), cpio.TypeSymlink|0o777, []byte(path))
}

// binary adds a file with the shared objects that it needs.
func (i *image) binary(from, to string) error {
	if err := i.copy(from, to); err != nil {
		return fmt.Errorf("guest: %w", err)
	}
	needed, err := libraries(from)
	if err != nil {
		return err
	}
	for _, so := range needed {
		if err := i.copy(so, so); err != nil {
			return err
		}
	}
	return nil
}
