package shell

import (
	"errors"
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/grammar"
)

func traceroute(s *Session, c *grammar.Traceroute) error {
	vrf, err := s.findVRF(c.VRF)
	if err != nil {
		return err
	}
	job := newTraceJob()
	job.Mark = vrf.PacketMark()
	var source string
	if c.Host == nil {
		var err error
		if source, err = s.askTrace(c.Family, &job); err != nil {
			return err
		}
	} else {
		var err error
		if job.Destination, err = s.resolve(c.Host.String(), c.Family); err != nil {
			return err
		}
		job.Name = nameTyped(c.Host.String())
		source = traceOptions(c.Options, &job)
	}
	if job.Low > job.High {
		return refusal("% Minimum Time to Live is greater than the maximum")
	}
	if err := s.traceFrom(&job, source); err != nil {
		return err
	}
	if err := s.sourceIn(vrf.Name, job.Source); err != nil {
		return err
	}
	conn, err := openTrace(&job)
	switch {
	case errors.Is(err, unix.EADDRNOTAVAIL), errors.Is(err, unix.EINVAL):
		return errInvalidSource
	case err != nil:
		return fmt.Errorf("%% traceroute: %w", err)
	}
	if err := writeTrace(s.Context(), s, conn, &job, s.nameOf); err != nil {
		return fmt.Errorf("%% traceroute: %w", err)
	}
	return nil
}

// nameTyped is a host as it was typed, "" if that was an address.
func nameTyped(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	return host
}

// traceOptions fills in what was typed behind the host and returns the source.
func traceOptions(options []grammar.TraceOption, j *traceJob) (source string) {
	for _, o := range options {
		switch {
		case o.Numeric:
			j.Numeric = true
		case o.Port != nil:
			j.Port = int(*o.Port)
		case o.Probe != nil:
			j.Probes = int(*o.Probe)
		case o.Timeout != nil:
			j.Timeout = time.Duration(*o.Timeout) * time.Second
		case o.TTL != nil:
			j.Low, j.High = int(o.TTL.Low), int(o.TTL.High)
		case o.Source != nil:
			source = sourceOf(o.Source)
		}
	}
	return source
}

// traceFrom settles the source of a job as ping does.
func (s *Session) traceFrom(j *traceJob, source string) error {
	p := newPingJob()
	p.Destination = j.Destination
	if err := s.pingFrom(&p, source); err != nil {
		return err
	}
	j.Destination, j.Source, j.Device = p.Destination.WithZone(""), p.Source, p.Device
	return nil
}

// askTrace is the dialog of a bare "traceroute". It returns the source.
func (s *Session) askTrace(family string, j *traceJob) (source string, err error) {
	host, _, err := s.askTarget("trace", family, &j.Destination)
	if err != nil {
		return "", err
	}
	j.Name = nameTyped(host)
	if j.Destination.Is4() {
		ingress, err := s.askYes("Ingress traceroute [n]: ")
		switch {
		case err != nil:
			return "", err
		case ingress:
			return "", errNoIngress
		}
	}
	if source, err = s.askPingSource("Source address or interface: "); err != nil {
		return "", err
	}
	if j.Destination.Is4() {
		if j.TOS, err = s.askTOS("DSCP Value", ""); err != nil {
			return "", err
		}
	}
	if j.Numeric, err = s.askYes("Numeric display [n]: "); err != nil {
		return "", err
	}
	seconds, err := s.askNumber("Timeout in seconds", int(j.Timeout/time.Second), 0, maxTimeout)
	if err != nil {
		return "", err
	}
	j.Timeout = time.Duration(seconds) * time.Second
	const maxProbes, maxTTL = 65535, 255
	if j.Probes, err = s.askNumber("Probe count", j.Probes, 1, maxProbes); err != nil {
		return "", err
	}
	if j.Low, err = s.askNumber("Minimum Time to Live", j.Low, 0, maxTTL); err != nil {
		return "", err
	}
	if j.High, err = s.askNumber("Maximum Time to Live", j.High, j.Low, maxTTL); err != nil {
		return "", err
	}
	if j.Port, err = s.askNumber("Port Number", j.Port, 0, maxPort); err != nil {
		return "", err
	}
	if j.Destination.Is4() {
		// Verbose shows the options of answers; no probe asks for any.
		_, err = s.askOptions()
	}
	return source, err
}
