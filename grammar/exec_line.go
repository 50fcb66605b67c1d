package grammar

// lineEntries are the commands that concern the lines people come in by, and
// their terminals.
var lineEntries = []entry{
	plain[ShowTerminal](), plain[ShowLine](), plain[TerminalEditing](), plain[TerminalDefault](), plain[TerminalType](), plain[TerminalTransport](),
	plain[Lock](), plain[Who](), plain[TerminalExecTimestamp](),
}

// ShowTerminal shows the settings of the session.
type ShowTerminal struct {
	Set bool `parser:"'show' @'terminal'" help:"terminal=Display terminal configuration parameters"`
}

// ShowLine shows the lines of the router, or one.
type ShowLine struct {
	Line  bool     `parser:"'show' @'line'" help:"line=TTY line information"`
	Which *LineRef `parser:"( @@"`
	Last  *Number  `parser:"  @@? )?" range:"0-1510" help:"Last=Last Line number"`
}

// LineRef names a line: by its kind and number, or by its number among all.
type LineRef struct {
	Kind   string  `parser:"  ( @('aux' | 'console' | 'vty')" help:"aux=Auxiliary line;console=Primary terminal line;vty=Virtual terminal"`
	Unit   Number  `parser:"    @@ )" range:"0-1510" help:"Unit=Line number"`
	Number *Number `parser:"| @@" range:"0-1510" help:"Number=Line number"`
}

// TerminalEditing is whether keys edit the line that is being typed.
type TerminalEditing struct {
	No      bool `parser:"'terminal' @'no'?" help:"no=Negate a command or set its defaults"`
	Editing bool `parser:"@'editing'" help:"editing=Enable command line editing"`
}

// TerminalDefault takes a setting of the session back: to none with History,
// else to the default. What is length or width.
type TerminalDefault struct {
	What    string `parser:"'terminal' ( ( 'no' | 'default' ) @('length' | 'width')" help:"no=Negate a command or set its defaults;default=Set a command to its defaults;length=Set number of lines on a screen;width=Set width of the display terminal"`
	Forget  bool   `parser:"| 'no' @'history'" help:"history=Enable and control the command history function"`
	History bool   `parser:"| @'history' )" help:"history=Enable and control the command history function"`
}

// TerminalType is what the terminal is called.
type TerminalType struct {
	Type Word `parser:"'terminal' 'terminal-type' @@" help:"terminal-type=Set the terminal type;Type=Terminal type"`
}

// TerminalTransport is TransportPreferred for the session.
type TerminalTransport struct {
	Protocol PreferredProtocol `parser:"'terminal' 'transport' 'preferred' @@" help:"transport=Define transport protocols for line;preferred=Specify the preferred protocol to use"`
}

// Lock asks for a password and keeps the session from whoever does not know it.
type Lock struct {
	Set bool `parser:"@'lock'" help:"lock=Lock the terminal"`
}

// Who is ShowUsers under other names.
type Who struct {
	Word string `parser:"@('systat' | 'who')" help:"systat=Display information about terminal lines;who=Display information about terminal lines"`
}

// TerminalExecTimestamp has every command of the session say the load and the
// time before it does anything.
type TerminalExecTimestamp struct {
	No        bool `parser:"'terminal' @'no'?" help:"no=Negate a command or set its defaults"`
	Timestamp bool `parser:"'exec' 'prompt' @'timestamp'" help:"exec=Configure EXEC;prompt=EXEC prompt;timestamp=Print timestamps for show commands"`
}

// ClearLine throws out who is on a line.
type ClearLine struct {
	Line LineRef `parser:"'clear' 'line' @@" help:"line=Reset a terminal line"`
}

// Send says something to people at the router's terminals. All is "*"; Log
// writes Text as a message of the router.
type Send struct {
	All      bool     `parser:"'send' ( @'*'" help:"send=Send a message to other tty lines;*=All tty lines"`
	Severity *Number  `parser:"| 'log' @@?" range:"0-7" help:"log=Logging destinations;Severity=Severity level"`
	Text     *Text    `parser:"  @@" help:"Text=Text to be logged"`
	Line     *LineRef `parser:"| @@ )"`
}

// DebugAll turns every debug on.
type DebugAll struct {
	All bool `parser:"'debug' @'all'" help:"all=Enable all debugging"`
}
