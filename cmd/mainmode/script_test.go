package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseScript(t *testing.T) {
	typed := func(s string) *string { return &s }
	text := strings.Join([]string{
		"! a comment",
		"",
		"R2# conf t",
		"  R2#interface Tunnel23",
		"R2#",
		"R2#  two blanks: one is part of it! ",
		"R2# do ping fe80::23:3",
		"wait R2 !!!!! 10",
		"wait R3 Line protocol on Interface Tunnel23, changed state to up",
		"wait R3 Success rate is 100",
		"wait R2 100",
		"wait R2   5/5   007",
		"sleep 3\r",
		"wait# is a node, too",
		"wait R2 the text#has a sign",
	}, "\n")
	want := []statement{
		{line: 3, node: "R2", typed: typed("conf t")},
		{line: 4, node: "R2", typed: typed("interface Tunnel23")},
		{line: 5, node: "R2", typed: typed("")},
		{line: 6, node: "R2", typed: typed(" two blanks: one is part of it!")},
		{line: 7, node: "R2", typed: typed("do ping fe80::23:3")},
		{line: 8, node: "R2", wait: "!!!!!", limit: 10 * time.Second},
		{line: 9, node: "R3", wait: "Line protocol on Interface Tunnel23, changed state to up", limit: defaultWait},
		{line: 10, node: "R3", wait: "Success rate is", limit: 100 * time.Second},
		{line: 11, node: "R2", wait: "100", limit: defaultWait},
		{line: 12, node: "R2", wait: "5/5", limit: 7 * time.Second},
		{line: 13, sleep: 3 * time.Second},
		{line: 14, node: "wait", typed: typed("is a node, too")},
		{line: 15, node: "R2", wait: "the text#has a sign", limit: defaultWait},
	}
	got, err := parseScript(text, func(name string) bool { return name != "R4" })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(statement{})); diff != "" {
		t.Errorf("parseScript (-want +got):\n%s", diff)
	}
}

func TestParseScriptErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"R4# show clock", `line 1: unknown node "R4"`},
		{"!\n\nwait R4 up", `line 3: unknown node "R4"`},
		{"show clock", `line 1: "show clock" is none of: `},
		{"wait", "line 1: wait wants a node and a text"},
		{"wait R2", "line 1: wait wants a node and a text"},
		{"sleep", `line 1: sleep wants a number of seconds, not ""`},
		{"sleep long", `line 1: sleep wants a number of seconds, not "long"`},
		{"sleep -1", `line 1: sleep wants a number of seconds, not "-1"`},
		{"sleep 9999999999", `line 1: sleep wants a number of seconds`},
		{"R2#show clock\n#", `line 2: "#" is none of: `},
	}
	for _, tt := range tests {
		_, err := parseScript(tt.text, func(name string) bool { return name == "R2" })
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %s", tt.text, err, tt.want)
		}
	}
}

func FuzzParseScript(f *testing.F) {
	f.Add("R2# show clock\nwait R2 up 3\nsleep 1\n! end\n")
	f.Fuzz(func(t *testing.T, text string) {
		script, err := parseScript(text, func(string) bool { return true })
		if err != nil {
			return
		}
		for _, s := range script {
			if (s.typed != nil || s.wait != "") != (s.node != "") {
				t.Errorf("a statement of which node? %+v", s)
			}
		}
	})
}

func TestCommandsOf(t *testing.T) {
	tests := []struct {
		name  string
		args  []string
		stdin string
		want  []string
	}{
		{"words", []string{"show", "crypto", "isakmp", "sa"}, "", []string{"show crypto isakmp sa"}},
		{"one quoted", []string{"show clock"}, "", []string{"show clock"}},
		{"two quoted", []string{"show clock", "show version"}, "", []string{"show clock", "show version"}},
		{"one of them a word", []string{"conf t", "end", "show clock"}, "", []string{"conf t", "end", "show clock"}},
		{"filter of words", []string{"show", "run", "|", "include", "crypto"}, "", []string{"show run | include crypto"}},
		{"quoted filter", []string{"show run", "| i caps|ident"}, "", []string{"show run | i caps|ident"}},
		{"stdin", []string{"-"}, "conf t\nend\n", []string{"conf t", "end"}},
		{"not stdin", []string{"-", "x"}, "conf t\n", []string{"- x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := commandsOf(tt.args, strings.NewReader(tt.stdin))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := commandsOf(nil, nil); err == nil {
		t.Error("no command is taken")
	}
}
