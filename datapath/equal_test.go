package datapath_test

import (
	"testing"

	"mainmode/datapath"
	"mainmode/datapath/datapathtest"
)

func TestEqualSeesEveryField(t *testing.T) {
	datapathtest.EachField(t, (*datapath.TunnelInterface).Equal)
}
