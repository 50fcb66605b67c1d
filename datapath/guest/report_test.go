package guest

import "testing"

func TestFailures(t *testing.T) {
	const text = `=== RUN   TestKernel
=== RUN   TestKernel/GRE
=== PAUSE TestKernel/GRE
=== RUN   TestKernel/VTI
=== CONT  TestKernel/GRE
    gre_test.go:10: it says much
=== CONT  TestKernel/VTI
    vti_test.go:20: R1: in clear
=== NAME  TestKernel/GRE
    gre_test.go:11: and more
=== NAME  TestKernel/VTI
    vti_test.go:21: R2: too
--- FAIL: TestKernel (1.00s)
    --- PASS: TestKernel/GRE (0.50s)
    --- FAIL: TestKernel/VTI (0.60s)
FAIL
`
	const want = `--- FAIL: TestKernel (1.00s)
--- FAIL: TestKernel/VTI (0.60s)
    vti_test.go:20: R1: in clear
    vti_test.go:21: R2: too
`
	if got := failures(text); got != want {
		t.Errorf("failures:\n%s\nwant:\n%s", got, want)
	}
	const panicked = "=== RUN   TestKernel\npanic: it\n--- FAIL: TestKernel (1.00s)\n"
	if got := failures(panicked); got != panicked {
		t.Errorf("failures of a panic:\n%s", got)
	}
}
