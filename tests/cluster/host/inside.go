package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"syscall"

	"golang.org/x/sys/unix"
)

// spec is all that the first process of a container needs to know. It is a file, since it holds the environment.
type spec struct {
	Scratch     string            // an empty folder: the writable layer is mounted there, and goes with the container
	Hostname    string            //
	Mounts      []mount           //
	Files       map[string]string // target to source, bound read-only
	Contents    map[string]string // files that are written: target to text
	Passwd      string            // a line that /etc/passwd begins with
	ReadOnly    bool              // the root, not the volumes
	User, Group int
	Groups      []int
	Folder      string
	Env, Args   []string
}

// mount is a volume at its place; without a source it is memory.
type mount struct {
	Source, Target string
	ReadOnly       bool
}

// host is where this machine's root is to be found until the container is ready.
const host = "/.host"

// becomeContainer never returns. It is the first process of fresh mount, process and name namespaces, in the pod's
// network.
func becomeContainer(file string) {
	if err := enter(file); err != nil {
		fmt.Fprintln(os.Stderr, "container:", err)
		os.Exit(128)
	}
}

func enter(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var s spec
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	if err := os.Remove(file); err != nil { // it holds what Secrets hold
		return err
	}
	for _, step := range []func() error{s.changeRoot, s.system, s.image, s.volumes, s.closeRoot, s.identity} {
		if err := step(); err != nil {
			return err
		}
	}
	path, err := s.program()
	if err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", path, syscall.Exec(path, s.Args, s.Env))
}

// changeRoot makes an overlay over this machine's root the new one, its upper layer in memory.
func (s *spec) changeRoot() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("making / private: %w", err)
	}
	if err := unix.Mount("tmpfs", s.Scratch, "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("the writable layer: %w", err)
	}
	upper, work, root := s.Scratch+"/upper", s.Scratch+"/work", s.Scratch+"/root"
	for _, folder := range []string{upper, work, root} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			return err
		}
	}
	if err := unix.Mount("overlay", root, "overlay", 0, "lowerdir=/,upperdir="+upper+",workdir="+work); err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	if err := os.Mkdir(root+host, 0o700); err != nil {
		return err
	}
	if err := unix.PivotRoot(root, root+host); err != nil {
		return fmt.Errorf("pivot_root: %w", err)
	}
	return os.Chdir("/")
}

func (s *spec) system() error {
	for _, m := range []struct {
		source, target, kind string
		flags                uintptr
		data                 string
	}{
		{"proc", "/proc", "proc", 0, ""},
		{host + "/dev", "/dev", "", unix.MS_BIND | unix.MS_REC, ""},
		{"tmpfs", "/run", "tmpfs", 0, "mode=755"},
		{"tmpfs", "/tmp", "tmpfs", 0, "mode=1777"},
	} {
		if err := unix.Mount(m.source, m.target, m.kind, m.flags, m.data); err != nil {
			return fmt.Errorf("mounting %s: %w", m.target, err)
		}
	}
	return unix.Sethostname([]byte(s.Hostname))
}

// image makes what differs between this machine and the image that the pod names.
func (s *spec) image() error {
	if s.Passwd != "" {
		there, err := os.ReadFile("/etc/passwd")
		if err != nil {
			return err
		}
		s.Contents["/etc/passwd"] = s.Passwd + "\n" + string(there)
	}
	for target, text := range s.Contents {
		_ = os.Remove(target) // a symbolic link, as /etc/resolv.conf often is
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			return err
		}
	}
	for target, source := range s.Files {
		if err := bind(mount{Source: source, Target: target, ReadOnly: true}); err != nil {
			return err
		}
	}
	return nil
}

// volumes mounts the shortest target first: one may lie in another.
func (s *spec) volumes() error {
	sort.SliceStable(s.Mounts, func(i, j int) bool { return len(s.Mounts[i].Target) < len(s.Mounts[j].Target) })
	for _, m := range s.Mounts {
		if err := bind(m); err != nil {
			return err
		}
	}
	return nil
}

func bind(m mount) error {
	if m.Source == "" {
		if err := os.MkdirAll(m.Target, 0o755); err != nil {
			return err
		}
		return unix.Mount("tmpfs", m.Target, "tmpfs", 0, "mode=1777")
	}
	info, err := os.Stat(host + m.Source)
	if err != nil {
		return err
	}
	if info.IsDir() {
		err = os.MkdirAll(m.Target, 0o755)
	} else if err = os.MkdirAll(filepath.Dir(m.Target), 0o755); err == nil {
		err = os.WriteFile(m.Target, nil, 0o755)
	}
	if err != nil {
		return err
	}
	if err := unix.Mount(host+m.Source, m.Target, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("mounting %s: %w", m.Target, err)
	}
	if !m.ReadOnly {
		return nil
	}
	return unix.Mount("", m.Target, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, "")
}

// closeRoot lets go of this machine's root.
func (s *spec) closeRoot() error {
	if err := os.MkdirAll(s.Folder, 0o755); err != nil {
		return err
	}
	if err := unix.Unmount(host, unix.MNT_DETACH); err != nil {
		return fmt.Errorf("unmounting this machine's root: %w", err)
	}
	if err := os.Remove(host); err != nil {
		return err
	}
	if !s.ReadOnly {
		return nil
	}
	return unix.Mount("", "/", "", unix.MS_REMOUNT|unix.MS_RDONLY, "")
}

func (s *spec) identity() error {
	if err := os.Chdir(s.Folder); err != nil {
		return err
	}
	if err := syscall.Setgroups(s.Groups); err != nil {
		return err
	}
	if err := syscall.Setresgid(s.Group, s.Group, s.Group); err != nil {
		return err
	}
	return syscall.Setresuid(s.User, s.User, s.User)
}

// program is the first argument, looked up in the container's own PATH.
func (s *spec) program() (string, error) {
	if filepath.Base(s.Args[0]) != s.Args[0] {
		return s.Args[0], nil
	}
	for _, folder := range filepath.SplitList(value(s.Env, "PATH")) {
		path := filepath.Join(folder, s.Args[0])
		if unix.Access(path, unix.X_OK) == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("exec: %q: executable file not found in $PATH", s.Args[0])
}
