package isakmp

import "testing"

func TestLifetime(t *testing.T) {
	for _, p := range []Protocol{ProtocolISAKMP, ProtocolESP} {
		for _, want := range []Lifetime{{}, {Seconds: 60}, {Kilobytes: 4608000}, {Seconds: 86400, Kilobytes: 2560}} {
			got, err := ParseLifetime(p, want.Marshal(p))
			if err != nil || got != want {
				t.Errorf("%v: %+v becomes %+v, %v", p, want, got, err)
			}
		}
	}
	for _, bad := range []string{"\x80", "\x80\x01\x00\x01", "\x80\x02\x00\x05", "\x00\x02\xff\xff"} {
		if l, err := ParseLifetime(ProtocolESP, []byte(bad)); err == nil {
			t.Errorf("%x is taken for %+v", bad, l)
		}
	}
}
