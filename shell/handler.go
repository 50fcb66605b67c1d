package shell

import (
	"fmt"
	"reflect"
)

// handler runs one kind of EXEC command, told by the type that the grammar
// parses it into.
type handler struct {
	command reflect.Type
	run     func(*Session, any) error
}

// handle makes a handler of f. A command that fails returns an error whose
// text is the line that IOS prints: "% ...".
func handle[T any](f func(*Session, *T) error) handler {
	return handler{
		command: reflect.TypeFor[T](),
		run:     func(s *Session, command any) error { return f(s, command.(*T)) },
	}
}

// index makes the table that Session dispatches by.
func index(lists ...[]handler) map[reflect.Type]handler {
	table := map[reflect.Type]handler{}
	for _, list := range lists {
		for _, h := range list {
			if _, twice := table[h.command]; twice {
				panic(fmt.Sprintf("shell: two handlers for %v", h.command))
			}
			table[h.command] = h
		}
	}
	return table
}
