package compiler

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// The operations of IP SLA in the spellings of three decades, and the objects
// that follow them.
func TestOperationsAndTracks(t *testing.T) {
	const text = `version 15.2
ip sla 3
 udp-jitter 192.0.2.9 5000
ip sla 1
 icmp-echo 192.0.2.2 source-ip 192.0.2.1
  vrf RED
  threshold 250
  timeout 1000
  frequency 5
  request-data-size 100
  tos 184
  verify-data
  owner noc
  tag uplink
ip sla schedule 1 life 3600 start-time 10:30:00
ip sla monitor 7
 type echo protocol ipIcmpEcho gateway source-interface GigabitEthernet0/0
 frequency 30
ip sla monitor schedule 7 life forever start-time now
rtr 9
 type echo protocol ipIcmpEcho 192.0.2.4
rtr schedule 9 start-time after 00:01:30
track 1 ip sla 1
 delay up 20 down 10
track 2 rtr 7 reachability
track 3 list boolean or
 object 1
 object 2 not
track 4 ip sla 3 reachability
track 5 list threshold percentage
 object 1
`
	config, found := Load("test", text, func() string { return "mERr" })
	for _, d := range found {
		t.Error(d)
	}
	r, _ := Compile(config, Env{})
	operations := []Operation{
		{Number: 1, Target: "192.0.2.2", Source: netip.MustParseAddr("192.0.2.1"), VRF: "RED", Threshold: 250 * time.Millisecond, Timeout: time.Second, Frequency: 5 * time.Second,
			DataSize: 100, TOS: 184, Verify: true, Owner: "noc", Tag: "uplink", Scheduled: true, At: "10:30:00", Life: time.Hour},
		newOperation(3),
		{Number: 7, Target: "gateway", SourceInterface: "GigabitEthernet0/0", Frequency: 30 * time.Second, Timeout: slaTimeout, Threshold: slaTimeout, DataSize: slaDataSize, Scheduled: true},
		{Number: 9, Target: "192.0.2.4", Frequency: slaFrequency, Timeout: slaTimeout, Threshold: slaTimeout, DataSize: slaDataSize, Scheduled: true, After: 90 * time.Second, Life: time.Hour},
	}
	if diff := cmp.Diff(operations, r.Operations, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	tracks := []Track{
		{Number: 1, Object: "ip sla 1", Operation: 1, State: true, DelayUp: 20 * time.Second, DelayDown: 10 * time.Second},
		{Number: 2, Object: "rtr 7 reachability", Operation: 7},
		{Number: 3, Object: "list boolean or", Or: true, List: []TrackMember{{1, false}, {2, true}}},
		{Number: 4, Object: "ip sla 3 reachability"},
		{Number: 5, Object: "list threshold percentage"},
	}
	if diff := cmp.Diff(tracks, r.Tracks); diff != "" {
		t.Errorf("tracks (-want +got):\n%s", diff)
	}
	known := slices.Collect(func(yield func(bool) bool) {
		for i := range r.Tracks {
			if !yield(r.Tracks[i].Known()) {
				return
			}
		}
	})
	if !slices.Equal(known, []bool{true, true, true, false, false}) {
		t.Errorf("known: %v", known)
	}
}

// A number has one operation and one object, whatever lines begin some with it.
func TestNumbersOfOperationsAndTracks(t *testing.T) {
	const text = `version 15.2
ip sla 1
 icmp-echo 192.0.2.2
rtr 1
 type echo protocol ipIcmpEcho 192.0.2.4
track 1 interface Ethernet0/0 line-protocol
track 2 ip sla 1
track 1 ip sla 1 reachability
`
	config, _ := Load("test", text, func() string { return "mERr" })
	r, _ := Compile(config, Env{})
	if len(r.Operations) != 1 || r.Operations[0].Target != "192.0.2.4" {
		t.Errorf("operations %+v", r.Operations)
	}
	if len(r.Tracks) != 2 || r.Tracks[0].Number != 1 || r.Tracks[0].Operation != 1 || r.Tracks[1].Number != 2 {
		t.Errorf("objects %+v", r.Tracks)
	}
}
