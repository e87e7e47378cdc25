package main

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/tools/cache"
)

// podKey names one pod for good: a pod of the same name that comes later is another one.
type podKey struct{ namespace, name, uid string }

// podTable is what the watch last said of each pod.
type podTable struct {
	mutex sync.Mutex
	pods  map[podKey]*corev1.Pod
}

// watchPods calls born once for each pod that is there or comes.
func watchPods(factory informers.SharedInformerFactory, born func(podKey)) *podTable {
	table := &podTable{pods: map[podKey]*corev1.Pod{}}
	seen := func(object any) {
		pod := object.(*corev1.Pod)
		key := podKey{pod.Namespace, pod.Name, string(pod.UID)}
		table.mutex.Lock()
		_, known := table.pods[key]
		table.pods[key] = pod
		table.mutex.Unlock()
		if !known {
			born(key)
		}
	}
	factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    seen,
		UpdateFunc: func(_, object any) { seen(object) },
		DeleteFunc: func(object any) {
			if gone, ok := object.(cache.DeletedFinalStateUnknown); ok {
				object = gone.Obj
			}
			pod := object.(*corev1.Pod)
			table.mutex.Lock()
			delete(table.pods, podKey{pod.Namespace, pod.Name, string(pod.UID)})
			table.mutex.Unlock()
		},
	})
	return table
}

// get returns nil for a pod that is gone.
func (t *podTable) get(key podKey) *corev1.Pod {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.pods[key]
}
