package shell

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"mainmode/compiler"
)

// slaCode says how the last request of an operation of IP SLA ended.
type slaCode string

const (
	slaUnknown      slaCode = "Unknown" // there was none yet
	slaOK           slaCode = "OK"
	slaOver         slaCode = "Over threshold"
	slaTimedOut     slaCode = "Timeout"
	slaNoConnection slaCode = "No connection"
	slaVerifyError  slaCode = "Verify error"
	slaNameError    slaCode = "DNS query error"
)

// answered reports whether there was an answer.
func (c slaCode) answered() bool { return c == slaOK || c == slaOver }

// slaRun is an operation of IP SLA and what it has seen.
type slaRun struct {
	compiler.Operation
	ctx    context.Context
	cancel context.CancelFunc
	begun  bool // with configuring

	mu     sync.Mutex
	status slaStatus
}

// slaStatus is what an operation has seen.
type slaStatus struct {
	Code                slaCode
	RTT                 time.Duration
	Asked               time.Time // when the last request was sent, zero: none was
	Successes, Failures int
	Active              bool
	Ends                time.Time // zero: never
}

func (s *slaRun) snapshot() slaStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// Bytes of an operation's request besides its data: the headers, and the eight
// that IOS puts before the data.
const slaHeader = ipv4Header + icmpHeader + 8

// followSLA takes up the operations that are new or have changed and stops those
// that are gone. The caller holds configuring.
func (r *Router) followSLA(operations []compiler.Operation) {
	if r.ctx.Err() != nil || len(operations) == 0 && len(r.operations) == 0 {
		return
	}
	runs := make(map[int]*slaRun, len(operations))
	for _, o := range operations {
		if old := r.operations[o.Number]; old != nil && old.Operation == o {
			runs[o.Number] = old
			continue
		}
		run := &slaRun{Operation: o, status: slaStatus{Code: slaUnknown}}
		if old := r.operations[o.Number]; old != nil && old.goesOnAs(&o) {
			run.status = old.snapshot()
			run.status.Active, run.status.Ends = false, time.Time{}
		}
		run.ctx, run.cancel = context.WithCancel(r.ctx)
		runs[o.Number] = run
	}
	for n, old := range r.operations {
		if runs[n] != old {
			old.cancel()
		}
	}
	r.mu.Lock()
	r.operations = runs
	r.mu.Unlock()
}

// goesOnAs reports whether an operation that has changed still asks the same host, at
// once: what it has found out holds until it has asked again.
func (s *slaRun) goesOnAs(o *compiler.Operation) bool {
	same := *o
	same.Frequency, same.Timeout, same.Threshold, same.DataSize = s.Frequency, s.Timeout, s.Threshold, s.DataSize
	same.TOS, same.Owner, same.Tag, same.Verify = s.TOS, s.Owner, s.Tag, s.Verify
	return same == s.Operation && o.Scheduled && !o.Pending && o.After == 0 && o.At == ""
}

// startSLA has the operations run that followSLA has taken up, once their
// interfaces are what the configuration says. The caller holds configuring.
func (r *Router) startSLA() {
	for _, run := range r.operations {
		if !run.begun && run.Scheduled && !run.Pending && run.Target != "" && run.ctx.Err() == nil {
			run.begun = true
			r.wg.Go(func() { r.runSLA(run) })
		}
	}
}

// runSLA sends the requests of an operation from when it starts until its life
// is over.
func (r *Router) runSLA(run *slaRun) {
	begin := time.Now().Add(run.After)
	if run.At != "" {
		begin = time.Now().Add(untilTimeOfDay(r.clock.Shown(), run.At))
	}
	var over <-chan time.Time
	for next := begin; ; next = run.following(next, time.Now()) {
		select {
		case <-time.After(time.Until(next)):
		case <-over:
			run.mu.Lock()
			run.status.Active = false
			run.mu.Unlock()
			return
		case <-run.ctx.Done():
			return
		}
		if next == begin {
			run.mu.Lock()
			run.status.Active = true
			if run.Life > 0 {
				over = time.After(run.Life)
				run.status.Ends = r.clock.Now().Add(run.Life)
			}
			run.mu.Unlock()
		}
		r.askOnce(run)
	}
}

// following is when the request after that of a time is sent. One whose time went
// by while an answer was awaited is left out: there is nothing to catch up with.
func (s *slaRun) following(last, now time.Time) time.Time {
	next := last.Add(max(s.Frequency, time.Second))
	if next.Before(now) {
		return now
	}
	return next
}

// untilTimeOfDay is how long it is until the clock shows "hh:mm" or "hh:mm:ss".
func untilTimeOfDay(now time.Time, text string) time.Duration {
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			at := time.Date(now.Year(), now.Month(), now.Day(), t.Hour(), t.Minute(), t.Second(), 0, now.Location())
			if at.Before(now) {
				at = at.AddDate(0, 0, 1)
			}
			return at.Sub(now)
		}
	}
	return 0
}

// askOnce sends a request and notes what comes of it.
func (r *Router) askOnce(run *slaRun) {
	at := r.clock.Now()
	code, rtt := r.probeSLA(run.ctx, &run.Operation)
	if run.ctx.Err() != nil {
		return
	}
	run.mu.Lock()
	changed := run.status.Code != code
	run.status.Code, run.status.RTT, run.status.Asked = code, rtt, at
	if code.answered() {
		run.status.Successes++
	} else {
		run.status.Failures++
	}
	run.mu.Unlock()
	if changed {
		r.trackAgain()
	}
}

// probeSLA sends the echo request of an operation and waits for the answer.
func (r *Router) probeSLA(ctx context.Context, o *compiler.Operation) (slaCode, time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	job := newPingJob()
	ir := r.IR()
	if job.Destination = hostAddress(ctx, ir, o.Target); !job.Destination.IsValid() {
		return slaNameError, 0
	}
	job.Size, job.TOS, job.Validate, job.Mark = o.DataSize+slaHeader, o.TOS, o.Verify, datapathMark(ir, o.VRF)
	switch {
	case o.SourceInterface != "":
		if job.from(ir, o.SourceInterface, systemAddresses) != nil {
			return slaNoConnection, 0
		}
	case o.Source.IsValid():
		job.Source = o.Source
	}
	open := r.options.Echo
	if open == nil {
		open = func(ctx context.Context, j *pingJob) (echoConn, error) { return openEcho(ctx, j) }
	}
	conn, err := open(ctx, &job)
	if err != nil {
		return slaNoConnection, 0
	}
	defer conn.Close()
	sent := time.Now()
	deadline := sent.Add(o.Timeout)
	if conn.send(1, job.Size) != nil {
		return slaNoConnection, 0
	}
	// Whoever says that there is no way does not answer.
	answer := conn.receive(ctx, 1, deadline)
	rtt := time.Since(sent)
	switch {
	case answer.mark == '?':
		return slaVerifyError, 0
	case answer.mark != '!':
		return slaTimedOut, 0
	case rtt > o.Threshold:
		return slaOver, rtt
	}
	return slaOK, rtt
}

// hostAddress is the address of a host by its number, by "ip host" or as the
// domain service knows it; invalid: it has none.
func hostAddress(ctx context.Context, ir *compiler.Router, host string) netip.Addr {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap()
	}
	if known := hostAddresses(ir, host); len(known) > 0 {
		return known[0]
	}
	if !ir.DomainLookup {
		return netip.Addr{}
	}
	resolver := net.DefaultResolver
	if len(ir.NameServers) > 0 {
		resolver = resolverOf(ir.NameServers[0])
	}
	found, err := resolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(found) == 0 {
		return netip.Addr{}
	}
	return found[0].Unmap()
}
