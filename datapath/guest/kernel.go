package guest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// kernel is an installed or unpacked kernel package.
type kernel struct {
	image   string // /boot/vmlinuz-6.1.0-44-cloud-amd64
	release string // 6.1.0-44-cloud-amd64
	modules string // /lib/modules/6.1.0-44-cloud-amd64
}

// findKernel takes the newest cloud kernel of MAINMODE_GUEST_KERNEL or of the
// system.
func findKernel() (*kernel, error) {
	root := os.Getenv("MAINMODE_GUEST_KERNEL")
	if root == "" {
		root = "/"
	}
	const prefix = "vmlinuz-"
	images, err := filepath.Glob(filepath.Join(root, "boot", prefix+"*-cloud-amd64"))
	if err != nil {
		return nil, err
	}
	if len(images) == 0 {
		return nil, fmt.Errorf("no kernel %s: install linux-image-cloud-amd64, or unpack it and set MAINMODE_GUEST_KERNEL",
			filepath.Join(root, "boot", prefix+"*-cloud-amd64"))
	}
	slices.Sort(images)
	k := &kernel{image: images[len(images)-1]}
	k.release = strings.TrimPrefix(filepath.Base(k.image), prefix)
	k.modules = filepath.Join(root, "lib/modules", k.release)
	_, err = os.Stat(k.modules)
	return k, err
}

// moduleFolders hold what a router may need: protocols, ciphers, virtual
// devices, and the machine's random numbers.
var moduleFolders = []string{
	"kernel/arch/x86/crypto", "kernel/crypto", "kernel/lib", "kernel/net/core", "kernel/net/ipv4", "kernel/net/ipv6", "kernel/net/key", "kernel/net/xfrm",
	"kernel/net/netfilter", "kernel/net/sched", "kernel/net/802", "kernel/net/8021q", "kernel/net/llc", "kernel/net/bridge", "kernel/net/packet",
	"kernel/drivers/net/dummy.ko", "kernel/drivers/net/tun.ko", "kernel/drivers/net/veth.ko", "kernel/drivers/net/vrf.ko",
	"kernel/drivers/char/hw_random",
}

// stageModules copies the modules to the folder and has depmod write there
// what modprobe goes by. It returns the folder of the modules within.
func (k *kernel) stageModules(folder string) (string, error) {
	to := filepath.Join(folder, "lib/modules", k.release)
	for _, name := range append(slices.Clone(moduleFolders), "modules.builtin", "modules.builtin.modinfo", "modules.order") {
		err := filepath.WalkDir(filepath.Join(k.modules, name), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			relative, err := filepath.Rel(k.modules, path)
			if err != nil {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			target := filepath.Join(to, relative)
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				return err
			}
			return os.WriteFile(target, text, 0o644)
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // kernels differ in what is built in
			return "", err
		}
	}
	depmod, err := look("depmod")
	if err != nil {
		return "", err
	}
	if out, err := exec.Command(depmod, "-b", folder, k.release).CombinedOutput(); err != nil {
		return "", fmt.Errorf("depmod: %w: %s", err, out)
	}
	return to, nil
}
