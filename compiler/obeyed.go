package compiler

import "strings"

// obeyed are the lines without a command of their own that are read
// nevertheless: mainmode does what they say. "_" is any word.
var obeyed = []struct{ block, pattern string }{
	{"", "aaa new-model"},
	{"", "aaa authentication login _ local"},
	{"", "track _ interface _ line-protocol"},
	{"", "track _ interface _ ip routing"},
	{"line", "access-class _ in"},
	{"line", "access-class _ in vrf-also"},
	{"line", "login authentication _"},
	{"", "aaa authorization exec _ local"},
	{"", "ip scp server enable"},
	{"", "ip ssh version _"},
	{"", "ip ssh time-out _"},
	{"", "ip ssh authentication-retries _"},
	{"", "ip ssh rsa keypair-name _"},
}

// isObeyed reports whether a kept line of the block, "" for global
// configuration, has an effect.
func isObeyed(block, text string) bool {
	words := fields(text)
	for i := range obeyed {
		o := &obeyed[i]
		if (o.block == "") != (block == "") || !startsWith(block, o.block) && o.block != "" {
			continue
		}
		want := fields(o.pattern)
		if len(want) != len(words) {
			continue
		}
		fits := true
		for j := range want {
			fits = fits && (want[j] == "_" || strings.EqualFold(want[j], words[j]))
		}
		if fits {
			return true
		}
	}
	return false
}
