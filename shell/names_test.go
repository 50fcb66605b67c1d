package shell

import (
	"io"
	"reflect"
	"testing"

	"mainmode/grammar"
)

// kindsOf adds the kinds of names that a command takes, in all its parts.
func kindsOf(t reflect.Type, kinds map[string]bool, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumField() {
		if kind := t.Field(i).Tag.Get("names"); kind != "" {
			kinds[kind] = true
		}
		kindsOf(t.Field(i).Type, kinds, seen)
	}
}

// TestEveryKindOfNameIsCompleted has one of each kind that a command takes by
// name, and looks for it where Tab does.
func TestEveryKindOfNameIsCompleted(t *testing.T) {
	u := boot(t, `aaa new-model
aaa authentication login L local
username U password p
vrf definition V
 rd 1:1
 address-family ipv4
crypto keyring K
 pre-shared-key address 192.0.2.7 key k
crypto isakmp client configuration group G
crypto isakmp profile P
crypto ipsec transform-set T esp-aes esp-sha-hmac
crypto ipsec profile Q
 set transform-set T
crypto dynamic-map D 10
 set transform-set T
crypto map M 10 ipsec-isakmp dynamic D
crypto pki trustpoint TP
crypto pki certificate map CM 10
 subject-name co example
ip local pool LP 10.0.0.1 10.0.0.9
ip nat pool NP 192.0.2.1 192.0.2.9 prefix-length 24
ip host H 192.0.2.1
access-list 1 permit any
object-group network O
time-range TR
route-map R permit 10
`, nil)
	u.Console(NewScript("configure terminal\rcrypto key generate rsa label KEY modulus 1024\rend\r", io.Discard))
	kinds := map[string]bool{}
	for _, mode := range grammar.Modes {
		for _, command := range mode.Commands() {
			kindsOf(command, kinds, map[reflect.Type]bool{})
		}
	}
	for kind := range kinds {
		if len(u.namesOf(kind)) == 0 {
			t.Errorf("nothing of the kind %s is found", kind)
		}
	}
}
