package datapath

import (
	"slices"
	"sync/atomic"
)

// Expected are the inbound SAs of a policy whose outbound ones are still to
// come. A responder of quick mode has the latter only with message 3, which the
// first packets of the peer may overtake: what answers them has to wait for it,
// and would leave in clear where an entry of a dynamic map protects what it has
// SAs for. The zero value expects none. Readers need no lock; what changes it,
// does.
type Expected struct{ list atomic.Pointer[[]SA] }

// All are the SAs, without keys, the oldest first. The caller must not change
// them.
func (e *Expected) All() []SA {
	if list := e.list.Load(); list != nil {
		return *list
	}
	return nil
}

// Note is told of an SA that comes. It lets outbound ones be expected no more,
// and expects them with inbound ones: also where there is one that this one
// replaces, which may go before.
func (e *Expected) Note(sa *SA) {
	if sa.Direction == Outbound {
		e.forget(func(known *SA) bool { return known.Selector == sa.Selector && known.Remote == sa.Remote.Unmap() })
		return
	}
	known := *sa
	known.Remote = sa.Remote.Unmap()
	known.EncKey, known.AuthKey, known.Reply = nil, nil, nil
	list := append(slices.Clip(e.All()), known)
	e.list.Store(&list)
}

// Forget is told of an inbound SA that goes.
func (e *Expected) Forget(id SAID) {
	id.Remote = id.Remote.Unmap()
	e.forget(func(known *SA) bool { return known.ID() == id })
}

func (e *Expected) forget(which func(*SA) bool) {
	old := e.All()
	list := slices.DeleteFunc(slices.Clone(old), func(sa SA) bool { return which(&sa) })
	if len(list) != len(old) {
		e.list.Store(&list)
	}
}
