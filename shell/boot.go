package shell

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/datapath/host"
	"mainmode/datapath/tun"
	"mainmode/datapath/xfrm"
	"mainmode/ike"
)

// Boot starts a router with its startup-config. A line that it refuses is
// reported at the console and left out; the rest runs.
func Boot(o Options) (*Router, error) {
	text, err := startupText(&o)
	if err != nil {
		return nil, err
	}
	r := &Router{options: o, lines: map[string]bool{}, recursive: map[string]bool{}, vtys: map[int]*vty{}, sessions: map[*Session]bool{}, lineUses: map[int]int{}, reloads: make(chan struct{}), leasing: map[string]leasing{}, leased: make(chan struct{}, 1), tracking: make(chan struct{}, 1)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.clock = systemClock()
	if o.Clock != nil {
		r.clock = *o.Clock
	}
	r.clock.set = &clockShift{}
	r.log = newLog(r.clock)
	r.nextHops = newNextHops(r)
	r.keys = openKeyStore(privateConfig(o.StartupConfig))
	if r.env, err = r.environment(); err != nil {
		return nil, err
	}
	if r.driver, err = r.openDriver(); err != nil {
		return nil, err
	}
	if err := r.openRouting(); err != nil {
		return nil, errors.Join(fmt.Errorf("--frr: %w", err), r.driver.Close())
	}
	forwarded := make(chan datapath.Event)
	if r.ike, err = r.openIKE(forwarded); err != nil {
		return nil, errors.Join(err, r.closeRouting(), r.driver.Close())
	}
	r.wg.Go(func() { r.watchDatapath(forwarded) })
	r.wg.Go(func() { r.ike.Run(context.Background()) }) // until Shutdown
	r.wg.Go(r.nextHops.run)
	r.load(text)
	r.wg.Go(r.followLeases)
	r.wg.Go(r.followTracks)
	r.wg.Go(r.followTime)
	r.wg.Go(r.sampleRates)
	r.wg.Go(r.reportLogged)
	if o.Socket != "" {
		if r.ssh, err = serveSSH(r, o.Socket); err != nil {
			return nil, errors.Join(err, r.Close())
		}
	}
	return r, nil
}

// startupText reads the startup-config.
func startupText(o *Options) (string, error) {
	if o.Optional {
		if _, err := os.Stat(o.StartupConfig); errors.Is(err, fs.ErrNotExist) {
			return "", nil
		}
	}
	return compiler.ReadFile(o.StartupConfig)
}

// openDriver opens the datapath that was asked for: of the kernel where that
// can do it all, else in this process. Which it took and why it says at the
// console.
func (r *Router) openDriver() (datapath.Driver, error) {
	switch {
	case r.options.Driver != nil:
		return r.options.Driver()
	case r.options.Datapath == "userspace":
		return tun.New()
	case r.options.Datapath == "kernel":
		return xfrm.New()
	case r.options.Datapath != "" && r.options.Datapath != "auto":
		return nil, fmt.Errorf("datapath %s: not one of auto, userspace, kernel", r.options.Datapath)
	}
	if err := xfrm.Probe(); err != nil {
		r.log.Print(fmt.Sprintf("Datapath: userspace (%v)\n", err))
		return tun.New()
	}
	r.log.Print("Datapath: kernel\n")
	return xfrm.New()
}

// environment is what the configuration's meaning depends on.
func (r *Router) environment() (compiler.Env, error) {
	env, err := r.devices()
	env.RSAKeys = r.keys.secrets()
	env.FRR = r.options.Routing != nil
	return env, err
}

// devices finds the devices that interfaces may be.
func (r *Router) devices() (compiler.Env, error) {
	if r.options.Env != nil {
		return r.options.Env()
	}
	h, err := host.Open()
	if err != nil {
		return compiler.Env{}, err
	}
	defer h.Close()
	links, err := h.Links()
	if err != nil {
		return compiler.Env{}, err
	}
	addresses, err := h.Addresses()
	if err != nil {
		return compiler.Env{}, err
	}
	env := compiler.Env{Map: r.options.Interfaces, MTU: map[string]int{}, MAC: map[string][6]byte{}, Addresses: map[string]netip.Prefix{}}
	for name, l := range links {
		env.MTU[name] = l.MTU
		if p, ok := addresses[l.Index]; ok {
			env.Addresses[name] = p
		}
		if len(l.MAC) == 6 {
			env.MAC[name] = [6]byte(l.MAC)
		}
		ethernet := l.Kind == "device" || l.Kind == "veth" || l.Kind == "macvlan"
		if ethernet && !l.Loopback && len(l.MAC) == 6 {
			env.Devices = append(env.Devices, name)
		}
	}
	slices.SortFunc(env.Devices, compareDevices)
	return env, nil
}

// compareDevices sorts eth2 before eth10.
func compareDevices(a, b string) int {
	nameA, nameB := strings.TrimRight(a, "0123456789"), strings.TrimRight(b, "0123456789")
	if nameA == nameB && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// load boots the text of the startup-config and says at the console what it
// could not use.
func (r *Router) load(text string) {
	salt := r.options.Salt
	if salt == nil {
		salt = compiler.RandomSalt
	}
	config, diagnostics := compiler.Load(r.options.StartupConfig, text, salt)
	r.configuring.Lock()
	defer r.configuring.Unlock()
	r.config = config
	err := r.apply()
	diagnostics = append(diagnostics, r.diagnostics...)
	r.mu.Lock()
	r.loaded = diagnostics
	r.booted = r.ir.Interfaces
	r.mu.Unlock()
	r.log.Print(bootReport(r.options.StartupConfig, config, r.ir.Routing.Kept, diagnostics, errors.Join(err, r.keys.broken)))
}

// bootReport is what the console shows of a boot: nothing if all went well.
// Of the lines that are kept FRR obeys so many.
func bootReport(file string, c *compiler.Config, obeyed int, diagnostics []compiler.Diagnostic, err error) string {
	var b strings.Builder
	refused := 0
	for _, d := range diagnostics {
		if d.Severity == compiler.Error {
			refused++
		}
		fmt.Fprintln(&b, d)
	}
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintf(&b, "%% %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	_, kept := c.Lines()
	if kept -= obeyed; refused > 0 || kept > 0 {
		fmt.Fprintf(&b, "%s: %s, %s\n", file, plural(refused, "error"), plural(kept, "line")+" kept without effect")
	}
	return b.String()
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Close ends every session, says goodbye to the peers, and removes what was
// added to the system.
func (r *Router) Close() error {
	r.cancel()
	r.stopTimers()
	var err error
	if r.ssh != nil {
		err = r.ssh.Close()
	}
	r.closeSSH()
	r.ike.Shutdown()
	err = errors.Join(err, r.closeRouting(), r.driver.Close())
	r.wg.Wait()
	r.log.closeServers()
	return err
}

// ikeDriver is the datapath as IKE sees it: the router hears events first.
type ikeDriver struct {
	datapath.Driver
	events <-chan datapath.Event
}

func (d ikeDriver) Events() <-chan datapath.Event { return d.events }

func (r *Router) openIKE(events <-chan datapath.Event) (IKE, error) {
	o := ike.ServerOptions{
		Engine: ike.New(rand.Reader),
		Driver: ikeDriver{r.driver, events},
		Handle: r.action,
		Error:  r.fault,
		Login:  r.login,
	}
	if r.options.IKE != nil {
		return r.options.IKE(o)
	}
	return ike.NewServer(o)
}

// watchDatapath passes on to IKE what the driver says, and heeds changes of
// devices itself. It ends when the driver is closed.
func (r *Router) watchDatapath(forward chan<- datapath.Event) {
	defer close(forward)
	changed := make(chan struct{}, 1)
	defer close(changed)
	r.wg.Go(func() {
		var pace datapath.Pace
		for range changed {
			begun := time.Now()
			r.linkChanged()
			pace.Rest(time.Since(begun), r.ctx.Done())
		}
	})
	for ev := range r.driver.Events() {
		if r.nextHops.hear(ev) {
			continue
		}
		switch ev := ev.(type) {
		case datapath.LineChange:
			r.setLine(ev.Interface, ev.Up)
			continue
		case datapath.RecursiveRoute:
			r.routedIntoItself(ev)
			continue
		case datapath.Logged:
			r.logPacket(ev)
			continue
		}
		if _, ok := ev.(datapath.LinkChange); !ok {
			select {
			case forward <- ev:
			case <-r.ctx.Done():
			}
			continue
		}
		// IKE must not wait for a compilation, and one serves many changes.
		select {
		case changed <- struct{}{}:
		default:
		}
	}
}

// linkChanged compiles again if a device, its MTU or an address that it has by
// itself has changed, and follows the carriers.
func (r *Router) linkChanged() {
	env, err := r.environment()
	r.configuring.Lock()
	defer r.configuring.Unlock()
	if err != nil || r.ctx.Err() != nil {
		return
	}
	same := slices.Equal(env.Devices, r.env.Devices) && maps.Equal(env.MTU, r.env.MTU) && maps.Equal(env.Addresses, r.env.Addresses)
	env.Leases, env.TracksDown = r.env.Leases, r.env.TracksDown
	r.env = env
	switch {
	case r.config == nil: // the startup-config is yet to be loaded
		return
	case same:
		r.followCarriers(r.IR())
		r.debugRoutes()
		return
	}
	if err := r.apply(); err != nil {
		r.fault(err)
	}
}
