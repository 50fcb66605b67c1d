package shell

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"
)

// traceJob is one run of traceroute.
type traceJob struct {
	Destination netip.Addr
	Name        string     // as it was typed, if that was no address
	Source      netip.Addr // not valid: the system's choice
	Device      string     // of a link-local destination
	Mark        uint32     // of packets in a VRF, 0: none
	Numeric     bool       // addresses only
	Timeout     time.Duration
	Probes      int
	Low, High   int // TTL
	Port        int
	TOS         uint8
}

// newTraceJob returns a job with IOS's defaults.
func newTraceJob() traceJob {
	return traceJob{Timeout: 3 * time.Second, Probes: 3, Low: 1, High: 30, Port: 33434}
}

// probeConn sends probes and hears what comes back.
type probeConn interface {
	// probe sends a UDP datagram to the port with that TTL and waits for the
	// answer. A timeout is an answer without an address.
	probe(ctx context.Context, ttl, port int, timeout time.Duration) (probeAnswer, error)
	Close() error
}

// probeAnswer is what came back for a probe.
type probeAnswer struct {
	from  netip.Addr
	trip  time.Duration
	final bool   // it came from the destination, or from a router that goes no further
	mark  string // IOS's mark for an error, "!H"; "" for time exceeded and port unreachable
}

// namer finds the name of a router on the way, "" if it has none.
type namer func(context.Context, netip.Addr) string

// writeTrace sends a job's probes and prints what IOS prints. It ends early
// once ctx is done.
func writeTrace(ctx context.Context, w io.Writer, conn probeConn, j *traceJob, name namer) error {
	fmt.Fprint(w, "Type escape sequence to abort.\nTracing the route to ")
	if j.Name != "" {
		fmt.Fprintf(w, "%s (%s)\n", j.Name, formatAddr(j.Destination, ""))
	} else {
		fmt.Fprintf(w, "%s\n", formatAddr(j.Destination, ""))
	}
	if j.Destination.Is4() {
		fmt.Fprint(w, "VRF info: (vrf in name/id, vrf out name/id)\n")
	} else {
		fmt.Fprintln(w)
	}
	port := j.Port
	for ttl := j.Low; ttl <= j.High && ctx.Err() == nil; ttl++ {
		fmt.Fprintf(w, "%3d ", ttl)
		var last netip.Addr
		final := false
		for range j.Probes {
			a, err := conn.probe(ctx, ttl, port, j.Timeout)
			port = port%maxPort + 1
			switch {
			case err != nil:
				fmt.Fprintln(w)
				return err
			case ctx.Err() != nil:
				fmt.Fprintln(w)
				return nil
			case !a.from.IsValid():
				fmt.Fprint(w, " * ")
				continue
			}
			if a.from != last {
				if last.IsValid() {
					fmt.Fprint(w, "\n    ")
				}
				fmt.Fprint(w, hop(ctx, j, a.from, name))
				last = a.from
			}
			if a.mark != "" {
				fmt.Fprintf(w, " %s ", a.mark)
			} else {
				fmt.Fprintf(w, " %d msec", a.trip.Milliseconds())
			}
			final = final || a.final
		}
		fmt.Fprintln(w)
		if final {
			break
		}
	}
	return nil
}

const maxPort = 65535

// hop is how a router on the way is named: "10.0.0.1", "R2 (10.0.0.1)".
func hop(ctx context.Context, j *traceJob, a netip.Addr, name namer) string {
	address := formatAddr(a, "")
	if j.Numeric {
		return address
	}
	if n := name(ctx, a); n != "" {
		return fmt.Sprintf("%s (%s)", strings.TrimSuffix(n, "."), address)
	}
	return address
}
