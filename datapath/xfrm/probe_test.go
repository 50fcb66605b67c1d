package xfrm

import (
	"os"
	"path/filepath"
	"testing"

	"mainmode/datapath/lab"
)

// threadNamespaces are the network namespaces that threads of this process are
// in.
func threadNamespaces(t *testing.T) map[string]bool {
	t.Helper()
	threads, err := filepath.Glob("/proc/self/task/*/ns/net")
	if err != nil || len(threads) == 0 {
		t.Fatalf("no threads: %v", err)
	}
	in := map[string]bool{}
	for _, thread := range threads {
		if ns, err := os.Readlink(thread); err == nil { // it has not ended
			in[ns] = true
		}
	}
	return in
}

// A probe leaves no thread of the process in its namespace, nor does one that
// fails.
func TestProbeComesBack(t *testing.T) {
	lab.Require(t, "network namespaces", lab.Available())
	before := threadNamespaces(t)
	for _, fails := range []error{nil, os.ErrInvalid} {
		inside := ""
		err := apart(func() (err error) {
			if inside, err = os.Readlink("/proc/thread-self/ns/net"); err == nil {
				err = fails
			}
			return err
		})
		if err != fails || before[inside] {
			t.Fatalf("it ran in %s, where others are, and returned %v, want %v", inside, err, fails)
		}
		if threadNamespaces(t)[inside] {
			t.Errorf("a thread has stayed in %s", inside)
		}
	}
}
