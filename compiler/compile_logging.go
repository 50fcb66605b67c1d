package compiler

import (
	"cmp"

	"mainmode/grammar"
)

// loggingLine compiles what concerns syslog servers, and what is remembered of
// messages.
func (w *compilation) loggingLine(l *line) {
	to := &w.r.Logging
	switch c := l.command.(type) {
	case *grammar.LoggingHost:
		w.loggingHost(c, l)
	case *grammar.LoggingTrap:
		to.Trap = informational
		switch {
		case l.no:
			to.Trap = -1
		case c.Severity != nil:
			to.Trap = c.Severity.Level()
		}
	case *grammar.LoggingCount:
		to.Count = !l.no
	case *grammar.LoggingHistory:
		switch {
		case c.Size != nil:
			to.HistorySize = int(*c.Size)
		case c.Severity != nil:
			to.History = c.Severity.Level()
		}
	case *grammar.LoggingFacility:
		to.Facility = c.Facility
	case *grammar.LoggingSourceInterface:
		if c.VRF == nil && c.Interface != nil {
			to.Source = c.Interface.String()
		}
	case *grammar.LoggingOriginID:
		switch {
		case c.String != nil:
			to.Origin = string(*c.String)
		case c.What == "hostname":
			w.originHostname = true
		default:
			w.originAddress = true
		}
	}
}

// The severities of "logging trap" and "logging history" by themselves.
const (
	warnings      = 4
	informational = 6
)

func (w *compilation) loggingHost(c *grammar.LoggingHost, l *line) {
	const syslogPort, syslogTCPPort = 514, 601
	h := LoggingHost{TCP: c.Protocol == "tcp", Port: syslogPort}
	switch {
	case c.IPv6 != nil:
		h.Name = c.IPv6.Addr().String()
	case c.Name != nil:
		h.Name = string(*c.Name)
	}
	if h.TCP {
		h.Port = syslogTCPPort
	}
	if c.Port != nil {
		h.Port = uint16(*c.Port)
	}
	for _, o := range c.Options {
		h.Sequence = h.Sequence || o.Sequence
		if o.XML || o.Filtered || o.Discriminator != nil {
			w.report(Warning, l, "messages go there as they are: neither as XML nor filtered")
		}
	}
	if c.VRF != nil {
		w.report(Warning, l, "messages do not go to servers in a VRF")
		return
	}
	w.r.Logging.Hosts = append(w.r.Logging.Hosts, h)
}

// finishLogging fills in what depends on other lines.
func (w *compilation) finishLogging() {
	to := &w.r.Logging
	switch {
	case w.originHostname:
		to.Origin = w.r.Hostname
	case w.originAddress:
		if in := w.interfaceNamed(cmp.Or(to.Source, w.firstAddressed())); in != nil && len(in.Addresses) > 0 {
			to.Origin = in.Addresses[0].Addr().String()
		}
	}
}

// firstAddressed is the first interface that has an address, "" for none.
func (w *compilation) firstAddressed() string {
	for i := range w.r.Interfaces {
		if in := &w.r.Interfaces[i]; len(in.Addresses) > 0 {
			return in.Name
		}
	}
	return ""
}
