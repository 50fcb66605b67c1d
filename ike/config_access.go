package ike

import (
	"net/netip"
	"time"

	"mainmode/ike/isakmp"
)

// Profile is "crypto isakmp profile": what holds for the peers that it
// matches, by the identity that they prove.
type Profile struct {
	Name  string
	Match []Match
	// Certificates are "match certificate": the peers whose certificate one of
	// these maps fits are of the profile, like those of Match.
	Certificates []CertificateMap
	// Trustpoints are the only ones by which peers of the profile are proved and
	// we prove ourselves, "ca trust-point"; none: all.
	Trustpoints []string
	// VRF is that of the packets inside, "vrf"; "": the global one.
	VRF          string
	Keyrings     []string // in order; none: all
	SelfIdentity SelfIdentity
	LocalAddress netip.Addr // only for exchanges with it; invalid: any
	// InitiateAggressive has our exchanges be in aggressive mode.
	InitiateAggressive bool
	// UserList is the list by which the initiator's user name and password are
	// checked, "": it is not asked for them.
	UserList string
	// Authorize hands out what the client's group has, "isakmp authorization
	// list"; Respond answers a client that asks, Initiate gives it unasked.
	Authorize, Respond, Initiate bool
	// Template is the Interface of the Map that serves the peers of the
	// profile, "virtual-template 1"; "": the maps that name the peer.
	Template string
	// DPD is how the peers of the profile are watched, "keepalive"; without an
	// interval as Config.DPD says.
	DPD DPD
}

// MatchKind is a kind of identity in a Match.
type MatchKind uint8

const (
	MatchAddress    MatchKind = iota
	MatchHost                 // a name
	MatchHostDomain           // every name of a domain
	MatchUser                 // a user at a name
	MatchUserDomain           // every user of a domain
	MatchGroup                // the group of a client, ID_KEY_ID
)

// Match is "match identity": the identities that a profile is for.
type Match struct {
	Kind   MatchKind
	Prefix netip.Prefix // of MatchAddress
	Name   string       // of the others
	VRF    string       // of MatchAddress: where the peer is seen; "": the global one
}

// CertificateMap is "crypto pki certificate map": it fits a certificate if
// one of its entries does, in order of their numbers.
type CertificateMap struct {
	Name    string
	Entries []CertificateMapEntry
}

// CertificateMapEntry fits a certificate that meets all criteria. One without
// criteria fits every certificate.
type CertificateMapEntry struct {
	Sequence int
	Criteria []CertificateCriterion
}

// CertificateCriterion is a line of a CertificateMapEntry. Names are compared
// without regard to case.
type CertificateCriterion struct {
	Field    CertificateField
	Operator CertificateOperator
	Value    string    // of names and serial numbers
	Time     time.Time // of FieldValidStart and FieldExpiresOn
}

// CertificateField is what a CertificateCriterion looks at.
type CertificateField uint8

const (
	FieldSubjectName             CertificateField = iota // the distinguished name, "cn=R3,o=Example"
	FieldIssuerName                                      // that of the authority
	FieldAltSubjectName                                  // any name of the subjectAltName extension
	FieldName                                            // any of FieldSubjectName and FieldAltSubjectName
	FieldSerialNumber                                    // in hexadecimal
	FieldUnstructuredSubjectName                         // the unstructuredName of the subject
	FieldValidStart
	FieldExpiresOn
)

// CertificateOperator is how a CertificateCriterion compares.
type CertificateOperator uint8

const (
	OperatorEqual        CertificateOperator = iota // "eq"
	OperatorNotEqual                                // "ne"
	OperatorContains                                // "co"
	OperatorNotContains                             // "nc"
	OperatorLess                                    // "lt", before
	OperatorGreaterEqual                            // "ge", at or after
)

// SelfIdentity is what we call ourselves towards the peers of a profile. The
// zero value: what Config.Identity says.
type SelfIdentity struct {
	Type  isakmp.IDType // IDIPv4Addr also for IPv6
	Value string        // of a name, "": Config.Hostname; of an address "": the local one
}

// AggressivePeer is "crypto isakmp peer": a peer with which we begin aggressive
// mode.
type AggressivePeer struct {
	Addresses []netip.Addr // of its name, if it is configured by that
	Password  Secret       // "": the key of the keyrings
	Endpoint  SelfIdentity // "set aggressive-mode client-endpoint"
}

// Group is "crypto isakmp client configuration group".
type Group struct {
	Name         string
	Key          Secret
	Pool         string
	DNS          []netip.Addr
	WINS         []netip.Addr
	Domain       string
	Netmask      netip.Addr // invalid: that of a host
	Include      []netip.Prefix
	SavePassword bool
	MaxUsers     int // 0: any number
	Banner       string
}

// Pool is "ip local pool": a range of addresses that are given to clients.
// Several of one name are one pool.
type Pool struct {
	Name        string
	First, Last netip.Addr
}
