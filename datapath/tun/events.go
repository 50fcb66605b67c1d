package tun

import "mainmode/datapath"

// events is the driver's queue.
type events struct{ *datapath.EventQueue }

func newEvents() *events { return &events{datapath.NewEventQueue()} }

func (e *events) emit(ev datapath.Event) { e.Emit(ev) }

// eventInterval is how often the same thing is told.
const eventInterval = datapath.EventInterval
