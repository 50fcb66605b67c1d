package shell

import (
	"fmt"
	"io"

	"mainmode/ike"
)

// writeAdmission is "show crypto call admission statistics". There is no limit
// to the load of the system.
func writeAdmission(w io.Writer, a *ike.AdmissionStats) {
	const rule = "---------------------------------------------------------------------\n"
	fmt.Fprintf(w, "%s            Crypto Call Admission Control Statistics\n%s", rule, rule)
	row := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	row("System Resource Limit: %8d Max IKE SAs: %8d Max in nego: %8d", 0, a.Limits.SAs, a.Limits.Negotiating)
	row("Total IKE SA Count:    %8d active:      %8d negotiating: %8d", a.Active+a.Negotiating, a.Active, a.Negotiating)
	row("Incoming IKE Requests: %8d accepted:    %8d rejected:    %8d", a.Incoming, a.Incoming-a.IncomingRefused, a.IncomingRefused)
	row("Outgoing IKE Requests: %8d accepted:    %8d rejected:    %8d", a.Outgoing, a.Outgoing-a.OutgoingRefused, a.OutgoingRefused)
	row("Rejected IKE Requests: %8d rsrc low:    %8d SA limit:    %8d", a.IncomingRefused+a.OutgoingRefused, 0, a.RefusedSAs+a.RefusedNegotiating)
	row("Answered without an SA:%8d", a.Stateless)
}
