package tun

import (
	"fmt"
	"runtime"
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/lab"
)

// TestIdleTunnels: a tunnel without packets holds nothing of the memory for
// them, of which thousands would need gigabytes.
func TestIdleTunnels(t *testing.T) {
	lab.Require(t, "network namespaces", lab.Available())
	ns, err := lab.NewNamespace("A")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ns.Close() })
	const tunnels = 200
	c := &datapath.Config{}
	for i := range tunnels {
		c.Tunnels = append(c.Tunnels, datapath.TunnelInterface{Name: fmt.Sprintf("Tunnel%d", i), Device: fmt.Sprintf("Tu%d", i)})
	}
	d, err := configured(t, ns, &datapath.Config{})
	if err != nil {
		t.Fatal(err)
	}
	before := heap()
	if err := ns.Do(func() error { return d.Set(c) }); err != nil {
		t.Fatal(err)
	}
	each := (heap() - before) / tunnels
	t.Logf("%d bytes each", each)
	if each > 32<<10 {
		t.Errorf("%d bytes for each of %d tunnels", each, tunnels)
	}
}

// heap is the memory in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools hold survives one
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}
