package shell

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// consoleUnderTest is a Console with a person at the other end.
type consoleUnderTest struct {
	*Console
	t    testing.TB
	vt   *vt
	keys *io.PipeWriter
}

type pipeEnd struct {
	io.Reader
	io.Writer
	close func() error
}

func (p pipeEnd) Close() error { return p.close() }

func newConsole(t testing.TB, width int) *consoleUnderTest {
	t.Helper()
	r, w := io.Pipe()
	screen := newVT(width)
	c, err := NewConsole(pipeEnd{r, screen, r.Close}, width, 24, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return &consoleUnderTest{c, t, screen, w}
}

func (c *consoleUnderTest) typeKeys(keys string) { io.WriteString(c.keys, keys) }

// sees waits until the screen ends in what is wanted, "_" being the cursor.
func (c *consoleUnderTest) sees(want string) {
	c.t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		text, changed := c.vt.screen()
		if strings.HasSuffix(text, want) {
			return
		}
		select {
		case <-changed:
		case <-timeout:
			c.t.Fatalf("screen:\n%s\nwant at its end:\n%s", text, want)
		}
	}
}

// testQuery knows one command and its help.
func testQuery(prompt string) *Query {
	return &Query{
		Prompt: prompt,
		Help: func(line string) string {
			if strings.HasSuffix(line, " ") {
				return "  isakmp  Configure ISAKMP policy\n  ipsec   Configure IPSEC policy\n\n"
			}
			return "crypto\n\n"
		},
		Complete: func(line string) string {
			if line == "cry" {
				return "crypto "
			}
			return line
		},
		History: []string{"show clock", "show version"},
	}
}

// typed is what ReadLine returned.
type typed struct {
	line string
	end  End
	err  error
}

func (c *consoleUnderTest) read(q *Query) <-chan typed {
	result := make(chan typed, 1)
	go func() {
		line, end, err := c.ReadLine(q)
		result <- typed{line, end, err}
	}()
	return result
}

func wantTyped(t *testing.T, got <-chan typed, want typed) {
	t.Helper()
	select {
	case g := <-got:
		if g.line != want.line || g.end != want.end || !errors.Is(g.err, want.err) {
			t.Fatalf("typed %q, %v, %v, want %q, %v, %v", g.line, g.end, g.err, want.line, want.end, want.err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("ReadLine does not return")
	}
}

func TestConsoleHelpAndTab(t *testing.T) {
	c := newConsole(t, 80)
	got := c.read(testQuery("R1#"))
	c.sees("R1#_\n")
	c.typeKeys("cry?")
	c.sees("R1#cry?\ncrypto\n\nR1#cry_\n")
	c.typeKeys("\t")
	c.sees("R1#cry\nR1#crypto _\n")
	c.typeKeys("?")
	c.sees("R1#crypto ?\n  isakmp  Configure ISAKMP policy\n  ipsec   Configure IPSEC policy\n\nR1#crypto _\n")
	c.typeKeys("a\x16?b\r")
	wantTyped(t, got, typed{line: "crypto a?b"})
}

func TestConsoleMessageAboveTheLine(t *testing.T) {
	c := newConsole(t, 80)
	got := c.read(testQuery("R1(config)#"))
	c.typeKeys("interface Tu")
	c.sees("R1(config)#interface Tu_\n")
	c.Message([]byte("*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: Configured\n"))
	c.sees("*Mar  1 00:00:01.000: %SYS-5-CONFIG_I: Configured\nR1(config)#interface Tu_\n")
	c.typeKeys("nnel0\r")
	wantTyped(t, got, typed{line: "interface Tunnel0"})
	if text, _ := c.vt.screen(); strings.Count(text, "interface") != 1 {
		t.Errorf("the half-typed line is left behind:\n%s", text)
	}
}

func TestConsoleEnds(t *testing.T) {
	for _, test := range []struct {
		name, keys, screen string
		want               typed
	}{
		{"enter", "abc\r", "R1#abc\n_\n", typed{line: "abc"}},
		{"line feed", "abc\n", "R1#abc\n_\n", typed{line: "abc"}},
		{"control Z", "hash sha\x1a", "R1#hash sha^Z\n_\n", typed{line: "hash sha", end: CtrlZ}},
		{"control Z alone", "\x1a", "R1#^Z\n_\n", typed{end: CtrlZ}},
		{"control C", "abc\x03", "R1#abc\n_\n", typed{end: CtrlC}},
		{"editing", "xbc\x01\x04a\x05d\x7f\r", "R1#abc\n_\n", typed{line: "abc"}},
		{"cursor keys", "ac\x1b[Db\x1b[C\x1b[H\x1b[3~A\r", "R1#Abc\n_\n", typed{line: "Abc"}},
		{"words", "one two three\x1bb\x17\r", "R1#one three\n_\n", typed{line: "one three"}},
		{"kill line", "abc\x15def\r", "R1#def\n_\n", typed{line: "def"}},
		{"history", "\x10\x10\r", "R1#show clock\n_\n", typed{line: "show clock"}},
		{"history and back", "\x1b[A\x1b[A\x1b[B\x1b[B\x10\r", "R1#show version\n_\n", typed{line: "show version"}},
		{"keys without meaning", "\x00\x04\x07\x1c\x1e\x1b[99~\xff\xfeab\x13c\r", "R1#abc\n_\n", typed{line: "abc"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newConsole(t, 80)
			got := c.read(testQuery("R1#"))
			c.sees("R1#_\n")
			c.typeKeys(test.keys)
			wantTyped(t, got, test.want)
			c.sees(test.screen)
		})
	}
}

func TestConsoleDialogAndKey(t *testing.T) {
	c := newConsole(t, 80)
	got := c.read(&Query{Kind: Dialog, Prompt: "Password: ", Hidden: true})
	c.sees("Password: _\n")
	c.typeKeys("se?crx\x7fet\r")
	wantTyped(t, got, typed{line: "se?cret"})
	c.sees("Password:\n_\n")

	c.Write([]byte(more))
	key := make(chan byte)
	go func() {
		b, _ := c.Key()
		key <- b
	}()
	c.sees(" --More-- _\n")
	c.typeKeys(" ")
	if b := <-key; b != ' ' {
		t.Errorf("key %q", b)
	}
}

// Keys that are typed while a command runs reach the next prompt in order, and
// partial output of the command stays.
func TestConsoleTypeAhead(t *testing.T) {
	c := newConsole(t, 80)
	got := c.read(testQuery("R1#"))
	c.typeKeys("o?ne\rtwo words\rth")
	wantTyped(t, got, typed{line: "one"})
	c.Write([]byte("!!"))
	c.sees("R1#one\n!!_\n")
	c.Write([]byte("!!\n"))
	wantTyped(t, c.read(testQuery("R2#")), typed{line: "two words"})
	c.sees("!!!!\nR2#two words\n_\n")
	got = c.read(testQuery("R3#"))
	c.typeKeys("ree\r")
	wantTyped(t, got, typed{line: "three"})
}

func TestConsoleInterrupt(t *testing.T) {
	c := newConsole(t, 80)
	for _, key := range []string{"\x03", "\x1e"} {
		stopped := make(chan struct{})
		c.OnInterrupt(func() { close(stopped) })
		c.typeKeys(key)
		<-stopped
	}
	c.OnInterrupt(nil)
	got := c.read(testQuery("R1#"))
	c.typeKeys("next\r")
	wantTyped(t, got, typed{line: "next"})
}

func TestConsoleHangup(t *testing.T) {
	c := newConsole(t, 80)
	got := c.read(testQuery("R1#"))
	c.sees("R1#_\n")
	c.typeKeys("half a line")
	c.keys.Close()
	wantTyped(t, got, typed{err: ErrHangup})
	wantTyped(t, c.read(testQuery("R1#")), typed{err: ErrHangup})
}

func TestConsoleResize(t *testing.T) {
	c := newConsole(t, 80)
	c.Resize(40, 10)
	if w, h := c.Size(); w != 40 || h != 10 {
		t.Errorf("size %d x %d", w, h)
	}
	c.vt.mu.Lock()
	c.vt.width = 40
	c.vt.mu.Unlock()
	got := c.read(testQuery("R1#"))
	long := "crypto isakmp policy 10 and a line longer than forty"
	c.typeKeys(long)
	c.sees("R1#$10 and a line longer than forty_\n")
	c.Message([]byte("a message\n"))
	c.sees("a message\nR1#$10 and a line longer than forty_\n")
	c.vt.mu.Lock()
	c.vt.width = 80
	c.vt.mu.Unlock()
	c.Resize(80, 24)
	c.typeKeys("\x01")
	c.sees("R1#_" + long + "\n")
	c.typeKeys("\r")
	wantTyped(t, got, typed{line: long})
}

// A line that is longer than the row moves under the cursor, by ten characters
// at either edge.
func TestConsoleLongLine(t *testing.T) {
	c := newConsole(t, 40)
	got := c.read(testQuery("R1#"))
	c.typeKeys("first\r")
	wantTyped(t, got, typed{line: "first"})
	got = c.read(testQuery("R1#"))
	c.typeKeys("crypto isakmp policy 10 and a line longer than forty\x01do \x06\x06")
	c.sees("R1#first\nR1#do cr_ypto isakmp policy 10 and a li$\n")
	c.typeKeys("\x05!\r")
	c.sees("R1#first\nR1#$a line longer than forty!\n_\n")
	wantTyped(t, got, typed{line: "do crypto isakmp policy 10 and a line longer than forty!"})
}

// Wherever the cursor goes in a long line, the character under it is on the row
// and the row is no longer than the screen.
func TestConsoleScrolls(t *testing.T) {
	line := []rune(strings.Repeat("0123456789", 30))
	for _, columns := range []int{12, 36, 79, 400} {
		var v lineView
		for _, cursor := range []int{0, 11, 12, 13, 35, 36, 37, 300, 299, 271, 270, 250, 249, 12, 10, 9, 0, 78, 300, 0} {
			shown, at := v.fit(line, cursor, columns)
			row := []rune(shown)
			if len(row) > columns || at < 0 || at > len(row) {
				t.Fatalf("%d columns, cursor %d: %q, at %d", columns, cursor, shown, at)
			}
			if cursor < len(line) && (at == len(row) || row[at] != line[cursor]) && !(row[min(at, len(row)-1)] == '$' && at == len(row)-1) {
				t.Errorf("%d columns, cursor %d: %q does not show it at %d", columns, cursor, shown, at)
			}
			if (v.from > 0) != strings.HasPrefix(shown, "$") || (v.from+len(row) < len(line)) != strings.HasSuffix(shown, "$") {
				t.Errorf("%d columns, cursor %d: %q says otherwise what is hidden", columns, cursor, shown)
			}
		}
	}
	c := newConsole(t, 40)
	q := testQuery("R1#")
	q.History = []string{"show running-config | include crypto isakmp policy 10"}
	got := c.read(q)
	c.typeKeys("\x10")
	c.sees("R1#$ include crypto isakmp policy 10_\n")
	c.typeKeys(" ?")
	c.sees("R1#$ include crypto isakmp policy 10 ?\n  isakmp  Configure ISAKMP policy\n  ipsec   Configure IPSEC policy\n\nR1#$ include crypto isakmp policy 10 _\n")
	c.typeKeys("\x01")
	c.sees("R1#_show running-config | include crypt$\n")
	c.typeKeys("\x05" + strings.Repeat("\b", 45))
	c.sees("R1#show runn_\n")
	c.typeKeys("\r")
	wantTyped(t, got, typed{line: "show runn"})
}

// Messages from many goroutines and lines typed at the same time: nothing is
// lost, nothing races.
func TestConsoleConcurrency(t *testing.T) {
	c := newConsole(t, 80)
	stop := make(chan struct{})
	var loggers sync.WaitGroup
	for range 4 {
		loggers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-time.After(time.Millisecond):
					c.Message(fmt.Appendf(nil, "log %d\n", i))
				}
			}
		})
	}
	for i := range 20 {
		got := c.read(testQuery(fmt.Sprintf("R%d#", i)))
		line := fmt.Sprintf("line%d", i)
		for _, key := range line + "?\r" {
			c.typeKeys(string(key))
		}
		wantTyped(t, got, typed{line: line})
		fmt.Fprintf(c, "did %s\n", line)
	}
	close(stop)
	loggers.Wait()
	text, _ := c.vt.screen()
	for i := range 20 {
		if !strings.Contains(text, fmt.Sprintf("\ndid line%d\n", i)) {
			t.Errorf("the output of line %d is not on the screen", i)
		}
	}
}

func TestConsoleLeavesNoGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	for i := range 50 {
		r, w := io.Pipe()
		c, err := NewConsole(pipeEnd{r, io.Discard, r.Close}, 80, 24, nil)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				if _, _, err := c.ReadLine(testQuery("R1#")); err != nil {
					return
				}
			}
		}()
		if i%2 == 0 {
			io.WriteString(w, "whole\rhalf")
		}
		c.Close()
		<-ended
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
		}
	}
}

// BenchmarkConsoleLine is the cost of editing one pasted line.
func BenchmarkConsoleLine(b *testing.B) {
	r, w := io.Pipe()
	c, err := NewConsole(pipeEnd{r, io.Discard, r.Close}, 80, 24, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	b.ReportAllocs()
	go func() {
		for range b.N {
			io.WriteString(w, "crypto isakmp key cisco123 address 10.0.0.1\r")
		}
	}()
	for range b.N {
		if _, _, err := c.ReadLine(testQuery("R1(config)#")); err != nil {
			b.Fatal(err)
		}
	}
}
