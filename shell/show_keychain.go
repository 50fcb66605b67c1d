package shell

import (
	"fmt"
	"io"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/grammar"
)

// keyChain is a block "key chain" of the configuration.
type keyChain struct {
	name string
	keys []chainKey
}

// chainKey is a key and when it is accepted and sent, as configured; "" is
// always.
type chainKey struct {
	number, text string
	accept, send string
}

// keyChains reads the chains of a running configuration.
func keyChains(running string) []keyChain {
	var chains []keyChain
	inside := false
	for line := range strings.Lines(running) {
		line = strings.TrimRight(line, "\r\n")
		text := strings.TrimSpace(line)
		if name, begins := strings.CutPrefix(line, "key chain "); begins {
			chains, inside = append(chains, keyChain{name: strings.TrimSpace(name)}), true
			continue
		}
		if !strings.HasPrefix(line, " ") {
			inside = false
		}
		if !inside {
			continue
		}
		c := &chains[len(chains)-1]
		word, rest, _ := strings.Cut(text, " ")
		if word == "key" {
			c.keys = append(c.keys, chainKey{number: rest})
		}
		if len(c.keys) == 0 {
			continue
		}
		switch k := &c.keys[len(c.keys)-1]; word {
		case "key-string":
			k.text = keyText(rest)
		case "accept-lifetime":
			k.accept = rest
		case "send-lifetime":
			k.send = rest
		}
	}
	return chains
}

// keyText is what a key-string stands for.
func keyText(configured string) string {
	kind, text, typed := strings.Cut(configured, " ")
	switch {
	case typed && kind == "0":
		return text
	case typed && kind == "7":
		if clear, ok := compiler.RevealType7(text); ok {
			return clear
		}
	}
	return configured
}

// showKeyChain is "show key chain".
func showKeyChain(s *Session, c *grammar.ShowKeyChain) error {
	for _, chain := range keyChains(s.router.Config().Running()) {
		if c.Name == nil || chain.name == string(*c.Name) {
			writeKeyChain(s, &chain, s.router.Clock().Shown())
		}
	}
	return nil
}

func writeKeyChain(w io.Writer, c *keyChain, now time.Time) {
	fmt.Fprintf(w, "Key-chain %s:\n", c.name)
	for i := range c.keys {
		k := &c.keys[i]
		fmt.Fprintf(w, "    key %s -- text %q\n", k.number, k.text)
		fmt.Fprintf(w, "        accept lifetime %s\n        send lifetime %s\n", lifetimeText(k.accept, now), lifetimeText(k.send, now))
	}
}

// lifetimeText is "(00:00:00 Jan 1 2026) - (infinite) [valid now]". A lifetime
// begins with "local" where it is not in UTC, and ends with a time, a number
// of seconds, or never.
func lifetimeText(configured string, now time.Time) string {
	if configured == "" {
		return "(always valid) - (always valid) [valid now]"
	}
	zone := time.UTC
	f := strings.Fields(configured)
	if f[0] == "local" {
		zone, f = now.Location(), f[1:]
	}
	const words = 4 // of a time: "00:00:00 Jan 1 2026", or the day first
	if len(f) <= words {
		return "(" + configured + ")"
	}
	from, ok := lifetimeEnd(f[:words], zone)
	begin, end := strings.Join(f[:words], " "), strings.Join(f[words:], " ")
	var until time.Time
	switch rest := f[words:]; {
	case rest[0] == "infinite":
		until = time.Unix(1<<40, 0)
	case rest[0] == "duration" && len(rest) == 2:
		var seconds int64
		fmt.Sscan(rest[1], &seconds)
		until, end = from.Add(time.Duration(seconds)*time.Second), rest[1]+" seconds"
	default:
		var known bool
		until, known = lifetimeEnd(rest, zone)
		ok = ok && known
	}
	text := fmt.Sprintf("(%s) - (%s)", begin, end)
	if ok && !now.Before(from) && now.Before(until) {
		text += " [valid now]"
	}
	return text
}

// lifetimeEnd reads "hh:mm:ss Jan 1 2026" or "hh:mm:ss 1 Jan 2026".
func lifetimeEnd(words []string, zone *time.Location) (time.Time, bool) {
	text := strings.Join(words, " ")
	for _, layout := range []string{"15:04:05 Jan 2 2006", "15:04:05 2 Jan 2006", "15:04:05 January 2 2006", "15:04:05 2 January 2006"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
