package shell

import (
	"fmt"
	"io"
	"strings"

	"mainmode/ike"
)

// filterHeadings are what "show crypto debug-condition" writes above the
// filters of each kind; those of peers have two, by address and by subnet.
var filterHeadings = [conditions]string{
	byPeer: "IKE peer IP address filters:", byHost: "IKE peer hostname filters:", byGroup: "IKE peer group filters:",
	byUser: "IKE peer username filters:", byLocal: "IKE local IP address filters:",
	byConnID: "Connection-id filters:[connid:engine_id]", byFlowID: "Flow-id filters:[flowid:engine_id]", bySPI: "SPI filters:",
	byFVRF: "FVRF filters:", byIVRF: "IVRF filters:", byProfile: "ISAKMP profile filters:",
}

const subnetHeading = "IKE peer IP subnet filters:"

// conditionWords are the kinds that each word of the command shows.
var conditionWords = map[string][]conditionKind{
	"peer": {byPeer, byHost, byGroup, byUser}, "local": {byLocal}, "connid": {byConnID}, "flowid": {byFlowID}, "spi": {bySPI},
	"fvrf": {byFVRF}, "ivrf": {byIVRF}, "isakmp": {byProfile}, "unmatched": {},
}

// writeDebugConditions is "show crypto debug-condition": everything, or what
// one word of it asks for.
func writeDebugConditions(w io.Writer, l conditionList, only string) {
	onOff := func(on bool) string {
		if on {
			return "ON"
		}
		return "OFF"
	}
	fmt.Fprintf(w, "\nCrypto conditional debug currently is turned %s\n", onOff(len(l.All) > 0))
	if only == "" || only == "unmatched" {
		fmt.Fprintf(w, "IKE debug context unmatched flag: %s\n", onOff(l.Unmatched&ike.DebugISAKMP != 0))
		fmt.Fprintf(w, "IPsec debug context unmatched flag: %s\n", onOff(l.Unmatched&ike.DebugIPsec != 0))
		fmt.Fprintf(w, "Crypto Engine debug context unmatched flag: %s\n", onOff(l.Unmatched&ike.DebugKMI != 0))
	}
	kinds, ok := conditionWords[only]
	if !ok {
		for k := range conditions {
			kinds = append(kinds, k)
		}
	}
	for _, k := range kinds {
		var values, subnets []string
		for _, x := range l.All {
			switch {
			case x.Kind != k:
			case k == byPeer && !x.Prefix.IsSingleIP():
				subnets = append(subnets, x.String())
			default:
				values = append(values, x.String())
			}
		}
		writeFilters(w, filterHeadings[k], values)
		writeFilters(w, subnetHeading, subnets)
	}
	fmt.Fprintln(w)
}

func writeFilters(w io.Writer, heading string, values []string) {
	if len(values) > 0 {
		fmt.Fprintf(w, "\n%s\n%s \n", heading, strings.Join(values, " "))
	}
}

// String is the condition as it is listed.
func (x condition) String() string {
	switch x.Kind {
	case byPeer, byLocal:
		switch {
		case x.Prefix.IsSingleIP():
			return formatAddr(x.Prefix.Addr(), "")
		case x.Prefix.Addr().Is4():
			return x.Prefix.Addr().String() + "/" + formatMask(x.Prefix.Bits(), false)
		}
		return strings.ToUpper(x.Prefix.String())
	case byConnID, byFlowID:
		return fmt.Sprintf("%d:%d,", x.Number, x.Engine)
	case bySPI:
		return fmt.Sprintf("0x%X", x.Number)
	}
	return x.Text
}
