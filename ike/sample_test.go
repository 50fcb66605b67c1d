package ike

import (
	"testing"
	"time"

	"mainmode/datapath"
)

// TestSampleIsShared has two hundred ask for the counters within a second: the
// driver is asked twice, and everybody gets an answer.
func TestSampleIsShared(t *testing.T) {
	n, r2, _, c2, _ := pair(t)
	r2.handle(Configure{c2})
	n.run(time.Second)
	r2.handle(Tick{}) // it is a second later
	answers := 0
	for range 200 {
		r2.engine.sample(func(map[datapath.SAID]datapath.SAStats) { answers++ })
		r2.flush()
		r2.handle(Tick{})
		n.run(4 * time.Millisecond)
	}
	n.run(2 * time.Second)
	if r2.looks != 2 || answers != 200 {
		t.Errorf("%d looks at the counters, %d answers", r2.looks, answers)
	}
}

// TestServerSample has the server answer a Sample with the driver's counters,
// after the actions that came with it.
func TestServerSample(t *testing.T) {
	driver := newEncapDriver()
	id := datapath.SAID{Direction: datapath.Inbound, Remote: loopback2, SPI: 4711}
	driver.SetStats(datapath.Stats{SAs: map[datapath.SAID]datapath.SAStats{id: {LastUsed: 42}}})
	got := make(chan Sampled, 1)
	handled := false
	e := &scripted{handle: func(ev Event) []Action {
		switch ev := ev.(type) {
		case Configure:
			return []Action{Sample{}, Debug{Text: "after"}}
		case Sampled:
			if !handled {
				t.Error("sampled before the actions were carried out")
			}
			got <- ev
		}
		return nil
	}}
	s := startServer(t, ServerOptions{Driver: driver, Handle: func(Action) { handled = true },
		Port: freePort(t)}, e)
	s.Configure(&Config{})
	if ev := wait(t, "the counters", got); ev.SAs[id].LastUsed != 42 {
		t.Errorf("got %+v", ev)
	}
}
