package shell

import (
	"strings"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/datapathtest"
)

// usedOnly is a driver that counts for lines of lists that are in use only.
type usedOnly struct{ *datapathtest.Driver }

func (d usedOnly) Set(c *datapath.Config) error {
	again := c.Filter.List("101", false) != nil && d.Counts == nil
	if c.Filter.List("101", false) == nil {
		d.Counts = nil
	}
	if again {
		d.Counts = map[datapath.EntryID]uint64{{List: "101", Sequence: 10}: 1}
	}
	return d.Driver.Set(c)
}

// A list that goes out of use keeps what its lines have counted, until it is
// cleared or the lines are others.
func TestMatchesOutliveUse(t *testing.T) {
	u := boot(t, `hostname R2
access-list 101 permit icmp any any
access-list 101 deny tcp any any
interface Ethernet0/0
 ip address 192.0.2.1 255.255.255.0
 ip access-group 101 in
`, func(o *Options) {
		open := o.Driver
		o.Driver = func() (datapath.Driver, error) {
			d, err := open()
			return usedOnly{d.(*datapathtest.Driver)}, err
		}
	})
	u.driver.Counts = map[datapath.EntryID]uint64{{List: "101", Sequence: 10}: 5, {List: "101", Sequence: 20}: 7}
	shown := func(lines string) string {
		screen := u.types("enable\n" + lines + "show access-lists\n")
		return screen[strings.LastIndex(screen, "Extended IP access list"):]
	}
	for _, step := range []struct {
		lines string
		want  []string
	}{
		{"configure terminal\ninterface Ethernet0/0\nno ip access-group 101 in\nend\n", []string{"icmp any any (5 matches)", "tcp any any (7 matches)"}},
		{"configure terminal\ninterface Ethernet0/0\nip access-group 101 in\nend\n", []string{"icmp any any (6 matches)", "tcp any any (7 matches)"}},
		{"configure terminal\ninterface Ethernet0/0\nno ip access-group 101 in\nend\n", []string{"icmp any any (6 matches)", "tcp any any (7 matches)"}},
		{"configure terminal\nip access-list extended 101\nno 20\n20 deny udp any any\nend\n", []string{"icmp any any (6 matches)", "udp any any\n"}},
		{"clear access-list counters 101\n", []string{"icmp any any\n", "udp any any\n"}},
	} {
		got := shown(step.lines)
		for _, want := range step.want {
			if !strings.Contains(got, want) {
				t.Errorf("after %q: no %q in\n%s", step.lines, want, got)
			}
		}
	}
}
