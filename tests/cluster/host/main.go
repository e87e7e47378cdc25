// Command host plays scheduler and kubelet for real: the containers of every pod run as processes of this machine, in
// a network of their own, with the volumes, the user, the environment and the probes that the pod asks for. There are
// no images: the root of each container is an overlay over this machine's, so what is installed here is what runs.
//
//	host run --kubeconfig FILE --folder DIR --bridge NAME --network 10.77.0 --api 10.77.0.1:6443 --file /manager=PATH
//	         --tls-cert-file FILE --tls-private-key-file FILE
//	host inside SPEC      the first process of a container, started by the former
//
// It needs root: namespaces, mounts and addresses. Nothing that it makes outlives `tests/cluster/real.py`, which
// takes bridge and namespaces away.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// files is a repeated option TARGET=SOURCE: what the "image" of every container holds besides this machine's root.
type files map[string]string

func (f files) String() string { return fmt.Sprint(map[string]string(f)) }

func (f files) Set(word string) error {
	target, source, found := strings.Cut(word, "=")
	if !found || !strings.HasPrefix(target, "/") {
		return fmt.Errorf("%q is not /TARGET=SOURCE", word)
	}
	f[target] = source
	return nil
}

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	if len(os.Args) == 3 && os.Args[1] == "inside" {
		becomeContainer(os.Args[2])
	}
	if len(os.Args) < 2 || os.Args[1] != "run" {
		log.Fatal("usage: host run OPTIONS, host inside SPEC")
	}
	o := options{files: files{}}
	set := flag.NewFlagSet("host run", flag.ExitOnError)
	set.StringVar(&o.kubeconfig, "kubeconfig", "", "how to reach the API server")
	set.StringVar(&o.folder, "folder", "", "volumes, logs and scratch files")
	set.StringVar(&o.node, "node", "host", "name of the one node")
	set.StringVar(&o.bridge, "bridge", "", "an existing bridge; names of network namespaces begin with it")
	set.StringVar(&o.subnet, "network", "10.77.0", "the first three numbers of its addresses; .1 is the bridge's own")
	set.StringVar(&o.api, "api", "", "HOST:PORT of the API server as containers reach it")
	set.StringVar(&o.path, "path", "/usr/lib/postgresql/15/bin:/usr/sbin:/usr/bin:/sbin:/bin", "PATH of the containers")
	set.StringVar(&o.certificate, "tls-cert-file", "", "the kubelet's, which the API server trusts")
	set.StringVar(&o.key, "tls-private-key-file", "", "its key")
	set.DurationVar(&o.probe, "probe-period", time.Second, "probes run at least as often as this")
	set.Var(o.files, "file", "/TARGET=SOURCE: a file that every container's root holds; repeatable")
	_ = set.Parse(os.Args[2:])
	if o.kubeconfig == "" || o.folder == "" || o.bridge == "" || o.api == "" || o.certificate == "" || o.key == "" {
		log.Fatal("host run: --kubeconfig, --folder, --bridge, --api and --tls-… are needed")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := play(ctx, o); err != nil {
		log.Fatal(err)
	}
}
