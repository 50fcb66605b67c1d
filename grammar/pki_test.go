package grammar

import "testing"

// TestPKICommands parses the commands of certificates and prints them back.
func TestPKICommands(t *testing.T) {
	for _, c := range []struct {
		mode *Mode
		line string
		want string
	}{
		{Global, "crypto pki trustpoint TP", "CryptoPKITrustpoint [crypto pki trustpoint TP]"},
		{Global, "crypto ca trustpoint TP", "CryptoPKITrustpoint [crypto pki trustpoint TP]"},
		{Global, "no cry ca tru TP", "CryptoPKITrustpoint [no crypto pki trustpoint TP]"},
		{Global, "crypto ca certificate chain TP", "CryptoPKICertificateChain [crypto pki certificate chain TP]"},
		{Global, "crypto key generate rsa", "CryptoKeyGenerateRSA [crypto key generate rsa]"},
		{Global, "crypto key generate rsa modulus 2048 label L general-keys", "CryptoKeyGenerateRSA [crypto key generate rsa general-keys label L modulus 2048]"},
		{Global, "crypto key generate rsa modulus 5000", "invalid at 32"},
		{Global, "no crypto key generate rsa", "ambiguous"},
		{Global, "crypto key zeroize rsa", "CryptoKeyZeroizeRSA [crypto key zeroize rsa]"},
		{Global, "crypto pki authenticate TP", "CryptoPKIAuthenticate [crypto pki authenticate TP]"},
		{Global, "crypto ca enroll TP", "CryptoPKIEnroll [crypto pki enroll TP]"},
		{Global, "crypto pki import TP certificate", "CryptoPKIImport [crypto pki import TP certificate]"},
		{Global, "crypto pki import TP pkcs12 r1.p12 password x", "CryptoPKIImport [crypto pki import TP pkcs12 r1.p12 password x]"},
		{Global, "crypto pki import TP pkcs12 r1.p12", "incomplete"},
		{Trustpoint, "enrollment terminal", "Enrollment [enrollment terminal]"},
		{Trustpoint, "enr term pem", "Enrollment [enrollment terminal pem]"},
		{Trustpoint, "enrollment selfsigned", "Enrollment [enrollment selfsigned]"},
		{Trustpoint, "enrollment url http://192.0.2.1:80", "Enrollment [enrollment url http://192.0.2.1:80]"},
		{Trustpoint, "no enrollment", "Enrollment [no enrollment]"},
		{Trustpoint, "subject-name CN=R1, O=Example Inc", "TrustpointSubjectName [subject-name CN=R1, O=Example Inc]"},
		{Trustpoint, "fqdn none", "TrustpointFQDN [fqdn none]"},
		{Trustpoint, "fqdn r1.example.com", "TrustpointFQDN [fqdn r1.example.com]"},
		{Trustpoint, "ip-address 192.0.2.1", "TrustpointIPAddress [ip-address 192.0.2.1]"},
		{Trustpoint, "ip-address 2001:db8::1", "TrustpointIPAddress [ip-address 2001:DB8::1]"},
		{Trustpoint, "ip-address none", "TrustpointIPAddress [ip-address none]"},
		{Trustpoint, "revocation-check crl none", "RevocationCheck [revocation-check crl none]"},
		{Trustpoint, "revocation-check", "incomplete"},
		{Trustpoint, "rsakeypair KEYS 2048", "RSAKeyPair [rsakeypair KEYS 2048]"},
		{Trustpoint, "usage ike", "TrustpointUsage [usage ike]"},
		{CertificateChain, "certificate ca 0a", "Certificate [certificate ca 0A]"},
		{CertificateChain, "certificate self-signed 01", "Certificate [certificate self-signed 01]"},
		{CertificateChain, "certificate 6100000002", "Certificate [certificate 6100000002]"},
		{CertificateChain, "certificate ca 01 nvram:CA#1CA.cer", "Certificate [certificate ca 01 nvram:CA#1CA.cer]"},
		{CertificateChain, "certificate ca xyz", "invalid at 15"},
		{Exec, "show crypto pki certificates verbose TP", "ShowCryptoPKICertificates [show crypto pki certificates verbose TP]"},
		{Exec, "show crypto ca certificates", "ShowCryptoPKICertificates [show crypto pki certificates]"},
		{Exec, "show crypto pki trustpoints status", "ShowCryptoPKITrustpoints [show crypto pki trustpoints status]"},
		{Exec, "show crypto key mypubkey rsa", "ShowCryptoKeyMypubkeyRSA [show crypto key mypubkey rsa]"},
	} {
		if got := describe(c.mode, c.line); got != c.want {
			t.Errorf("%s# %s\ngot  %s\nwant %s", c.mode.Name, c.line, got, c.want)
		}
	}
	for _, line := range []string{"crypto key generate rsa", "crypto key zeroize rsa L", "crypto pki authenticate TP", "crypto pki enroll TP", "crypto pki import TP certificate"} {
		if _, ok := Global.Parse(line).Command.(Immediate); !ok {
			t.Errorf("%q is no command that does something at once", line)
		}
	}
}
