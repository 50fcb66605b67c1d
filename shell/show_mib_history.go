package shell

import (
	"io"
	"time"

	"mainmode/ike"
)

// past is a table whose rows are all shown: what is in them has ended.
func past(rows int, vrf func(row int) string, write func(row int)) *mibTable {
	t := &mibTable{up: func(int) bool { return true }, row: func(_, row int) { write(row) }}
	for row := range rows {
		t.vrfs = append(t.vrfs, vrf(row))
	}
	return t
}

// writeFailure is how a row about what failed begins. The time is since the
// start of the router.
func writeFailure(w io.Writer, number uint64, reason string, at time.Duration) {
	mibRow(w, "Index", number)
	mibRow(w, "Reason", reason)
	mibRow(w, "Failure time since reset", uptimeStamp(at))
}

// writeISAKMPHistory is "show crypto mib isakmp flowmib history".
func writeISAKMPHistory(w io.Writer, all []ike.PastISAKMP, only string) {
	past(len(all), func(i int) string { return all[i].VRF }, func(i int) {
		p := &all[i]
		mibRow(w, "Reason", p.Reason)
		mibRow(w, "Index", p.Number)
		writeMIBPeer(w, &p.ISAKMPSA)
		writeISAKMPTunnel(w, p.At, &p.ISAKMPSA)
		mibRow(w, "Policy priority", p.Policy.Priority)
	}).write(w, only)
}

// writeISAKMPFailures is "show crypto mib isakmp flowmib failure".
func writeISAKMPFailures(w io.Writer, started time.Time, all []ike.PastISAKMP, only string) {
	past(len(all), func(i int) string { return all[i].VRF }, func(i int) {
		p := &all[i]
		writeFailure(w, p.Number, p.Reason, p.At.Sub(started))
		writeMIBPeer(w, &p.ISAKMPSA)
	}).write(w, only)
}

// writeIPsecHistory is "show crypto mib ipsec flowmib history".
func writeIPsecHistory(w io.Writer, all []ike.PastIPsec, only string) {
	past(len(all), func(i int) string { return all[i].VRF }, func(i int) {
		p := &all[i]
		mibRow(w, "Reason", p.Reason)
		writeIPsecTerms(w, p.At, int(p.Number), &p.Flow)
	}).write(w, only)
}

// writeIPsecFailures is "show crypto mib ipsec flowmib failure".
func writeIPsecFailures(w io.Writer, started time.Time, all []ike.PastIPsec, only string) {
	past(len(all), func(i int) string { return all[i].VRF }, func(i int) {
		p := &all[i]
		writeFailure(w, p.Number, p.Reason, p.At.Sub(started))
		mibRow(w, "Src address", formatAddr(p.Local, ""))
		mibRow(w, "Destination address", formatAddr(p.Peer, ""))
		mibRow(w, "SPI", p.SPI)
	}).write(w, only)
}
