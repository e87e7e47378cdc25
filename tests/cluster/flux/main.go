// The program flux syncs a git repository to a cluster for ever, by Flux' own apply library and with the options that its
// kustomize-controller gives to it (internal/controller/kustomization_controller.go there). Nothing is pruned. Each sync prints
// one line of JSON.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"cnpg-dr.dev/tests/cluster/internal/source"
	"github.com/go-logr/logr"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

type options struct {
	repository    source.Repository
	kustomization string
	namespace     string
	kubeconfig    string
	every         time.Duration
	force         bool
}

func parse() options {
	var o options
	flag.StringVar(&o.repository.Dir, "repo", "", "git repository")
	flag.StringVar(&o.repository.Ref, "ref", "HEAD", "what of it is synced")
	flag.StringVar(&o.repository.Path, "path", ".", "folder of it that is synced")
	flag.StringVar(&o.kustomization, "kustomization", "databases", "name of the Kustomization, for the owner labels")
	flag.StringVar(&o.namespace, "namespace", "", "namespace of the objects that name none (spec.targetNamespace)")
	flag.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig file")
	resync := flag.Float64("resync-seconds", 2, "pause between two syncs")
	flag.BoolVar(&o.force, "force", false, "spec.force")
	flag.Parse()
	o.every = time.Duration(*resync * float64(time.Second))
	if o.repository.Dir == "" || o.namespace == "" || flag.NArg() != 0 {
		flag.Usage()
		os.Exit(2)
	}
	return o
}

func run(o options) error {
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1 // as fast as it can: the opponent does not wait for its own client
	kustomization, err := newKustomization(config, o)
	if err != nil {
		return err
	}
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	for number := 1; ; number++ {
		if err := kustomization.sync(number).print(os.Stdout); err != nil {
			return err
		}
		select {
		case <-end:
			return nil
		case <-time.After(o.every):
		}
	}
}

func main() {
	log.SetLogger(logr.Discard())
	if err := run(parse()); err != nil {
		fmt.Fprintln(os.Stderr, "flux:", err)
		os.Exit(1)
	}
}
