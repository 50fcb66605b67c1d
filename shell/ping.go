package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// pingJob is one run of ping.
type pingJob struct {
	Destination netip.Addr // a link-local one has Device as its zone
	Source      netip.Addr // not valid: the system's choice
	Interface   string     // where a link-local destination is, as IOS writes it
	Device      string     // that interface's
	Mark        uint32     // of packets in a VRF, 0: none
	ShowSource  bool       // say which source address is used
	Repeat      int
	Size        int // of the whole IP datagram, bytes
	Timeout     time.Duration
	DF          bool
	Pattern     uint16
	ShowPattern bool  // say which it is
	TOS         uint8 // type of service, or traffic class
	Validate    bool  // a reply with other data than was sent is no reply
	Verbose     bool  // a line for each request instead of a character
	Sweep       sweep
}

// sweep is a range of sizes that are used one after the other. The zero value is
// none.
type sweep struct{ Low, High, Step int }

// sizes is how many sizes a sweep has, 1 without one.
func (s sweep) sizes() int {
	if s.Step == 0 {
		return 1
	}
	return (s.High-s.Low)/s.Step + 1
}

// size of the nth request.
func (j *pingJob) size(n int) int {
	if j.Sweep.Step == 0 {
		return j.Size
	}
	return j.Sweep.Low + n%j.Sweep.sizes()*j.Sweep.Step
}

// newPingJob returns a job with IOS's defaults.
func newPingJob() pingJob {
	return pingJob{Repeat: 5, Size: 100, Timeout: 2 * time.Second, Pattern: 0xABCD}
}

// Bytes that belong to the headers of an echo request.
const (
	ipv4Header = 20
	ipv6Header = 40
	icmpHeader = 8
)

// payload is how many bytes of data make a datagram of that size.
func (j *pingJob) payload(size int) int {
	header := ipv4Header
	if j.Destination.Is6() {
		header = ipv6Header
	}
	return max(0, size-header-icmpHeader)
}

// pattern is the data of the largest echo request.
func (j *pingJob) pattern() []byte {
	data := make([]byte, j.payload(max(j.Size, j.Sweep.High)))
	for i := range data {
		data[i] = byte(j.Pattern >> (8 * (1 - i%2)))
	}
	return data
}

// echoConn sends echo requests and hears what comes back.
type echoConn interface {
	// send a request of so many bytes.
	send(sequence uint16, size int) error
	// receive waits for what comes back for the request of that number. The
	// mark is 0 when the deadline has passed or ctx is done.
	receive(ctx context.Context, sequence uint16, deadline time.Time) echoAnswer
	Close() error
}

// echoAnswer is what came back for an echo request.
type echoAnswer struct {
	mark byte       // IOS's character for it: '!' for the reply
	from netip.Addr // who sent it
	mtu  int        // of the next hop, with "fragmentation needed"; 0: not said
}

// charactersPerLine of "!!!!!".
const charactersPerLine = 70

// writePing sends a job's echo requests, one after the answer to the other,
// and prints what IOS prints. It ends early once ctx is done.
func writePing(ctx context.Context, w io.Writer, conn echoConn, j *pingJob) error {
	fmt.Fprint(w, "Type escape sequence to abort.\n")
	size := fmt.Sprint(j.Size)
	if j.Sweep.Step > 0 {
		size = fmt.Sprintf("[%d..%d]", j.Sweep.Low, j.Sweep.High)
	}
	total := j.Repeat * j.Sweep.sizes()
	fmt.Fprintf(w, "Sending %d, %s-byte ICMP Echos to %s, timeout is %d seconds:\n",
		total, size, formatAddr(j.Destination, ""), int(j.Timeout/time.Second))
	switch {
	case !j.ShowSource:
	case j.Interface != "":
		fmt.Fprintf(w, "Packet sent with a source address of %s%%%s\n", formatAddr(j.Source, ""), j.Interface)
	case j.Source.Is4():
		fmt.Fprintf(w, "Packet sent with a source address of %s \n", formatAddr(j.Source, ""))
	default:
		fmt.Fprintf(w, "Packet sent with a source address of %s\n", formatAddr(j.Source, ""))
	}
	if j.DF {
		fmt.Fprint(w, "Packet sent with the DF bit set\n")
	}
	var t tally
	if j.Validate {
		fmt.Fprint(w, "Reply data will be validated\n")
	}
	if j.ShowPattern {
		fmt.Fprintf(w, "Packet has data pattern 0x%04X\n", j.Pattern)
	}
	for t.sent < total && ctx.Err() == nil {
		number := t.sent
		answer, err := t.one(ctx, conn, j)
		mark := answer.mark
		if err != nil {
			fmt.Fprintf(w, "\n%v\n", err)
			break
		}
		if mark == 0 {
			break
		}
		if j.Verbose {
			fmt.Fprintln(w, t.verbose(j, number, answer))
			continue
		}
		if t.printed > 0 && t.printed%charactersPerLine == 0 {
			fmt.Fprintln(w)
		}
		t.printed++
		w.Write([]byte{mark})
	}
	if t.printed > 0 {
		fmt.Fprintln(w)
	}
	t.write(w)
	return nil
}

// tally counts what a ping has seen.
type tally struct {
	sent, received, printed int
	last                    time.Duration // the last round trip
	least, most, sum        time.Duration // of the round trips
}

// What IOS says when an IPv6 echo cannot even leave. For IPv4 it prints a dot.
const (
	errNoRoute  = refusal("% No valid route for destination")
	errNoSource = refusal("% No valid source address for destination")
)

// one sends one echo request and returns the character for what came of it, 0
// if the person stopped the ping.
func (t *tally) one(ctx context.Context, conn echoConn, j *pingJob) (echoAnswer, error) {
	sequence, size := uint16(t.sent), j.size(t.sent)
	t.sent++
	began := time.Now()
	err := conn.send(sequence, size)
	switch {
	case errors.Is(err, unix.EMSGSIZE) && j.Destination.Is4():
		return echoAnswer{mark: 'M'}, nil
	case errors.Is(err, unix.EMSGSIZE):
		return echoAnswer{mark: 'B'}, nil
	case j.Destination.Is6() && errors.Is(err, unix.ENETUNREACH):
		return echoAnswer{}, errNoRoute
	case j.Destination.Is6() && errors.Is(err, unix.EADDRNOTAVAIL):
		return echoAnswer{}, errNoSource
	}
	// A datagram that could not be sent is waited for like one that got lost.
	answer := conn.receive(ctx, sequence, began.Add(j.Timeout))
	switch {
	case answer.mark == '!':
		t.add(time.Since(began))
	case answer.mark == 0 && ctx.Err() == nil:
		answer.mark = '.'
	}
	return answer, nil
}

// verbose is the line of one request.
func (t *tally) verbose(j *pingJob, number int, a echoAnswer) string {
	size := ""
	if j.Sweep.Step > 0 {
		size = fmt.Sprintf(" (size %d)", j.size(number))
	}
	switch a.mark {
	case '!':
		return fmt.Sprintf("Reply to request %d (%d ms)%s", number, milliseconds(t.last), size)
	case '.':
		return fmt.Sprintf("Request %d timed out%s", number, size)
	case 'M', 'B':
		mtu := ""
		if a.mtu > 0 {
			mtu = fmt.Sprintf(", maximum MTU %d", a.mtu)
		}
		return fmt.Sprintf("Unreachable from %s%s%s", formatAddr(a.from, "this router"), mtu, size)
	case '&', 'T':
		return fmt.Sprintf("Time exceeded from %s%s", formatAddr(a.from, ""), size)
	}
	return fmt.Sprintf("Unreachable from %s%s", formatAddr(a.from, ""), size)
}

func (t *tally) add(trip time.Duration) {
	if t.received == 0 || trip < t.least {
		t.least = trip
	}
	t.most, t.last = max(t.most, trip), trip
	t.sum += trip
	t.received++
}

// write prints the last line.
func (t *tally) write(w io.Writer) {
	if t.received == 0 {
		fmt.Fprintf(w, "Success rate is 0 percent (0/%d)\n", t.sent)
		return
	}
	fmt.Fprintf(w, "Success rate is %d percent (%d/%d), round-trip min/avg/max = %d/%d/%d ms\n",
		100*t.received/t.sent, t.received, t.sent,
		milliseconds(t.least), milliseconds(t.sum/time.Duration(t.received)), milliseconds(t.most))
}

// milliseconds of a round trip; IOS never shows 0.
func milliseconds(d time.Duration) int64 { return max(1, d.Round(time.Millisecond).Milliseconds()) }
