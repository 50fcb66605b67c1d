package compiler

import (
	"encoding/hex"
	"fmt"
	"strconv"
)

// type7Stream is the fixed text that type 7 passwords are mixed with.
const type7Stream = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

// type7Starts is how many places of the stream IOS begins at.
const type7Starts = 16

// HideType7 is what "service password-encryption" makes of a password. It
// hides it from a glance and from nothing else: two digits that say where in a
// fixed text the key stream begins, then the characters in hexadecimal. start
// is any number; IOS uses 0 to 15.
func HideType7(clear string, start int) string {
	start = (start%type7Starts + type7Starts) % type7Starts
	return fmt.Sprintf("%02d%X", start, type7Mix([]byte(clear), start))
}

// RevealType7 undoes HideType7; false for what is not made so.
func RevealType7(hidden string) (clear string, ok bool) {
	if len(hidden) < 2 {
		return "", false
	}
	start, err := strconv.ParseUint(hidden[:2], 10, 8)
	if err != nil || start >= uint64(len(type7Stream)) {
		return "", false
	}
	text, err := hex.DecodeString(hidden[2:])
	if err != nil {
		return "", false
	}
	return string(type7Mix(text, int(start))), true
}

func type7Mix(text []byte, start int) []byte {
	for i := range text {
		text[i] ^= type7Stream[(start+i)%len(type7Stream)]
	}
	return text
}
