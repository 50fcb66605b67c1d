// Package compiler turns the text of a startup-config, or a line typed in a
// configuration session, into what the other packages run on:
//
//	text -> Config -> Router -> ike.Config and datapath.Config -> Plan
//
// A [Config] is the running configuration: every line of the file, in IOS's
// order. A [Router] is its meaning: names resolved, IOS's defaults filled in.
// A [Plan] is the difference between two of them, in the order of its steps.
// Boot and an edit at the console take the same path.
package compiler
