package shell

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// pipe makes the stage behind "|": a filter, or what takes the output to a
// file. finish is called when the command has ended. caret is the offset of
// what was not understood in modifier.
func (s *Session) pipe(modifier string, to writeFlusher) (out writeFlusher, finish func() error, caret int, err error) {
	m, argument, caret, err := cutModifier(modifier)
	if err != nil {
		return nil, nil, caret, err
	}
	if m.filter != nil {
		out, err := m.newFilter(argument, to)
		return out, func() error { return nil }, caret, err
	}
	url := strings.TrimSpace(argument)
	f := &fileOutput{session: s, appends: m.name == "append"}
	if m.name == "tee" {
		f.shown = to
		if option, more, _ := strings.Cut(url, " "); strings.EqualFold(option, "/append") {
			f.appends, url = true, strings.TrimSpace(more)
		}
	}
	if url == "" {
		return nil, nil, len(modifier), errIncomplete
	}
	if f.file, err = s.locate(url); err != nil {
		return nil, nil, 0, err
	}
	if f.file.running() || f.file.system == runningSystem {
		return nil, nil, 0, fmt.Errorf("%%Error opening %s (Permission denied)", f.file)
	}
	return f, f.finish, 0, nil
}

// fileOutput takes the output of a command to a file.
type fileOutput struct {
	session *Session
	file    location
	appends bool
	shown   writeFlusher // nil: only the file gets it
	text    bytes.Buffer
}

func (f *fileOutput) Write(p []byte) (int, error) {
	f.text.Write(p)
	if f.shown == nil {
		return len(p), nil
	}
	return f.shown.Write(p)
}

// Flush shows what was held back; the file is written when all is there.
func (f *fileOutput) Flush() {
	if f.shown != nil {
		f.shown.Flush()
	}
}

func (f *fileOutput) finish() error {
	s := f.session
	data := f.text.Bytes()
	if f.appends {
		old, err := s.router.read(s.router.ctx, f.file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return openError(f.file, err)
		}
		data = append(old, data...)
	}
	if err := s.router.write(s.router.ctx, f.file, data, s.user); err != nil {
		return openError(f.file, err)
	}
	return nil
}
