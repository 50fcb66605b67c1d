package compiler

import (
	"strings"
	"testing"

	"mainmode/compiler/secret"
)

// A secret in clear is stored as type 5, or as it says itself, however it came;
// other types and passwords stay.
func TestSecretsAreHashed(t *testing.T) {
	for line, want := range map[string]string{
		"enable secret cisco":                                          "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
		"enable secret 0 cisco":                                        "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
		"username ann privilege 15 secret 0 cisco":                     "username ann privilege 15 secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
		"username ann secret cisco":                                    "username ann secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
		"enable algorithm-type md5 secret cisco":                       "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
		"enable algorithm-type sha256 secret cisco":                    "enable secret 8 $8$mERrmERrmERrmE$o5OCPjg2DE9i3CsKuJO/wL4WrDzaqt89GETK8JZSCSY",
		"username ann privilege 15 algorithm-type scrypt secret cisco": "username ann privilege 15 secret 9 $9$mERrmERrmERrmE$MrJyEpB5luZu2DkgUSXY0vap7yFQ1txUPsTM/ozRYys",
		"enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0":               "enable secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0",
		"enable password cisco":                                        "enable password cisco",
		"username ann password cisco":                                  "username ann password 0 cisco",
	} {
		typed := New(testSalt)
		NewEditor(typed).Line(line)
		loaded, _ := Load("R2.cfg", line+"\n", testSalt)
		for how, c := range map[string]*Config{"typed": typed, "loaded": loaded} {
			if !strings.Contains(c.Text(), "\n"+want+"\n") {
				t.Errorf("%s %q is stored as:\n%s\nwant %s", how, line, c.Text(), want)
			}
			checkReload(t, c)
		}
	}
	c, _ := Load("R2.cfg", "enable secret cisco\n", RandomSalt)
	r, _ := Compile(c, testEnv)
	stored := string(r.EnableSecret.Text)
	if r.EnableSecret.Type != 5 || secret.MD5Crypt("cisco", stored) != stored || secret.MD5Crypt("Cisco", stored) == stored {
		t.Errorf("the stored secret is of type %d and does not tell cisco from Cisco", r.EnableSecret.Type)
	}
	checkReload(t, c)
}

// What is said to be a hash and is none is refused where it is typed; a file
// that has it is closed to everybody rather than open.
func TestHashesThatAreNone(t *testing.T) {
	for _, line := range []string{"enable secret 5 cisco", "enable secret 5 $1$x", "enable secret 9 $9$x$y", "username ann secret 8 cisco", "username ann secret 4 cisco"} {
		typed := New(testSalt)
		if r := NewEditor(typed).Line(line); len(r.Messages) != 1 || !strings.HasPrefix(r.Messages[0], "ERROR: ") || strings.Contains(typed.Text(), "secret") {
			t.Errorf("typed %q: %q\n%s", line, r.Messages, typed.Text())
		}
		if loaded, d := Load("R2.cfg", line+"\n", testSalt); len(d) > 0 || !strings.Contains(loaded.Text(), "\n"+line+"\n") {
			t.Errorf("loaded %q: %v\n%s", line, d, loaded.Text())
		}
	}
}

func TestRandomSalt(t *testing.T) {
	one, two := RandomSalt(), RandomSalt()
	if len(one) != 4 || strings.Trim(one, secret.CryptDigits) != "" {
		t.Errorf("salt %q", one)
	}
	for range 10 { // two of 16 million may be equal, ten may not
		if one != two {
			return
		}
		two = RandomSalt()
	}
	t.Errorf("every salt is %q", one)
}
