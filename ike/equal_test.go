package ike

import (
	"testing"

	"mainmode/datapath/datapathtest"
)

func TestEqualSeesEveryField(t *testing.T) {
	datapathtest.EachField(t, (*Map).equal)
	datapathtest.EachField(t, (*Keyring).equal)
	datapathtest.EachField(t, (*Key).equal)
}
