package main

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// worker is a pod's life on this node.
type worker struct {
	player     *player
	pod        *corev1.Pod // as it was bound; its spec does not change in what counts here
	folder     string
	place      *place
	init, main []*container
	life       context.Context // ends when the pod is to stop
	end        context.CancelFunc
	hurry      chan struct{} // closed when the grace period was cut to nothing
	report     sync.Mutex    // one status at a time
	mu         sync.Mutex    // guards what follows
	volumes    map[string]volume
	grace      time.Duration
	hurried    bool
	abandoned  bool
	sent       string // the status that the API server has
}

func newWorker(p *player, pod *corev1.Pod) *worker {
	w := &worker{player: p, pod: pod, folder: filepath.Join(p.folder, "pods", string(pod.UID)), hurry: make(chan struct{}),
		volumes: map[string]volume{}}
	w.life, w.end = context.WithCancel(context.Background())
	for i := range pod.Spec.InitContainers {
		w.init = append(w.init, newContainer(&pod.Spec.InitContainers[i]))
	}
	for i := range pod.Spec.Containers {
		w.main = append(w.main, newContainer(&pod.Spec.Containers[i]))
	}
	return w
}

// stop asks the pod to end within grace; to ask again with less cuts the wait short. It does not wait.
func (w *worker) stop(grace time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.life.Err() == nil {
		w.grace = grace
		w.end()
	}
	if grace == 0 && !w.hurried {
		w.hurried = true
		close(w.hurry)
	}
}

// abandon kills what runs without a word to the API server: the lab ends.
func (w *worker) abandon() {
	w.mu.Lock()
	w.abandoned = true
	w.mu.Unlock()
	w.end()
	for _, c := range w.all() {
		c.signal(syscall.SIGKILL)
	}
	if w.place != nil {
		w.player.network.remove(w.place)
	}
}

func (w *worker) all() []*container { return append(append([]*container{}, w.init...), w.main...) }

func (w *worker) gone() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.abandoned
}

func (w *worker) run() {
	lived := make(chan struct{})
	go func() {
		defer close(lived)
		if w.prepare() && w.runInit() {
			w.runMain()
		}
	}()
	<-w.life.Done()
	if w.gone() {
		return
	}
	w.mu.Lock()
	grace := w.grace
	w.mu.Unlock()
	var all sync.WaitGroup
	for _, c := range w.all() {
		all.Add(1)
		go func() { defer all.Done(); c.terminate(grace, w.hurry) }()
	}
	all.Wait()
	<-lived // one that was just being started has ended too
	w.tell()
	if w.place != nil {
		w.player.network.remove(w.place)
	}
	w.mu.Lock()
	w.volumes = map[string]volume{} // the claims are free
	w.mu.Unlock()
	if err := os.RemoveAll(w.folder); err != nil {
		log.Printf("%s/%s: %v", w.pod.Namespace, w.pod.Name, err)
	}
	w.player.finishDeletion(w.pod)
}

// prepare makes network and volumes, and tries for as long as something is missing: false when the pod is to go.
func (w *worker) prepare() bool {
	if err := os.MkdirAll(w.folder, 0o755); err != nil {
		log.Fatal(err)
	}
	var err error
	if w.place, err = w.player.network.add(); err != nil {
		log.Fatal(err)
	}
	return w.retry("ContainerCreating", func() error { return w.makeVolumes(w.life) })
}

// retry does a thing each second until it succeeds, and meanwhile says what is missing.
func (w *worker) retry(reason string, what func() error) bool {
	for said := ""; w.life.Err() == nil; {
		err := what()
		if err == nil {
			return true
		}
		if said != err.Error() {
			said = err.Error()
			log.Printf("%s/%s: %s: %s", w.pod.Namespace, w.pod.Name, reason, said)
			for _, c := range w.main {
				c.wait(reason, said)
			}
		}
		w.tell()
		w.pause(time.Second)
	}
	return false
}

func (w *worker) pause(d time.Duration) {
	select {
	case <-w.life.Done():
	case <-time.After(d):
	}
}

// runInit runs the init containers, one after the other: false when the pod is to go or has failed.
func (w *worker) runInit() bool {
	for _, c := range w.init {
		for attempt := 0; ; attempt++ {
			code, started := w.runOnce(c)
			if !started {
				return false
			}
			if code == 0 {
				break
			}
			if w.pod.Spec.RestartPolicy == corev1.RestartPolicyNever || !w.backOff(c, attempt) {
				return false
			}
		}
	}
	return true
}

func (w *worker) runMain() {
	var all sync.WaitGroup
	for _, c := range w.main {
		all.Add(1)
		go func() { defer all.Done(); w.keep(c) }()
	}
	all.Wait()
}

// keep runs a container again and again, as the pod's restartPolicy has it.
func (w *worker) keep(c *container) {
	for attempt := 0; ; attempt++ {
		begin := time.Now()
		code, started := w.runOnce(c)
		policy := w.pod.Spec.RestartPolicy
		if !started || w.life.Err() != nil || policy == corev1.RestartPolicyNever || policy == corev1.RestartPolicyOnFailure && code == 0 {
			return
		}
		if time.Since(begin) > 10*time.Minute {
			attempt = 0
		}
		if !w.backOff(c, attempt) {
			return
		}
	}
}

// runOnce runs a container to its end, with its probes.
func (w *worker) runOnce(c *container) (code int, started bool) {
	done := make(chan int, 1)
	if !w.retry("CreateContainerConfigError", func() error { return w.start(w.life, c, func(code int) { done <- code }) }) {
		return 0, false
	}
	if w.life.Err() != nil { // the pod was told to end while this one was being started
		go c.terminate(0, w.hurry)
	}
	w.tell()
	probing, stop := context.WithCancel(context.Background())
	go w.probe(probing, c)
	code = <-done
	stop()
	w.tell()
	return code, true
}

// backOff waits as a kubelet does: the first restart is immediate, then 10 s, 20 s, 40 s, up to 5 min.
func (w *worker) backOff(c *container, attempt int) bool {
	c.mu.Lock()
	c.last = c.state
	c.restarts++
	c.mu.Unlock()
	if attempt > 0 {
		c.wait("CrashLoopBackOff", "back-off restarting failed container")
		w.tell()
		w.pause(min(10*time.Second<<min(attempt-1, 5), 5*time.Minute))
	}
	return w.life.Err() == nil
}
