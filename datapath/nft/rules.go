package nft

import (
	"errors"
	"reflect"
	"slices"
	"sync"

	"mainmode/datapath"
)

// Rules is the Filter of a datapath: access lists and NAT of one network
// namespace. It is safe for concurrent use.
type Rules struct {
	namespace *Filter
	emit      func(datapath.Event) // is told of packets that are logged
	// policies is whether the system itself protects what crypto maps want.
	policies bool

	mu    sync.Mutex
	log   *logger // nil: no line logs
	table table
	now   ruleset
	past  map[string]uint64 // by counter: what it had counted when it was made anew
}

var _ datapath.Filtering = (*Rules)(nil)

// ruleset is all that the rules depend on.
type ruleset struct {
	filter datapath.Filter
	crypto []datapath.CryptoMap
	vrfs   []datapath.VRF
	// foreign are the marks of the packets of crypto maps for another VRF than
	// that of their device.
	foreign map[datapath.CryptoMapPlace]uint32
	// decrypted names the devices by which what the SAs of a device's crypto
	// maps carried comes in, where that is not the device itself.
	decrypted map[string][]string
	// direct are the devices of tunnels by which nothing comes in but what SAs
	// carried.
	direct []string
	// foresees is whether what NAT will translate has to be known before.
	foresees bool
}

// NewRules returns the rules of a namespace, which knows none yet. emit is
// called for each packet of a line that logs, and must not wait. With policies the
// system's own protect what crypto maps want.
func NewRules(f *Filter, emit func(datapath.Event), policies bool) *Rules {
	return &Rules{
		namespace: f, emit: emit, policies: policies, past: map[string]uint64{},
		table: table{namespace: f, name: Table, what: "access lists and NAT"},
	}
}

// Set has packets filtered and translated as c says, in one transaction.
// decrypted names the devices by which what the SAs of a device's crypto maps
// carried comes in, where that is not the device itself. What a killed process
// left is gone with the first call.
func (r *Rules) Set(c *datapath.Config, decrypted map[string][]string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	want := ruleset{
		filter: c.Filter, crypto: c.CryptoMaps, vrfs: c.VRFs, foreign: map[datapath.CryptoMapPlace]uint32{}, decrypted: decrypted,
		foresees: r.policies && len(c.CryptoMaps) > 0,
	}
	for i := range c.Tunnels {
		if t := &c.Tunnels[i]; t.Encapsulation == datapath.Direct {
			want.direct = append(want.direct, t.Device)
		}
	}
	for i := range c.CryptoMaps {
		place := c.CryptoMaps[i].Place()
		if mark := c.ForeignMark(place); mark != 0 {
			want.foreign[place] = mark
		}
	}
	if want.filter.Empty() {
		want = ruleset{}
	}
	if r.table.has(want, want.filter.Empty()) {
		return nil
	}
	if err := r.remember(&want.filter); err != nil {
		return err
	}
	// A system that cannot log filters all the same.
	unlogged := r.subscribe(&want.filter)
	err := r.table.follow(want, want.filter.Empty(), func(b *batch) {
		f := &firewall{batch: b, ruleset: &want, logging: r.log != nil, chains: map[string]bool{}, counters: map[string]bool{}}
		f.inbound()
		f.outbound()
		f.nat()
	})
	if err != nil {
		return err
	}
	old := r.now
	r.now = want
	return errors.Join(r.outdated(&old.filter), unlogged)
}

// subscribe asks for the packets of lines that log, or for none any more.
func (r *Rules) subscribe(want *datapath.Filter) error {
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
	if !r.table.filled {
		return nil
	}
	old := r.now
	r.now = ruleset{}
	return errors.Join(r.table.Close(), r.outdated(&old.filter), r.subscribe(&datapath.Filter{}))
}

// remember keeps what the counters have of the lines that stay. Like all that
// follows it is called with r.mu held.
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
