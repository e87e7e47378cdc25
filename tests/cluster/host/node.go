package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// register makes the Node, or takes over the one that an earlier start left, and says where its kubelet listens: the
// API server sends exec and logs there.
func (p *player) register(ctx context.Context, port int32) error {
	nodes := p.client.CoreV1().Nodes()
	node, err := nodes.Create(ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{
		Name:   p.node,
		Labels: map[string]string{"kubernetes.io/hostname": p.node, "kubernetes.io/os": "linux"},
	}}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		node, err = nodes.Get(ctx, p.node, metav1.GetOptions{})
	}
	if err != nil {
		return err
	}
	plenty := corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse("64"), corev1.ResourceMemory: resource.MustParse("256Gi"),
		corev1.ResourcePods: resource.MustParse("250"), corev1.ResourceEphemeralStorage: resource.MustParse("1Ti"),
	}
	now := metav1.Now()
	node.Status = corev1.NodeStatus{
		Capacity:    plenty,
		Allocatable: plenty,
		Addresses: []corev1.NodeAddress{
			{Type: corev1.NodeInternalIP, Address: p.network.gateway()},
			{Type: corev1.NodeHostName, Address: p.node},
		},
		DaemonEndpoints: corev1.NodeDaemonEndpoints{KubeletEndpoint: corev1.DaemonEndpoint{Port: port}},
		Conditions: []corev1.NodeCondition{{
			Type: corev1.NodeReady, Status: corev1.ConditionTrue, Reason: "KubeletReady", LastHeartbeatTime: now, LastTransitionTime: now,
		}},
	}
	_, err = nodes.UpdateStatus(ctx, node, metav1.UpdateOptions{})
	return err
}
