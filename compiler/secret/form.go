package secret

import "regexp"

// forms of the secrets as they are stored, by the digit before them.
var forms = map[string]*regexp.Regexp{
	"4": regexp.MustCompile(`^[./0-9A-Za-z]{43}$`),
	"5": regexp.MustCompile(`^\$1\$[./0-9A-Za-z]{1,8}\$[./0-9A-Za-z]{22}$`),
	"8": regexp.MustCompile(`^\$8\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}$`),
	"9": regexp.MustCompile(`^\$9\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}$`),
}

// WellFormed reports whether a text is a hash of the type of that digit.
func WellFormed(digit, text string) bool {
	form := forms[digit]
	return form == nil || form.MatchString(text)
}
