// The program argocd syncs a git repository to a cluster for ever, by Argo CD's own engine and with the options that Argo CD
// gives to it (controller/sync.go there): its field manager, its tracking annotation, server-side or client-side apply, Force and
// Replace. Nothing is pruned. Each sync prints one line of JSON.
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
	"k8s.io/klog/v2"
)

type options struct {
	repository  source.Repository
	application string
	namespace   string
	kubeconfig  string
	every       time.Duration
	serverSide  bool
	force       bool
	replace     bool
}

func parse() options {
	var o options
	flag.StringVar(&o.repository.Dir, "repo", "", "git repository")
	flag.StringVar(&o.repository.Ref, "ref", "HEAD", "what of it is synced")
	flag.StringVar(&o.repository.Path, "path", ".", "folder of it that is synced")
	flag.StringVar(&o.application, "app", "databases", "name of the Application, for the tracking annotation")
	flag.StringVar(&o.namespace, "namespace", "", "namespace of the objects that name none; no other is watched")
	flag.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig file")
	resync := flag.Float64("resync-seconds", 2, "pause between two syncs")
	flag.BoolVar(&o.serverSide, "server-side", false, "ServerSideApply=true")
	flag.BoolVar(&o.force, "force", false, "Force=true")
	flag.BoolVar(&o.replace, "replace", false, "Replace=true")
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
	application, stop, err := newApplication(config, o)
	if err != nil {
		return err
	}
	defer stop()
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	for number := 1; ; number++ {
		if err := application.sync(number).print(os.Stdout); err != nil {
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
	klog.SetLogger(logr.Discard())
	if err := run(parse()); err != nil {
		fmt.Fprintln(os.Stderr, "argocd:", err)
		os.Exit(1)
	}
}
