package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"golang.org/x/term"

	"mainmode/shell"
)

// backlogSize is how much of what a console prints in the background is kept.
const backlogSize = 64 << 10

// screen shows one of several consoles and keeps what the others print.
type screen struct {
	mu      sync.Mutex
	w       io.Writer
	shown   string // the node in the foreground, "": none
	backlog map[string][]byte
}

func (s *screen) write(name string, p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == s.shown {
		s.w.Write(p) // a terminal that has gone is noticed by its keyboard
		return
	}
	kept := append(s.backlog[name], p...)
	if over := len(kept) - backlogSize; over > 0 {
		if i := bytes.IndexByte(kept[over:], '\n'); i >= 0 {
			over += i + 1
		}
		kept = bytes.Clone(kept[over:])
	}
	s.backlog[name] = kept
}

// show brings a node to the foreground, or none.
func (s *screen) show(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = name
	s.w.Write(s.backlog[name])
	delete(s.backlog, name)
}

// Write writes for the prompt lab>.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Write(p)
}

// interact is the lab at a terminal.
func (r *labRun) interact(ctx context.Context, first string) error {
	keys, err := openKeyboard()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer keys.Close()
	display := &screen{w: os.Stdout, shown: first, backlog: make(map[string][]byte)}
	width, height := keys.size()
	for name, log := range r.logs {
		r.logs[name] = &plainText{w: log}
	}
	options := func(n *labNode) shell.ConsoleOptions {
		log := r.logs[n.name]
		return shell.ConsoleOptions{
			Terminal: keys.terminal(),
			Width:    width,
			Height:   height,
			Output: func(p []byte) {
				if log != nil {
					log.Write(p) // a full disk does not stop the lab
				}
				display.write(n.name, p)
			},
		}
	}
	if err := r.each(func(n *labNode) error { return n.open(ctx, options(n)) }); err != nil {
		return err
	}
	for name := first; ; {
		n := r.nodes[name]
		display.show(name)
		switch keys.relay(ctx, n.current()) {
		case stopped:
			return context.Cause(ctx)
		case ended:
			// "exit" at the console of a router that lives gives the next one.
			if !keys.ended {
				if err = n.open(ctx, options(n)); err == nil {
					continue
				}
				fmt.Fprintf(display, "\r\nmainmode: %v", err)
			}
		}
		display.show("")
		fmt.Fprint(display, "\r\n")
		if name, err = r.choose(ctx, keys, display, name); err != nil || name == "" {
			return err
		}
	}
}

// choose is the prompt lab>. It returns the node to show, the last one for an
// empty line, or "" to end the lab.
func (r *labRun) choose(ctx context.Context, keys *keyboard, display io.Writer, last string) (string, error) {
	prompt := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{&keyReader{ctx, keys}, display}, "lab> ")
	if keys.terminal() {
		prompt.SetSize(keys.size()) // fails never: a size that is read is one
	}
	for {
		line, err := prompt.ReadLine()
		switch word := strings.TrimSpace(line); {
		case errors.Is(err, io.EOF):
			fmt.Fprint(display, "\r\n")
			return "", nil
		case err != nil:
			return "", err
		case word == "exit":
			return "", nil
		case word == "":
			return last, nil
		default:
			if name := r.nodeNamed(word); name != "" {
				return name, nil
			}
			fmt.Fprintf(prompt, "%% Unknown node %q. Nodes: %s. exit ends the lab.\n", word, strings.Join(r.names(), " "))
		}
	}
}

// names of the routers in the order of the topology.
func (r *labRun) names() []string {
	var names []string
	for _, n := range r.topology.Nodes {
		if r.nodes[n.Name] != nil {
			names = append(names, n.Name)
		}
	}
	return names
}

// nodeNamed finds a router by its name, in any case if that is unambiguous.
func (r *labRun) nodeNamed(word string) string {
	if r.nodes[word] != nil {
		return word
	}
	same := slices.DeleteFunc(r.names(), func(name string) bool { return !strings.EqualFold(name, word) })
	if len(same) == 1 {
		return same[0]
	}
	return ""
}

// keyReader reads keys one by one, so that what is typed behind a line stays
// for the console that the line opens.
type keyReader struct {
	ctx  context.Context
	keys *keyboard
}

func (r *keyReader) Read(p []byte) (int, error) {
	key, err := r.keys.readKey(r.ctx)
	if err != nil {
		return 0, err
	}
	p[0] = key
	return 1, nil
}
