package lab

import "os"

// TB is the part of testing.TB that Require needs; this package is part of the
// program, which shall not carry the testing package.
type TB interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Require skips the test, with the reason, when err says that what it needs is
// not there. Under MAINMODE_REQUIRE=1 nothing is skipped: the test fails.
func Require(t TB, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("MAINMODE_REQUIRE") == "1" {
		t.Fatalf("needs %s: %v", what, err)
	}
	t.Skipf("needs %s: %v", what, err)
}

// Available says why labs cannot run in this very process, nil if they can.
func Available() error {
	ns, err := NewNamespace("lab")
	if err != nil {
		return err
	}
	return ns.Close()
}
