package main

import (
	"bytes"
	"context"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling"
	"github.com/fluxcd/pkg/ssa"
	"github.com/fluxcd/pkg/ssa/normalize"
	"github.com/fluxcd/pkg/ssa/utils"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

const (
	controller = "kustomize-controller"
	group      = "kustomize.toolkit.fluxcd.io"
	// A sync that hangs (an API server that does not answer) must end, or the opponent would be out of the game.
	syncTimeout = 60 * time.Second
)

// kustomization is what a Kustomization of Flux is: a source, a destination and options.
type kustomization struct {
	options options
	manager *ssa.ResourceManager
}

func newKustomization(config *rest.Config, o options) (*kustomization, error) {
	c, err := client.New(config, client.Options{})
	if err != nil {
		return nil, err
	}
	poller := polling.NewStatusPoller(c, c.RESTMapper(), polling.Options{})
	return &kustomization{o, ssa.NewResourceManager(c, poller, ssa.Owner{Field: controller, Group: group})}, nil
}

// applyOptions are those of kustomize-controller 1.9.
func (k *kustomization) applyOptions() ssa.ApplyOptions {
	o := ssa.DefaultApplyOptions()
	o.Force = k.options.force
	o.ForceSelector = map[string]string{group + "/force": "enabled"}
	o.ExclusionSelector = map[string]string{group + "/reconcile": "disabled", group + "/ssa": "ignore"}
	o.IfNotPresentSelector = map[string]string{group + "/ssa": "ifnotpresent"}
	o.Cleanup = ssa.ApplyCleanupOptions{
		Annotations: []string{
			corev1.LastAppliedConfigAnnotation, group + "/checksum", "fluxcd.io/sync-checksum",
		},
		Labels: []string{"fluxcd.io/sync-gc-mark"},
		FieldManagers: []ssa.FieldManager{
			{Name: "kubectl", OperationType: metav1.ManagedFieldsOperationApply},
			{Name: "kubectl", OperationType: metav1.ManagedFieldsOperationUpdate},
			{Name: "before-first-apply", OperationType: metav1.ManagedFieldsOperationUpdate},
			{Name: controller, OperationType: metav1.ManagedFieldsOperationUpdate},
		},
		Exclusions: map[string]string{group + "/ssa": "merge"},
	}
	return o
}

// targets are the objects of the source, with the labels of their owner.
func (k *kustomization) targets(manifests [][]byte) ([]*unstructured.Unstructured, error) {
	var targets []*unstructured.Unstructured
	for _, text := range manifests {
		objects, err := utils.ReadObjects(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		targets = append(targets, objects...)
	}
	for _, object := range targets {
		if object.GetNamespace() == "" {
			object.SetNamespace(k.options.namespace)
		}
	}
	k.manager.SetOwnerLabels(targets, k.options.kustomization, k.options.namespace)
	return targets, normalize.UnstructuredList(targets)
}

func (k *kustomization) sync(number int) outcome {
	o := outcome{Sync: number, At: time.Now().UTC().Format(time.RFC3339Nano)}
	revision, manifests, err := k.options.repository.Read()
	if err != nil {
		return o.failed(err)
	}
	o.Revision = revision
	targets, err := k.targets(manifests)
	if err != nil {
		return o.failed(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), syncTimeout)
	defer cancel()
	changes, err := k.manager.ApplyAllStaged(ctx, targets, k.applyOptions())
	if changes != nil {
		o.add(changes)
	}
	if err != nil {
		return o.failed(err)
	}
	return o
}
