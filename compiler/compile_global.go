package compiler

import (
	"strconv"
	"strings"
	"time"

	"mainmode/grammar"
	"mainmode/ike"
)

// newRouter is what IOS does without any configuration.
func newRouter() *Router {
	stamps := Timestamps{Enabled: true, Msec: true}
	return &Router{
		Hostname:        "Router",
		DomainLookup:    true,
		DebugTimestamps: stamps,
		LogTimestamps:   stamps,
		Logging:         Logging{Enabled: true, Buffer: 7, BufferSize: 4096, Console: 7, Monitor: 7, Trap: informational, History: warnings, HistorySize: 1},
		Lines:           []Line{newLine(Console, 0, 0), newLine(VTY, 0, 4)},
		ISAKMP:          ISAKMP{Enabled: true, NATTransparency: true},
		IPv4Forwarding:  true,
	}
}

func newLine(kind LineKind, first, last int) Line {
	return Line{Kind: kind, First: first, Last: last, ExecTimeout: 10 * time.Minute,
		Length: 24, Width: 80, History: 20, Privilege: 1, Login: kind == VTY}
}

// globalLine compiles a global command that opens no block.
func (w *compilation) globalLine(l *line) {
	r := w.r
	switch c := l.command.(type) {
	case *grammar.Hostname:
		r.Hostname = string(c.Name)
	case *grammar.ServiceTimestamps:
		w.timestamps(c, l.no)
	case *grammar.LoggingOn:
		r.Logging.Enabled = !l.no
	case *grammar.AccessListLogUpdate:
		if c.Threshold != nil && !l.no {
			r.Logging.AccessThreshold = int(*c.Threshold)
		}
	case *grammar.LoggingBuffered:
		r.Logging.Buffer = severityLevel(c.Severity, l.no)
		if c.Size != nil {
			r.Logging.BufferSize = int(*c.Size)
		}
	case *grammar.LoggingTerminal:
		if c.Target == "console" {
			r.Logging.Console = severityLevel(c.Severity, l.no)
		} else {
			r.Logging.Monitor = severityLevel(c.Severity, l.no)
		}
	case *grammar.LoggingHost, *grammar.LoggingTrap, *grammar.LoggingFacility, *grammar.LoggingSourceInterface, *grammar.LoggingOriginID,
		*grammar.LoggingCount, *grammar.LoggingHistory:
		w.loggingLine(l)
	case *grammar.EnableSecret:
		w.enableSecret(c)
	case *grammar.Privilege:
		w.privilege(c, l)
	case *grammar.Username:
		u := User{Name: string(c.Name), Privilege: 1, Password: password(c.Type, c.Secret), NoPassword: c.NoPassword}
		if c.Privilege != nil {
			u.Privilege = int(*c.Privilege)
		}
		r.Users = append(r.Users, u)
	case *grammar.Alias:
		r.Aliases = append(r.Aliases, Alias{string(c.Name), string(c.Command)})
	case *grammar.Banner:
		w.banner(c, l)
	case *grammar.IPDomainName:
		r.DomainName = string(c.Name)
	case *grammar.IPDomainLookup:
		r.DomainLookup = !l.no
	case *grammar.IPHost:
		for _, a := range c.Addresses {
			r.addHost(string(c.Name), a.Addr())
		}
	case *grammar.IPNameServer:
		w.nameServer(c, l)
	case *grammar.IPRouting:
		r.IPv4Forwarding = !l.no
	case *grammar.IPv6UnicastRouting:
		r.IPv6Forwarding = !l.no
	case *grammar.IPRoute, *grammar.IPv6Route:
		w.routeLine(l)
	case *grammar.KeyConfigKey:
		w.masterKey = string(c.Key)
	case *grammar.FilePrompt:
		r.FilePrompt = c.Mode
	case *grammar.CryptoKeysLog:
		r.CryptoKeysLog = string(c.File)
	case *grammar.NATPool, *grammar.NATTimeout, *grammar.NATDynamic, *grammar.NATStatic:
		w.natLine(l)
	default:
		w.cryptoLine(l)
	}
}

// enableSecret notes the password of a level. The secret counts, the password
// is for old images.
func (w *compilation) enableSecret(c *grammar.EnableSecret) {
	level := privilegedLevel
	if c.Level != nil {
		level = int(*c.Level)
	}
	secrets := &w.r.LevelSecrets
	switch {
	case level < privilegedLevel && *secrets == nil:
		*secrets = map[int]Password{}
		fallthrough
	case level < privilegedLevel:
		if c.Kind == "secret" || !(*secrets)[level].Set() {
			(*secrets)[level] = password(c.Type, c.Secret)
		}
	case c.Kind == "secret" || !w.r.EnableSecret.Set():
		w.r.EnableSecret = password(c.Type, c.Secret)
	}
}

// privilegedLevel is the privilege level that may do everything.
const privilegedLevel = 15

// privilege gives a command its level.
func (w *compilation) privilege(c *grammar.Privilege, l *line) {
	if w.r.Levels == nil {
		w.r.Levels = &grammar.Levels{}
	}
	for _, m := range c.Modes() {
		if !w.r.Levels.Set(m, string(c.Command), int(*c.Level), c.All) {
			w.report(Warning, l, "no command begins like that: nobody's privilege changes")
			return
		}
	}
}

func (w *compilation) timestamps(c *grammar.ServiceTimestamps, no bool) {
	t := Timestamps{Enabled: !no}
	if !no {
		t.Uptime = !c.DateTime
		for _, o := range c.Options {
			t.Msec = t.Msec || o.Milliseconds
			t.Local = t.Local || o.LocalTime
			t.ShowZone = t.ShowZone || o.ShowTimezone
			t.Year = t.Year || o.Year
		}
	}
	if c.Target != "log" {
		w.r.DebugTimestamps = t
	}
	if c.Target != "debug" {
		w.r.LogTimestamps = t
	}
}

func severityLevel(s *grammar.Severity, no bool) int {
	if no {
		return -1
	}
	return s.Level()
}

// password reads the digit that says how it is encoded.
func password(kind string, text grammar.Text) Password {
	p := Password{Text: ike.Secret(text)}
	if n, err := strconv.Atoi(kind); err == nil {
		p.Type = n
	}
	return p
}

// banner takes the text between the two delimiters.
func (w *compilation) banner(c *grammar.Banner, l *line) {
	delimiter, text := cutDelimiter(string(c.First))
	if l.body != "" {
		text += "\n" + strings.TrimSuffix(l.body, "\n")
	}
	text = strings.TrimSuffix(text, delimiter)
	switch c.Kind {
	case "motd":
		w.r.Banner.MOTD = text
	case "login":
		w.r.Banner.Login = text
	case "exec":
		w.r.Banner.Exec = text
	}
}
