package shell

import (
	"errors"
	"net/netip"
	"time"

	"mainmode/compiler"
	"mainmode/ike"
)

// editor returns an editor of the running configuration.
func (r *Router) editor() *compiler.Editor {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	return compiler.NewEditor(r.config)
}

// edit takes one line in configuration mode. If it changes the configuration
// it has taken effect when edit returns; found is what is wrong because of the
// line, err what could not be done.
func (r *Router) edit(e *compiler.Editor, line, by string) (result compiler.Result, found []compiler.Diagnostic, err error) {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	result = e.Line(line)
	if r.compiler.Compiled(r.config) {
		return result, nil, nil
	}
	before := r.diagnostics
	err = r.apply()
	r.noteChange(by)
	return result, compiler.NewDiagnostics(before, r.diagnostics), err
}

// current are the diagnostics of the list that are still true, each once.
func (r *Router) current(list []compiler.Diagnostic) []compiler.Diagnostic {
	if len(list) == 0 {
		return nil
	}
	r.configuring.Lock()
	defer r.configuring.Unlock()
	gone := compiler.NewDiagnostics(r.diagnostics, list)
	return compiler.NewDiagnostics(gone, list)
}

// converge has the datapath make what the configuration asks for once more:
// what somebody else has taken away comes back.
func (r *Router) converge() error {
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if err := r.driver.Set(r.IR().Datapath()); err != nil {
		return refusal("% " + err.Error())
	}
	return nil
}

// apply compiles the configuration and carries out the difference to what
// runs. The caller holds configuring.
func (r *Router) apply() error {
	defer r.sayTracks()
	r.env.Now = r.clock.Shown()
	ir, diagnostics := r.compiler.Compile(r.config, r.env)
	r.followSLA(ir.Operations)
	if r.judgeTracks(ir) {
		ir, diagnostics = r.compiler.Compile(r.config, r.env)
	}
	r.diagnostics = diagnostics
	r.mu.Lock()
	old := r.ir
	r.ir = ir
	r.mu.Unlock()
	plan := compiler.Diff(old, ir)
	if old != nil {
		r.aclKept.forget(old, ir)
	}
	r.protection.follow(old, ir)
	if plan.Needs(compiler.ToShell) {
		r.clock.setZone(ir.Zone)
		r.log.Configure(ir)
	}
	r.followArchive(ir.Archive)
	keysErr := r.keyLog.SetFile(ir.CryptoKeysLog)
	r.sayShutdown(old, ir)
	setDatapath := func() error {
		if !plan.Needs(compiler.ToDatapath) {
			return nil
		}
		if old == nil || !losesLists(old, ir) {
			return r.driver.Set(plan.Datapath)
		}
		before, err := r.counted(old)
		if err != nil {
			return err
		}
		if err := r.driver.Set(plan.Datapath); err != nil {
			return err
		}
		after, err := r.counted(ir)
		if err == nil {
			r.aclKept.follow(before, after)
			r.aclKept.forget(old, ir)
		}
		return err
	}
	configureIKE := func() {
		if plan.Needs(compiler.ToIKE) {
			r.ike.Configure(plan.IKE)
		}
	}
	asking := r.dhcpConfigs(ir)
	r.stopDHCP(asking)
	var err error
	// The peer of a tunnel that goes is told from its address, which must
	// still be there; a new tunnel needs its device and address first.
	if old != nil && losesMap(old.Maps, ir.Maps) {
		configureIKE()
		err = setDatapath()
	} else {
		err = setDatapath()
		configureIKE()
	}
	if plan.Needs(compiler.ToDatapath) {
		r.forgetLines(ir)
		r.followCarriers(ir)
		r.debugRoutes()
	}
	r.nextHops.follow(ir)
	r.startDHCP(asking)
	r.startSLA()
	r.followSSH(ir)
	err = errors.Join(err, keysErr, r.followRouting(plan))
	if r.judgeTracks(ir) { // the lines of interfaces may have changed
		err = errors.Join(err, r.apply())
	}
	return err
}

// losesMap reports whether a crypto map that was up is gone or goes down.
func losesMap(old, new []ike.Map) bool {
	type place struct {
		name  string
		local netip.Addr
	}
	var up map[place]bool // nil: not needed yet
	for i := range old {
		m := &old[i]
		if !m.AdministrateUp || i < len(new) && new[i].AdministrateUp && new[i].Name == m.Name && new[i].Local == m.Local {
			continue
		}
		if up == nil {
			up = make(map[place]bool, len(new))
			for j := range new {
				if n := &new[j]; n.AdministrateUp {
					up[place{n.Name, n.Local}] = true
				}
			}
		}
		if !up[place{m.Name, m.Local}] {
			return true
		}
	}
	return false
}

// action hears of what IKE does. It runs on IKE's goroutine, which must not
// wait.
func (r *Router) action(a ike.Action) {
	r.protection.hear(a)
	switch a := a.(type) {
	case ike.Debug:
		if r.conditions.pass(&a) {
			r.log.Debug(a.Text)
		}
	case ike.Syslog:
		r.failures.add(a)
		r.log.Syslog(a)
	case ike.Line:
		r.setLine(a.Interface, a.Up)
	case ike.Keys:
		r.fault(r.keyLog.Keys(a))
	case ike.InstallSA:
		r.fault(r.keyLog.SAs(a.SAs))
	}
}

// fault says at the console what went wrong while nobody asked. What goes
// wrong over and over, such as sending to a network that is away, is said
// once a minute.
func (r *Router) fault(err error) {
	if err == nil {
		return
	}
	now := r.clock.Now()
	r.mu.Lock()
	again := err.Error() == r.failed && now.Sub(r.failedAt) < time.Minute
	if !again {
		r.failed, r.failedAt = err.Error(), now
	}
	r.mu.Unlock()
	if !again {
		r.log.Print(r.clock.Stamp(r.IR().LogTimestamps) + "% " + err.Error() + "\n")
	}
}

// Save writes the running configuration to the startup-config, and the keys
// that it must not hold beside it.
func (r *Router) Save(by string) error {
	if err := r.keys.save(); err != nil {
		return err
	}
	config := r.Config()
	r.noteSaved(by)
	if err := compiler.WriteFile(r.options.StartupConfig, []byte(compiler.Commented(config.Text(), r.comments()...))); err != nil {
		r.mu.Lock()
		r.changes.modified = true
		r.mu.Unlock()
		return err
	}
	if a := r.IR().Archive; a.WriteMemory && a.Path != "" {
		if _, err := r.archiveNow(r.ctx); err != nil {
			r.fault(err)
		}
	}
	return nil
}
