package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// isolated marks the environment of a process that Isolate has started.
const isolated = "MAINMODE_ISOLATED"

// Isolate runs this program again, with the same arguments, as the init of a
// new process identifier namespace and, unless it may already make network
// namespaces, as root of a new user namespace. When either of the two ends,
// even by SIGKILL, the kernel ends every process that the lab has started,
// daemons included, and with the last of them the namespaces and devices.
//
// In the first process it returns the exit status of the second and true: the
// caller has nothing more to do. In the second it returns false: go on.
// extraEnv is added to the environment of the second.
func Isolate(extraEnv ...string) (status int, done bool, err error) {
	if os.Getenv(isolated) != "" {
		return 0, false, os.Unsetenv(isolated)
	}
	program, err := os.Executable()
	if err != nil {
		return 1, true, err
	}
	cmd := exec.Command(program, os.Args[1:]...)
	cmd.Env = append(append(os.Environ(), isolated+"=1"), extraEnv...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWPID, Pdeathsig: unix.SIGKILL}
	user := !privileged()
	if user {
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = identity(os.Getuid())
		cmd.SysProcAttr.GidMappings = identity(os.Getgid())
	}

	// The second process dies with the thread that made it, which therefore
	// must be this one, to the end.
	runtime.LockOSThread()
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		if user {
			err = userNamespaceError(err)
		}
		return 1, true, err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case sig := <-signals:
				cmd.Process.Signal(sig) // fails only if it has ended
			case <-ended:
				return
			}
		}
	}()
	err = cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
			return 128 + int(ws.Signal()), true, nil
		}
		return exit.ExitCode(), true, nil
	}
	return 0, true, err
}

// CanIsolate says why Isolate and labs within it cannot work here, nil if they
// can.
func CanIsolate() error {
	if privileged() {
		return Available()
	}
	cmd := exec.Command("true")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER | unix.CLONE_NEWNET | unix.CLONE_NEWPID}
	if err := cmd.Run(); err != nil {
		return userNamespaceError(err)
	}
	return nil
}

// identity maps root of the new user namespace to an identifier of this one.
func identity(id int) []syscall.SysProcIDMap {
	return []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
}

// privileged reports whether this process may make network namespaces and
// devices in them.
func privileged() bool {
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return false
	}
	const need = 1<<unix.CAP_SYS_ADMIN | 1<<unix.CAP_NET_ADMIN | 1<<unix.CAP_NET_RAW
	return data[0].Effective&need == need
}

// userNamespaceError says which setting of the system stands in the way.
func userNamespaceError(err error) error {
	for _, s := range []struct{ file, bad string }{
		{"user/max_user_namespaces", "0"},
		{"kernel/unprivileged_userns_clone", "0"},
		{"kernel/apparmor_restrict_unprivileged_userns", "1"},
	} {
		text, readErr := os.ReadFile("/proc/sys/" + s.file)
		if readErr == nil && strings.TrimSpace(string(text)) == s.bad {
			return fmt.Errorf("user namespaces are switched off by sysctl %s=%s (be root, or change it): %w",
				strings.ReplaceAll(s.file, "/", "."), s.bad, err)
		}
	}
	return fmt.Errorf("cannot make a user namespace: %w", err)
}
