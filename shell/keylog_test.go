package shell

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mainmode/datapath"
	"mainmode/datapath/esp"
	"mainmode/datapath/lab"
	"mainmode/ike"
	"mainmode/ike/isakmp"
)

func TestKeyLogFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file("target", 0o600), link); err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(dir, "pipe")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, err string }{
		{"new", filepath.Join(dir, "new"), ""},
		{"private", file("private", 0o600), ""},
		{"group", file("group", 0o640), "others can use it (mode 0640)"},
		{"world", file("world", 0o604), "others can use it (mode 0604)"},
		{"writable", file("writable", 0o602), "others can use it (mode 0602)"},
		{"link", link, "is a symbolic link"},
		{"pipe", pipe, "pipe: "},
		{"directory", dir, "is a directory"},
		{"missing folder", filepath.Join(dir, "no", "keys"), "no such file or directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var k KeyLog
			err := k.SetFile(c.path)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) || !strings.HasPrefix(err.Error(), "crypto keys log: ") {
					t.Errorf("error %v, want %q", err, c.err)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			if err := k.Keys(ike.Keys{InitiatorCookie: [8]byte{0xAB, 7: 1}, Encryption: []byte{1, 2, 3}}); err != nil {
				t.Fatal(err)
			}
			if err := k.SetFile(""); err != nil {
				t.Fatal(err)
			}
			if err := k.Keys(ike.Keys{}); err != nil {
				t.Error(err)
			}
			if c.err != "" {
				return
			}
			got, err := os.ReadFile(c.path)
			if want := "ab00000000000001,010203\n"; err != nil || string(got) != want {
				t.Errorf("file holds %q, %v, want %q", got, err, want)
			}
			if info, err := os.Stat(c.path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
		})
	}
}

// capture collects IP packets in the format of libpcap.
type capture struct{ bytes.Buffer }

func newCapture() *capture {
	c := &capture{}
	const rawIP = 101
	binary.Write(c, binary.LittleEndian, []uint32{0xA1B2C3D4, 2 | 4<<16, 0, 0, 1 << 16, rawIP})
	return c
}

func (c *capture) packet(from, to netip.Addr, protocol byte, payload []byte) {
	var header []byte
	if from.Is4() {
		header = []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, protocol, 0, 0}
		binary.BigEndian.PutUint16(header[2:], uint16(20+len(payload)))
	} else {
		header = []byte{0x60, 0, 0, 0, 0, 0, protocol, 64}
		binary.BigEndian.PutUint16(header[4:], uint16(len(payload)))
	}
	header = append(append(header, from.AsSlice()...), to.AsSlice()...)
	n := uint32(len(header) + len(payload))
	binary.Write(c, binary.LittleEndian, []uint32{0, 0, n, n})
	c.Write(header)
	c.Write(payload)
}

func (c *capture) datagram(from, to netip.AddrPort, payload []byte) {
	udp := make([]byte, 8, 8+len(payload))
	binary.BigEndian.PutUint16(udp, from.Port())
	binary.BigEndian.PutUint16(udp[2:], to.Port())
	binary.BigEndian.PutUint16(udp[4:], uint16(8+len(payload)))
	c.packet(from.Addr(), to.Addr(), unix.IPPROTO_UDP, append(udp, payload...))
}

// tshark dissects the capture with the keys of the log.
func (c *capture) tshark(t *testing.T, keys string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	lab.Require(t, "tshark", err)
	file := filepath.Join(t.TempDir(), "capture.pcap")
	if err := os.WriteFile(file, c.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	options, err := tsharkOptions(keys)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, append(append([]string{"-n", "-r", file}, options...), args...)...).Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	return string(out)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

// TestKeyLogESP has tshark decrypt a packet of each transform, in both
// families and both directions.
func TestKeyLogESP(t *testing.T) {
	var transforms []datapath.Transform
	for _, cipher := range []datapath.Transform{{Cipher: datapath.Null}, {Cipher: datapath.DES}, {Cipher: datapath.TripleDES},
		{Cipher: datapath.AESCBC, KeyBits: 128}, {Cipher: datapath.AESCBC, KeyBits: 192}, {Cipher: datapath.AESCBC, KeyBits: 256}} {
		for integrity := datapath.HMACMD5; integrity <= datapath.HMACSHA512; integrity++ {
			cipher.Integrity = integrity
			transforms = append(transforms, cipher)
		}
	}
	for _, bits := range []int{128, 192, 256} {
		transforms = append(transforms, datapath.Transform{Cipher: datapath.AESGCM, KeyBits: bits})
	}
	file := filepath.Join(t.TempDir(), "keys")
	var k KeyLog
	if err := k.SetFile(file); err != nil {
		t.Fatal(err)
	}
	c := newCapture()
	var want strings.Builder
	for i, transform := range transforms {
		sa := datapath.SA{
			SPI: uint32(i + 0x100), Direction: datapath.Direction(i % 2), Transform: transform,
			EncKey: randomBytes(transform.EncKeyLen()), AuthKey: randomBytes(transform.AuthKeyLen()),
			Local: netip.MustParseAddr("192.0.2.2"), Remote: netip.MustParseAddr("192.0.2.3"),
		}
		if i%4 >= 2 {
			sa.Local, sa.Remote = netip.MustParseAddr("2001:db8::2"), netip.MustParseAddr("2001:db8::3")
		}
		if err := k.SAs([]datapath.SA{sa}); err != nil {
			t.Fatal(err)
		}
		sealer, err := esp.NewSealer(sa.SPI, transform, sa.EncKey, sa.AuthKey, false)
		if err != nil {
			t.Fatal(err)
		}
		// Inside: an echo request whose sequence number says which one it is.
		echo := []byte{8, 0, 0, 0, 0, 1, 0, byte(i)}
		inner := append([]byte{0x45, 0, 0, 28, 0, 0, 0, 0, 64, 1, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2}, echo...)
		packet := make([]byte, 256)
		n, err := sealer.Seal(packet, inner, 4)
		if err != nil {
			t.Fatal(err)
		}
		from, to := sa.Local, sa.Remote
		if sa.Direction == datapath.Inbound {
			from, to = to, from
		}
		c.packet(from, to, unix.IPPROTO_ESP, packet[:n])
		fmt.Fprintf(&want, "0x%08x\t%d\t%v\n", sa.SPI, i, true)
	}
	got := c.tshark(t, file, "-T", "fields", "-e", "esp.spi", "-e", "icmp.seq", "-e", "esp.icv_good")
	got = strings.ReplaceAll(strings.ReplaceAll(got, "True", "true"), "\t1\n", "\ttrue\n")
	if got != want.String() {
		t.Errorf("tshark saw\n%s\nwant\n%s", got, want.String())
	}
}

// TestKeyLogISAKMP has tshark decrypt the messages of two engines.
func TestKeyLogISAKMP(t *testing.T) {
	for _, policy := range []ike.Policy{
		{Encryption: isakmp.DES_CBC, Hash: isakmp.SHA, Group: 1},
		{Encryption: isakmp.TripleDES_CBC, Hash: isakmp.MD5, Group: 2},
		{Encryption: isakmp.AES_CBC, KeyBits: 128, Hash: isakmp.SHA, Group: 19},
		{Encryption: isakmp.AES_CBC, KeyBits: 256, Hash: isakmp.SHA2_256, Group: 19},
	} {
		policy.Priority, policy.Auth, policy.Lifetime = 10, isakmp.PreShared, 24*time.Hour
		t.Run(fmt.Sprintf("%v-%d", policy.Encryption, policy.KeyBits), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "keys")
			var k KeyLog
			if err := k.SetFile(file); err != nil {
				t.Fatal(err)
			}
			c := newCapture()
			messages := exchange(t, policy, &k, c)
			if messages != 9 {
				t.Fatalf("%d messages, want 9", messages)
			}
			got := c.tshark(t, file, "-Y", "isakmp", "-T", "fields", "-e", "isakmp.exchangetype", "-e", "isakmp.hash", "-e", "_ws.malformed")
			// Nothing but the decryption shows the HASH payload.
			lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
			if len(lines) != messages {
				t.Fatalf("tshark saw %d messages:\n%s", len(lines), got)
			}
			for i, line := range lines {
				fields := strings.Split(line, "\t")
				encrypted := i >= 4
				if (fields[1] != "") != encrypted || fields[2] != "" {
					t.Errorf("message %d: %s", i+1, line)
				}
			}
		})
	}
}

// exchange brings up a tunnel between two engines, and returns the number of
// messages that it took.
func exchange(t *testing.T, policy ike.Policy, k *KeyLog, c *capture) (messages int) {
	addrs := []netip.Addr{netip.MustParseAddr("2001:db8::2"), netip.MustParseAddr("2001:db8::3")}
	engines := []*ike.Engine{ike.New(rand.NewChaCha8([32]byte{2})), ike.New(rand.NewChaCha8([32]byte{3}))}
	now := time.Date(2011, time.September, 21, 8, 33, 43, 0, time.UTC)
	type todo struct {
		to int
		ev ike.Event
	}
	var queue []todo
	for i := range engines {
		queue = append(queue, todo{1 - i, ike.Configure{Config: tunnelConfig(addrs[1-i], addrs[i], policy, i == 0)}})
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		for _, a := range engines[next.to].Handle(now, next.ev) {
			switch a := a.(type) {
			case ike.Send:
				messages++
				c.datagram(a.Local, a.Remote, a.Data)
				queue = append(queue, todo{1 - next.to, ike.Received{Local: a.Remote, Remote: a.Local, Data: a.Data}})
			case ike.Compute:
				queue = append(queue, todo{next.to, ike.Computed{ID: a.ID, Result: a.Run()}})
			case ike.Keys:
				if next.to == 0 {
					if err := k.Keys(a); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	return messages
}

// tunnelConfig is that of one end of Tunnel23.
func tunnelConfig(local, remote netip.Addr, policy ike.Policy, responder bool) *ike.Config {
	return &ike.Config{
		Enabled: true, LogKeys: true,
		Policies: []ike.Policy{policy},
		Keyrings: []ike.Keyring{{Name: "default", Keys: []ike.Key{{Prefix: netip.MustParsePrefix("::/0"), Secret: "cisco"}}}},
		Maps: []ike.Map{{
			Name: "Tunnel23-head-0", Sequence: 65537, Interface: "Tunnel23", Tunnel: true, Profile: "PRO",
			Local: local, Peers: []netip.Addr{remote}, SourceInterface: "Ethernet0/0", PathMTU: 1500,
			Selectors:     []datapath.Selector{datapath.AnyIPv6},
			TransformSets: []ike.TransformSet{{Name: "TRA", Transform: datapath.Transform{Cipher: datapath.AESCBC, KeyBits: 128, Integrity: datapath.HMACSHA1}}},
			Lifetime:      time.Hour, LifetimeKB: 4608000, ReplayWindow: 64, AdministrateUp: true, ResponderOnly: responder,
		}},
	}
}

// tsharkOptions turns the lines of a key log into options of tshark, which
// make it decrypt a capture.
func tsharkOptions(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	options := []string{"-o", "esp.enable_encryption_decode:TRUE", "-o", "esp.enable_authentication_check:TRUE"}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		table := "ikev1_decryption_table"
		if strings.HasPrefix(lines.Text(), `"`) {
			table = "esp_sa"
		}
		options = append(options, "-o", "uat:"+table+":"+lines.Text())
	}
	return options, nil
}
