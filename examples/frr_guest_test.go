package examples_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"mainmode/datapath/guest"
)

// frrPrograms are what the labs with FRR run in a guest, none where FRR is not
// there.
func frrPrograms() []string {
	if _, err := exec.LookPath("vtysh"); err != nil {
		return nil
	}
	return []string{"vtysh", "zebra", "ospfd", "bgpd", "eigrpd", "nhrpd"}
}

// frrAccounts are the guest's files by which FRR knows whom it serves: its daemons
// run as the user frr and let the group frrvty in, and vtysh asks PAM. Nobody else
// uses the guest, so that PAM permits all.
var frrAccounts = map[string]string{
	"/etc/passwd":         "root:x:0:0:root:/root:/bin/sh\nfrr:x:100:100:FRR:/nonexistent:/bin/false\n",
	"/etc/group":          "root:x:0:\nfrr:x:100:\nfrrvty:x:101:frr\n",
	"/etc/frr/vtysh.conf": "",
	"/etc/pam.d/frr":      "auth required pam_permit.so\naccount required pam_permit.so\n",
}

// frrFiles is what FRR needs in a guest beside its programs: the models of its
// configuration, its accounts and the module of PAM, which no program is linked
// with.
func frrFiles(t *testing.T) map[string]string {
	t.Helper()
	if guest.Inside() {
		return nil
	}
	files := map[string]string{}
	const models = "/usr/share/yang"
	if exists(models) {
		files[models] = models
	}
	modules, _ := filepath.Glob("/lib/*/security/pam_permit.so")
	for _, m := range modules {
		files[m] = m
	}
	folder := t.TempDir()
	for to, text := range frrAccounts {
		write(t, folder, filepath.Base(to), text)
		files[to] = filepath.Join(folder, filepath.Base(to))
	}
	return files
}
