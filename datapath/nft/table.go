package nft

import (
	"errors"
	"fmt"
	"reflect"

	"golang.org/x/sys/unix"
)

// table is one of our tables that is made anew when what it depends on changes.
// It is not safe for concurrent use.
type table struct {
	namespace *Filter
	name      string
	what      string // of errors
	known     bool   // the system has what now says, and nothing of a killed process
	filled    bool   // it is there
	now       any
}

// has reports whether the system has the table as wanted already.
func (t *table) has(want any, empty bool) bool {
	return t.known && (empty && !t.filled || reflect.DeepEqual(t.now, want))
}

// follow has fill make the table, or nothing if it is empty.
func (t *table) follow(want any, empty bool, fill func(*batch)) error {
	if t.has(want, empty) {
		return nil
	}
	b := begin(unix.NFPROTO_INET, t.name)
	if !empty {
		b.addTable()
		fill(b)
	}
	c, err := t.namespace.dial()
	if err == nil {
		err = errors.Join(b.commit(c), c.Close())
	}
	if err != nil && (t.known || !empty) { // else a system without nf_tables has none of a killed process either
		return fmt.Errorf("%s: %w", t.what, err)
	}
	t.known, t.filled, t.now = true, !empty, want
	return nil
}

// Close removes the table.
func (t *table) Close() error {
	if !t.filled {
		return nil
	}
	return t.follow(nil, true, nil)
}
