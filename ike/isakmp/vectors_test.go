package isakmp

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
)

// vector is one datagram of ../testdata.
type vector struct {
	Exchange string
	Datagram []byte
	Plain    []byte // with padding; nil if not known
	Length   int    // of Plain without padding
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// load reads a file of ../testdata.
func load(t testing.TB, name string, v any) {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatal(err)
	}
}

// vectors returns all datagrams, those of genuine IOS routers first.
func vectors(t testing.TB) []vector {
	t.Helper()
	var ios []struct {
		Name      string
		Datagrams []string
	}
	load(t, "ios.json", &ios)
	var strongswan []struct {
		Name      string
		Datagrams []struct {
			Hex, Plain string
			Length     int
		}
	}
	load(t, "strongswan.json", &strongswan)
	var all []vector
	for _, x := range ios {
		for _, d := range x.Datagrams {
			all = append(all, vector{"ios " + x.Name, unhex(t, d), nil, 0})
		}
	}
	for _, x := range strongswan {
		for _, d := range x.Datagrams {
			all = append(all, vector{x.Name, unhex(t, d.Hex), unhex(t, d.Plain), d.Length})
		}
	}
	if len(all) < 200 {
		t.Fatalf("%d datagrams", len(all))
	}
	return all
}
