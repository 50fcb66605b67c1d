package nhrp

import "fmt"

// Type of a packet: ar$op.type, RFC 2332, Section 5.1.
type Type uint8

const (
	ResolutionRequest   Type = 1
	ResolutionReply     Type = 2
	RegistrationRequest Type = 3
	RegistrationReply   Type = 4
	PurgeRequest        Type = 5
	PurgeReply          Type = 6
	ErrorIndication     Type = 7
	TrafficIndication   Type = 8 // Cisco's: there is a shorter way
)

// Types are all types of packets.
var Types = []Type{ResolutionRequest, ResolutionReply, RegistrationRequest, RegistrationReply,
	PurgeRequest, PurgeReply, ErrorIndication, TrafficIndication}

var typeNames = map[Type]string{
	ResolutionRequest:   "Resolution Request",
	ResolutionReply:     "Resolution Reply",
	RegistrationRequest: "Registration Request",
	RegistrationReply:   "Registration Reply",
	PurgeRequest:        "Purge Request",
	PurgeReply:          "Purge Reply",
	ErrorIndication:     "Error Indication",
	TrafficIndication:   "Traffic Indication",
}

// String is the name by which IOS prints the type.
func (t Type) String() string {
	if name, ok := typeNames[t]; ok {
		return name
	}
	return fmt.Sprintf("type %d", uint8(t))
}

// isReply reports whether packets of the type go to their source protocol
// address, not to their destination.
func (t Type) isReply() bool {
	return t == ResolutionReply || t == RegistrationReply || t == PurgeReply
}

// isIndication reports whether packets of the type have neither request ID nor
// client information entries.
func (t Type) isIndication() bool { return t == ErrorIndication || t == TrafficIndication }

// Flags of requests and replies. What a bit means depends on the type: RFC 2332,
// Sections 5.2.1, 5.2.3 and 5.2.5.
const (
	FlagRouter            uint16 = 0x8000 // resolution: Q
	FlagAuthoritative     uint16 = 0x4000 // resolution: A
	FlagDestinationStable uint16 = 0x2000 // resolution: D
	FlagUniqueBinding     uint16 = 0x1000 // resolution: U
	FlagSourceStable      uint16 = 0x0800 // resolution: S
	FlagUnique            uint16 = 0x8000 // registration: U
	FlagNoReply           uint16 = 0x8000 // purge: N
	FlagNAT               uint16 = 0x0002 // Cisco's: the NAT address extension is understood
)

// Code of a client information entry: RFC 2332, Sections 5.2.0.1 and 5.2.4.
type Code uint8

const (
	CodeSuccess               Code = 0
	CodeProhibited            Code = 4
	CodeInsufficientResources Code = 5
	CodeNoBinding             Code = 12
	CodeNotUnique             Code = 13
	CodeUniqueRegistered      Code = 14
)

var codeNames = map[Code]string{
	CodeSuccess:               "no error",
	CodeProhibited:            "administratively prohibited",
	CodeInsufficientResources: "insufficient resources",
	CodeNoBinding:             "no binding exists",
	CodeNotUnique:             "binding exists but is not unique",
	CodeUniqueRegistered:      "unique address registered already",
}

// String is as IOS prints the code: "no error(0)".
func (c Code) String() string {
	return numbered(codeNames, c)
}

// numbered is the name of a number, and the number behind it.
func numbered[N ~uint8 | ~uint16](names map[N]string, n N) string {
	name, ok := names[n]
	if !ok {
		name = "unknown"
	}
	return fmt.Sprintf("%s(%d)", name, uint16(n))
}

// Error of an Error Indication: RFC 2332, Section 5.2.7.
type Error uint16

const (
	ErrorUnrecognizedExtension Error = 1
	ErrorLoop                  Error = 3
	ErrorUnreachable           Error = 6
	ErrorProtocol              Error = 7
	ErrorSize                  Error = 8
	ErrorInvalidExtension      Error = 9
	ErrorInvalidReply          Error = 10
	ErrorAuthentication        Error = 11
	ErrorHopCount              Error = 15
)

var errorNames = map[Error]string{
	ErrorUnrecognizedExtension: "unrecognized extension",
	ErrorLoop:                  "loop detected",
	ErrorUnreachable:           "protocol address unreachable",
	ErrorProtocol:              "protocol generic error",
	ErrorSize:                  "sdu size exceeded",
	ErrorInvalidExtension:      "invalid extension",
	ErrorInvalidReply:          "invalid resolution reply received",
	ErrorAuthentication:        "authentication failure",
	ErrorHopCount:              "hop count exceeded",
}

// String is as IOS prints the error: "authentication failure(11)".
func (e Error) String() string {
	return numbered(errorNames, e)
}
