package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// container is one of a pod, through all its restarts.
type container struct {
	spec *corev1.Container
	mu   sync.Mutex // guards what follows
	pid  int        // 0: does not run
	env  []string
	uid  int
	gid  int
	// What the API server is told.
	state, last    corev1.ContainerState
	restarts       int32
	started, ready bool
}

func newContainer(c *corev1.Container) *container {
	return &container{spec: c, state: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "PodInitializing"}}}
}

func (c *container) wait(reason, message string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func (c *container) running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pid != 0
}

func (c *container) signal(s syscall.Signal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pid != 0 {
		_ = syscall.Kill(c.pid, s)
	}
}

// id is what the API calls a user or a group: the container's own says more than the pod's.
func id(own, pod *int64) int {
	if own != nil {
		return int(*own)
	}
	if pod != nil {
		return int(*pod)
	}
	return 0
}

func (w *worker) identity(c *corev1.Container) (uid, gid int, groups []int) {
	pod := w.pod.Spec.SecurityContext
	if pod == nil {
		pod = &corev1.PodSecurityContext{}
	}
	own := c.SecurityContext
	if own == nil {
		own = &corev1.SecurityContext{}
	}
	if pod.FSGroup != nil {
		groups = append(groups, int(*pod.FSGroup))
	}
	for _, g := range pod.SupplementalGroups {
		groups = append(groups, int(g))
	}
	return id(own.RunAsUser, pod.RunAsUser), id(own.RunAsGroup, pod.RunAsGroup), groups
}

// describe is all of a container that the machine must know.
func (w *worker) describe(ctx context.Context, c *corev1.Container) (*spec, error) {
	if len(c.Command) == 0 {
		return nil, errors.New("there are no images here: the container must have a command")
	}
	env, err := w.environment(ctx, c)
	if err != nil {
		return nil, err
	}
	uid, gid, groups := w.identity(c)
	s := &spec{
		Scratch: filepath.Join(w.folder, "root-"+c.Name), Hostname: w.pod.Name, Files: w.player.files, User: uid, Group: gid,
		Groups: groups, Folder: "/", Env: env,
		Contents: map[string]string{
			"/etc/hosts":       fmt.Sprintf("127.0.0.1 localhost\n%s %s\n", w.place.address, w.pod.Name),
			"/etc/resolv.conf": "", // no names here: asking for one fails at once
		},
		ReadOnly: c.SecurityContext != nil && c.SecurityContext.ReadOnlyRootFilesystem != nil && *c.SecurityContext.ReadOnlyRootFilesystem,
	}
	if uid != 0 {
		// initdb and peer authentication want a name for the user; images of PostgreSQL have this one.
		s.Passwd = fmt.Sprintf("postgres:x:%d:%d::/var/lib/postgresql:/bin/sh", uid, gid)
	}
	if c.WorkingDir != "" {
		s.Folder = c.WorkingDir
	}
	for _, word := range append(append([]string{}, c.Command...), c.Args...) {
		s.Args = append(s.Args, expand(word, env))
	}
	for _, m := range c.VolumeMounts {
		w.mu.Lock()
		v, found := w.volumes[m.Name]
		w.mu.Unlock()
		if !found {
			return nil, fmt.Errorf("volume %s is not there", m.Name)
		}
		source := v.folder
		if source != "" && m.SubPath != "" {
			source = filepath.Join(source, m.SubPath)
			if _, err := os.Stat(source); err != nil {
				if err := w.share(source, 0o777); err != nil {
					return nil, err
				}
			}
		}
		s.Mounts = append(s.Mounts, mount{Source: source, Target: m.MountPath, ReadOnly: m.ReadOnly})
	}
	return s, nil
}

// start runs the container; end is called with its exit code, from another goroutine.
func (w *worker) start(ctx context.Context, c *container, end func(code int)) error {
	s, err := w.describe(ctx, c.spec)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.Scratch, 0o755); err != nil {
		return err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	file := s.Scratch + ".json"
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	log, err := newJournal(w.logPath(c.spec.Name, c.restarts))
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command("nsenter", "--net=/run/netns/"+w.place.namespace, self, "inside", file)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS, Setsid: true,
	}
	if err := cmd.Start(); err != nil {
		log.close()
		return err
	}
	c.mu.Lock()
	c.pid, c.env, c.uid, c.gid = cmd.Process.Pid, s.Env, s.User, s.Group
	now := metav1.Now()
	c.state = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}
	c.started, c.ready = c.spec.StartupProbe == nil, c.spec.StartupProbe == nil && c.spec.ReadinessProbe == nil
	c.mu.Unlock()
	go func() {
		_ = cmd.Wait()
		log.close()
		end(c.ended(now, exitCode(cmd.ProcessState)))
	}()
	return nil
}

func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

func (c *container) ended(since metav1.Time, code int) int {
	reason := "Completed"
	if code != 0 {
		reason = "Error"
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pid, c.started, c.ready = 0, false, false
	c.state = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: int32(code), Reason: reason, StartedAt: since, FinishedAt: metav1.Now(),
	}}
	return code
}

// terminate asks the container to end, and sees to it that it does.
func (c *container) terminate(grace time.Duration, hurry <-chan struct{}) {
	c.signal(syscall.SIGTERM)
	for until := time.Now().Add(grace); c.running() && time.Now().Before(until); {
		select {
		case <-hurry:
			until = time.Now()
		case <-time.After(50 * time.Millisecond):
		}
	}
	for c.running() {
		c.signal(syscall.SIGKILL)
		time.Sleep(20 * time.Millisecond)
	}
}
