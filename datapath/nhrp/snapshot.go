package nhrp

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// Traffic counts packets by their type.
type Traffic struct {
	Sent, Received map[Type]int
	Malformed      int // received, and not counted there
}

func (t *Traffic) count(by *map[Type]int, kind Type) {
	if *by == nil {
		*by = map[Type]int{}
	}
	if _, ok := typeNames[kind]; ok {
		(*by)[kind]++
	}
}

// ServerState is what a client knows of one of its servers.
type ServerState struct {
	Server
	Responding bool
	// Pending: a request has no answer yet.
	Pending   bool
	RequestID uint32
	Retry     time.Duration // the time to the next repetition of it
	Sent      int
	Failed    int
	Received  int
	Answered  time.Time // when the last reply came, zero: none
}

// InterfaceState is what a station knows.
type InterfaceState struct {
	Interface
	Up         bool
	Translated netip.Addr // what NAT makes of the NBMA address, invalid: nothing
	Entries    []Entry    // by address, static ones too
	ServerList []ServerState
	Multicasts []netip.Addr // NBMA addresses
	Traffic    Traffic
	SendUsage  int // percent of what may be sent
}

// Snapshot returns a copy of what all stations know, by interface.
func (e *Engine) Snapshot(now time.Time) []InterfaceState {
	states := make([]InterfaceState, 0, len(e.stations))
	for _, s := range e.inOrder() {
		states = append(states, s.snapshot(now))
	}
	return states
}

func (s *station) snapshot(now time.Time) InterfaceState {
	state := InterfaceState{Interface: s.config, Up: s.up, Translated: s.translated, Multicasts: s.multicast(), SendUsage: s.sending.usage(now),
		Traffic: Traffic{maps.Clone(s.traffic.Sent), maps.Clone(s.traffic.Received), s.traffic.Malformed}}
	state.Interface.Secret = ""
	for _, m := range s.statics() {
		state.Entries = append(state.Entries, Entry{Kind: Static, Address: m.Address, NBMA: m.NBMA, Created: s.configured[m]})
	}
	for _, n := range s.inOrder() {
		state.Entries = append(state.Entries, n.Entry)
	}
	if len(s.requesters) > 0 {
		local := Entry{Kind: Local, Address: s.config.Address, NBMA: s.config.NBMA}
		for _, a := range slices.SortedFunc(maps.Keys(s.requesters), netip.Addr.Compare) {
			local.Requesters = append(local.Requesters, s.requesters[a])
			r := s.requesters[a]
			if r.Expires.After(local.Expires) {
				local.Expires = r.Expires
			}
			if local.Created.IsZero() || r.Since.Before(local.Created) {
				local.Created = r.Since
			}
		}
		state.Entries = append(state.Entries, local)
	}
	slices.SortStableFunc(state.Entries, func(a, b Entry) int { return cmp.Or(a.Address.Compare(b.Address), cmp.Compare(a.Kind, b.Kind)) })
	for _, v := range s.servers {
		state.ServerList = append(state.ServerList, ServerState{v.Server, v.responding, v.pending, v.requestID, v.retry.delay, v.sent, v.failed, v.received, v.answered})
	}
	return state
}
