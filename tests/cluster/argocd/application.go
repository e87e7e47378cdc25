package main

import (
	"context"
	"fmt"
	"time"

	"github.com/argoproj/gitops-engine/pkg/cache"
	"github.com/argoproj/gitops-engine/pkg/diff"
	"github.com/argoproj/gitops-engine/pkg/engine"
	"github.com/argoproj/gitops-engine/pkg/sync"
	"github.com/argoproj/gitops-engine/pkg/utils/kube"
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
)

const (
	fieldManager = "argocd-controller"
	trackingID   = "argocd.argoproj.io/tracking-id"
	// A sync that hangs (an API server that does not answer) must end, or the opponent would be out of the game.
	syncTimeout = 60 * time.Second
)

// application is what an Application of Argo CD is: a source, a destination and options.
type application struct {
	options options
	cache   cache.ClusterCache
	engine  engine.GitOpsEngine
}

// tracked is what the cache keeps of an object: the value of its tracking annotation.
type tracked string

// newApplication starts the engine, its cache filled. The function it gives ends it.
func newApplication(config *rest.Config, o options) (*application, engine.StopFunc, error) {
	clusterCache := cache.NewClusterCache(config,
		cache.SetNamespaces([]string{o.namespace}),
		cache.SetLogr(logr.Discard()),
		cache.SetPopulateResourceInfoHandler(func(object *unstructured.Unstructured, _ bool) (any, bool) {
			id := object.GetAnnotations()[trackingID]
			return tracked(id), id != ""
		}))
	gitOps := engine.NewEngine(config, clusterCache, engine.WithLogr(logr.Discard()))
	stop, err := gitOps.Run()
	if err != nil {
		return nil, nil, err
	}
	return &application{o, clusterCache, gitOps}, stop, nil
}

// targets are the objects of the source, each with the tracking annotation that Argo CD writes by default since its version 3.
func (a *application) targets(manifests [][]byte) ([]*unstructured.Unstructured, error) {
	var targets []*unstructured.Unstructured
	for _, text := range manifests {
		objects, err := kube.SplitYAML(text)
		if err != nil {
			return nil, err
		}
		targets = append(targets, objects...)
	}
	for _, object := range targets {
		if object.GetNamespace() == "" {
			object.SetNamespace(a.options.namespace)
		}
		annotations := object.GetAnnotations()
		if annotations == nil {
			annotations = map[string]string{}
		}
		annotations[trackingID] = a.idOf(kube.GetResourceKey(object))
		object.SetAnnotations(annotations)
	}
	return targets, nil
}

func (a *application) idOf(key kube.ResourceKey) string {
	return fmt.Sprintf("%s:%s/%s:%s/%s", a.options.application, key.Group, key.Kind, key.Namespace, key.Name)
}

func (a *application) owns(resource *cache.Resource) bool {
	id, known := resource.Info.(tracked)
	return known && string(id) == a.idOf(resource.ResourceKey())
}

// differs says what Argo CD shows as OutOfSync: whether the live objects are not what the source says.
func (a *application) differs(targets []*unstructured.Unstructured) (bool, error) {
	live, err := a.cache.GetManagedLiveObjs(targets, a.owns)
	if err != nil {
		return false, err
	}
	pairs := sync.Reconcile(targets, live, a.options.namespace, a.cache)
	found, err := diff.DiffArray(pairs.Target, pairs.Live)
	if err != nil {
		return false, err
	}
	return found.Modified, nil
}

// sync does one sync, whether or not anything differs: the boldest setting of self-heal.
func (a *application) sync(number int) outcome {
	o := outcome{Sync: number, At: time.Now().UTC().Format(time.RFC3339Nano)}
	revision, manifests, err := a.options.repository.Read()
	if err != nil {
		return o.failed(err)
	}
	o.Revision = revision
	targets, err := a.targets(manifests)
	if err != nil {
		return o.failed(err)
	}
	if o.OutOfSync, err = a.differs(targets); err != nil {
		return o.failed(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), syncTimeout)
	defer cancel()
	results, err := a.engine.Sync(ctx, targets, a.owns, revision, a.options.namespace,
		sync.WithLogr(logr.Discard()),
		sync.WithOperationSettings(false, false, a.options.force, false),
		sync.WithReplace(a.options.replace),
		sync.WithServerSideApply(a.options.serverSide),
		sync.WithServerSideApplyManager(fieldManager))
	for _, result := range results {
		o.add(result)
	}
	if err != nil {
		return o.failed(err)
	}
	return o
}
