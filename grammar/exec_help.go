package grammar

// helpHelp is what "?" says of the command.
const helpHelp = "Description of the interactive help system"

// DescribeHelp says how "?" is used. It can be typed in every mode.
type DescribeHelp struct {
	Set bool `parser:"@'help'" help:"help=Description of the interactive help system"`
}

// Lines are what the command prints.
func (*DescribeHelp) Lines() []string {
	return []string{
		"A question mark '?' asks for help at any point of a command. Where",
		"nothing fits, nothing is listed: go back until '?' lists what does.",
		"There are two kinds of help:",
		"1. Behind a blank ('show ?') it lists what may come next, with a",
		"   description of each.",
		"2. Behind the beginning of a word ('show pr?') it lists the words",
		"   that begin like that.",
	}
}
