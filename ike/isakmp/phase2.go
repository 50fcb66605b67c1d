package isakmp

import (
	"fmt"
	"strconv"
)

// ESPTransform is a transform ID of protocol ESP, RFC 2407, Section 4.4.4, and
// the IANA registry.
type ESPTransform uint8

const (
	ESP_DES     ESPTransform = 2
	ESP_3DES    ESPTransform = 3
	ESP_SEAL    ESPTransform = 7 // Cisco's
	ESP_NULL    ESPTransform = 11
	ESP_AES     ESPTransform = 12 // RFC 3602, Section 5.3
	ESP_AES_CTR ESPTransform = 13
	ESP_GCM     ESPTransform = 20 // RFC 4106, Section 8.5, 16-byte ICV
)

// String is how IOS prints it: "ESP_AES".
func (t ESPTransform) String() string {
	switch t {
	case ESP_DES:
		return "ESP_DES"
	case ESP_3DES:
		return "ESP_3DES"
	case ESP_SEAL:
		return "ESP_SEAL"
	case ESP_NULL:
		return "ESP_NULL"
	case ESP_AES:
		return "ESP_AES"
	case ESP_AES_CTR:
		return "ESP_AES_CTR"
	case ESP_GCM:
		return "ESP_GCM"
	}
	return strconv.Itoa(int(t))
}

// Attribute classes of phase 2, RFC 2407, Section 4.5, and RFC 4304, Section 2.
const (
	IPsecLifeType      = 1
	IPsecLifeDuration  = 2
	IPsecGroup         = 3
	IPsecEncapsulation = 4
	IPsecAuthAlgorithm = 5
	IPsecKeyLength     = 6
	IPsecKeyRounds     = 7
	IPsecESN           = 11
)

// Encapsulation mode, RFC 2407, Section 4.5, and RFC 3947, Section 5.1.
type Encapsulation uint16

const (
	Tunnel            Encapsulation = 1
	Transport         Encapsulation = 2
	UDPTunnel         Encapsulation = 3
	UDPTransport      Encapsulation = 4
	UDPTunnelDraft    Encapsulation = 61443
	UDPTransportDraft Encapsulation = 61444
)

// String is how IOS prints it: "Tunnel-UDP".
func (e Encapsulation) String() string {
	switch e {
	case Tunnel:
		return "Tunnel"
	case Transport:
		return "Transport"
	case UDPTunnel, UDPTunnelDraft:
		return "Tunnel-UDP"
	case UDPTransport, UDPTransportDraft:
		return "Transport-UDP"
	}
	return strconv.Itoa(int(e))
}

// AuthAlgorithm of ESP, RFC 2407, Section 4.5, and RFC 4868, Section 3.
type AuthAlgorithm uint16

const (
	HMAC_MD5    AuthAlgorithm = 1
	HMAC_SHA    AuthAlgorithm = 2
	HMAC_SHA256 AuthAlgorithm = 5
	HMAC_SHA384 AuthAlgorithm = 6
	HMAC_SHA512 AuthAlgorithm = 7
)

// String is how IOS prints it: "HMAC-SHA".
func (a AuthAlgorithm) String() string {
	switch a {
	case HMAC_MD5:
		return "HMAC-MD5"
	case HMAC_SHA:
		return "HMAC-SHA"
	case HMAC_SHA256:
		return "HMAC-SHA256"
	case HMAC_SHA384:
		return "HMAC-SHA384"
	case HMAC_SHA512:
		return "HMAC-SHA512"
	}
	return strconv.Itoa(int(a))
}

// extendedSequence is the one value of the class IPsecESN.
const extendedSequence = 1

// Phase2 is what the attributes of an ESP transform say.
type Phase2 struct {
	Encapsulation Encapsulation
	Seconds       uint64 // lifetime, 0: not sent
	Kilobytes     uint64 // lifetime, 0: not sent
	Auth          AuthAlgorithm
	KeyBits       int    // 0: not sent
	Group         uint16 // of PFS, 0: not sent
	ESN           bool   // sequence numbers of 64 bits, RFC 4304
}

// Attributes in the order and the shape in which IOS sends them:
// encapsulation, lifetime in seconds, in kilobytes, authenticator, key length,
// group. Behind them are extended sequence numbers, which IOS has not.
func (p Phase2) Attributes() []Attribute {
	as := []Attribute{BasicAttribute(IPsecEncapsulation, uint16(p.Encapsulation))}
	as = appendLife(as, IPsecLifeType, IPsecLifeDuration, LifeSeconds, p.Seconds)
	as = appendLife(as, IPsecLifeType, IPsecLifeDuration, LifeKilobytes, p.Kilobytes)
	if p.Auth != 0 {
		as = append(as, BasicAttribute(IPsecAuthAlgorithm, uint16(p.Auth)))
	}
	if p.KeyBits != 0 {
		as = append(as, BasicAttribute(IPsecKeyLength, uint16(p.KeyBits)))
	}
	if p.Group != 0 {
		as = append(as, BasicAttribute(IPsecGroup, p.Group))
	}
	if p.ESN {
		as = append(as, BasicAttribute(IPsecESN, extendedSequence))
	}
	return as
}

// ParsePhase2 reads the attributes of an ESP transform, as strictly as
// [ParsePhase1]: RFC 2407, Section 4.5.
func ParsePhase2(t *Transform) (Phase2, error) {
	var p Phase2
	r := attributeReader{}
	for _, a := range t.Attributes {
		v := r.value(a, a.Type == IPsecLifeType || a.Type == IPsecLifeDuration)
		switch a.Type {
		case IPsecEncapsulation:
			p.Encapsulation = Encapsulation(r.uint16(a, v))
		case IPsecLifeType:
			r.lifeType(v)
		case IPsecLifeDuration:
			r.lifeDuration(v, &p.Seconds, &p.Kilobytes)
		case IPsecAuthAlgorithm:
			p.Auth = AuthAlgorithm(r.uint16(a, v))
		case IPsecKeyLength:
			p.KeyBits = int(r.uint16(a, v))
		case IPsecGroup:
			p.Group = r.uint16(a, v)
		case IPsecESN:
			if n := r.uint16(a, v); n != extendedSequence {
				r.fail("extended sequence number %d is not known", n)
			}
			p.ESN = true
		default:
			r.fail("attribute %d is not known", a.Type)
		}
	}
	if err := r.finish(); err != nil {
		return p, fmt.Errorf("transform %d: %w", t.Number, err)
	}
	return p, nil
}
