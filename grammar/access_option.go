package grammar

import (
	"cmp"
	"reflect"
	"slices"
)

// DSCP is a differentiated services code point by name or number. One field is set.
type DSCP struct {
	Name   string  `parser:"  @('af11' | 'af12' | 'af13' | 'af21' | 'af22' | 'af23' | 'af31' | 'af32' | 'af33' | 'af41' | 'af42' | 'af43' | 'cs1' | 'cs2' | 'cs3' | 'cs4' | 'cs5' | 'cs6' | 'cs7' | 'default' | 'ef')" help:"af11=Match packets with AF11 dscp (001010);af12=Match packets with AF12 dscp (001100);af13=Match packets with AF13 dscp (001110);af21=Match packets with AF21 dscp (010010);af22=Match packets with AF22 dscp (010100);af23=Match packets with AF23 dscp (010110);af31=Match packets with AF31 dscp (011010);af32=Match packets with AF32 dscp (011100);af33=Match packets with AF33 dscp (011110);af41=Match packets with AF41 dscp (100010);af42=Match packets with AF42 dscp (100100);af43=Match packets with AF43 dscp (100110);cs1=Match packets with CS1(precedence 1) dscp (001000);cs2=Match packets with CS2(precedence 2) dscp (010000);cs3=Match packets with CS3(precedence 3) dscp (011000);cs4=Match packets with CS4(precedence 4) dscp (100000);cs5=Match packets with CS5(precedence 5) dscp (101000);cs6=Match packets with CS6(precedence 6) dscp (110000);cs7=Match packets with CS7(precedence 7) dscp (111000);default=Match packets with default dscp (000000);ef=Match packets with EF dscp (101110)"`
	Number *Number `parser:"| @@" range:"0-63" help:"Number=Differentiated services codepoint value"`
}

// Value is the number.
func (v *DSCP) Value() uint8 { return namedValue(v.Name, v.Number, dscpNames) }

func (v *DSCP) normalize() { v.Name, v.Number = valueName(v.Name, v.Number, dscpNames) }

// Precedence is the precedence in the TOS byte of RFC 791 by name or number. One field is set.
type Precedence struct {
	Name   string  `parser:"  @('critical' | 'flash' | 'flash-override' | 'immediate' | 'internet' | 'network' | 'priority' | 'routine')" help:"critical=Match packets with critical precedence (5);flash=Match packets with flash precedence (3);flash-override=Match packets with flash override precedence (4);immediate=Match packets with immediate precedence (2);internet=Match packets with internetwork control precedence (6);network=Match packets with network control precedence (7);priority=Match packets with priority precedence (1);routine=Match packets with routine precedence (0)"`
	Number *Number `parser:"| @@" range:"0-7" help:"Number=Precedence value"`
}

// Value is the number.
func (v *Precedence) Value() uint8 { return namedValue(v.Name, v.Number, precedenceNames) }

func (v *Precedence) normalize() { v.Name, v.Number = valueName(v.Name, v.Number, precedenceNames) }

// TypeOfService is the four bits of RFC 1349 by name or number. One field is set.
type TypeOfService struct {
	Name   string  `parser:"  @('max-reliability' | 'max-throughput' | 'min-delay' | 'min-monetary-cost' | 'normal')" help:"max-reliability=Match packets with max reliable TOS (2);max-throughput=Match packets with max throughput TOS (4);min-delay=Match packets with min delay TOS (8);min-monetary-cost=Match packets with min monetary cost TOS (1);normal=Match packets with normal TOS (0)"`
	Number *Number `parser:"| @@" range:"0-15" help:"Number=Type of service value"`
}

// Value is the number.
func (v *TypeOfService) Value() uint8 { return namedValue(v.Name, v.Number, tosNames) }

func (v *TypeOfService) normalize() { v.Name, v.Number = valueName(v.Name, v.Number, tosNames) }

// IPOption is an option of the IPv4 header by name or number. One field is set.
type IPOption struct {
	Name   string  `parser:"  @('add-ext' | 'any-options' | 'com-security' | 'dps' | 'encode' | 'eool' | 'ext-ip' | 'ext-security' | 'finn' | 'imitd' | 'lsr' | 'mtup' | 'mtur' | 'no-op' | 'nsapa' | 'record-route' | 'router-alert' | 'sdb' | 'security' | 'ssr' | 'stream-id' | 'timestamp' | 'traceroute' | 'ump' | 'visa' | 'zsu')" help:"add-ext=Match packets with Address Extension Option (147);any-options=Match packets with ANY Option;com-security=Match packets with Commercial Security Option (134);dps=Match packets with Dynamic Packet State Option (151);encode=Match packets with Encode Option (15);eool=Match packets with End of Options (0);ext-ip=Match packets with Extended IP Option (145);ext-security=Match packets with Extended Security Option (133);finn=Match packets with Experimental Flow Control Option (205);imitd=Match packets with IMI Traffic Descriptor Option (144);lsr=Match packets with Loose Source Route Option (131);mtup=Match packets with MTU Probe Option (11);mtur=Match packets with MTU Reply Option (12);no-op=Match packets with No Operation Option (1);nsapa=Match packets with NSAP Addresses Option (150);record-route=Match packets with Record Route Option (7);router-alert=Match packets with Router Alert Option (148);sdb=Match packets with Selective Directed Broadcast Option (149);security=Match packets with Basic Security Option (130);ssr=Match packets with Strict Source Routing Option (137);stream-id=Match packets with Stream ID Option (136);timestamp=Match packets with Time Stamp Option (68);traceroute=Match packets with Trace Route Option (82);ump=Match packets with Upstream Multicast Packet Option (152);visa=Match packets with Experimental Access Control Option (142);zsu=Match packets with Experimental Measurement Option (10)"`
	Number *Number `parser:"| @@" range:"0-255" help:"Number=IP Options value"`
}

// AccessOption is what an entry looks at besides addresses and ports, and
// what else it does. One field is set.
type AccessOption struct {
	Precedence *Precedence    `parser:"  'precedence' @@" help:"precedence=Match packets with given precedence value"`
	TOS        *TypeOfService `parser:"| 'tos' @@" help:"tos=Match packets with given TOS value"`
	DSCP       *DSCP          `parser:"| 'dscp' @@" help:"dscp=Match packets with given dscp value"`
	TTL        *TTLMatch      `parser:"| 'ttl' @@" help:"ttl=Match packets with given TTL value"`
	IPOption   *IPOption      `parser:"| 'option' @@" help:"option=Match packets with given IP Options value"`
	Fragments  bool           `parser:"| @'fragments'" help:"fragments=Check non-initial fragments"`
	TimeRange  *Word          `parser:"| 'time-range' @@" names:"time-range" help:"time-range=Specify a time-range;TimeRange=Time-range entry name"`
	Log        *AccessLog     `parser:"| @@"`
	Reflect    *Reflect       `parser:"| 'reflect' @@" help:"reflect=Create reflexive access list entry"`
}

// Reflect makes entries of a reflexive access list.
type Reflect struct {
	Name    Word    `parser:"@@" help:"Name=Access-list name"`
	Seconds *Number `parser:"( 'timeout' @@ )?" range:"1-2147483" help:"timeout=Maximum time to live in seconds;Seconds=Maximum time to live"`
}

// TTLMatch says which times to live an entry is for: Op with Values, Than with
// Bound, or Low to High.
type TTLMatch struct {
	Op     string     `parser:"  @('eq' | 'neq')" help:"eq=Match only packets on a given TTL number;neq=Match only packets not on a given TTL number"`
	Values []TTLValue `parser:"  @@+"`
	Than   string     `parser:"| @('gt' | 'lt')" help:"gt=Match only packets with a greater TTL number;lt=Match only packets with a lower TTL number"`
	Bound  *Number    `parser:"  @@" range:"0-255" help:"Bound=TTL value"`
	Low    *Number    `parser:"| 'range' @@" range:"0-255" help:"range=Match only packets in the range of TTLs;Low=TTL value"`
	High   *Number    `parser:"  @@" range:"0-255" help:"High=TTL value"`
}

// TTLValue is a time to live.
type TTLValue struct {
	Value Number `parser:"@@" range:"0-255" help:"Value=TTL value"`
}

// Operation gives the operator, eq, neq, gt, lt or range, and its values.
func (t *TTLMatch) Operation() (op string, values []uint16) {
	switch {
	case t.Op != "":
		for _, v := range t.Values {
			values = append(values, uint16(v.Value))
		}
		return t.Op, values
	case t.Than != "":
		return t.Than, []uint16{uint16(*t.Bound)}
	}
	return "range", []uint16{uint16(*t.Low), uint16(*t.High)}
}

// normalizeOptions names the values of options and sorts them.
func normalizeOptions(options []AccessOption) []AccessOption {
	for i := range options {
		o := &options[i]
		switch {
		case o.DSCP != nil:
			o.DSCP.normalize()
		case o.Precedence != nil:
			o.Precedence.normalize()
		case o.TOS != nil:
			o.TOS.normalize()
		}
	}
	return sortOptions(options)
}

// sortOptions has options in the order in which IOS prints them, each once:
// the last one counts.
func sortOptions[T any](options []T) []T {
	place := func(o T) int { return firstField(reflect.ValueOf(o)) }
	slices.Reverse(options)
	slices.SortStableFunc(options, func(a, b T) int { return cmp.Compare(place(a), place(b)) })
	return slices.CompactFunc(options, func(a, b T) bool { return place(a) == place(b) })
}

type namedNumber struct {
	name  string
	value uint8
}

func namedValue(name string, number *Number, table []namedNumber) uint8 {
	if number != nil {
		return uint8(*number)
	}
	for _, n := range table {
		if n.name == name {
			return n.value
		}
	}
	return 0
}

func valueName(name string, number *Number, table []namedNumber) (string, *Number) {
	value := namedValue(name, number, table)
	for _, n := range table {
		if n.value == value {
			return n.name, nil
		}
	}
	return "", number
}

var dscpNames = []namedNumber{
	{"af11", 10},
	{"af12", 12},
	{"af13", 14},
	{"af21", 18},
	{"af22", 20},
	{"af23", 22},
	{"af31", 26},
	{"af32", 28},
	{"af33", 30},
	{"af41", 34},
	{"af42", 36},
	{"af43", 38},
	{"cs1", 8},
	{"cs2", 16},
	{"cs3", 24},
	{"cs4", 32},
	{"cs5", 40},
	{"cs6", 48},
	{"cs7", 56},
	{"default", 0},
	{"ef", 46},
}

var precedenceNames = []namedNumber{
	{"critical", 5},
	{"flash", 3},
	{"flash-override", 4},
	{"immediate", 2},
	{"internet", 6},
	{"network", 7},
	{"priority", 1},
	{"routine", 0},
}

var tosNames = []namedNumber{
	{"max-reliability", 2},
	{"max-throughput", 4},
	{"min-delay", 8},
	{"min-monetary-cost", 1},
	{"normal", 0},
}
