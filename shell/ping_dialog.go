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
	errBadAddress = refusal("% Bad IP address")
	errBadPattern = refusal("% Invalid pattern")
	errNoIngress  = refusal("% Ingress ping is not supported")
	errNoOption   = refusal("% Packets with this option are not supported")
)

// Ranges of the numbers that ping takes.
const (
	maxRepeat   = 1<<31 - 1
	minSize     = 36
	maxSize     = 18024
	maxTimeout  = 3600
	maxDSCP     = 63
	minSizeIPv6 = ipv6Header + icmpHeader
)

// askPing is the dialog of a bare "ping". It returns the source: an interface
// name or an address, "" for none.
func (s *Session) askPing(family string, j *pingJob) (source string, err error) {
	_, least, err := s.askTarget("ping", family, &j.Destination)
	if err != nil {
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
	question, more := "Extended commands [n]: ", s.askPing4
	if j.Destination.Is6() {
		question, more = "Extended commands? [no]: ", s.askPing6
	}
	extended, err := s.askYes(question)
	if err != nil {
		return "", err
	}
	if extended {
		if source, err = more(j); err != nil {
			return "", err
		}
	}
	return source, s.askSweep(j, least)
}

// askTarget asks for the protocol, unless it was typed, and the host to which
// the command goes. It returns the host as it was typed and the least size of a datagram to it.
func (s *Session) askTarget(command, family string, destination *netip.Addr) (host string, least int, err error) {
	family, least, question, err := s.askProtocol(command, family)
	if err != nil {
		return "", 0, err
	}
	host, err = s.Ask(question)
	switch {
	case err != nil:
		return "", 0, err
	case host == "":
		return "", 0, errBadAddress
	}
	*destination, err = s.resolve(host, family)
	return host, least, err
}

// askProtocol asks for the protocol unless it was typed. It returns the least
// size of a datagram and the question for the host.
func (s *Session) askProtocol(command, typed string) (family string, least int, question string, err error) {
	if typed == "" {
		if typed, err = s.Ask("Protocol [ip]: "); err != nil {
			return "", 0, "", err
		}
	}
	switch strings.ToLower(typed) {
	case "", "ip":
		return "ip", minSize, "Target IP address: ", nil
	case "ipv6":
		return "ipv6", minSizeIPv6, "Target IPv6 address: ", nil
	}
	return "", 0, "", refusal(fmt.Sprintf("%% Unknown protocol - %q, type \"%s ?\" for help", typed, command))
}

// askPingSource asks where a ping or a traceroute comes from.
func (s *Session) askPingSource(question string) (string, error) {
	source, err := s.Ask(question)
	if err != nil || source == "" {
		return "", err
	}
	_, err = netip.ParseAddr(source)
	if _, ok := grammar.ParseInterfaceName(source); err != nil && !ok {
		return "", errInvalidSource
	}
	return source, nil
}

// askPing4 is the part of the dialog behind "Extended commands" for IPv4.
func (s *Session) askPing4(j *pingJob) (source string, err error) {
	ingress, err := s.askYes("Ingress ping [n]: ")
	switch {
	case err != nil:
		return "", err
	case ingress:
		return "", errNoIngress
	}
	if source, err = s.askPingSource("Source address or interface: "); err != nil {
		return "", err
	}
	if j.TOS, err = s.askTOS("DSCP Value", "Type of service"); err != nil {
		return "", err
	}
	if j.DF, err = s.askYes("Set DF bit in IP header? [no]: "); err != nil {
		return "", err
	}
	if j.Validate, err = s.askYes("Validate reply data? [no]: "); err != nil {
		return "", err
	}
	answer, err := s.Ask(fmt.Sprintf("Data pattern [0x%04X]: ", j.Pattern))
	if err != nil {
		return "", err
	}
	if answer != "" {
		digits := strings.TrimPrefix(strings.ToLower(answer), "0x")
		pattern, err := strconv.ParseUint(digits, 16, 16)
		if err != nil {
			return "", errBadPattern
		}
		j.Pattern, j.ShowPattern = uint16(pattern), true
	}
	j.Verbose, err = s.askOptions()
	return source, err
}

// askPing6 is the part of the dialog behind "Extended commands" for IPv6.
func (s *Session) askPing6(j *pingJob) (source string, err error) {
	if source, err = s.askPingSource("Source address or interface: "); err != nil {
		return "", err
	}
	udp, err := s.askYes("UDP protocol? [no]: ")
	switch {
	case err != nil:
		return "", err
	case udp:
		return "", errNoOption
	}
	if j.Verbose, err = s.askYes("Verbose? [no]: "); err != nil {
		return "", err
	}
	const precedenceShift, highest, dscpShift = 5, 7, 2
	precedence, err := s.askNumber("Precedence", 0, 0, highest)
	if err != nil {
		return "", err
	}
	dscp, err := s.askNumber("DSCP", 0, 0, maxDSCP)
	if err != nil {
		return "", err
	}
	j.TOS = uint8(max(precedence<<precedenceShift, dscp<<dscpShift))
	for _, question := range []string{"Include hop by hop option? [no]: ", "Include destination option? [no]: "} {
		yes, err := s.askYes(question)
		switch {
		case err != nil:
			return "", err
		case yes:
			return "", errNoOption
		}
	}
	return source, nil
}

// askTOS asks for the DSCP, and without one for the whole type of service.
func (s *Session) askTOS(dscpQuestion, tosQuestion string) (uint8, error) {
	const shift, most = 2, 255
	dscp, err := s.askNumber(dscpQuestion, 0, 0, maxDSCP)
	if err != nil {
		return 0, err
	}
	if tosQuestion == "" {
		return uint8(dscp << shift), nil
	}
	tos, err := s.askNumber(tosQuestion, dscp<<shift, 0, most)
	return uint8(tos), err
}

// askOptions asks for the options of the IPv4 header until Enter is typed. What
// would need a header with options is not sent.
func (s *Session) askOptions() (verbose bool, err error) {
	chosen := "none"
	for {
		answer, err := s.Ask(fmt.Sprintf("Loose, Strict, Record, Timestamp, Verbose[%s]: ", chosen))
		switch {
		case err != nil || answer == "":
			return verbose, err
		case strings.HasPrefix("verbose", strings.ToLower(answer)):
			verbose, chosen = true, "V"
		case strings.HasPrefix("none", strings.ToLower(answer)):
			verbose, chosen = false, "none"
		default:
			return false, errNoOption
		}
	}
}

// askSweep asks for a range of sizes.
func (s *Session) askSweep(j *pingJob, least int) error {
	question := "Sweep range of sizes [n]: "
	if j.Destination.Is6() {
		question = "Sweep range of sizes? [no]: "
	}
	wanted, err := s.askYes(question)
	if err != nil || !wanted {
		return err
	}
	r := sweep{Step: 1}
	if r.Low, err = s.askNumber("Sweep min size", least, least, maxSize); err != nil {
		return err
	}
	if r.High, err = s.askNumber("Sweep max size", maxSize, r.Low, maxSize); err != nil {
		return err
	}
	if r.Step, err = s.askNumber("Sweep interval", 1, 1, maxSize); err != nil {
		return err
	}
	j.Sweep = r
	return nil
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
