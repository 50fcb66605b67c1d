package guest

import (
	"regexp"
	"strings"
)

var (
	// speaker is the line of a verbose test that says whose output follows.
	speaker = regexp.MustCompile(`^=== (?:RUN|PAUSE|CONT|NAME) +(\S+)$`)
	result  = regexp.MustCompile(`^ *--- ([A-Z]+): (\S+) \(.*\)$`)
)

// failures takes from the output of a verbose test what those that failed have
// said, each with its verdict: among the labs of one guest they are hard to find.
// Where none is named, as after a panic, it is all.
func failures(text string) string {
	said := map[string]*strings.Builder{}
	var failed []string
	verdicts := map[string]string{}
	current := ""
	for line := range strings.Lines(text) {
		end := strings.TrimRight(line, "\n")
		if m := speaker.FindStringSubmatch(end); m != nil {
			current = m[1]
			continue
		}
		if m := result.FindStringSubmatch(end); m != nil {
			current = ""
			if m[1] == "FAIL" {
				failed = append(failed, m[2])
				verdicts[m[2]] = strings.TrimLeft(line, " ")
			}
			continue
		}
		if said[current] == nil {
			said[current] = new(strings.Builder)
		}
		said[current].WriteString(line)
	}
	if len(failed) == 0 || strings.Contains(text, "\npanic: ") {
		return text
	}
	var out strings.Builder
	for _, name := range failed {
		out.WriteString(verdicts[name])
		if s := said[name]; s != nil {
			out.WriteString(s.String())
		}
	}
	return out.String()
}
