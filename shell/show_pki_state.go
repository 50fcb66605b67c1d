package shell

import (
	"mainmode/grammar"
)

// showPKICounters is "show crypto pki counters", "crls" and "timers". Lists of
// revoked certificates are not fetched, and certificates not renewed: there is
// no list, and nothing waits for its time.
func showPKICounters(s *Session, c *grammar.ShowCryptoPKIState) error {
	switch c.What {
	case "crls":
		return nil
	case "timers":
		s.Printf("PKI Timers\n")
		return nil
	}
	snapshot := s.router.IKE()
	n := snapshot.Stats.Certificates
	for _, row := range []struct {
		name  string
		count uint64
	}{
		{"PKI Sessions Started", n.Sessions}, {"PKI Sessions Ended", n.Valid + n.Invalid}, {"PKI Sessions Active", n.Sessions - n.Valid - n.Invalid},
		{"Successful Validations", n.Valid}, {"Failed Validations", n.Invalid}, {"Bypassed Validations", 0}, {"Pending Validations", n.Sessions - n.Valid - n.Invalid},
		{"CRLs checked", 0}, {"CRL - fetch attempts", 0}, {"CRL - failed attempts", 0}, {"CRL - rejected busy fetching", 0}, {"AAA authorizations", 0},
	} {
		s.Printf("%s: %d\n", row.name, row.count)
	}
	return nil
}
