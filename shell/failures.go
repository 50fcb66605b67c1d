package shell

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"mainmode/ike"
)

// maxFailures is how many errors are kept, as IOS does.
const maxFailures = 50

// failures remembers what ended ISAKMP exchanges, for "show crypto isakmp
// diagnose error". Its zero value is empty.
type failures struct {
	mu      sync.Mutex
	kept    []failure // oldest first
	deleted int       // were kept, until newer ones came
}

// failure is one error and its number.
type failure struct{ mnemonic, text string }

// add keeps a syslog message of IKE that tells of an error.
func (f *failures) add(m ike.Syslog) {
	if m.Facility != "CRYPTO" || !strings.HasPrefix(m.Mnemonic, "IKMP_") {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.kept) == maxFailures {
		f.kept = append(f.kept[:0:0], f.kept[1:]...)
		f.deleted++
	}
	f.kept = append(f.kept, failure{m.Mnemonic, m.Text})
}

// failureList is a copy of failures.
type failureList struct {
	kept    []failure
	deleted int
}

func (f *failures) list() failureList {
	f.mu.Lock()
	defer f.mu.Unlock()
	return failureList{append([]failure(nil), f.kept...), f.deleted}
}

// writeFailures is "show crypto isakmp diagnose error", the newest first.
func writeFailures(w io.Writer, l failureList) {
	fmt.Fprintf(w, "Exit Path Table - status enable, current entry %d, deleted %d, max allow %d\n", len(l.kept), l.deleted, maxFailures)
	for i := len(l.kept) - 1; i >= 0; i-- {
		fmt.Fprintf(w, "\nError(%d): %s\n", l.deleted+i+1, l.kept[i].text)
	}
}

// writeFailureCounts is "show crypto isakmp diagnose error count".
func writeFailureCounts(w io.Writer, l failureList) {
	fmt.Fprint(w, "Exit Trace counters\n")
	counts := map[string]int{}
	var order []string
	for _, f := range l.kept {
		if counts[f.mnemonic]++; counts[f.mnemonic] == 1 {
			order = append(order, f.mnemonic)
		}
	}
	for _, name := range order {
		fmt.Fprintf(w, "%d - %s\n", counts[name], name)
	}
}
