// Package shell is what a person sees of a router: sessions at a terminal
// with IOS's prompts, help, errors and show commands, the log and the debugs,
// and the running [Router] behind them.
//
// A [Session] sees its terminal only through [Terminal]. A [Console] edits
// lines for a person, a [Plain] terminal writes a transcript without escape
// sequences, and a [Script] is a Plain terminal over strings.
package shell
