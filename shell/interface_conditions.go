package shell

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"mainmode/grammar"
)

// interfaceConditions limit the debugs of packets to interfaces: "debug
// condition interface". The zero value limits nothing.
type interfaceConditions struct {
	mu  sync.Mutex
	all map[int]*interfaceCondition // by their numbers
}

// interfaceCondition is one of them, and how often it has let a packet through.
type interfaceCondition struct {
	Interface string
	Triggered int
}

// pass reports whether the packets of an interface are shown.
func (c *interfaceConditions) pass(iface string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range c.all {
		if x.Interface == iface {
			x.Triggered++
			return true
		}
	}
	return len(c.all) == 0
}

func (c *interfaceConditions) snapshot() map[int]interfaceCondition {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := map[int]interfaceCondition{}
	for n, x := range c.all {
		all[n] = *x
	}
	return all
}

// find returns the number of the condition for an interface, 0: there is none.
func (c *interfaceConditions) find(iface string) int {
	for n, x := range c.snapshot() {
		if x.Interface == iface {
			return n
		}
	}
	return 0
}

// add gives the least number that is free to a condition.
func (c *interfaceConditions) add(iface string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all == nil {
		c.all = map[int]*interfaceCondition{}
	}
	n := 1
	for c.all[n] != nil {
		n++
	}
	c.all[n] = &interfaceCondition{Interface: iface}
	return n
}

func (c *interfaceConditions) remove(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.all, n)
}

// limitToInterface is "debug condition interface".
func (s *Session) limitToInterface(iface string) error {
	if s.router.IR().Interface(iface) == nil {
		return errNoInterface
	}
	c := &s.router.interfaceConditions
	if n := c.find(iface); n > 0 {
		return refusal(fmt.Sprintf("%% Condition %d already set", n))
	}
	s.Printf("Condition %d set\n", c.add(iface))
	return nil
}

// unlimitInterfaces is "no debug condition". Before the last condition goes the
// person is told what may come then.
func unlimitInterfaces(s *Session, u *grammar.UndebugInterfaceCondition) error {
	c := &s.router.interfaceConditions
	all := c.snapshot()
	remove := slices.Sorted(maps.Keys(all))
	if !u.All {
		n := 0
		if u.Interface != nil {
			n = c.find(u.Interface.String())
		} else if _, ok := all[int(*u.Number)]; ok {
			n = int(*u.Number)
		}
		if n == 0 {
			return refusal("% Condition not found")
		}
		remove = []int{n}
	}
	if len(remove) > 0 && len(remove) == len(all) {
		s.Printf("This condition is the last interface condition set.\nRemoving all conditions may cause a flood of debugging\n" +
			"messages to result, unless specific debugging flags\nare first removed.\n\n")
		proceed, err := s.askYesNo("Proceed with removal?")
		if err != nil {
			return err
		}
		if !proceed {
			s.Printf("Operation aborted\n")
			return nil
		}
	}
	for _, n := range remove {
		c.remove(n)
		s.Printf("Condition %d has been removed\n", n)
	}
	return nil
}

// writeInterfaceConditions is "show debugging condition".
func writeInterfaceConditions(w io.Writer, all map[int]interfaceCondition) {
	if len(all) == 0 {
		fmt.Fprint(w, "% No conditions found\n")
		return
	}
	for _, n := range slices.Sorted(maps.Keys(all)) {
		name := shortName(all[n].Interface)
		fmt.Fprintf(w, "\nCondition %d: interface %s (%d flags triggered)\n", n, name, min(1, all[n].Triggered))
		if all[n].Triggered > 0 {
			fmt.Fprintf(w, "        Flags: %s\n", name)
		}
	}
}
