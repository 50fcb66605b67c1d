package grammar

// IPv6Option is what an entry looks at besides addresses and ports, and what
// else it does. One field is set.
type IPv6Option struct {
	DSCP            *DSCP            `parser:"  'dscp' @@" help:"dscp=Match packets with given dscp value"`
	FlowLabel       *Number          `parser:"| 'flow-label' @@" range:"0-1048575" help:"flow-label=Flow label;FlowLabel=Flow label value"`
	Fragments       bool             `parser:"| @'fragments'" help:"fragments=Check non-initial fragments"`
	Routing         bool             `parser:"| @'routing'" help:"routing=Routing header (all types)"`
	RoutingType     *Number          `parser:"| 'routing-type' @@" range:"0-255" help:"routing-type=Routing header with type;RoutingType=Routing type value"`
	Mobility        bool             `parser:"| @'mobility'" help:"mobility=Mobility header (all types)"`
	MobilityType    *MobilityType    `parser:"| 'mobility-type' @@" help:"mobility-type=Mobility header with type"`
	DestOption      bool             `parser:"| @'dest-option'" help:"dest-option=Destination Option header (all types)"`
	DestOptionTyped bool             `parser:"| @'dest-option-type'" help:"dest-option-type=Destination Option header with type"`
	DestOptionType  *DestinationType `parser:"  @@?"`
	HopByHop        bool             `parser:"| @'hbh'" help:"hbh=Match on hop-by-hop option"`
	Auth            bool             `parser:"| @'auth'" help:"auth=Match on authentication header"`
	Undetermined    bool             `parser:"| @'undetermined-transport'" help:"undetermined-transport=Transport cannot be determined or is missing"`
	TimeRange       *Word            `parser:"| 'time-range' @@" names:"time-range" help:"time-range=Specify a time-range;TimeRange=Time-range entry name"`
	Log             *AccessLog       `parser:"| @@"`
	Reflect         *Reflect         `parser:"| 'reflect' @@" help:"reflect=Create reflexive access list entry"`
}

func (o *IPv6Option) normalize() {
	switch {
	case o.DSCP != nil:
		o.DSCP.normalize()
	case o.MobilityType != nil:
		o.MobilityType.Name, o.MobilityType.Number = valueName(o.MobilityType.Name, o.MobilityType.Number, mobilityTypes)
	case o.DestOptionType != nil:
		o.DestOptionType.Name, o.DestOptionType.Number = valueName(o.DestOptionType.Name, o.DestOptionType.Number, destinationTypes)
	}
}

// MobilityType is the type of a mobility header, RFC 6275, Section 6.1, by
// name or number. One field is set.
type MobilityType struct {
	Name   string  `parser:"  @('bind-acknowledgment' | 'bind-error' | 'bind-refresh' | 'bind-update' | 'cot' | 'coti' | 'hot' | 'hoti')" help:"bind-acknowledgment=Binding Acknowledgment message;bind-error=Binding Error message;bind-refresh=Binding Refresh message;bind-update=Binding Update message;cot=Care-of Test message;coti=Care-of Test Init message;hot=Home Test message;hoti=Home Test Init message"`
	Number *Number `parser:"| @@" range:"0-255" help:"Number=Mobility header type"`
}

// Value is the number.
func (t *MobilityType) Value() uint8 { return namedValue(t.Name, t.Number, mobilityTypes) }

var mobilityTypes = []namedNumber{
	{"bind-refresh", 0}, {"hoti", 1}, {"coti", 2}, {"hot", 3}, {"cot", 4},
	{"bind-update", 5}, {"bind-acknowledgment", 6}, {"bind-error", 7},
}

// DestinationType is the type of a destination option, RFC 8200, Section 4.2,
// by name or number. One field is set.
type DestinationType struct {
	Name   string  `parser:"  @'home-address'" help:"home-address=Home address option"`
	Number *Number `parser:"| @@" range:"0-255" help:"Number=Destination option type"`
}

// destinationTypes are those that have a name: RFC 6275, Section 6.3.
var destinationTypes = []namedNumber{{"home-address", 201}}
