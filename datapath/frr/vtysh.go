package frr

import (
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// Refusal is a line that FRR did not take.
type Refusal struct {
	Line   int    // of the file, 0: of no line
	Text   string // as the configuration has it, secrets hidden
	Reason string
}

func (r Refusal) Error() string {
	where := ""
	if r.Line > 0 {
		where = fmt.Sprintf("line %d: ", r.Line)
	}
	return fmt.Sprintf("%s%s: %s", where, r.Text, r.Reason)
}

// verdict is what vtysh said of one line that it read.
type verdict struct {
	line   int // from 1
	reason string
}

// lineVerdict is how vtysh begins to complain about a line of its input.
var lineVerdict = regexp.MustCompile(`^line (\d+): (.*)$`)

// vtyshOwn begins what vtysh itself tells daemons around a configuration, which
// they do not understand after the beginning of a block that was refused.
const vtyshOwn = "XFRR_"

// readVerdicts reads what "vtysh -f" printed: the complaints about lines, and
// what daemons said of lines that they took.
func readVerdicts(output string) (bad []verdict, remarks []string) {
	var said []string
	for text := range strings.Lines(output) {
		text = strings.TrimSpace(text)
		m := lineVerdict.FindStringSubmatch(text)
		switch {
		case text == "", strings.Contains(text, vtyshOwn):
			continue
		case m == nil:
			said = append(said, strings.TrimPrefix(text, "% "))
			continue
		}
		line, _ := strconv.Atoi(m[1]) // of digits, at most as many as lines
		v := verdict{line: line}
		switch {
		case strings.HasPrefix(m[2], "% Unknown command"):
			v.reason = "FRR does not know the command"
			remarks = append(remarks, said...)
		case strings.HasPrefix(m[2], "% Ambiguous"):
			v.reason = "FRR finds the command ambiguous"
			remarks = append(remarks, said...)
		case len(said) > 0:
			v.reason = "FRR: " + strings.Join(said, " ")
		default:
			v.reason = "FRR refuses it"
		}
		said = nil
		bad = append(bad, v)
	}
	return bad, append(remarks, said...)
}

// run has vtysh read commands, and returns those that it refused. What follows
// a refused beginning of a block would be read in a wrong mode: it is read
// again without that block.
func (f *FRR) run(commands []command) (refused map[int]string, remarks []string, err error) {
	refused = map[int]string{}
	for begin := 0; begin < len(commands); {
		var text strings.Builder
		for _, c := range commands[begin:] {
			text.WriteString(c.text + "\n")
		}
		output, err := f.read(text.String())
		if err != nil {
			return refused, remarks, err
		}
		bad, said := readVerdicts(output)
		remarks = append(remarks, said...)
		next := len(commands)
		for _, v := range bad {
			at := begin + v.line - 1
			if at < begin || at >= len(commands) {
				continue
			}
			refused[at] = v.reason
			if !commands[at].opens {
				continue
			}
			for next = at + 1; next < len(commands) && commands[next].block == commands[at].block; next++ {
				refused[next] = "its block is refused"
			}
			break
		}
		begin = next
	}
	return refused, remarks, nil
}

// Show runs an EXEC command, and returns what it prints. What vtysh refuses is
// an error.
func (f *FRR) Show(line string) (string, error) {
	out, err := f.vtysh("-c", line)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		text := strings.TrimPrefix(strings.TrimSpace(string(out)), "% ")
		return "", fmt.Errorf("FRR: %s", text)
	}
	if err != nil {
		return "", fmt.Errorf("frr: %w", err)
	}
	return string(out), nil
}
