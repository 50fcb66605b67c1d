package grammar

import (
	"net/netip"
)

// Enable raises the session's privilege.
type Enable struct {
	Level *Number `parser:"'enable' @@?" range:"0-15" help:"enable=Turn on privileged commands;Level=Enable level"`
}

// Disable lowers the session's privilege.
type Disable struct {
	Level *Number `parser:"'disable' @@?" range:"0-15" help:"disable=Turn off privileged commands;Level=Privilege level to go to"`
}

// Login has the session go on as another user.
type Login struct {
	Set bool `parser:"@'login'" help:"login=Log in as a particular user"`
}

// Logout ends the session.
type Logout struct {
	Word string `parser:"@('exit' | 'logout' | 'quit')" help:"exit=Exit from the EXEC;logout=Exit from the EXEC;quit=Exit from the EXEC"`
}

// Write saves or shows the configuration. Target is memory, erase, network,
// terminal, or empty for memory.
type Write struct {
	Target string `parser:"'write' @('erase' | 'memory' | 'network' | 'terminal')?" help:"write=Write running configuration to memory, network, or terminal;erase=Erase NV memory;memory=Write to NV memory;network=Write to network TFTP server;terminal=Write to terminal"`
}

// TerminalLength sets the lines of a page of this session; 0 is no pages.
type TerminalLength struct {
	Lines Number `parser:"'terminal' 'length' @@" range:"0-512" help:"length=Set number of lines on a screen;Lines=Number of lines on screen (0 for no pausing)"`
}

// TerminalWidth sets the columns of this session.
type TerminalWidth struct {
	Columns Number `parser:"'terminal' 'width' @@" range:"0-512" help:"width=Set width of the display terminal;Columns=Number of characters on a screen line"`
}

// TerminalMonitor sends messages to this session.
type TerminalMonitor struct {
	No      bool `parser:"'terminal' @'no'?" help:"no=Negate a command or set its defaults"`
	Monitor bool `parser:"@'monitor'" help:"monitor=Copy debug output to the current terminal line"`
}

// TerminalHistory sets how many lines this session remembers.
type TerminalHistory struct {
	Size Number `parser:"'terminal' 'history' 'size' @@" range:"0-256" help:"history=Enable and control the command history function;size=Set history buffer size;Size=Size of history buffer"`
}

// PeerAddress is an IPv4 or IPv6 address.
type PeerAddress struct {
	IPv4 *IPv4 `parser:"  @@" help:"IPv4=IP address"`
	IPv6 *IPv6 `parser:"| @@" help:"IPv6=IPv6 address"`
}

// Addr returns the address as a netip value.
func (a *PeerAddress) Addr() netip.Addr { return either(a.IPv4, a.IPv6) }
