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
	ShowSource  bool       // say which source address is used
	Repeat      int
	Size        int // of the whole IP datagram, bytes
	Timeout     time.Duration
	DF          bool
	Pattern     uint16
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

// payload is how many bytes of data make a datagram of Size bytes.
func (j *pingJob) payload() int {
	header := ipv4Header
	if j.Destination.Is6() {
		header = ipv6Header
	}
	return max(0, j.Size-header-icmpHeader)
}

// pattern fills the data of an echo request.
func (j *pingJob) pattern() []byte {
	data := make([]byte, j.payload())
	for i := range data {
		data[i] = byte(j.Pattern >> (8 * (1 - i%2)))
	}
	return data
}

// echoConn sends echo requests and hears what comes back.
type echoConn interface {
	send(sequence uint16) error
	// receive waits for what comes back for the request of that number and
	// returns IOS's character for it: '!' for the reply. It is 0 when the
	// deadline has passed or ctx is done.
	receive(ctx context.Context, sequence uint16, deadline time.Time) byte
	Close() error
}

// charactersPerLine of "!!!!!".
const charactersPerLine = 70

// writePing sends a job's echo requests, one after the answer to the other,
// and prints what IOS prints. It ends early once ctx is done.
func writePing(ctx context.Context, w io.Writer, conn echoConn, j *pingJob) error {
	fmt.Fprint(w, "Type escape sequence to abort.\n")
	fmt.Fprintf(w, "Sending %d, %d-byte ICMP Echos to %s, timeout is %d seconds:\n",
		j.Repeat, j.Size, formatAddr(j.Destination, ""), int(j.Timeout/time.Second))
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
	for t.sent < j.Repeat && ctx.Err() == nil {
		mark, err := t.one(ctx, conn, j)
		if err != nil {
			fmt.Fprintf(w, "\n%v\n", err)
			break
		}
		if mark == 0 {
			break
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
	least, most, sum        time.Duration // of the round trips
}

// What IOS says when an IPv6 echo cannot even leave. For IPv4 it prints a dot.
const (
	errNoRoute  = refusal("% No valid route for destination")
	errNoSource = refusal("% No valid source address for destination")
)

// one sends one echo request and returns the character for what came of it, 0
// if the person stopped the ping.
func (t *tally) one(ctx context.Context, conn echoConn, j *pingJob) (byte, error) {
	sequence := uint16(t.sent)
	t.sent++
	began := time.Now()
	err := conn.send(sequence)
	switch {
	case errors.Is(err, unix.EMSGSIZE) && j.Destination.Is4():
		return 'M', nil
	case errors.Is(err, unix.EMSGSIZE):
		return 'B', nil
	case j.Destination.Is6() && errors.Is(err, unix.ENETUNREACH):
		return 0, errNoRoute
	case j.Destination.Is6() && errors.Is(err, unix.EADDRNOTAVAIL):
		return 0, errNoSource
	}
	// A datagram that could not be sent is waited for like one that got lost.
	mark := conn.receive(ctx, sequence, began.Add(j.Timeout))
	switch {
	case mark == '!':
		t.add(time.Since(began))
	case mark == 0 && ctx.Err() == nil:
		mark = '.'
	}
	return mark, nil
}

func (t *tally) add(trip time.Duration) {
	if t.received == 0 || trip < t.least {
		t.least = trip
	}
	t.most = max(t.most, trip)
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
