package ike

import (
	"net/netip"

	"mainmode/ike/isakmp"
)

// Profile is "crypto isakmp profile": what holds for the peers that it
// matches, by the identity that they prove.
type Profile struct {
	Name         string
	Match        []Match
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
}

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

// Pool is "ip local pool": the addresses that are given to clients.
type Pool struct {
	Name        string
	First, Last netip.Addr
}
