package main

import (
	"context"
	"log"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// instance is a pod in which PostgreSQL "runs".
type instance struct {
	player  *player
	pod     *corev1.Pod
	address string
	claim   string // uid of the PVC with its data
	out     *podLog
	session string

	mutex   sync.Mutex
	data    volume
	primary bool
	lastWAL string
}

// instance starts one and returns what shuts it down.
func (p *player) instance(ctx context.Context, key podKey, pod *corev1.Pod) (stop func()) {
	claim, err := p.dataVolume(ctx, pod)
	for err != nil {
		if !p.await(ctx, key, func() bool { claim, err = p.dataVolume(ctx, pod); return true }) {
			return nil
		}
	}
	i := &instance{player: p, pod: pod, claim: claim, out: p.openLog(pod, "postgres"), session: key.uid,
		address: p.network.address()}
	i.data, _ = p.volumes.load(claim)
	close, err := i.serveStatus(ctx)
	for err != nil { // the Secret with its certificate may not be there yet
		log.Printf("%s/%s: %v", key.namespace, key.name, err)
		if !p.await(ctx, key, func() bool { time.Sleep(4 * tick); close, err = i.serveStatus(ctx); return true }) {
			return nil
		}
	}
	unready := p.play.of(pod).Unready
	p.run(ctx, pod, i.address, !unready)
	i.out.info("PostgreSQL is ready to accept connections")
	ended, done := context.WithCancel(ctx)
	running.Store(key.namespace+"/"+key.name, i)
	go i.manage(ended, unready)
	return func() {
		done()
		running.CompareAndDelete(key.namespace+"/"+key.name, i)
		i.shutDown(ctx)
		close()
	}
}

// manage does what an instance manager does beside PostgreSQL: it makes itself the primary where it was chosen, archives,
// and tells the Cluster whether that works.
func (i *instance) manage(ctx context.Context, unready bool) {
	for ctx.Err() == nil {
		play := i.player.play.of(i.pod)
		if play.Unready != unready {
			unready = play.Unready
			i.player.run(ctx, i.pod, i.address, !unready)
		}
		if c, err := i.player.cluster(ctx, i.pod); err == nil && c.owns(i.pod) && c.GetDeletionTimestamp() == nil {
			i.follow(ctx, c)
			if i.isPrimary() && !unready {
				i.archive(ctx, c, play)
			}
		}
		time.Sleep(5 * tick)
	}
}

func (i *instance) isPrimary() bool {
	i.mutex.Lock()
	defer i.mutex.Unlock()
	return i.primary
}

// follow takes the role that the Cluster's status has for this pod.
func (i *instance) follow(ctx context.Context, c cluster) {
	target, current := c.text("status", "targetPrimary"), c.text("status", "currentPrimary")
	if target == i.pod.Name && current != i.pod.Name {
		if err := i.player.patchStatus(ctx, c, func(status map[string]any) {
			status["currentPrimary"] = i.pod.Name
			status["currentPrimaryTimestamp"] = time.Now().UTC().Format(microTime)
		}); err != nil {
			return
		}
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	i.primary = target == i.pod.Name
	if i.primary && i.data.SystemID == "" { // a replica that was promoted, or a volume that nobody knows
		i.data = newVolume()
		i.data.Fresh = false
	}
}
