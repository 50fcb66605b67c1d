package shell

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/grammar"
)

// fileCommands are the EXEC commands that concern files.
var fileCommands = []handler{
	handle(copyFile),
	handle(eraseFile),
	handle(listDirectory),
	handle(moreFile),
	handle(deleteFile),
	handle(renameFile),
	handle(makeDirectory),
	handle(removeDirectory),
	handle(printDirectory),
	handle(changeDirectory),
	handle(verifyFile),
	handle(showFileSystems),
	handle(showFileInformation),
	handle(func(s *Session, _ *grammar.ShowFlash) error {
		return s.list(location{system: flashSystem}, false)
	}),
}

func eraseFile(s *Session, _ *grammar.Erase) error { return s.eraseStartup() }

func moreFile(s *Session, c *grammar.More) error {
	_, data, err := s.readFile(c.File.String())
	if err != nil {
		return err
	}
	if c.As == "/binary" {
		fmt.Fprint(s, hex.Dump(data))
		return nil
	}
	if len(data) > 0 && data[len(data)-1] != '\n' {
		data = append(data, '\n')
	}
	_, err = s.Write(data)
	return err
}

// dirEntry is a line of "dir".
type dirEntry struct {
	name     string
	size     int64
	changed  time.Time
	folder   bool
	writable bool
}

func listDirectory(s *Session, c *grammar.Dir) error {
	if c.Systems {
		for i, system := range []string{runningSystem, flashSystem, nvramSystem} {
			if i > 0 {
				s.Printf("\n")
			}
			if err := s.list(location{system: system}, c.Recursive); err != nil {
				return err
			}
		}
		return nil
	}
	l := s.directory
	if c.Directory != nil {
		var err error
		if l, err = s.locate(c.Directory.String()); err != nil {
			return err
		}
	}
	return s.list(l, c.Recursive)
}

// list prints a directory, or one file, as "dir" does.
func (s *Session) list(l location, recursive bool) error {
	entries, err := s.router.entries(l, recursive)
	if err != nil {
		return openError(l, err)
	}
	head := "Directory of " + l.String()
	if l.system == flashSystem && l.path != "" && s.isDirectory(l) {
		head += "/"
	} else if l.system != flashSystem {
		head = "Directory of " + l.system + "/" + l.path
	}
	s.Printf("%s\n\n", head)
	if len(entries) == 0 {
		s.Printf("No files in directory\n")
	}
	for i, e := range entries {
		mode := "-r--"
		switch {
		case e.folder:
			mode = "drw-"
		case e.writable:
			mode = "-rw-"
		}
		s.Printf("%5d  %s  %10d  %s  %s\n", i+1, mode, e.size, e.changed.UTC().Format("Jan 2 2006 15:04:05 -07:00"), e.name)
	}
	total, free := s.router.space(l.system)
	if total == 0 {
		s.Printf("\nNo space information available\n")
		return nil
	}
	s.Printf("\n%d bytes total (%d bytes free)\n", total, free)
	return nil
}

// entries are the files of a directory, or the one file that l is.
func (r *Router) entries(l location, recursive bool) ([]dirEntry, error) {
	now := r.clock.Now()
	switch l.system {
	case runningSystem:
		if l.path != "" && l.path != runningFile {
			return nil, fs.ErrNotExist
		}
		return []dirEntry{{name: runningFile, size: int64(len(r.runningText())), changed: now, writable: true}}, nil
	case nvramSystem:
		var list []dirEntry
		for name, file := range map[string]string{startupFile: r.options.StartupConfig, "private-config": r.keys.file} {
			info, err := os.Stat(file)
			if err == nil && info.Size() > 0 && (l.path == "" || l.path == name) {
				list = append(list, dirEntry{name: name, size: info.Size(), changed: info.ModTime(), writable: name == startupFile})
			}
		}
		slices.SortFunc(list, func(a, b dirEntry) int { return strings.Compare(b.name, a.name) })
		if l.path != "" && len(list) == 0 {
			return nil, fs.ErrNotExist
		}
		return list, nil
	case flashSystem:
		return r.flashEntries(l, recursive)
	}
	return nil, errProtocol
}

func (r *Router) flashEntries(l location, recursive bool) ([]dirEntry, error) {
	root, err := r.flash(false)
	if os.IsNotExist(err) && l.path == "" {
		return nil, nil // nothing has been written yet
	}
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(l.inRoot())
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []dirEntry{entryOf(path.Base(l.path), info)}, nil
	}
	var list []dirEntry
	base := l.inRoot()
	err = fs.WalkDir(root.FS(), base, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == base {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name := p
		if base != "." {
			name = strings.TrimPrefix(p, base+"/")
		}
		list = append(list, entryOf(name, info))
		if d.IsDir() && !recursive {
			return fs.SkipDir
		}
		return nil
	})
	return list, err
}

func entryOf(name string, info fs.FileInfo) dirEntry {
	e := dirEntry{name: name, size: info.Size(), changed: info.ModTime(), folder: info.IsDir(), writable: info.Mode()&0o200 != 0}
	if e.folder {
		e.size = 0
	}
	return e
}

// space is the size of a file system and what is free of it, in bytes.
func (r *Router) space(system string) (total, free uint64) {
	switch system {
	case nvramSystem:
		used := uint64(0)
		if info, err := os.Stat(r.options.StartupConfig); err == nil {
			used = uint64(info.Size())
		}
		return nvramSize, nvramSize - min(used, nvramSize)
	case flashSystem:
		var st unix.Statfs_t
		if unix.Statfs(path.Dir(r.options.StartupConfig), &st) == nil {
			return st.Blocks * uint64(st.Bsize), st.Bavail * uint64(st.Bsize)
		}
	}
	return 0, 0
}

func deleteFile(s *Session, c *grammar.Delete) error {
	l, err := s.locate(c.File.String())
	if err != nil {
		return err
	}
	force, recursive := false, false
	for _, o := range c.Options {
		force, recursive = force || o.Force, recursive || o.Recursive
	}
	quiet := force || s.prompting() == "quiet"
	if !quiet {
		name, err := s.askDefault("Delete filename", l.path)
		if err != nil {
			return err
		}
		l.path = cleanPath(name)
		yes, err := s.Confirm(fmt.Sprintf("Delete %s?", l))
		if err != nil || !yes {
			return err
		}
	}
	switch {
	case l.startup():
		return s.wipeStartup()
	case l.system != flashSystem || l.path == "":
		return fmt.Errorf("%%Error deleting %s (Permission denied)", l)
	}
	root, err := s.router.flash(false)
	if err == nil {
		defer root.Close()
		err = removeFile(root, l.path, recursive)
	}
	if err != nil {
		return fmt.Errorf("%%Error deleting %s (%s)", l, reason(err))
	}
	return nil
}

// removeFile removes a file or, if that is wanted, a directory with all in it.
func removeFile(root *os.Root, name string, recursive bool) error {
	info, err := root.Stat(name)
	switch {
	case err != nil:
		return err
	case info.IsDir() && recursive:
		return root.RemoveAll(name)
	case info.IsDir():
		return syscall.EISDIR
	}
	return root.Remove(name)
}

func renameFile(s *Session, c *grammar.Rename) error {
	from, err := s.locate(c.From.String())
	if err != nil {
		return err
	}
	to := from
	if c.To != nil {
		if to, err = s.locate(c.To.String()); err != nil {
			return err
		}
	}
	if s.prompting() != "quiet" {
		name, err := s.askDefault("Destination filename", to.path)
		if err != nil {
			return err
		}
		to.path = cleanPath(name)
	}
	if from.system != flashSystem || to.system != flashSystem {
		return fmt.Errorf("%%Error renaming %s (Invalid DOS media or no media in slot)", from)
	}
	root, err := s.router.flash(false)
	if err == nil {
		defer root.Close()
		if s.router.exists(to) {
			err = fs.ErrExist
		} else {
			err = root.Rename(from.inRoot(), to.inRoot())
		}
	}
	if err != nil {
		return fmt.Errorf("%%Error renaming %s (%s)", from, reason(err))
	}
	return nil
}

func makeDirectory(s *Session, c *grammar.MakeDirectory) error {
	l, err := s.locateFlash(c.Directory.String(), "Create directory filename")
	if err != nil {
		return err
	}
	root, err := s.router.flash(true)
	if err == nil {
		defer root.Close()
		err = root.Mkdir(l.inRoot(), 0o700)
	}
	if err != nil {
		return fmt.Errorf("%%Error Creating dir %s (%s)", l, reason(err))
	}
	s.Printf("Created dir %s\n", l)
	return nil
}

func removeDirectory(s *Session, c *grammar.RemoveDirectory) error {
	l, err := s.locateFlash(c.Directory.String(), "Remove directory filename")
	if err != nil {
		return err
	}
	if s.prompting() != "quiet" {
		if yes, err := s.Confirm(fmt.Sprintf("Delete %s?", l)); err != nil || !yes {
			return err
		}
	}
	root, err := s.router.flash(false)
	if err == nil {
		defer root.Close()
		var info fs.FileInfo
		if info, err = root.Stat(l.inRoot()); err == nil && !info.IsDir() {
			err = syscall.ENOTDIR
		}
		if err == nil {
			err = root.Remove(l.inRoot())
		}
	}
	if err != nil {
		return fmt.Errorf("%%Error Removing dir %s (%s)", l, reason(err))
	}
	s.Printf("Removed dir %s\n", l)
	return nil
}

// locateFlash asks for the name of a directory of flash:.
func (s *Session) locateFlash(url, question string) (location, error) {
	l, err := s.locate(url)
	if err != nil {
		return l, err
	}
	if s.prompting() != "quiet" {
		name, err := s.askDefault(question, l.path)
		if err != nil {
			return l, err
		}
		l.path = cleanPath(name)
	}
	if l.system != flashSystem || l.path == "" {
		return l, fmt.Errorf("%%Error: %s is not in flash", l)
	}
	return l, nil
}

// verifyFile computes the MD5 digest of a file, as people compare it with the
// one that a download page names.
func verifyFile(s *Session, c *grammar.Verify) error {
	l, data, err := s.readFile(c.File.String())
	if err != nil {
		return err
	}
	if !c.MD5 {
		return fmt.Errorf("%%Error verifying %s\nDigital signature is not found in file %s", l, l)
	}
	sum := md5.Sum(data)
	digest := hex.EncodeToString(sum[:])
	s.Printf("%sDone!\n", strings.Repeat(".", 1+len(data)>>20))
	switch {
	case c.Digest == nil:
		s.Printf("verify /md5 (%s) = %s\n", l, digest)
	case strings.EqualFold(c.Digest.String(), digest):
		s.Printf("Verified (%s) = %s\n", l, digest)
	default:
		return fmt.Errorf("%%Error verifying %s\nComputed signature  = %s\nSubmitted signature = %s", l, digest, c.Digest)
	}
	return nil
}

func showFileSystems(s *Session, _ *grammar.ShowFileSystems) error {
	s.Printf("File Systems:\n\n       Size(b)       Free(b)      Type  Flags  Prefixes\n")
	for _, f := range []struct{ system, kind, flags, prefixes string }{
		{nullSystem, "opaque", "rw", "null:"},
		{runningSystem, "opaque", "ro", "system:"},
		{flashSystem, "disk", "rw", "flash0: flash:# bootflash: disk0: slot0:"},
		{nvramSystem, "nvram", "rw", "nvram:"},
		{"tftp:", "network", "rw", "tftp:"},
		{"http:", "network", "rw", "http:"},
		{"https:", "network", "rw", "https:"},
	} {
		mark, size, free := " ", "-", "-"
		if f.system == s.directory.system {
			mark = "*"
		}
		if total, left := s.router.space(f.system); total > 0 {
			size, free = fmt.Sprint(total), fmt.Sprint(left)
		}
		s.Printf("%s %12s  %12s  %8s  %5s   %s\n", mark, size, free, f.kind, f.flags, f.prefixes)
	}
	s.Printf("\n")
	return nil
}

func showFileInformation(s *Session, c *grammar.ShowFileInformation) error {
	l, data, err := s.readFile(c.File.String())
	if err != nil {
		return err
	}
	kind := "type is ascii text"
	if strings.ContainsRune(string(data), 0) {
		kind = "type is binary data"
	}
	_, err = io.WriteString(s, l.String()+":\n  "+kind+"\n")
	return err
}
