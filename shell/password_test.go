package shell

import (
	"fmt"
	"testing"

	"mainmode/compiler"
	"mainmode/ike"
)

// TestUnknownUsers: to refuse a name that nobody has, or somebody without a
// password, takes the work of refusing a user, and it is the same work whenever
// the name comes. Nobody gets in by it.
func TestUnknownUsers(t *testing.T) {
	const config = `aaa new-model
aaa authentication login USERS local
username alice secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM
username bob secret plain
username carol password 0 clear
username nopassword privilege 15
`
	u := boot(t, config, nil)
	ir := u.IR()
	standIns := map[string]bool{}
	for i := range 200 {
		name := fmt.Sprint("nobody", i)
		if i == 0 {
			name = "nopassword"
		}
		a, known := accountOf(ir, name)
		if a == nil || known || !a.Password.Set() {
			t.Fatalf("%s: %+v, known: %t", name, a, known)
		}
		if again, _ := accountOf(ir, name); again != a {
			t.Errorf("%s costs what %s does, and then what %s does", name, a.Name, again.Name)
		}
		standIns[a.Name] = true
		if a.Name == "carol" && u.login("USERS", name, "clear") {
			t.Errorf("%s gets in with the password of carol", name)
		}
	}
	if len(standIns) != 3 {
		t.Errorf("refusals cost what %v do, want every user", standIns)
	}
	for name, password := range map[string]ike.Secret{"bob": "plain", "carol": "clear"} {
		if a, known := accountOf(ir, name); !known || a.Name != name {
			t.Errorf("%s is %+v, known: %t", name, a, known)
		}
		if !u.login("USERS", name, password) || u.login("USERS", name, password+"x") || u.login("OTHER", name, password) {
			t.Errorf("%s logs in as nobody should", name)
		}
	}
	if a, known := accountOf(&compiler.Router{}, "alice"); a != nil || known {
		t.Errorf("a router without users has %+v", a)
	}
}
