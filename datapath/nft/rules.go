package nft

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
)

// Rules is the Filter of a datapath: access lists and NAT of one network
// namespace. It is safe for concurrent use.
type Rules struct {
	namespace *Filter
	emit      func(datapath.Event) // is told of packets that are logged

	mu    sync.Mutex
	log   *logger // nil: no line logs
	set   bool    // Set has been called
	empty bool    // the system has no rules of ours
	now   ruleset
	past  map[string]uint64 // by counter: what it had counted when it was made anew
}

var _ datapath.Filtering = (*Rules)(nil)

// ruleset is all that the rules depend on.
type ruleset struct {
	filter datapath.Filter
	crypto []datapath.CryptoMap
	// decrypted names the device by which what the SAs of a device's crypto
	// map carried comes in, where that is not the device itself.
	decrypted map[string]string
}

// NewRules returns the rules of a namespace, which knows none yet. emit is
// called for each packet of a line that logs, and must not wait.
func NewRules(f *Filter, emit func(datapath.Event)) *Rules {
	return &Rules{namespace: f, emit: emit, past: map[string]uint64{}}
}

// Set has packets filtered and translated as c says, in one transaction.
// decrypted names the device by which what the SAs of a device's crypto map
// carried comes in, where that is not the device itself. What a killed process
// left is gone with the first call.
func (r *Rules) Set(c *datapath.Config, decrypted map[string]string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	want := ruleset{c.Filter, c.CryptoMaps, decrypted}
	switch {
	case !r.set && want.filter.Empty():
		// A system without nf_tables has none of a killed process either.
		_ = r.replace(&want)
		r.set, r.empty, r.now = true, true, want
		return nil
	case r.set && reflect.DeepEqual(r.now, want), r.empty && want.filter.Empty():
		r.now = want
		return nil
	}
	if err := r.remember(&want.filter); err != nil {
		return err
	}
	// A system that cannot log filters all the same.
	unlogged := r.follow(&want.filter)
	if err := r.replace(&want); err != nil {
		return fmt.Errorf("access lists and NAT: %w", err)
	}
	old := r.now
	r.set, r.empty, r.now = true, want.filter.Empty(), want
	return errors.Join(r.outdated(&old.filter), unlogged)
}

// follow subscribes to the packets of lines that log, or ends that.
func (r *Rules) follow(want *datapath.Filter) error {
	wanted := slices.ContainsFunc(want.Lists, func(l datapath.AccessList) bool {
		return slices.ContainsFunc(l.Entries, func(e datapath.AccessEntry) bool { return e.Log })
	})
	switch {
	case wanted && r.log == nil:
		var err error
		r.log, err = r.namespace.openLogger(r.emit)
		return err
	case !wanted && r.log != nil:
		r.log.close()
		r.log = nil
	}
	return nil
}

// Close removes the rules and the translations.
func (r *Rules) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.set || r.empty {
		return nil
	}
	old := r.now
	r.now, r.empty = ruleset{}, true
	err := errors.Join(r.replace(&ruleset{}), r.outdated(&old.filter))
	return errors.Join(err, r.follow(&datapath.Filter{}))
}

// replace is the transaction. Like all that follows it is called with r.mu
// held.
func (r *Rules) replace(want *ruleset) error {
	b := begin(unix.NFPROTO_INET, Table)
	if !want.filter.Empty() {
		b.addTable()
		f := &firewall{batch: b, ruleset: want, logging: r.log != nil, chains: map[string]bool{}, counters: map[string]bool{}}
		f.inbound()
		f.outbound()
		f.nat()
	}
	c, err := r.namespace.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return b.commit(c)
}

// remember keeps what the counters have of the lines that stay.
func (r *Rules) remember(want *datapath.Filter) error {
	counts, err := r.counts()
	if err != nil {
		return err
	}
	past := map[string]uint64{}
	for _, l := range want.Lists {
		old := r.now.filter.List(l.Name, l.IPv6)
		if old == nil {
			continue
		}
		for _, e := range l.Entries {
			if slices.ContainsFunc(old.Entries, func(o datapath.AccessEntry) bool { return reflect.DeepEqual(o, e) }) {
				past[counterName(&l, &e)] = counts[counterName(&l, &e)]
			}
		}
	}
	for _, name := range natCounters {
		past[name] = counts[name]
	}
	r.past = past
	return nil
}
