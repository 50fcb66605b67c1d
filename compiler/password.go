package compiler

import (
	"slices"
	"strings"

	"mainmode/grammar"
)

// stored is the command as the configuration holds it: its secrets hashed,
// hidden or encrypted as IOS does when they are typed in clear.
func (c *Config) stored(command any) any {
	command = c.salt.hashed(command)
	if e := c.index["service password-encryption"]; e != nil && !e.no {
		command = c.salt.hidden(command)
	}
	if key := c.masterKey(); key != "" {
		command = c.salt.encrypted(command, key)
	}
	return command
}

// masterKey is what new keys are encrypted with, "" if they are not.
func (c *Config) masterKey() string {
	if e := c.index["password encryption aes"]; e == nil || e.no {
		return ""
	}
	e := c.index["key config-key password-encrypt"]
	if e == nil {
		return ""
	}
	k, ok := e.command.(*grammar.KeyConfigKey)
	if !ok {
		return ""
	}
	return string(k.Key)
}

// rewrite stores again what stands there in clear, after a command that has
// secrets be stored in another form. What it has hidden stays so when the
// command goes, as on IOS.
func (c *Config) rewrite() {
	again := func(l *line) (any, string, bool) {
		if l.no || l.command == nil {
			return nil, "", false
		}
		command := c.stored(l.command)
		if command == l.command {
			return nil, "", false
		}
		return command, grammar.Format(command, false), true
	}
	for _, e := range c.entries {
		if command, text, changed := again(&e.line); changed {
			mine := c.own(e.key)
			mine.command, mine.text = command, text
		}
		for i := range e.children {
			if command, text, changed := again(&e.children[i]); changed {
				l := &c.own(e.key).children[i]
				l.command, l.text = command, text
			}
		}
		hidePasswords(c, e)
	}
}

// hidden is the command with its clear password as type 7, "service
// password-encryption".
func (s Salt) hidden(command any) any {
	switch c := command.(type) {
	case *grammar.EnableSecret:
		if h := *c; c.Kind == "password" && recode(&h.Type, &h.Secret, "7", s.type7) {
			return &h
		}
	case *grammar.Username:
		if h := *c; c.Kind == "password" && recode(&h.Type, &h.Secret, "7", s.type7) {
			return &h
		}
	case *grammar.LinePassword:
		if h := *c; recode(&h.Type, &h.Password, "7", s.type7) {
			return &h
		}
	}
	return command
}

func (s Salt) type7(clear string) string { return HideType7(clear, int(s()[0])) }

// encrypted is the command with its clear key as type 6, "password encryption
// aes".
func (s Salt) encrypted(command any, masterKey string) any {
	hide := func(clear string) string { return HideType6(clear, masterKey, s.type6()) }
	switch c := command.(type) {
	case *grammar.CryptoISAKMPKey:
		if h := *c; recode(&h.Type, &h.Key, "6", hide) {
			return &h
		}
	case *grammar.KeyringPreSharedKey:
		if h := *c; recode(&h.Type, &h.Key, "6", hide) {
			return &h
		}
	case *grammar.GroupKey:
		if h := *c; recode(&h.Type, &h.Key, "6", hide) {
			return &h
		}
	case *grammar.SetAggressivePassword:
		if h := *c; recode(&h.Type, &h.Password, "6", hide) {
			return &h
		}
	}
	return command
}

// type6 is a salt for a type 6 secret.
func (s Salt) type6() (salt [type6Salt]byte) {
	copy(salt[:], s()+s())
	return salt
}

// keptPasswords are how the kept lines begin that end in a password which
// "service password-encryption" hides. "_" is any word.
var keptPasswords = []string{
	"ppp chap password", "ppp pap sent-username _ password", "ip ospf authentication-key", "ip ospf message-digest-key _ md5",
	"ip ftp password", "ip http client password", "key-string", "neighbor _ password", "tacacs-server key", "radius-server key", "key",
	"standby _ authentication md5 key-string", "vrrp _ authentication md5 key-string", "glbp _ authentication md5 key-string",
	"l2tp tunnel password", "isis password", "area _ virtual-link _ authentication-key",
}

// hidePasswords has the kept lines of an entry hide their passwords.
func hidePasswords(c *Config, e *entry) {
	if text := c.hiddenText("", &e.line); text != e.text {
		c.own(e.key).text = text
	}
	for i := 0; i < len(e.children); i++ {
		l := &e.children[i]
		text := c.hiddenText(e.text, l)
		if text == l.text {
			continue
		}
		// The line is now what it would be had it been typed so, perhaps
		// another one of the block.
		key := strings.TrimSuffix(l.key, l.text) + text
		e = c.own(e.key)
		e.keys = nil
		if slices.ContainsFunc(e.children, func(o line) bool { return o.key == key }) {
			e.children = slices.Delete(e.children, i, i+1)
			i--
			continue
		}
		e.children[i].text, e.children[i].key = text, key
	}
}

// hiddenText is the text of a kept line with its clear password as type 7.
func (c *Config) hiddenText(block string, l *line) string {
	if e := c.index["service password-encryption"]; l.command != nil || l.no || e == nil || e.no {
		return l.text
	}
	for _, pattern := range keptPasswords {
		if pattern == "key" && !startsWith(block, "tacacs server") && !startsWith(block, "radius server") {
			continue
		}
		if at := endOfPattern(l.text, pattern); at > 0 {
			password := strings.TrimPrefix(l.text[at:], "0 ")
			if password != "" && !strings.Contains(password, " ") {
				return l.text[:at] + "7 " + c.salt.type7(password)
			}
		}
	}
	return l.text
}

// endOfPattern is where the word behind the words of a pattern begins, 0 if
// the text does not begin with them.
func endOfPattern(text, pattern string) int {
	at := 0
	for _, want := range fields(pattern) {
		word, _, more := strings.Cut(text[at:], " ")
		if !more || want != "_" && !strings.EqualFold(word, want) {
			return 0
		}
		at += len(word) + 1
	}
	return at
}
