package shell

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"mainmode/grammar"
)

// minModulus is the smallest key that is still worth the name; Go refuses
// smaller ones too.
const (
	minModulus     = 1024
	maxModulus     = 4096
	defaultModulus = 2048
)

var errSmallModulus = fmt.Errorf("%% RSA keys of less than %d bits are not supported: they can be broken", minModulus)

// askYesNo asks until the answer is one of the two; where nobody can answer it
// is no.
func (s *Session) askYesNo(question string) (bool, error) {
	for {
		answer, err := s.Ask(question + " [yes/no]: ")
		if err != nil {
			return false, err
		}
		switch answer = strings.ToLower(answer); {
		case answer != "" && strings.HasPrefix("yes", answer):
			return true, nil
		case answer != "" && strings.HasPrefix("no", answer):
			return false, nil
		}
		if _, nobody := s.term.(*batch); nobody {
			return false, nil
		}
		s.Printf("%% Please answer 'yes' or 'no'.\n")
	}
}

// generateRSA is "crypto key generate rsa".
func generateRSA(s *Session, c *grammar.CryptoKeyGenerateRSA) error {
	ir := s.router.IR()
	label, bits, exportable := ir.KeyLabel(), 0, false
	named := false
	for _, o := range c.Options {
		switch {
		case o.Label != nil:
			label, named = string(*o.Label), true
		case o.Modulus != nil:
			bits = int(*o.Modulus)
		case o.Exportable:
			exportable = true
		}
	}
	switch {
	case !named && ir.Hostname == "Router":
		return refusal("% Please define a hostname other than Router.")
	case !named && ir.DomainName == "":
		return refusal("% Please define a domain-name first.")
	}
	if _, exists := s.router.keys.find(label); exists {
		s.Printf("%% You already have RSA keys defined named %s.\n", label)
		if yes, err := s.askYesNo("% Do you really want to replace them?"); err != nil || !yes {
			return err
		}
	}
	s.Printf("The name for the keys will be: %s\n", label)
	if bits == 0 {
		var err error
		if bits, err = s.askModulus(); err != nil {
			return err
		}
	}
	return s.makeKeys(label, bits, exportable)
}

func (s *Session) askModulus() (int, error) {
	s.Printf("Choose the size of the key modulus in the range of %d to %d for your\n"+
		"  General Purpose Keys. Choosing a key modulus greater than 512 may take\n  a few minutes.\n\n", minModulus, maxModulus)
	for {
		answer, err := s.Ask(fmt.Sprintf("How many bits in the modulus [%d]: ", defaultModulus))
		if err != nil {
			return 0, err
		}
		if answer == "" {
			return defaultModulus, nil
		}
		if bits, err := strconv.Atoi(answer); err == nil && bits >= minModulus && bits <= maxModulus {
			return bits, nil
		}
		s.Printf("%% A decimal number between %d and %d.\n", minModulus, maxModulus)
	}
}

// makeKeys generates a key pair and says so.
func (s *Session) makeKeys(label string, bits int, exportable bool) error {
	if bits < minModulus {
		return errSmallModulus
	}
	not := "non-"
	if exportable {
		not = ""
	}
	s.Printf("%% Generating %d bit RSA keys, keys will be %sexportable...\n", bits, not)
	began := time.Now()
	if _, err := s.router.keys.generate(label, bits, exportable, s.router.clock.Now()); err != nil {
		return fmt.Errorf("%% %w", err)
	}
	s.Printf("[OK] (elapsed time was %d seconds)\n\n", int(time.Since(began)/time.Second))
	return s.router.changePKI(nil)
}

// zeroizeRSA is "crypto key zeroize rsa": certificates made for the keys are
// of no use without them and go too.
func zeroizeRSA(s *Session, c *grammar.CryptoKeyZeroizeRSA) error {
	label := ""
	if c.Label != nil {
		label = string(*c.Label)
	}
	_, found := s.router.keys.find(label)
	switch {
	case label != "" && !found, len(s.router.keys.all()) == 0:
		return refusal("% No RSA keys found to zeroize.")
	case label == "":
		s.Printf("%% All RSA keys will be removed.\n%% All router certs issued using these keys will also be removed.\n")
	default:
		s.Printf("%% Keys to be removed are named '%s'.\n%% All router certs issued using these keys will also be removed.\n", label)
	}
	if yes, err := s.askYesNo("Do you really want to remove these keys?"); err != nil || !yes {
		return err
	}
	s.router.keys.remove(label)
	trustpoints := s.router.IR().Trustpoints
	return s.router.changePKI(func(e pkiEditor) {
		for _, t := range trustpoints {
			if label == "" || t.KeyLabel == label {
				e.RemoveCertificate(t.Name, false)
			}
		}
	})
}
