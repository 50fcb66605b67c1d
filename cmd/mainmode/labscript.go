package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"mainmode/shell"
)

// errEnded is what waiting for a router returns when the router has ended.
var errEnded = errors.New("the router has ended")

// maxUnseen bounds what is kept for a wait that may never come.
const maxUnseen = 1 << 20

// transcript is what a router's console has shown, as a script sees it.
type transcript struct {
	name string
	log  io.WriteCloser // nil: none
	out  *speakers

	mu      sync.Mutex
	unseen  []byte        // since the last thing typed, or the last wait
	prompt  []byte        // the line that the cursor stands on
	ready   bool          // waits for input
	changed chan struct{} // closed and replaced whenever one of the above changes
}

func newTranscript(name string, log io.WriteCloser, out *speakers) *transcript {
	return &transcript{name: name, log: log, out: out, changed: make(chan struct{})}
}

// output takes what the router prints.
func (t *transcript) output(p []byte) {
	text := bytes.ReplaceAll(p, []byte{'\r'}, nil)
	if t.log != nil {
		t.log.Write(text) // a full disk does not stop the lab
	}
	t.out.write(t.name, text)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unseen = append(t.unseen, text...)
	if over := len(t.unseen) - maxUnseen; over > 0 {
		t.unseen = bytes.Clone(t.unseen[over:])
	}
	t.prompt = append(t.prompt, text...)
	if i := bytes.LastIndexByte(t.prompt, '\n'); i >= 0 {
		t.prompt = bytes.Clone(t.prompt[i+1:])
	}
	t.change()
}

// input is told that the router waits for input.
func (t *transcript) input(shell.InputKind) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ready = true
	t.change()
}

// change wakes those who wait. The caller holds mu.
func (t *transcript) change() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// until waits for a condition, which is checked with mu held.
func (t *transcript) until(ctx context.Context, dead <-chan struct{}, condition func() bool) error {
	for {
		t.mu.Lock()
		ok, changed := condition(), t.changed
		t.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-dead:
			return errEnded
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// taken notes that the router is about to get the input that it waits for.
func (t *transcript) taken() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ready = false
}

// typed is taken for a line of the script: what was shown before it does not
// count for the next wait.
func (t *transcript) typed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unseen, t.ready = nil, false
}

// find looks for text in what is unseen, which then begins behind it.
func (t *transcript) find(text string) bool {
	i := bytes.Index(t.unseen, []byte(text))
	if i < 0 {
		return false
	}
	t.unseen = t.unseen[i+len(text):]
	return true
}

// userMode reports whether the prompt is that of the user EXEC mode.
func (t *transcript) userMode() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.HasSuffix(t.prompt, []byte{'>'})
}

// halfLineTime is how long a line that is not complete, a prompt or a ping on
// its way, may wait for its rest before it is shown.
const halfLineTime = 100 * time.Millisecond

// speakers writes what several consoles say to one stream, line by line.
type speakers struct {
	w      io.Writer
	prefix bool // begin every line with its speaker's name

	mu      sync.Mutex
	half    map[string]string // the beginning of a speaker's next line
	midLine string            // the speaker whose half line was shown, "": none
}

func newSpeakers(w io.Writer, prefix bool) *speakers {
	return &speakers{w: w, prefix: prefix, half: make(map[string]string)}
}

func (s *speakers) write(name string, text []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for line := range strings.Lines(s.half[name] + string(text)) {
		s.half[name] = ""
		if strings.HasSuffix(line, "\n") {
			s.show(name, line)
			continue
		}
		s.half[name] = line
		time.AfterFunc(halfLineTime, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.half[name] == line {
				s.half[name] = ""
				s.show(name, line)
			}
		})
	}
}

// show writes a line or a half line. The half line of another speaker is ended
// first. The caller holds mu.
func (s *speakers) show(name, line string) {
	if s.midLine != "" && s.midLine != name {
		io.WriteString(s.w, "\n") // here and below: if nobody listens any more, the script goes on
		s.midLine = ""
	}
	if s.prefix && s.midLine == "" {
		io.WriteString(s.w, name+"| ")
	}
	io.WriteString(s.w, line)
	s.midLine = name
	if strings.HasSuffix(line, "\n") {
		s.midLine = ""
	}
}

// settle shows the half lines of all but the one who is to speak next: a prompt
// of another must not come between the lines of what that says.
func (s *speakers) settle(next string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(s.half)) {
		if line := s.half[name]; line != "" && name != next {
			s.half[name] = ""
			s.show(name, line)
		}
	}
}

// end shows what half lines there are, and ends them.
func (s *speakers) end() {
	s.settle("")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.midLine != "" {
		io.WriteString(s.w, "\n")
		s.midLine = ""
	}
}

// execute runs the script of --exec.
func (r *labRun) execute(ctx context.Context, script []statement) error {
	out := newSpeakers(os.Stdout, r.options.Prefix)
	defer out.end()
	// Whoever opens consoles again must be gone before the routers are ended.
	ctx, cancel := context.WithCancel(ctx)
	var reopening sync.WaitGroup
	defer reopening.Wait()
	defer cancel()
	transcripts := make(map[string]*transcript)
	for name := range r.nodes {
		transcripts[name] = newTranscript(name, r.logs[name], out)
	}
	err := r.each(func(n *labNode) error {
		t := transcripts[n.name]
		if err := n.open(ctx, shell.ConsoleOptions{Output: t.output, Input: t.input}); err != nil {
			return err
		}
		reopening.Go(func() { n.reopen(ctx, t) })
		if err := r.answered(ctx, t); err != nil || !t.userMode() {
			return err
		}
		// What was printed while the router booted stays there for a wait.
		t.taken()
		if _, err := n.current().Write([]byte("enable\r")); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		return r.answered(ctx, t)
	})
	if err != nil {
		return err
	}
	var last *transcript // where something was typed last
	for _, s := range script {
		err := r.statement(ctx, s, transcripts, last)
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", r.options.Exec, s.line, err)
		}
		if s.typed != nil {
			last = transcripts[s.node]
		}
	}
	if last != nil {
		return r.answered(ctx, last)
	}
	return nil
}

// statement carries out one line. A wait may look at the output of a command
// that still runs; everything else comes after its end.
func (r *labRun) statement(ctx context.Context, s statement, transcripts map[string]*transcript, last *transcript) error {
	if s.wait == "" && last != nil {
		if err := r.answered(ctx, last); err != nil {
			return err
		}
	}
	t := transcripts[s.node]
	switch {
	case s.typed != nil:
		t.out.settle(s.node)
		return r.typeLine(ctx, t, *s.typed)
	case s.wait != "":
		expired := fmt.Errorf("%s did not show %q within %v", s.node, s.wait, s.limit)
		ctx, cancel := context.WithTimeoutCause(ctx, s.limit, expired)
		defer cancel()
		return r.until(ctx, t, func() bool { return t.find(s.wait) })
	}
	select {
	case <-time.After(s.sleep):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// until waits for a condition of a transcript while its router lives.
func (r *labRun) until(ctx context.Context, t *transcript, condition func() bool) error {
	n := r.nodes[t.name]
	err := t.until(ctx, n.process.Done(), condition)
	if err == errEnded {
		return n.failed()
	}
	return err
}

// answered waits until a router waits for input.
func (r *labRun) answered(ctx context.Context, t *transcript) error {
	return r.until(ctx, t, func() bool { return t.ready })
}

// typeLine types a line once the router waits for input.
func (r *labRun) typeLine(ctx context.Context, t *transcript, line string) error {
	if err := r.answered(ctx, t); err != nil {
		return err
	}
	t.typed()
	if _, err := r.nodes[t.name].current().Write([]byte(line + "\r")); err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	return nil
}

// reopen opens a console again whenever its session ends by an "exit".
func (n *labNode) reopen(ctx context.Context, t *transcript) {
	for {
		select {
		case <-n.current().Done():
		case <-ctx.Done():
			return
		}
		if n.open(ctx, shell.ConsoleOptions{Output: t.output, Input: t.input}) != nil {
			return // the router has ended: whoever waits for it says so
		}
	}
}
