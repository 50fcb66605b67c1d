package compiler

// isObeyed reports whether a kept line of the block, "" for global
// configuration, has an effect: it has no command of its own and is read
// nevertheless.
func isObeyed(block, text string) bool {
	switch {
	case block == "":
		if t, ok := readTrack(text); ok {
			return t.Known() || t.isList()
		}
		if _, ok := operationOf(text); ok {
			return true
		}
		if _, _, ok := scheduleOf(text); ok {
			return true
		}
		return text == "archive" || new(ClockZone).read(fields(text)) || new(SSH).read(fields(text))
	case block == "archive":
		return new(Archive).read(fields(text))
	case startsWith(block, "interface"):
		return new(Interface).tunneling(fields(text))
	case startsWith(block, "line con"), startsWith(block, "line aux"), startsWith(block, "line vty"):
		return new(Line).read(fields(text))
	}
	if t, ok := readTrack(block); ok {
		return t.read(fields(text))
	}
	if _, ok := operationOf(block); ok {
		return new(Operation).read(fields(text))
	}
	return false
}
