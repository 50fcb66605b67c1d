package compiler

import (
	"cmp"
	"strconv"
	"strings"
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
	a := &w.r.Archive
	for i := range e.children {
		words := fields(strings.ToLower(e.children[i].text))
		no := len(words) > 0 && words[0] == "no"
		if no {
			words = words[1:]
		}
		switch {
		case len(words) == 2 && words[0] == "path" && !no:
			a.Path = fields(e.children[i].text)[1]
		case len(words) == 2 && words[0] == "maximum" && !no:
			if n, err := strconv.Atoi(words[1]); err == nil && n > 0 {
				a.Maximum = n
			}
		case len(words) == 2 && words[0] == "time-period" && !no:
			if n, err := strconv.Atoi(words[1]); err == nil && n > 0 {
				a.Period = time.Duration(n) * time.Minute
			}
		case len(words) == 1 && words[0] == "write-memory":
			a.WriteMemory = !no
		case len(words) == 2 && words[0] == "logging" && words[1] == "enable":
			a.Log = !no
		case len(words) == 3 && words[0] == "logging" && words[1] == "size" && !no:
			if n, err := strconv.Atoi(words[2]); err == nil && n > 0 {
				a.LogSize = n
			}
		case len(words) == 1 && words[0] == "hidekeys":
			a.HideKeys = !no
		case len(words) >= 2 && words[0] == "notify" && words[1] == "syslog":
			a.Syslog = !no
		}
	}
}
