package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// tell sends the API server the pod's status where it is another than the one it has.
func (w *worker) tell() {
	w.report.Lock()
	defer w.report.Unlock()
	if w.gone() {
		return
	}
	status := w.status()
	text, err := json.Marshal(status)
	if err != nil || string(text) == w.sent {
		return
	}
	// The uid is a precondition: a younger pod of that name is not ours.
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": w.pod.UID}, "status": status})
	if err == nil {
		_, err = w.player.client.CoreV1().Pods(w.pod.Namespace).Patch(context.Background(), w.pod.Name,
			types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	}
	if err == nil {
		w.sent = string(text)
	} else if !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
		log.Printf("status of %s/%s: %v", w.pod.Namespace, w.pod.Name, err)
	}
}

func (w *worker) status() corev1.PodStatus {
	status := corev1.PodStatus{HostIP: w.player.network.gateway(), StartTime: &w.pod.CreationTimestamp}
	if w.place != nil {
		status.PodIP = w.place.address
		status.PodIPs = []corev1.PodIP{{IP: w.place.address}}
	}
	initialized, ready := true, true
	for _, c := range w.init {
		s := c.status(w)
		initialized = initialized && s.State.Terminated != nil && s.State.Terminated.ExitCode == 0
		status.InitContainerStatuses = append(status.InitContainerStatuses, s)
	}
	for _, c := range w.main {
		s := c.status(w)
		ready = ready && s.Ready
		status.ContainerStatuses = append(status.ContainerStatuses, s)
	}
	status.Phase = w.phase(&status, initialized)
	for _, c := range []struct {
		kind corev1.PodConditionType
		is   bool
	}{{corev1.PodReadyToStartContainers, w.place != nil}, {corev1.PodScheduled, true}, {corev1.PodInitialized, initialized},
		{corev1.ContainersReady, ready}, {corev1.PodReady, ready}} {
		is := corev1.ConditionFalse
		if c.is {
			is = corev1.ConditionTrue
		}
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: c.kind, Status: is})
	}
	return status
}

// phase by the rules of the API: Failed and Succeeded are for pods that nothing will start again.
func (w *worker) phase(status *corev1.PodStatus, initialized bool) corev1.PodPhase {
	never := w.pod.Spec.RestartPolicy == corev1.RestartPolicyNever
	for _, s := range status.InitContainerStatuses {
		if never && s.State.Terminated != nil && s.State.Terminated.ExitCode != 0 {
			return corev1.PodFailed
		}
	}
	ended, failed, began := 0, false, false
	for _, s := range status.ContainerStatuses {
		if s.State.Terminated != nil {
			ended++
			failed = failed || s.State.Terminated.ExitCode != 0
		}
		began = began || s.State.Waiting == nil || s.RestartCount > 0
	}
	stopping := w.life.Err() != nil
	switch {
	case !initialized || !began:
		return corev1.PodPending
	case ended < len(status.ContainerStatuses):
		return corev1.PodRunning
	case failed && (never || stopping):
		return corev1.PodFailed
	case !failed && w.pod.Spec.RestartPolicy != corev1.RestartPolicyAlways || !failed && stopping:
		return corev1.PodSucceeded
	}
	return corev1.PodRunning
}

func (c *container) status(w *worker) corev1.ContainerStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	started := c.started
	return corev1.ContainerStatus{
		Name: c.spec.Name, Image: c.spec.Image, ImageID: "host://" + c.spec.Image, State: c.state, LastTerminationState: c.last,
		RestartCount: c.restarts, Started: &started, Ready: c.ready || w.initDone(c),
		ContainerID: fmt.Sprintf("host://%s/%s/%d", w.pod.UID, c.spec.Name, c.restarts),
	}
}

// initDone: an init container is ready when it has succeeded.
func (w *worker) initDone(c *container) bool {
	for _, i := range w.init {
		if i == c {
			return c.state.Terminated != nil && c.state.Terminated.ExitCode == 0
		}
	}
	return false
}

// logPath is outside the pod's folder, so that a test may read what a pod said that is gone.
func (w *worker) logPath(container string, restarts int32) string {
	return filepath.Join(w.player.folder, "logs", fmt.Sprintf("%s_%s_%s_%s_%d.log", w.pod.Namespace, w.pod.Name, w.pod.UID, container, restarts))
}
