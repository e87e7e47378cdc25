package main

import (
	"context"
	"encoding/json"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
)

const microTime = "2006-01-02T15:04:05.000000Z07:00"

// patchStatus changes the Cluster's status under an optimistic lock: the operator writes it too. A conflict is an error, and
// the caller comes again.
func (p *player) patchStatus(ctx context.Context, c cluster, change func(status map[string]any)) error {
	status, _, _ := unstructured.NestedMap(c.Object, "status")
	if status == nil {
		status = map[string]any{}
	}
	before, _ := json.Marshal(status)
	change(status)
	after, _ := json.Marshal(status)
	if string(before) == string(after) {
		return nil
	}
	body, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"resourceVersion": c.GetResourceVersion(), "uid": c.GetUID()}, "status": status})
	if err != nil {
		return err
	}
	found, err := p.dynamic.Resource(clusters).Namespace(c.GetNamespace()).Patch(ctx, c.GetName(), types.MergePatchType, body,
		metav1.PatchOptions{}, "status")
	if err == nil {
		c.Object = found.Object
	}
	return err
}

func setCondition(status map[string]any, kind, value, reason, message string) {
	conditions, _ := status["conditions"].([]any)
	wanted := map[string]any{"type": kind, "status": value, "reason": reason, "message": message,
		"lastTransitionTime": time.Now().UTC().Format(time.RFC3339)}
	for n, entry := range conditions {
		if old, _ := entry.(map[string]any); old["type"] == kind {
			if old["status"] == value {
				wanted["lastTransitionTime"] = old["lastTransitionTime"]
			}
			conditions[n] = wanted
			return
		}
	}
	status["conditions"] = append(conditions, wanted)
}

// sayArchiving sets ContinuousArchiving: an empty message means that it works.
func (p *player) sayArchiving(ctx context.Context, c cluster, message string) {
	value, reason := "False", "ContinuousArchivingFailing"
	if message == "" {
		value, reason, message = "True", "ContinuousArchivingSuccess", "Continuous archiving is working"
	}
	_ = p.patchStatus(ctx, c, func(status map[string]any) { setCondition(status, "ContinuousArchiving", value, reason, message) })
}
