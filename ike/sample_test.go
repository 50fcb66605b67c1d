package ike

import (
	"testing"

	"mainmode/datapath"
)

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
