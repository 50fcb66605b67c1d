package isakmp

import (
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
)

// ConfigType of an attribute payload, draft-dukes-ike-mode-cfg-02, Section 3.2.
type ConfigType uint8

const (
	ConfigRequest ConfigType = 1
	ConfigReply   ConfigType = 2
	ConfigSet     ConfigType = 3
	ConfigAck     ConfigType = 4
)

// String is how IOS prints it: "REQUEST".
func (t ConfigType) String() string {
	switch t {
	case ConfigRequest:
		return "REQUEST"
	case ConfigReply:
		return "REPLY"
	case ConfigSet:
		return "SET"
	case ConfigAck:
		return "ACK"
	}
	return strconv.Itoa(int(t))
}

// Attributes of mode configuration, draft-dukes-ike-mode-cfg-02, Section 3.3,
// of extended authentication, draft-beaulieu-ike-xauth-02, Section 4, and of
// Cisco's Unity clients.
const (
	ConfigIP4Address    = 1
	ConfigIP4Netmask    = 2
	ConfigIP4DNS        = 3
	ConfigIP4NBNS       = 4
	ConfigAddressExpiry = 5
	ConfigApplication   = 7

	XAUTHType     = 16520
	XAUTHUser     = 16521
	XAUTHPassword = 16522
	XAUTHStatus   = 16527

	UnityBanner       = 28672
	UnitySavePassword = 28673
	UnityDomain       = 28674
	UnitySplitInclude = 28676
	UnityPFS          = 28679
)

var configNames = map[uint16]string{
	ConfigIP4Address:    "IP4_ADDRESS",
	ConfigIP4Netmask:    "IP4_NETMASK",
	ConfigIP4DNS:        "IP4_DNS",
	ConfigIP4NBNS:       "IP4_NBNS",
	ConfigAddressExpiry: "ADDRESS_EXPIRY",
	ConfigApplication:   "APPLICATION_VERSION",
	XAUTHType:           "XAUTH_TYPE_V2",
	XAUTHUser:           "XAUTH_USER_NAME_V2",
	XAUTHPassword:       "XAUTH_USER_PASSWORD_V2",
	XAUTHStatus:         "XAUTH_STATUS_V2",
	UnityBanner:         "MODECFG_BANNER",
	UnitySavePassword:   "MODECFG_SAVEPWD",
	UnityDomain:         "DEFAULT_DOMAIN",
	UnitySplitInclude:   "SPLIT_INCLUDE",
	UnityPFS:            "PFS",
}

// ConfigName is how IOS prints the type of an attribute: "IP4_ADDRESS".
func ConfigName(t uint16) string {
	if s, ok := configNames[t]; ok {
		return s
	}
	return fmt.Sprintf("UNKNOWN Unknown Attr: 0x%X", t)
}

// Attributes is the payload of a transaction exchange,
// draft-dukes-ike-mode-cfg-02, Section 3.2.
type Attributes struct {
	Config     ConfigType
	Identifier uint16 // the same in a reply as in its request
	Attributes []Attribute
	raw
}

// Type is TypeAttributes.
func (*Attributes) Type() PayloadType { return TypeAttributes }

// Find is the first attribute of the type.
func (a *Attributes) Find(t uint16) (Attribute, bool) {
	for _, x := range a.Attributes {
		if x.Type == t {
			return x, true
		}
	}
	return Attribute{}, false
}

func parseConfig(body []byte) (*Attributes, error) {
	s := cryptobyte.String(body)
	a := &Attributes{raw: raw{body}}
	var t, reserved uint8
	if !s.ReadUint8(&t) || !s.ReadUint8(&reserved) || !s.ReadUint16(&a.Identifier) {
		return nil, ErrTruncated
	}
	if reserved != 0 {
		return nil, ErrReserved
	}
	a.Config = ConfigType(t)
	var err error
	a.Attributes, err = parseAttributes(s)
	return a, err
}

func (a *Attributes) marshal(b *cryptobyte.Builder) {
	b.AddUint8(uint8(a.Config))
	b.AddUint8(0)
	b.AddUint16(a.Identifier)
	for i := range a.Attributes {
		a.Attributes[i].marshal(b)
	}
}
