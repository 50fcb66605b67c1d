package shell

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/compiler"
	"mainmode/datapath"
	"mainmode/grammar"
)

// pingCommands are the handlers of "ping" and "traceroute".
var pingCommands = []handler{handle(ping), handle(traceroute)}

// What IOS answers to a ping that cannot begin.
const (
	errUnknownHost      = refusal("% Unrecognized host or address, or protocol not running.")
	errInvalidSource    = refusal("% Invalid source address- IP address not on any of our up interfaces")
	errInvalidInterface = refusal("% Invalid interface. Use full interface name without spaces (e.g. Serial0/1)")
	errSourceName       = refusal("% Invalid source. Must use same-VRF IP address or full interface name without spaces (e.g. Serial0/1)")
	errInterfaceNoIPv6  = refusal("% IPv6 is not enabled on that interface")
	errInterfaceNoIP    = refusal("% Invalid source interface - IP not enabled or interface is down")
)

func ping(s *Session, c *grammar.Ping) error {
	job := newPingJob()
	var source string
	vrf, err := s.findVRF(c.VRF)
	if err != nil {
		return err
	}
	job.Mark = vrf.PacketMark()
	if c.Host == nil {
		var err error
		if source, err = s.askPing(c.Family, &job); err != nil {
			return err
		}
	} else {
		var err error
		if job.Destination, err = s.resolve(c.Host.String(), c.Family); err != nil {
			return err
		}
		source = pingOptions(c.Options, &job)
	}
	if job.Destination.Is6() {
		job.Size = max(job.Size, ipv6Header+icmpHeader)
	}
	if err := s.pingFrom(&job, source); err != nil {
		return err
	}
	if err := s.sourceIn(vrf.Name, job.Source); err != nil {
		return err
	}
	conn, err := openEchoWhenReady(s.Context(), &job)
	switch {
	case errors.Is(err, unix.EADDRNOTAVAIL), errors.Is(err, unix.EINVAL):
		return errInvalidSource
	case errors.Is(err, unix.ENODEV):
		return errInvalidInterface
	case err != nil:
		return fmt.Errorf("%% ping: %w", err)
	}
	defer conn.Close()
	return writePing(s.Context(), s, conn, &job)
}

// pingOptions fills in what was typed behind the host and returns the source:
// an interface name or an address, "" for none.
func pingOptions(options []grammar.PingOption, j *pingJob) (source string) {
	for _, o := range options {
		switch {
		case o.Data != nil:
			j.Pattern, j.ShowPattern = uint16(*o.Data), true
		case o.DSCP != nil:
			const shift = 2
			j.TOS = uint8(*o.DSCP << shift)
		case o.TOS != nil:
			j.TOS = uint8(*o.TOS)
		case o.Validate:
			j.Validate = true
		case o.Verbose:
			j.Verbose = true
		case o.DFBit:
			j.DF = true
		case o.Repeat != nil:
			j.Repeat = int(*o.Repeat)
		case o.Size != nil:
			j.Size = int(*o.Size)
		case o.Timeout != nil:
			j.Timeout = time.Duration(*o.Timeout) * time.Second
		case o.Source != nil:
			source = sourceOf(o.Source)
		}
	}
	return source
}

// sourceOf is the text of a source: an interface name or an address.
func sourceOf(p *grammar.PingSource) string {
	if p.Interface != nil {
		return p.Interface.String()
	}
	return p.Address.Addr().String()
}

// findVRF finds the VRF in which something is sent; without a name it is that of
// no VRF.
func (s *Session) findVRF(name *grammar.Word) (datapath.VRF, error) {
	if name == nil {
		return datapath.VRF{}, nil
	}
	if v := s.router.IR().VRF(string(*name)); v != nil {
		return v.VRF, nil
	}
	return datapath.VRF{}, refusal(fmt.Sprintf("%% VRF %s does not exist", *name))
}

// sourceIn refuses a source address of another VRF than the one in which
// something is sent.
func (s *Session) sourceIn(vrf string, source netip.Addr) error {
	known := false
	for i := range s.router.IR().Interfaces {
		in := &s.router.IR().Interfaces[i]
		if slices.ContainsFunc(in.Addresses, func(p netip.Prefix) bool { return p.Addr() == source.WithZone("") }) {
			known = true
			if in.VRF == vrf {
				return nil
			}
		}
	}
	if known {
		return refusal("% Invalid source interface - Interface vrf does not match the vrf used for ping")
	}
	return nil
}

// pingFrom settles the source of a job, asking for the interface of a
// link-local destination.
func (s *Session) pingFrom(j *pingJob, source string) error {
	ir := s.router.IR()
	if source != "" {
		if err := j.from(ir, source, systemAddresses); err != nil {
			return err
		}
	}
	if !j.Destination.IsLinkLocalUnicast() || !j.Destination.Is6() {
		return nil
	}
	answer, err := s.Ask("Output Interface: ")
	if err != nil {
		return err
	}
	name, ok := grammar.ParseInterfaceName(answer)
	if !ok {
		return errInvalidInterface
	}
	return j.over(ir.Interface(name.String()), systemAddresses)
}

// from sets the source of a job to an interface's address, or an address.
func (j *pingJob) from(ir *compiler.Router, source string, system func(string) []netip.Addr) error {
	j.ShowSource = true
	if a, err := netip.ParseAddr(source); err == nil {
		if a.Is4() != j.Destination.Is4() {
			return errInvalidSource
		}
		j.Source = a
		return nil
	}
	name, _ := grammar.ParseInterfaceName(source)
	in := ir.Interface(name.String())
	if in == nil {
		return errSourceName
	}
	if j.Destination.Is4() {
		owner := in
		if lender := ir.Interface(in.Unnumbered); lender != nil {
			owner = lender
		}
		j.Source = firstIPv4(owner)
	} else {
		for _, a := range addresses6(in, system) {
			// The last is a global one, if there is one.
			j.Source = a
		}
	}
	if !j.Source.IsValid() {
		return errInterfaceNoIP
	}
	return nil
}

// over sends a job with a link-local destination out of an interface.
func (j *pingJob) over(in *compiler.Interface, system func(string) []netip.Addr) error {
	if in == nil || in.Device == "" {
		return errInvalidInterface
	}
	addresses := addresses6(in, system)
	if len(addresses) == 0 || !addresses[0].IsLinkLocalUnicast() {
		return errInterfaceNoIPv6
	}
	if !j.Source.IsValid() {
		j.Source = addresses[0]
	}
	j.Interface, j.Device, j.ShowSource = in.Name, in.Device, true
	j.Destination = j.Destination.WithZone(in.Device)
	return nil
}
