package main

import (
	"context"
	"log"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const (
	tick         = 50 * time.Millisecond
	clusterLabel = "cnpg.io/cluster"
	jobRoleLabel = "cnpg.io/jobRole"
)

// live is a pod's life, from the binding to its end. Each pod has a goroutine of its own.
func (p *player) live(ctx context.Context, key podKey) {
	pod := p.pods.get(key)
	if pod == nil {
		return
	}
	for pod.Spec.NodeName == "" {
		err := p.kube.CoreV1().Pods(key.namespace).Bind(ctx, &corev1.Binding{
			ObjectMeta: metav1.ObjectMeta{Name: key.name, Namespace: key.namespace, UID: types.UID(key.uid)},
			Target:     corev1.ObjectReference{Kind: "Node", Name: p.hostname},
		}, metav1.CreateOptions{})
		if err == nil {
			break
		}
		time.Sleep(4 * tick)
		if pod = p.pods.get(key); pod == nil || ctx.Err() != nil {
			return
		}
	}
	if p.play.of(pod).PodsPending {
		p.await(ctx, key, func() bool { return !p.play.of(pod).PodsPending })
	}
	finished := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	var stop func()
	switch {
	case finished:
	case pod.Labels[jobRoleLabel] != "":
		p.job(ctx, key, pod)
	case isInstance(pod):
		stop = p.instance(ctx, key, pod)
	default:
		p.run(ctx, pod, p.network.address(), true)
	}
	p.await(ctx, key, func() bool { return false })
	if ctx.Err() != nil {
		return
	}
	if stop != nil {
		stop()
	}
	p.bury(ctx, key)
}

func isInstance(pod *corev1.Pod) bool {
	return pod.Labels[clusterLabel] != "" && slices.ContainsFunc(pod.Spec.Containers, func(c corev1.Container) bool {
		return c.Name == "postgres"
	})
}

// await returns true once done() does, and false where the pod is to end, or gone.
func (p *player) await(ctx context.Context, key podKey, done func() bool) bool {
	for ctx.Err() == nil {
		pod := p.pods.get(key)
		if pod == nil || pod.DeletionTimestamp != nil {
			return false
		}
		if done() {
			return true
		}
		time.Sleep(tick)
	}
	return false
}

// bury takes the pod away for good, as a kubelet does when all its containers have ended.
func (p *player) bury(ctx context.Context, key podKey) {
	for ctx.Err() == nil {
		pod := p.pods.get(key)
		if pod == nil {
			return
		}
		if !p.play.of(pod).PodsStay {
			now, uid := int64(0), types.UID(key.uid)
			err := p.kube.CoreV1().Pods(key.namespace).Delete(ctx, key.name, metav1.DeleteOptions{
				GracePeriodSeconds: &now, Preconditions: &metav1.Preconditions{UID: &uid}})
			if err != nil {
				log.Printf("%s/%s: %v", key.namespace, key.name, err)
			}
			time.Sleep(2 * tick)
		}
		time.Sleep(tick)
	}
}
