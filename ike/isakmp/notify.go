package isakmp

import (
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// NotifyType of a notification payload, RFC 2408, Section 3.14.1, RFC 2407,
// Section 4.6.3, and RFC 3706, Section 5.
type NotifyType uint16

const (
	InvalidPayloadType    NotifyType = 1
	DOINotSupported       NotifyType = 2
	SituationNotSupported NotifyType = 3
	InvalidCookie         NotifyType = 4
	InvalidMajorVersion   NotifyType = 5
	InvalidMinorVersion   NotifyType = 6
	InvalidExchangeType   NotifyType = 7
	InvalidFlags          NotifyType = 8
	InvalidMessageID      NotifyType = 9
	InvalidProtocolID     NotifyType = 10
	InvalidSPI            NotifyType = 11
	InvalidTransformID    NotifyType = 12
	AttributesNotSupp     NotifyType = 13
	NoProposalChosen      NotifyType = 14
	BadProposalSyntax     NotifyType = 15
	PayloadMalformed      NotifyType = 16
	InvalidKeyInformation NotifyType = 17
	InvalidIDInformation  NotifyType = 18
	InvalidCertEncoding   NotifyType = 19
	InvalidCertificate    NotifyType = 20
	CertTypeUnsupported   NotifyType = 21
	InvalidCertAuthority  NotifyType = 22
	InvalidHashInfo       NotifyType = 23
	AuthenticationFailed  NotifyType = 24
	InvalidSignature      NotifyType = 25
	AddressNotification   NotifyType = 26
	NotifySALifetime      NotifyType = 27
	CertUnavailable       NotifyType = 28
	UnsupportedExchange   NotifyType = 29
	UnequalPayloadLengths NotifyType = 30
	Connected             NotifyType = 16384
	ResponderLifetime     NotifyType = 24576
	ReplayStatus          NotifyType = 24577
	InitialContact        NotifyType = 24578
	RUThere               NotifyType = 36136
	RUThereAck            NotifyType = 36137
)

var notifyNames = map[NotifyType]string{
	InvalidPayloadType:    "INVALID_PAYLOAD_TYPE",
	DOINotSupported:       "DOI_NOT_SUPPORTED",
	SituationNotSupported: "SITUATION_NOT_SUPPORTED",
	InvalidCookie:         "INVALID_COOKIE",
	InvalidMajorVersion:   "INVALID_MAJOR_VERSION",
	InvalidMinorVersion:   "INVALID_MINOR_VERSION",
	InvalidExchangeType:   "INVALID_EXCHANGE_TYPE",
	InvalidFlags:          "INVALID_FLAGS",
	InvalidMessageID:      "INVALID_MESSAGE_ID",
	InvalidProtocolID:     "INVALID_PROTOCOL_ID",
	InvalidSPI:            "INVALID_SPI",
	InvalidTransformID:    "INVALID_TRANSFORM_ID",
	AttributesNotSupp:     "ATTRIBUTES_NOT_SUPPORTED",
	NoProposalChosen:      "PROPOSAL_NOT_CHOSEN",
	BadProposalSyntax:     "BAD_PROPOSAL_SYNTAX",
	PayloadMalformed:      "PAYLOAD_MALFORMED",
	InvalidKeyInformation: "INVALID_KEY_INFO",
	InvalidIDInformation:  "INVALID_ID_INFO",
	InvalidCertEncoding:   "INVALID_CERT_ENCODING",
	InvalidCertificate:    "INVALID_CERTIFICATE",
	CertTypeUnsupported:   "CERT_TYPE_UNSUPPORTED",
	InvalidCertAuthority:  "INVALID_CERT_AUTHORITY",
	InvalidHashInfo:       "INVALID_HASH_INFO",
	AuthenticationFailed:  "AUTHENTICATION_FAILED",
	InvalidSignature:      "INVALID_SIGNATURE",
	AddressNotification:   "ADDRESS_NOTIFICATION",
	NotifySALifetime:      "NOTIFY_SA_LIFETIME",
	CertUnavailable:       "CERTIFICATE_UNAVAILABLE",
	UnsupportedExchange:   "UNSUPPORTED_EXCHANGE_TYPE",
	UnequalPayloadLengths: "UNEQUAL_PAYLOAD_LENGTHS",
	Connected:             "CONNECTED",
	ResponderLifetime:     "RESPONDER_LIFETIME",
	ReplayStatus:          "REPLAY_STATUS",
	InitialContact:        "INITIAL_CONTACT",
	RUThere:               "DPD/R_U_THERE",
	RUThereAck:            "DPD/R_U_THERE_ACK",
}

// String is how IOS prints it: "INITIAL_CONTACT".
func (t NotifyType) String() string {
	if s, ok := notifyNames[t]; ok {
		return s
	}
	return strconv.Itoa(int(t))
}

// IsError reports whether the type says that something is wrong, rather than
// how things are: RFC 2408, Section 3.14.1.
func (t NotifyType) IsError() bool { return t > 0 && t < 8192 }

// Notification payload, RFC 2408, Section 3.14.
type Notification struct {
	DOI      uint32
	Protocol Protocol
	SPI      []byte // of protocol ISAKMP: none, or both cookies
	Notify   NotifyType
	Data     []byte
	raw
}

// Type is TypeNotification.
func (*Notification) Type() PayloadType { return TypeNotification }

func parseNotification(body []byte) (*Notification, error) {
	s := cryptobyte.String(body)
	n := &Notification{raw: raw{body}}
	var protocol, spiSize uint8
	var t uint16
	if !s.ReadUint32(&n.DOI) || !s.ReadUint8(&protocol) || !s.ReadUint8(&spiSize) ||
		!s.ReadUint16(&t) || !s.ReadBytes(&n.SPI, int(spiSize)) {
		return nil, ErrTruncated
	}
	n.Protocol, n.Notify, n.Data = Protocol(protocol), NotifyType(t), s
	return n, nil
}

func (n *Notification) marshal(b *cryptobyte.Builder) {
	b.AddUint32(n.DOI)
	b.AddUint8(uint8(n.Protocol))
	b.AddUint8(uint8(len(n.SPI)))
	b.AddUint16(uint16(n.Notify))
	b.AddBytes(n.SPI)
	b.AddBytes(n.Data)
}
