package grammar

import "strings"

// Kinds of names that Names returns beside those of the names tags.
const (
	// InterfaceNames is asked for where a whole interface name may stand.
	InterfaceNames = "interface"
	// unitNames stands before the kind of interface whose unit may stand.
	unitNames = "unit of "
)

// Names says what the last word of a line may name: the kinds of names, as
// the names tags have them, and the part of the name that is there. An
// interface's is its kind and unit in one word. Nothing is returned where a
// keyword begins with that part.
func (m *Mode) Names(line string) (kinds []string, begun string) { return m.names(line, nil) }

func (m *Mode) names(line string, from *sight) (kinds []string, begun string) {
	if e, rest, ok := m.execPart(line); ok {
		return e.names(rest, from.exec())
	}
	head, last := splitLast(line)
	w := m.walk(head, from)
	if comment(line) || w.status == Ambiguous || w.status == Invalid {
		return nil, last
	}
	if last != "" {
		if e, hits := w.at.step(last, from); hits > 1 || hits == 1 && e.arg == nil {
			return nil, last
		}
	}
	for _, e := range w.at.args {
		for _, name := range e.names {
			if kind, ok := strings.CutPrefix(name, unitNames); ok {
				return []string{InterfaceNames}, kind + last
			}
			kinds = append(kinds, name)
		}
	}
	if w.at.glue && last != "" {
		kinds = append(kinds, InterfaceNames)
	}
	return kinds, last
}
