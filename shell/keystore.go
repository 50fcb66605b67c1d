package shell

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"mainmode/compiler"
	"mainmode/ike"
)

// keyPair is a pair of RSA keys of the router.
type keyPair struct {
	label      string
	key        *rsa.PrivateKey
	exportable bool
	generated  time.Time
}

// keyStore holds the router's key pairs. As on a router they are no part of
// the configuration: "write memory" writes them to a file of their own beside
// the startup-config, which only its owner can read.
type keyStore struct {
	file   string
	mu     sync.Mutex
	pairs  []keyPair
	broken error // the file cannot be read, and must not be written over
}

// privateConfig is where the keys are kept of a router that boots that
// startup-config.
func privateConfig(startup string) string { return startup + ".private-config" }

// Of the headers of a key's PEM block.
const (
	keyBlock        = "RSA PRIVATE KEY"
	headerLabel     = "Label"
	headerExport    = "Exportable"
	headerGenerated = "Generated"
	maxKeyFile      = 1 << 20
)

// openKeyStore reads the file of keys, if there is one. A store whose file
// cannot be read is empty, and remembers why.
func openKeyStore(file string) *keyStore {
	k := &keyStore{file: file}
	data, err := readSmall(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		k.broken = err
	default:
		k.pairs, k.broken = parseKeys(data)
		if k.broken != nil {
			k.broken = fmt.Errorf("%s: %w", file, k.broken)
		}
	}
	return k
}

func readSmall(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxKeyFile {
		return nil, fmt.Errorf("%s: not a file of keys", file)
	}
	return os.ReadFile(file)
}

// parseKeys reads PEM blocks with nothing but blanks between them.
func parseKeys(data []byte) ([]keyPair, error) {
	var pairs []keyPair
	for data = bytes.TrimSpace(data); len(data) > 0; data = bytes.TrimSpace(data) {
		block, rest := pem.Decode(data)
		if block == nil || !bytes.HasPrefix(data, []byte("-----BEGIN")) {
			return nil, errors.New("not a file of keys")
		}
		data = rest
		label := block.Headers[headerLabel]
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if block.Type != keyBlock || label == "" || err != nil {
			return nil, fmt.Errorf("key pair %d %q cannot be read", len(pairs)+1, label)
		}
		generated, err := time.Parse(time.RFC3339, block.Headers[headerGenerated])
		if err != nil {
			return nil, fmt.Errorf("key pair %q: no time of generation", label)
		}
		pairs = append(pairs, keyPair{label, key, block.Headers[headerExport] == "yes", generated})
	}
	return pairs, nil
}

func formatKeys(pairs []keyPair) []byte {
	var b bytes.Buffer
	for _, p := range pairs {
		export := "no"
		if p.exportable {
			export = "yes"
		}
		pem.Encode(&b, &pem.Block{Type: keyBlock, Bytes: x509.MarshalPKCS1PrivateKey(p.key), Headers: map[string]string{
			headerLabel: p.label, headerExport: export, headerGenerated: p.generated.UTC().Format(time.RFC3339),
		}})
	}
	return b.Bytes()
}

// save writes the file of keys; without keys there is none.
func (k *keyStore) save() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.broken != nil {
		return fmt.Errorf("the keys are not saved: %w", k.broken)
	}
	if len(k.pairs) > 0 {
		return compiler.WriteFile(k.file, formatKeys(k.pairs))
	}
	if err := os.Remove(k.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// erase removes the file of keys.
func (k *keyStore) erase() error {
	if err := os.Remove(k.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// all is the key pairs in the order in which they were made.
func (k *keyStore) all() []keyPair {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.pairs)
}

func (k *keyStore) find(label string) (keyPair, bool) {
	for _, p := range k.all() {
		if p.label == label {
			return p, true
		}
	}
	return keyPair{}, false
}

// put adds a key pair, or replaces that of its label.
func (k *keyStore) put(p keyPair) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pairs = append(slices.DeleteFunc(k.pairs, func(q keyPair) bool { return q.label == p.label }), p)
}

// remove deletes the key pair of a label, "" for all.
func (k *keyStore) remove(label string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pairs = slices.DeleteFunc(k.pairs, func(p keyPair) bool { return label == "" || p.label == label })
}

// secrets are the private keys as the compiler wants them.
func (k *keyStore) secrets() map[string]ike.Secret {
	secrets := map[string]ike.Secret{}
	for _, p := range k.all() {
		secrets[p.label] = ike.Secret(x509.MarshalPKCS1PrivateKey(p.key))
	}
	return secrets
}

// generate makes a key pair and puts it into the store.
func (k *keyStore) generate(label string, bits int, exportable bool, now time.Time) (keyPair, error) {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return keyPair{}, err
	}
	p := keyPair{label, key, exportable, now.Truncate(time.Second)}
	k.put(p)
	return p, nil
}
