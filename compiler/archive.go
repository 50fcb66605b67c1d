package compiler

import (
	"cmp"
	"time"
)

// Archive is "archive": where copies of the configuration go, and the log of
// configuration commands.
type Archive struct {
	Path        string        // "flash:r2-", "" for no archive
	Maximum     int           // copies that are kept, 0: as many as by default
	WriteMemory bool          // "write memory" makes one
	Period      time.Duration // one is made so often; 0: never
	Log         bool          // "logging enable": commands are logged
	LogSize     int           // entries of the log, 0: as many as by default
	HideKeys    bool          // passwords are not logged
	Syslog      bool          // "notify syslog": commands go to the log of messages too
}

// Copies is how many copies are kept.
func (a *Archive) Copies() int { return cmp.Or(a.Maximum, 10) }

// Entries is how many entries the log has at most.
func (a *Archive) Entries() int { return cmp.Or(a.LogSize, 100) }

// archive compiles the block "archive".
func (w *compilation) archive(e *entry) {
	for i := range e.children {
		w.r.Archive.read(fields(e.children[i].text))
	}
}

// read takes a line of the block, and reports whether it says something that
// is done here.
func (a *Archive) read(words []string) bool {
	no := len(words) > 0 && words[0] == "no"
	if no {
		words = words[1:]
	}
	number := func(i int) int {
		if no {
			return 0
		}
		return atoi(words[i])
	}
	switch {
	case len(words) == 2 && is(words, "log", "config"):
	case len(words) >= 1 && is(words, "path"):
		a.Path = ""
		if len(words) == 2 && !no {
			a.Path = words[1]
		}
	case len(words) == 2 && is(words, "maximum"):
		a.Maximum = number(1)
	case len(words) == 2 && is(words, "time-period"):
		a.Period = time.Duration(number(1)) * time.Minute
	case len(words) == 1 && is(words, "write-memory"):
		a.WriteMemory = !no
	case len(words) == 2 && is(words, "logging", "enable"):
		a.Log = !no
	case len(words) == 3 && is(words, "logging", "size"):
		a.LogSize = number(2)
	case len(words) == 1 && is(words, "hidekeys"):
		a.HideKeys = !no
	case is(words, "notify", "syslog"):
		a.Syslog = !no
	default:
		return false
	}
	return true
}
