package main

import (
	"context"
	"encoding/json"
	"log"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// run says that the pod runs, at this address.
func (p *player) run(ctx context.Context, pod *corev1.Pod, address string, ready bool) {
	now := metav1.Now()
	status := corev1.PodStatus{
		Phase: corev1.PodRunning, PodIP: address, PodIPs: []corev1.PodIP{{IP: address}}, HostIP: "127.0.0.1",
		HostIPs: []corev1.HostIP{{IP: "127.0.0.1"}}, StartTime: &now,
	}
	for _, kind := range []corev1.PodConditionType{corev1.PodScheduled, corev1.PodInitialized} {
		status.Conditions = append(status.Conditions, condition(kind, true))
	}
	status.Conditions = append(status.Conditions, condition(corev1.ContainersReady, ready), condition(corev1.PodReady, ready))
	for _, container := range pod.Spec.InitContainers {
		status.InitContainerStatuses = append(status.InitContainerStatuses, ended(container, 0, now))
	}
	for _, container := range pod.Spec.Containers {
		started := true
		status.ContainerStatuses = append(status.ContainerStatuses, corev1.ContainerStatus{
			Name: container.Name, Image: container.Image, ImageID: container.Image, Ready: ready, Started: &started,
			ContainerID: "play://" + string(pod.UID) + "/" + container.Name,
			State:       corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}},
		})
	}
	p.say(ctx, pod, status)
}

// finish says that the pod's containers have ended.
func (p *player) finish(ctx context.Context, pod *corev1.Pod, address string, code int32) {
	now := metav1.Now()
	status := corev1.PodStatus{Phase: corev1.PodSucceeded, PodIP: address, PodIPs: []corev1.PodIP{{IP: address}}, HostIP: "127.0.0.1"}
	if code != 0 {
		status.Phase = corev1.PodFailed
	}
	status.Conditions = []corev1.PodCondition{condition(corev1.PodScheduled, true), condition(corev1.PodInitialized, true),
		condition(corev1.ContainersReady, false), condition(corev1.PodReady, false)}
	for _, container := range pod.Spec.InitContainers {
		status.InitContainerStatuses = append(status.InitContainerStatuses, ended(container, 0, now))
	}
	for _, container := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, ended(container, code, now))
	}
	p.say(ctx, pod, status)
}

func condition(kind corev1.PodConditionType, holds bool) corev1.PodCondition {
	status := corev1.ConditionFalse
	if holds {
		status = corev1.ConditionTrue
	}
	return corev1.PodCondition{Type: kind, Status: status, LastTransitionTime: metav1.Now()}
}

func ended(container corev1.Container, code int32, now metav1.Time) corev1.ContainerStatus {
	reason := "Completed"
	if code != 0 {
		reason = "Error"
	}
	return corev1.ContainerStatus{
		Name: container.Name, Image: container.Image, ImageID: container.Image, Ready: code == 0,
		State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
			ExitCode: code, Reason: reason, StartedAt: now, FinishedAt: now}},
	}
}

// say patches the pod's status: an update of a pod that the operator labels at the same time would be a conflict.
func (p *player) say(ctx context.Context, pod *corev1.Pod, status corev1.PodStatus) {
	body, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": pod.UID}, "status": status})
	if err == nil {
		_, err = p.kube.CoreV1().Pods(pod.Namespace).Patch(ctx, pod.Name, types.MergePatchType, body, metav1.PatchOptions{}, "status")
	}
	if err != nil {
		log.Printf("status of %s/%s: %v", pod.Namespace, pod.Name, err)
	}
}
