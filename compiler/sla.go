package compiler

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"mainmode/grammar"
)

// Operation is an operation of IP SLA that sends echo requests: "ip sla N" with
// "icmp-echo", in the older spellings "ip sla monitor N" and "rtr N" with "type
// echo protocol ipIcmpEcho".
type Operation struct {
	Number          int
	Target          string // an address or a name; "": it is of a kind that is not run
	SourceInterface string
	Source          netip.Addr
	Frequency       time.Duration // from one request to the next
	Timeout         time.Duration
	Threshold       time.Duration // an answer that takes longer is late
	DataSize        int           // bytes
	TOS             uint8
	VRF             string
	Owner, Tag      string
	Verify          bool // an answer with other data is wrong

	Scheduled bool
	Pending   bool          // scheduled, but not to start by itself
	After     time.Duration // from when it is scheduled to when it starts
	At        string        // "hh:mm:ss": the time of the day when it starts instead, "": After says it
	Life      time.Duration // from then on, 0: forever
}

// What an operation has without lines of its own.
const (
	slaFrequency = 60 * time.Second
	slaTimeout   = 5 * time.Second
	slaDataSize  = 28
	slaLife      = time.Hour
)

func newOperation(n int) Operation {
	return Operation{Number: n, Frequency: slaFrequency, Timeout: slaTimeout, Threshold: slaTimeout, DataSize: slaDataSize, Life: slaLife}
}

// operationsOf lists the operations in the order of their numbers. Of several with
// one number, in other spellings, the last one counts.
func operationsOf(c *Config) []Operation {
	var found []Operation
	index := map[int]int{}
	for _, e := range c.entries {
		n, ok := operationOf(e.text)
		if !ok {
			continue
		}
		o := newOperation(n)
		for i := range e.children {
			o.read(fields(e.children[i].text))
		}
		if i, again := index[n]; again {
			found[i] = o
			continue
		}
		index[n] = len(found)
		found = append(found, o)
	}
	for _, e := range c.entries {
		if n, words, ok := scheduleOf(e.text); ok {
			if i, ok := index[n]; ok {
				found[i].schedule(words)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Operation) int { return a.Number - b.Number })
	return found
}

// slaWords are the words of a line of IP SLA behind those that say that it is
// one.
func slaWords(text string) ([]string, bool) {
	if !strings.HasPrefix(text, "ip s") && !strings.HasPrefix(text, "rtr ") {
		return nil, false // so are nearly all lines of a large configuration
	}
	f := fields(text)
	switch {
	case is(f, "ip", "sla", "monitor"):
		return f[3:], true
	case is(f, "ip", "sla"):
		return f[2:], true
	case is(f, "rtr"):
		return f[1:], true
	}
	return nil, false
}

// operationOf reads the line that begins an operation.
func operationOf(text string) (n int, ok bool) {
	f, ok := slaWords(text)
	if !ok || len(f) != 1 {
		return 0, false
	}
	n, err := strconv.Atoi(f[0])
	return n, err == nil
}

// scheduleOf reads the line that says when an operation runs.
func scheduleOf(text string) (n int, words []string, ok bool) {
	f, ok := slaWords(text)
	if !ok || len(f) < 2 || !hasPrefixFold("schedule", f[0]) {
		return 0, nil, false
	}
	n, err := strconv.Atoi(f[1])
	return n, f[2:], err == nil
}

// schedule takes the words of "ip sla schedule N". Without "start-time" an
// operation waits for something else to start it, and without "life" it ends
// after an hour.
func (o *Operation) schedule(words []string) {
	o.Scheduled, o.Pending, o.After, o.At, o.Life = true, true, 0, "", slaLife
	for i := 0; i+1 < len(words); i++ {
		switch value := words[i+1]; {
		case hasPrefixFold("life", words[i]) && hasPrefixFold("forever", value):
			o.Life = 0
		case hasPrefixFold("life", words[i]):
			o.Life = time.Duration(atoi(value)) * time.Second
		case !hasPrefixFold("start-time", words[i]):
			continue
		case hasPrefixFold("now", value):
			o.Pending = false
		case hasPrefixFold("after", value) && i+2 < len(words):
			o.Pending, o.After = false, clockDuration(words[i+2])
			i++
		case strings.Contains(value, ":"):
			o.Pending, o.At = false, value
		}
		i++
	}
}

// clockDuration is how long "hh:mm:ss" is.
func clockDuration(text string) time.Duration {
	d := time.Duration(0)
	for _, part := range strings.Split(text, ":") {
		const base = 60
		d = d*base + time.Duration(atoi(part))
	}
	return d * time.Second
}

// read takes a line of the operation's block, and reports whether it says
// something that is done here.
func (o *Operation) read(words []string) bool {
	if len(words) < 2 {
		if len(words) == 1 && is(words, "verify-data") {
			o.Verify = true
			return true
		}
		return false
	}
	value := words[1]
	switch {
	case is(words, "icmp-echo"):
		o.aim(words[1:])
	case len(words) > 4 && is(words, "type", "echo", "protocol", "ipIcmpEcho"):
		o.aim(words[4:])
	case is(words, "frequency"):
		o.Frequency = time.Duration(atoi(value)) * time.Second
	case is(words, "timeout"):
		o.Timeout = time.Duration(atoi(value)) * time.Millisecond
	case is(words, "threshold"):
		o.Threshold = time.Duration(atoi(value)) * time.Millisecond
	case is(words, "request-data-size"):
		o.DataSize = atoi(value)
	case is(words, "tos"):
		o.TOS = uint8(atoi(value))
	case is(words, "vrf"):
		o.VRF = value
	case is(words, "owner"):
		o.Owner = strings.Join(words[1:], " ")
	case is(words, "tag"):
		o.Tag = strings.Join(words[1:], " ")
	default:
		return false
	}
	return true
}

// aim takes whom the operation asks, and from where.
func (o *Operation) aim(words []string) {
	o.Target, o.SourceInterface, o.Source = words[0], "", netip.Addr{}
	if len(words) < 3 {
		return
	}
	switch name := strings.Join(words[2:], ""); {
	case hasPrefixFold("source-interface", words[1]) && len(words[1]) > len("source-ip"):
		if parsed, ok := grammar.ParseInterfaceName(name); ok {
			o.SourceInterface = parsed.String()
		}
	default: // source-ip, source-ipaddr
		o.Source, _ = netip.ParseAddr(words[2])
	}
}
