package ike

import "testing"

// A table is sound when no two rows answer the same input in the same state,
// every state can be reached, and only an end has no way out.
func TestTablesSound(t *testing.T) {
	t.Run("main mode", func(t *testing.T) {
		checkTable(t, mainModeRows(), IKE_READY)
	})
	t.Run("quick mode", func(t *testing.T) {
		checkTable(t, quickModeRows(), IKE_QM_READY, IKE_QM_PHASE2_COMPLETE)
	})
}

func checkTable[M any](t *testing.T, rows []transition[M], first State, ends ...State) {
	seen := map[transitionKey]bool{}
	reached, left := map[State]bool{first: true}, map[State]bool{}
	for _, r := range rows {
		k := transitionKey{r.State, r.Input}
		if seen[k] {
			t.Errorf("two rows for %s on %s", r.State, r.Input)
		}
		seen[k] = true
		left[r.State] = true
		if r.act == nil {
			t.Errorf("no act for %s on %s", r.State, r.Input)
		}
		if fromPeer := r.Input.Message == "IKE_MESG_FROM_PEER"; fromPeer != (r.shape != nil) {
			t.Errorf("%s on %s: a message has a shape, and only a message", r.State, r.Input)
		}
	}
	for changed := true; changed; {
		changed = false
		for _, r := range rows {
			if reached[r.State] && !reached[r.Next] {
				reached[r.Next], changed = true, true
			}
		}
	}
	for _, r := range rows {
		if !reached[r.State] {
			t.Errorf("%s cannot be reached", r.State)
		}
		dead := !left[r.Next]
		for _, end := range ends {
			dead = dead && r.Next != end
		}
		if dead {
			t.Errorf("%s is a dead end", r.Next)
		}
	}
}
