package ike

import (
	"cmp"
	"slices"
)

// touched are the entries of the indexes that changes concern; nil: all.
type touched struct {
	policies map[string]bool
	peers    map[addrPair]bool
}

// touchedBy is an empty touched for few changes, nil if they are many: it is
// to note the maps before and after they are made.
func (e *Engine) touchedBy(changes []Change, maps int) *touched {
	const few = 16 // of the maps are not worth the search
	if len(changes) > max(len(e.maps), maps)/few {
		return nil
	}
	return &touched{map[string]bool{}, map[addrPair]bool{}}
}

// note adds what the maps of changes are found by now.
func (t *touched) note(e *Engine, changes []Change) {
	if t == nil {
		return
	}
	for _, c := range changes {
		m := e.maps[c.key]
		if m == nil {
			continue // of no map, or one that comes or goes
		}
		for _, f := range m.flows {
			t.policies[f.policy] = true
		}
		for _, p := range m.config.Peers {
			t.peers[addrPair{m.config.Local, p}] = true
		}
	}
}

func (t *touched) policy(name string) bool { return t == nil || t.policies[name] }
func (t *touched) peer(k addrPair) bool    { return t == nil || t.peers[k] }

// indexMaps makes anew what finds a map by its policy or peer, as far as it is
// touched.
func (e *Engine) indexMaps(t *touched) {
	if t == nil {
		clear(e.byPolicy)
		clear(e.byPeer)
	} else {
		for name := range t.policies {
			delete(e.byPolicy, name)
		}
		for k := range t.peers {
			delete(e.byPeer, k)
		}
	}
	e.mapOrder = e.mapOrder[:0]
	for i := range e.config.Maps {
		m := e.maps[e.config.Maps[i].key()]
		if m == nil {
			continue // it is being removed, and others with it
		}
		e.mapOrder = append(e.mapOrder, m)
		for _, f := range m.flows {
			if !t.policy(f.policy) {
				continue
			}
			if list := e.byPolicy[f.policy]; len(list) == 0 || list[len(list)-1] != m {
				e.byPolicy[f.policy] = append(list, m)
			}
		}
		if m.open() {
			continue // its instances have peers
		}
		for _, p := range m.config.Peers {
			if k := (addrPair{m.config.Local, p}); t.peer(k) {
				e.byPeer[k] = append(e.byPeer[k], m)
			}
		}
	}
	for _, m := range e.clones {
		e.mapOrder = append(e.mapOrder, m)
		if k := (addrPair{m.config.Local, m.config.Peers[0]}); t.peer(k) {
			e.byPeer[k] = append(e.byPeer[k], m)
		}
	}
	if t != nil {
		for name := range t.policies {
			sortMaps(e.byPolicy[name])
		}
		for k := range t.peers {
			sortMaps(e.byPeer[k])
		}
		return
	}
	for _, list := range e.byPolicy {
		sortMaps(list)
	}
	for _, list := range e.byPeer {
		sortMaps(list)
	}
}

// sortMaps sorts by sequence number.
func sortMaps(list []*cryptoMap) {
	slices.SortStableFunc(list, func(a, b *cryptoMap) int { return cmp.Compare(a.config.Sequence, b.config.Sequence) })
}
