package shell

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"

	"mainmode/compiler"
	"mainmode/ike"
)

const (
	// consoleBacklog is how much of what was written before anybody was at
	// the console is kept for the first who comes.
	consoleBacklog = 64 << 10
	// listenerQueue is how much a slow terminal may lag behind the log before
	// it loses messages. The router never waits for a terminal.
	listenerQueue = 1 << 20
)

// Severities of messages, as far as the shell needs them.
const (
	Errors        = 3
	Notifications = 5
	Informational = 6
	Debugging     = 7
)

// severityNames are the words of "logging console" and "show logging".
var severityNames = [...]string{"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging"}

// Log takes the messages and debugs of the router to the terminals that want
// them and to the buffer of "show logging".
type Log struct {
	clock Clock

	mu        sync.Mutex
	debug     compiler.Timestamps
	log       compiler.Timestamps
	to        compiler.Logging
	buffer    []string // lines, oldest first
	buffered  int      // bytes in buffer
	backlog   []byte
	attached  bool        // somebody has been at the console
	listeners []*listener // consoles
	monitors  []*listener // lines with "terminal monitor"
	counts    LogCounts
	servers   []*syslogServer
	past      logHistory
}

// LogCounts are the counters of "show logging".
type LogCounts struct{ Console, Monitor, Buffer, Trap, Dropped uint64 }

// LogStatus is a copy of what "show logging" shows.
type LogStatus struct {
	Config compiler.Logging
	Counts LogCounts
	Lines  []string // the buffer, oldest first

	Servers []serverStatus
}

// newLog returns a log with the defaults that hold before a configuration is
// read.
func newLog(c Clock) *Log {
	l := &Log{clock: c}
	l.Configure(&compiler.Router{
		DebugTimestamps: compiler.Timestamps{Enabled: true, Msec: true},
		LogTimestamps:   compiler.Timestamps{Enabled: true, Msec: true},
		Logging:         compiler.Logging{Enabled: true, Buffer: Debugging, BufferSize: 4096, Console: Debugging, Monitor: Debugging},
	})
	return l
}

// Configure obeys "service timestamps" and the "logging" commands.
func (l *Log) Configure(r *compiler.Router) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.debug, l.log, l.to = r.DebugTimestamps, r.LogTimestamps, r.Logging
	l.trim()
	l.followServers(r)
}

// Debug writes one debug record, of one line or of several.
func (l *Log) Debug(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write(Debugging, l.clock.Stamp(l.debug)+text)
}

// Syslog writes "%FACILITY-SEVERITY-MNEMONIC: text".
func (l *Log) Syslog(m ike.Syslog) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.syslog(m)
}

// syslog is Syslog for who holds mu.
func (l *Log) syslog(m ike.Syslog) {
	l.past.add(m, l.clock.Now(), l.clock.Stamp(l.log))
	l.write(m.Severity, fmt.Sprintf("%s%%%s-%d-%s: %s", l.clock.Stamp(l.log), m.Facility, m.Severity, m.Mnemonic, m.Text))
}

// Print writes text to the consoles and nowhere else: what IOS says while it
// boots.
func (l *Log) Print(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.toConsoles([]byte(text))
}

// write distributes a message. The caller holds mu.
func (l *Log) write(severity int, text string) {
	text = strings.TrimRight(text, "\n") + "\n"
	if !l.to.Enabled {
		// "no logging on" leaves the console alone.
		l.toConsoles([]byte(text))
		return
	}
	if severity <= l.to.Console {
		l.counts.Console++
		l.toConsoles([]byte(text))
	}
	if severity <= l.to.Monitor {
		l.toMonitors([]byte(text))
	}
	if severity <= l.to.Buffer {
		l.counts.Buffer++
		for line := range strings.Lines(text) {
			l.buffer = append(l.buffer, line)
			l.buffered += len(line)
		}
		l.trim()
	}
	if severity <= l.to.Trap && len(l.servers) > 0 {
		l.counts.Trap++
		for _, s := range l.servers {
			s.send(severity, text)
		}
	}
}

// trim drops the oldest lines of a buffer that is over its size.
func (l *Log) trim() {
	n := 0
	for l.buffered > l.to.BufferSize && n < len(l.buffer) {
		l.buffered -= len(l.buffer[n])
		n++
	}
	l.buffer = l.buffer[n:]
}

// toConsoles gives bytes to every listener, or keeps them for the first.
func (l *Log) toConsoles(p []byte) {
	if !l.attached {
		l.backlog = append(l.backlog, p...)
		if over := len(l.backlog) - consoleBacklog; over > 0 {
			// Whole lines go, so that what is left begins with one.
			if i := bytes.IndexByte(l.backlog[over:], '\n'); i >= 0 {
				over += i + 1
			}
			l.backlog = l.backlog[over:]
		}
		return
	}
	for _, c := range l.listeners {
		if !c.put(p) {
			l.counts.Dropped++
		}
	}
}

// toMonitors gives bytes to every line that wants them. The caller holds mu.
func (l *Log) toMonitors(p []byte) {
	for _, c := range l.monitors {
		l.counts.Monitor++
		if !c.put(p) {
			l.counts.Dropped++
		}
	}
}

// Status returns a copy for "show logging".
func (l *Log) Status() LogStatus {
	l.mu.Lock()
	defer l.mu.Unlock()
	return LogStatus{Config: l.to, Counts: l.counts, Lines: append([]string(nil), l.buffer...), Servers: l.serverStatus()}
}

// history is what "show logging history" and "count" show.
func (l *Log) history() logHistory {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.past.clone()
}

// Clear empties the buffer.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buffer, l.buffered = nil, 0
}

// newListener begins to show what it is given.
func newListener(show func([]byte) error) *listener {
	c := &listener{show: show, gone: make(chan struct{})}
	c.cond = sync.NewCond(&c.mu)
	go c.run()
	return c
}

// listen has messages given to show from now on, after what was kept for the
// first console.
func (l *Log) listen(show func([]byte) error) *listener {
	c := newListener(show)
	l.mu.Lock()
	defer l.mu.Unlock()
	c.put(l.backlog)
	l.backlog, l.attached = nil, true
	l.listeners = append(l.listeners, c)
	return c
}

// monitor is listen for a line that is no console.
func (l *Log) monitor(show func([]byte) error) *listener {
	c := newListener(show)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.monitors = append(l.monitors, c)
	return c
}

// ignore ends what listen or monitor began.
func (l *Log) ignore(c *listener) {
	l.mu.Lock()
	is := func(x *listener) bool { return x == c }
	l.listeners = slices.DeleteFunc(l.listeners, is)
	l.monitors = slices.DeleteFunc(l.monitors, is)
	l.mu.Unlock()
	c.mu.Lock()
	c.closed = true
	c.cond.Broadcast()
	c.mu.Unlock()
	<-c.gone
}

// listener writes what is queued for one terminal, on its own goroutine.
type listener struct {
	show func([]byte) error
	gone chan struct{}

	mu      sync.Mutex
	cond    *sync.Cond
	queue   []byte
	queued  uint64 // bytes that were ever queued
	written uint64 // of them
	muted   bool   // "terminal no monitor"
	closed  bool
	failing bool // show has returned an error
}

// put queues p; false: there was no room.
func (c *listener) put(p []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.muted || c.failing {
		return true
	}
	if len(c.queue)+len(p) > listenerQueue {
		return false
	}
	c.queue = append(c.queue, p...)
	c.queued += uint64(len(p))
	c.cond.Broadcast()
	return true
}

func (c *listener) run() {
	defer close(c.gone)
	c.mu.Lock()
	defer c.mu.Unlock()
	for {
		for len(c.queue) == 0 && !c.closed {
			c.cond.Wait()
		}
		if c.closed {
			return
		}
		p := c.queue
		c.queue = nil
		c.mu.Unlock()
		err := c.show(p)
		c.mu.Lock()
		c.written += uint64(len(p))
		c.failing = c.failing || err != nil
		c.cond.Broadcast()
	}
}

// flush waits until what is queued now has been written, so that the messages
// a command caused stand before the next prompt.
func (c *listener) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	mark := c.queued
	for c.written < mark && !c.closed && !c.failing {
		c.cond.Wait()
	}
}

// mute has messages kept from the terminal, and returns whether they were.
func (c *listener) mute(on bool) (was bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, c.muted = c.muted, on
	return was
}
