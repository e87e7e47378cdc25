package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

type options struct {
	kubeconfig, folder, node, bridge, subnet, api, path, certificate, key string
	probe                                                                 time.Duration
	files                                                                 files
}

// player is the one node: every pod is bound to it, and has a worker from then until it is gone.
type player struct {
	options
	client  kubernetes.Interface
	network *network
	mu      sync.Mutex // guards workers
	workers map[types.UID]*worker
}

// play runs until ctx ends, and then kills every container: nothing of a lab outlives it.
func play(ctx context.Context, o options) error {
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 200, 400
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	p := &player{options: o, client: client, network: newNetwork(o.bridge, o.subnet), workers: map[types.UID]*worker{}}
	for _, folder := range []string{"volumes", "pods", "logs"} {
		if err := os.MkdirAll(filepath.Join(o.folder, folder), 0o755); err != nil {
			return err
		}
	}
	port, err := p.serve(ctx)
	if err != nil {
		return err
	}
	if err := p.register(ctx, port); err != nil {
		return err
	}
	log.Printf("node %s plays, kubelet on port %d", o.node, port)
	for ctx.Err() == nil {
		p.look(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	p.killAll()
	return nil
}

// look is one round: what is new is bound and started, what is to go is stopped, what is gone is cleaned up after.
func (p *player) look(ctx context.Context) {
	pods, err := p.client.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	if err != nil {
		if ctx.Err() == nil {
			log.Printf("pods: %v", err)
		}
		return
	}
	seen := map[types.UID]bool{}
	for i := range pods.Items {
		pod := &pods.Items[i]
		seen[pod.UID] = true
		p.lookAt(ctx, pod)
	}
	p.mu.Lock()
	for uid, w := range p.workers {
		if !seen[uid] {
			// Removed behind our back, by force: a real kubelet kills such a pod's containers too.
			w.stop(0)
			delete(p.workers, uid)
		}
	}
	p.mu.Unlock()
	p.removeVolumes(ctx)
}

func (p *player) lookAt(ctx context.Context, pod *corev1.Pod) {
	p.mu.Lock()
	w := p.workers[pod.UID]
	p.mu.Unlock()
	switch {
	case w == nil && pod.DeletionTimestamp != nil:
		p.finishDeletion(pod) // never ran here
	case w == nil && pod.Spec.NodeName == "":
		p.bind(ctx, pod)
	case w == nil && pod.Spec.NodeName == p.node && !ended(pod):
		w = newWorker(p, pod)
		p.mu.Lock()
		p.workers[pod.UID] = w
		p.mu.Unlock()
		go w.run()
	case w != nil && pod.DeletionTimestamp != nil:
		grace := int64(30)
		if pod.DeletionGracePeriodSeconds != nil {
			grace = *pod.DeletionGracePeriodSeconds
		}
		w.stop(time.Duration(grace) * time.Second)
	}
}

func ended(pod *corev1.Pod) bool {
	return pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
}

func (p *player) bind(ctx context.Context, pod *corev1.Pod) {
	err := p.client.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: p.node},
	}, metav1.CreateOptions{})
	if err != nil {
		log.Printf("bind %s/%s: %v", pod.Namespace, pod.Name, err)
	}
}

// finishDeletion is what a kubelet does once nothing of the pod runs any more.
func (p *player) finishDeletion(pod *corev1.Pod) {
	now := int64(0)
	err := p.client.CoreV1().Pods(pod.Namespace).Delete(context.Background(), pod.Name, metav1.DeleteOptions{
		GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &pod.UID},
	})
	if err != nil {
		log.Printf("delete %s/%s: %v", pod.Namespace, pod.Name, err)
	}
}

// removeVolumes takes away the folders of claims that are gone, as a provisioner with reclaimPolicy Delete does.
func (p *player) removeVolumes(ctx context.Context) {
	folders, err := os.ReadDir(filepath.Join(p.folder, "volumes"))
	if err != nil || len(folders) == 0 {
		return
	}
	claims, err := p.client.CoreV1().PersistentVolumeClaims("").List(ctx, metav1.ListOptions{})
	if err != nil {
		return
	}
	there := map[string]bool{}
	for _, claim := range claims.Items {
		there[string(claim.UID)] = true
	}
	for _, folder := range folders {
		if !there[folder.Name()] && !p.uses(folder.Name()) {
			if err := os.RemoveAll(filepath.Join(p.folder, "volumes", folder.Name())); err != nil {
				log.Printf("volume %s: %v", folder.Name(), err)
			}
		}
	}
}

func (p *player) uses(claim string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.workers {
		if w.usesClaim(claim) {
			return true
		}
	}
	return false
}

func (p *player) killAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.workers {
		w.abandon()
	}
}

// find is for exec and logs: the youngest pod of that name.
func (p *player) find(namespace, name string) (*worker, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found *worker
	for _, w := range p.workers {
		if w.pod.Namespace == namespace && w.pod.Name == name &&
			(found == nil || found.pod.CreationTimestamp.Before(&w.pod.CreationTimestamp)) {
			found = w
		}
	}
	if found == nil {
		return nil, fmt.Errorf("pod %s/%s is not on this node", namespace, name)
	}
	return found, nil
}
