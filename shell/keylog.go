package shell

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/ike"
)

// KeyLog is the file of "crypto keys log": a line for each SA, as it stands in
// Wireshark's tables ikev1_decryption_table and esp_sa. Who has the file can
// read the tunnels, so it must be its owner's alone. The zero KeyLog is off.
type KeyLog struct {
	mu   sync.Mutex
	path string
	file *os.File
}

// SetFile has keys written to the end of that file from now on, which is made
// if it does not exist; "" ends it. A file that others can read, or that is
// not a regular file, is refused: then no key is written anywhere, until
// another path is set.
func (k *KeyLog) SetFile(path string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if path == k.path {
		return nil
	}
	if k.file != nil {
		k.file.Close()
	}
	k.path, k.file = path, nil
	if path == "" {
		return nil
	}
	f, err := openPrivate(path)
	if err != nil {
		return fmt.Errorf("crypto keys log: %w", err)
	}
	k.file = f
	return nil
}

// openPrivate opens a file for appending that only its owner can read.
func openPrivate(path string) (*os.File, error) {
	const ownerOnly = 0o600
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, ownerOnly)
	switch {
	case errors.Is(err, unix.ELOOP):
		return nil, fmt.Errorf("%s: is a symbolic link", path)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, errors.Unwrap(err))
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s: is not a regular file", path)
	case info.Mode().Perm()&0o077 != 0:
		err = fmt.Errorf("%s: others can use it (mode %04o), make it %04o", path, info.Mode().Perm(), ownerOnly)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Keys writes the line of a phase 1 SA.
func (k *KeyLog) Keys(keys ike.Keys) error {
	return k.write(fmt.Sprintf("%x,%x\n", keys.InitiatorCookie, keys.Encryption))
}

// SAs writes a line for each SA of the datapath.
func (k *KeyLog) SAs(sas []datapath.SA) error {
	var b strings.Builder
	for i := range sas {
		b.WriteString(espLine(&sas[i]))
	}
	return k.write(b.String())
}

func (k *KeyLog) write(lines string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.file == nil {
		return nil
	}
	if _, err := k.file.WriteString(lines); err != nil {
		return fmt.Errorf("crypto keys log: %w", err)
	}
	return nil
}

// espLine is the line of the table esp_sa for one SA.
func espLine(sa *datapath.SA) string {
	family, from, to := "IPv4", sa.Local, sa.Remote
	if sa.Local.Is6() {
		family = "IPv6"
	}
	if sa.Direction == datapath.Inbound {
		from, to = to, from
	}
	cipher := map[datapath.Cipher]string{
		datapath.Null:      "NULL",
		datapath.DES:       "DES-CBC [RFC2405]",
		datapath.TripleDES: "TripleDES-CBC [RFC2451]",
		datapath.AESCBC:    "AES-CBC [RFC3602]",
		datapath.AESGCM:    "AES-GCM with 16 octet ICV [RFC4106]",
	}[sa.Transform.Cipher]
	integrity := map[datapath.Integrity]string{
		datapath.NoIntegrity: "NULL",
		datapath.HMACMD5:     "HMAC-MD5-96 [RFC2403]",
		datapath.HMACSHA1:    "HMAC-SHA-1-96 [RFC2404]",
		datapath.HMACSHA256:  "HMAC-SHA-256-128 [RFC4868]",
		datapath.HMACSHA384:  "HMAC-SHA-384-192 [RFC4868]",
		datapath.HMACSHA512:  "HMAC-SHA-512-256 [RFC4868]",
	}[sa.Transform.Integrity]
	return fmt.Sprintf("%q,%q,%q,\"0x%08x\",%q,%q,%q,%q\n", family, wiresharkAddr(from), wiresharkAddr(to), sa.SPI,
		cipher, hexKey(sa.EncKey), integrity, hexKey(sa.AuthKey))
}

func wiresharkAddr(a netip.Addr) string { return a.Unmap().WithZone("").String() }

// hexKey is how the table writes a key; an empty one is no key.
func hexKey(key []byte) string {
	if len(key) == 0 {
		return ""
	}
	return fmt.Sprintf("0x%x", key)
}
