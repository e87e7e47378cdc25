package main

import (
	"context"
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var (
	clusters     = schema.GroupVersionResource{Group: "postgresql.cnpg.io", Version: "v1", Resource: "clusters"}
	backups      = schema.GroupVersionResource{Group: "postgresql.cnpg.io", Version: "v1", Resource: "backups"}
	objectStores = schema.GroupVersionResource{Group: "barmancloud.cnpg.io", Version: "v1", Resource: "objectstores"}
)

const barmanPlugin = "barman-cloud.cloudnative-pg.io"

// cluster is a Cluster as it stands.
type cluster struct{ *unstructured.Unstructured }

// cluster reads the Cluster that the pod belongs to: by name, as an instance manager does.
func (p *player) cluster(ctx context.Context, pod *corev1.Pod) (cluster, error) {
	found, err := p.dynamic.Resource(clusters).Namespace(pod.Namespace).Get(ctx, pod.Labels[clusterLabel], metav1.GetOptions{})
	return cluster{found}, err
}

func (c cluster) text(fields ...string) string {
	value, _, _ := unstructured.NestedString(c.Object, fields...)
	return value
}

func (c cluster) owns(pod *corev1.Pod) bool {
	for _, owner := range pod.OwnerReferences {
		if owner.UID == c.GetUID() {
			return true
		}
	}
	return false
}

// primary tells whether this pod is, or is about to be, the one that writes.
func (c cluster) primary(pod string) bool {
	current := c.text("status", "currentPrimary")
	return current == pod || current == "" && c.text("status", "targetPrimary") == pod
}

// generation is a folder of the store: bucket, path and serverName. Empty: the Cluster archives nowhere.
type generation string

func at(destination, server string) generation {
	if destination == "" {
		return ""
	}
	_, rest, found := strings.Cut(destination, "://")
	if !found {
		rest = destination
	}
	return generation(path.Join(rest, server))
}

// writes is where the Cluster archives, in either store shape.
func (p *player) writes(ctx context.Context, c cluster) generation {
	plugins, _, _ := unstructured.NestedSlice(c.Object, "spec", "plugins")
	for _, entry := range plugins {
		plugin, _ := entry.(map[string]any)
		if plugin["name"] == barmanPlugin && plugin["enabled"] != false {
			parameters, _ := plugin["parameters"].(map[string]any)
			return p.behindObjectStore(ctx, c, parameters)
		}
	}
	server := c.text("spec", "backup", "barmanObjectStore", "serverName")
	if server == "" {
		server = c.GetName()
	}
	return at(c.text("spec", "backup", "barmanObjectStore", "destinationPath"), server)
}

// reads is where its recovery reads.
func (p *player) reads(ctx context.Context, c cluster) generation {
	source := c.text("spec", "bootstrap", "recovery", "source")
	external, _, _ := unstructured.NestedSlice(c.Object, "spec", "externalClusters")
	for _, entry := range external {
		object, _ := entry.(map[string]any)
		if object["name"] != source {
			continue
		}
		if plugin, ok := object["plugin"].(map[string]any); ok {
			parameters, _ := plugin["parameters"].(map[string]any)
			return p.behindObjectStore(ctx, c, parameters)
		}
		destination, _, _ := unstructured.NestedString(object, "barmanObjectStore", "destinationPath")
		server, _, _ := unstructured.NestedString(object, "barmanObjectStore", "serverName")
		if server == "" {
			server = source
		}
		return at(destination, server)
	}
	return ""
}

func (p *player) behindObjectStore(ctx context.Context, c cluster, parameters map[string]any) generation {
	name, _ := parameters["barmanObjectName"].(string)
	server, given := parameters["serverName"].(string)
	if !given {
		server = c.GetName()
	}
	found, err := p.dynamic.Resource(objectStores).Namespace(c.GetNamespace()).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return ""
	}
	return at(cluster{found}.text("spec", "configuration", "destinationPath"), server)
}
