package ike

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"mainmode/datapath"
)

// TestIndexOfChanges configures engines at random, a few of many maps at a
// time: what is made anew of the indexes is what making all of them gives.
func TestIndexOfChanges(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	next := 0
	newMap := func() Map {
		next++
		m := Map{
			Name: fmt.Sprint("M", random.IntN(60)), Sequence: 1 + next, Local: netip.AddrFrom4([4]byte{192, 0, 2, byte(random.IntN(2))}), AdministrateUp: true,
			Selectors: []datapath.Selector{{}}, TransformSets: []TransformSet{{Name: "T"}},
		}
		for range 1 + random.IntN(2) {
			m.Peers = append(m.Peers, netip.AddrFrom4([4]byte{10, 0, 0, byte(random.IntN(30))}))
		}
		return m
	}
	e := New(rand.NewChaCha8([32]byte{}))
	config := Config{Enabled: true}
	for range 100 {
		config.Maps = append(config.Maps, newMap())
	}
	partial := 0
	for range 300 {
		c := config
		c.Maps = slices.Clone(config.Maps)
		for range 1 + random.IntN(4) {
			i := random.IntN(len(c.Maps))
			switch random.IntN(5) {
			case 0:
				c.Maps = slices.Delete(c.Maps, i, i+1)
			case 1:
				c.Maps = slices.Insert(c.Maps, i, newMap())
			case 2:
				c.Maps[i].Peers = newMap().Peers
			case 3:
				c.Maps[i].Local = newMap().Local
			default:
				c.Maps[i].AdministrateUp = !c.Maps[i].AdministrateUp
			}
		}
		if e.touchedBy(Diff(e.config, &c), len(c.Maps)) != nil {
			partial++
		}
		e.Handle(time.Unix(1e9, 0), Configure{&c})
		config = c
		policies, peers, order := cloneLists(e.byPolicy), cloneLists(e.byPeer), slices.Clone(e.mapOrder)
		e.indexMaps(nil)
		if !maps.EqualFunc(policies, e.byPolicy, slices.Equal) || !maps.EqualFunc(peers, e.byPeer, slices.Equal) || !slices.Equal(order, e.mapOrder) {
			t.Fatal("the indexes differ")
		}
	}
	if partial < 200 {
		t.Errorf("%d of 300 changes were few", partial)
	}
}

func cloneLists[K comparable](m map[K][]*cryptoMap) map[K][]*cryptoMap {
	c := make(map[K][]*cryptoMap, len(m))
	for k, list := range m {
		c[k] = slices.Clone(list)
	}
	return c
}
