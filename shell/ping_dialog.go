package shell

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"mainmode/grammar"
)

// What IOS answers to a wrong answer.
const (
	errBadAddress  = refusal("% Bad IP address")
	errBadProtocol = refusal("% Unknown protocol")
	errBadPattern  = refusal("% Invalid pattern")
)

// Ranges of the numbers that ping takes.
const (
	maxRepeat   = 1<<31 - 1
	minSize     = 36
	maxSize     = 18024
	maxTimeout  = 3600
	minSizeIPv6 = ipv6Header + icmpHeader
)

// askPing is the dialog of a bare "ping". It returns the source: an interface
// name or an address, "" for none.
func (s *Session) askPing(family string, j *pingJob) (source string, err error) {
	if family == "" {
		if family, err = s.Ask("Protocol [ip]: "); err != nil {
			return "", err
		}
		family = strings.ToLower(family)
	}
	least, question := minSize, "Target IP address: "
	switch family {
	case "", "ip":
		family = "ip"
	case "ipv6":
		least, question = minSizeIPv6, "Target IPv6 address: "
	default:
		return "", errBadProtocol
	}
	host, err := s.Ask(question)
	switch {
	case err != nil:
		return "", err
	case host == "":
		return "", errBadAddress
	}
	if j.Destination, err = s.resolve(host, family); err != nil {
		return "", err
	}
	if j.Repeat, err = s.askNumber("Repeat count", j.Repeat, 1, maxRepeat); err != nil {
		return "", err
	}
	if j.Size, err = s.askNumber("Datagram size", j.Size, least, maxSize); err != nil {
		return "", err
	}
	seconds, err := s.askNumber("Timeout in seconds", int(j.Timeout/time.Second), 0, maxTimeout)
	if err != nil {
		return "", err
	}
	j.Timeout = time.Duration(seconds) * time.Second
	if extended, err := s.askYes("Extended commands [n]: "); err != nil || !extended {
		return "", err
	}
	return s.askPingMore(j)
}

// askPingMore is the part of the dialog behind "Extended commands".
func (s *Session) askPingMore(j *pingJob) (source string, err error) {
	if source, err = s.Ask("Source address or interface: "); err != nil {
		return "", err
	}
	if source != "" {
		_, err := netip.ParseAddr(source)
		if _, ok := grammar.ParseInterfaceName(source); err != nil && !ok {
			return "", errInvalidSource
		}
	}
	if j.Destination.Is4() {
		if j.DF, err = s.askYes("Set DF bit in IP header? [no]: "); err != nil {
			return "", err
		}
	}
	answer, err := s.Ask(fmt.Sprintf("Data pattern [0x%04X]: ", j.Pattern))
	if err != nil || answer == "" {
		return source, err
	}
	digits := strings.TrimPrefix(strings.ToLower(answer), "0x")
	pattern, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return "", errBadPattern
	}
	j.Pattern = uint16(pattern)
	return source, nil
}

// askNumber asks for a number; Enter takes the default.
func (s *Session) askNumber(what string, value, least, most int) (int, error) {
	answer, err := s.Ask(fmt.Sprintf("%s [%d]: ", what, value))
	if err != nil || answer == "" {
		return value, err
	}
	n, err := strconv.Atoi(answer)
	if err != nil || n < least || n > most {
		return 0, refusal(fmt.Sprintf("%% A decimal number between %d and %d.", least, most))
	}
	return n, nil
}

// askYes asks a question whose default is no.
func (s *Session) askYes(prompt string) (bool, error) {
	answer, err := s.Ask(prompt)
	return answer != "" && strings.HasPrefix("yes", strings.ToLower(answer)), err
}
