package compiler

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decoded is the text of a file in UTF-8, in UTF-16 with a byte order mark, or in
// ISO 8859-1, in which routers keep what was typed at old terminals.
func decoded(data []byte) string {
	var order binary.ByteOrder
	switch {
	case len(data)%2 == 0 && bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		order = binary.LittleEndian
	case len(data)%2 == 0 && bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		order = binary.BigEndian
	case utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return string(data)
	default:
		text := make([]rune, len(data))
		for i, b := range data {
			text[i] = rune(b)
		}
		return string(text)
	}
	units := make([]uint16, 0, len(data)/2)
	for rest := data[2:]; len(rest) > 0; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return string(utf16.Decode(units))
}

// otherSystems are lines by which the configuration of a system that is not IOS
// is known.
var otherSystems = []struct{ begins, system string }{
	{"ASA Version ", "ASA"},
	{"PIX Version ", "PIX"},
	{"NGFW Version ", "Firepower Threat Defense"},
	{"!! IOS XR Configuration", "IOS XR"},
	{"!! Last configuration change at ", "IOS XR"},
	{"!Command: show running-config", "NX-OS"},
	{"set system host-name ", "Junos"},
	{"#config-version=", "FortiOS"},
}

// otherSystem is the system, other than IOS, that a line is of; "" if it need not
// be of one.
func otherSystem(line string) string {
	for _, o := range otherSystems {
		if strings.HasPrefix(line, o.begins) {
			return o.system
		}
	}
	return ""
}
