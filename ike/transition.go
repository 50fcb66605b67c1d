package ike

import (
	"fmt"

	"mainmode/ike/isakmp"
)

// State of an exchange, in the spelling that IOS prints: a debug line and the
// code behind it are one search apart.
type State string

// Input of a state machine: who it comes from, and what it is.
type Input struct{ Message, Event string }

func (in Input) String() string { return in.Message + ", " + in.Event }

// What a transition's act may return instead of the input to take next.
var (
	await     = Input{}                               // nothing: wait for the peer or a timer
	computing = Input{"IKE_MESG_INTERNAL", "compute"} // the act goes on when its computation is done
)

// A transition is one row of a table: in State, on Input, when the message has
// the shape that it must have, do act and be in Next, then do after. The act
// returns the input to take next.
type transition[M any] struct {
	State State
	Input Input
	shape *shape // of the peer's message; nil: the input is no message
	act   func(M) (Input, error)
	Next  State
	after func(M) // done in Next, nil: nothing
}

// A shape is what a message must look like before its handler sees it.
type shape struct {
	encrypted bool
	first     isakmp.PayloadType // that all others follow, NoPayload: any
	required  []isakmp.PayloadType
	optional  []isakmp.PayloadType
}

// table of the transitions of one exchange.
type table[M any] map[transitionKey]*transition[M]

type transitionKey struct {
	State
	Input
}

func newTable[M any](rows []transition[M]) table[M] {
	t := make(table[M], len(rows))
	for i := range rows {
		t[transitionKey{rows[i].State, rows[i].Input}] = &rows[i]
	}
	return t
}

// A machine is in a state and says so.
type machine interface {
	currentState() State
	enterState(State)
	// describe prints the two debug lines of a transition.
	describe(in Input, old, next State)
	// suspend keeps the rest of a transition until the act's computation is
	// done.
	suspend(finish func(Input, error))
	// refuse is told of an act's error before the debug lines of its
	// transition, failed after them.
	refuse(error)
	failed(error)
	// over reports that the exchange has ended within an act.
	over() bool
}

// step takes transitions from in on until an act waits for something. Both
// debug lines of every transition come from here, so that no handler can
// change the state without saying so.
func step[M machine](t table[M], m M, in Input) {
	for in != await {
		row := t[transitionKey{m.currentState(), in}]
		if row == nil {
			m.failed(fmt.Errorf("no transition from %s on %s", m.currentState(), in))
			return
		}
		next, err := row.act(m)
		if next == computing && err == nil {
			m.suspend(func(next Input, err error) {
				step(t, m, finish(m, row, next, err))
			})
			return
		}
		in = finish(m, row, next, err)
	}
}

// finish ends the transition of a row and returns the input to take next. After
// an error the machine stays where it was.
func finish[M machine](m M, row *transition[M], next Input, err error) Input {
	if m.over() {
		return await
	}
	old := m.currentState()
	if err != nil {
		m.refuse(err)
		m.describe(row.Input, old, old)
		m.failed(err)
		return await
	}
	m.describe(row.Input, old, row.Next)
	m.enterState(row.Next)
	if row.after != nil {
		row.after(m)
	}
	return next
}
