package grammar

import "testing"

func TestViewHidesWhatNeedsMore(t *testing.T) {
	for _, c := range []struct {
		mode  *Mode
		level int
		line  string
		want  Status
	}{
		{Exec, 15, "configure terminal", OK},
		{Exec, 1, "configure terminal", Invalid},
		{Exec, 1, "e", Ambiguous}, // enable, exit: erase is not there
		{Exec, 1, "en", OK},
		{Exec, 0, "show version", Invalid},
		{Exec, 0, "logout", OK},
		{Exec, 1, "show crypto isakmp sa", OK},
		{Exec, 1, "show crypto isakmp key", Invalid},
		{Exec, 1, "show running-config", Invalid},
		{Exec, 14, "reload", Invalid},
		{Interface, 14, "shutdown", Invalid},
		{Interface, 0, "exit", OK},
		{Global, 1, "do show version", OK},
	} {
		if got := (View{Mode: c.mode, Level: c.level}).Parse(c.line).Status; got != c.want {
			t.Errorf("level %d, %s: %q is %v, want %v", c.level, c.mode.Name, c.line, got, c.want)
		}
	}
}

func TestLevels(t *testing.T) {
	var levels Levels
	for _, set := range []struct {
		mode    *Mode
		words   string
		level   int
		all, ok bool
	}{
		{Exec, "show running-config", 7, false, true},
		{Exec, "ping", 9, false, true},
		{Exec, "deb cry isa", 5, false, true}, // abbreviated
		{Exec, "clear crypto", 6, true, true},
		{Exec, "frobnicate", 3, false, false},
		{Exec, "sh", 1, false, true}, // named after it was implied
		{Interface, "no shutdown", 7, false, true},
	} {
		if ok := levels.Set(set.mode, set.words, set.level, set.all); ok != set.ok {
			t.Errorf("Set(%s, %q) is %v", set.mode.Name, set.words, ok)
		}
	}
	for _, c := range []struct {
		mode  *Mode
		level int
		line  string
		want  Status
	}{
		{Exec, 1, "show version", OK},
		{Exec, 6, "show running-config", Invalid},
		{Exec, 7, "show running-config", OK},
		{Exec, 7, "show running-config all", Invalid}, // "all" was not said
		{Exec, 8, "ping 192.0.2.1", Invalid},
		{Exec, 9, "ping 192.0.2.1", OK},
		{Exec, 5, "debug crypto isakmp", OK},
		{Exec, 5, "debug crypto ipsec", Invalid},
		{Exec, 6, "clear crypto sa peer 192.0.2.1", OK},
		{Exec, 6, "clear counters", Invalid},
		{Interface, 7, "shutdown", OK},
		{Interface, 7, "no shutdown", OK},
		{Interface, 7, "no ip address", Invalid},
		{Interface, 6, "shutdown", Invalid},
	} {
		if got := (View{Mode: c.mode, Level: c.level, Levels: &levels}).Parse(c.line).Status; got != c.want {
			t.Errorf("level %d, %s: %q is %v, want %v", c.level, c.mode.Name, c.line, got, c.want)
		}
	}
	v := View{Mode: Exec, Level: 5, Levels: &levels}
	if h := v.Help("debug crypto "); len(h.Items) != 1 || h.Items[0].Word != "isakmp" {
		t.Errorf("level 5 is offered %v", h.Items)
	}
	if full, ok := v.Tab("de"); !ok || full != "debug " {
		t.Errorf("Tab makes %q, %v", full, ok)
	}
}
