// The quick player of the test lab: scheduler, kubelet and instance manager of CloudNativePG in one program, without a
// container. Pods are bound and marked Running, jobs end after a moment, an instance answers /pg/status and "archives" into
// a folder that is laid out as Barman lays out an object store. Everything that an operator, kubectl or cnpg-dr can see
// is real API traffic; what PostgreSQL would do is played. README.md says what is played and how faults are set.
package main

import (
	"context"
	"flag"
	"log"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

type player struct {
	config   *rest.Config
	kube     kubernetes.Interface
	dynamic  dynamic.Interface
	pods     *podTable
	play     *playbook
	volumes  *volumes
	store    store
	manager  executable
	network  *network
	logs     string
	kubelet  int
	hostname string
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "who to be")
	folder := flag.String("lab", ".", "the lab's folder: play.json, store/, volumes/, logs/, plugins/, kubelet.crt, kubelet.key")
	manager := flag.String("manager", "", "CloudNativePG's manager, whose hash an instance reports")
	net := flag.Int("net", 77, "pods have addresses in 127.NET.0.0/16")
	port := flag.Int("kubelet-port", 10250, "where the API server finds logs and exec")
	flag.Parse()
	log.SetFlags(log.Ltime | log.Lmicroseconds)

	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	config.QPS, config.Burst = 500, 1000
	config.UserAgent = "player"
	hash, err := hashFile(*manager)
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	p := &player{
		config:   config,
		kube:     kubernetes.NewForConfigOrDie(config),
		dynamic:  dynamic.NewForConfigOrDie(config),
		play:     openPlaybook(filepath.Join(*folder, "play.json")),
		volumes:  openVolumes(filepath.Join(*folder, "volumes")),
		store:    store(filepath.Join(*folder, "store")),
		manager:  hash,
		network:  &network{second: *net},
		logs:     filepath.Join(*folder, "logs"),
		kubelet:  *port,
		hostname: "lab",
	}
	if err := p.servePlugin(filepath.Join(*folder, "plugins")); err != nil {
		log.Fatal(err)
	}
	if err := p.serveKubelet(filepath.Join(*folder, "kubelet.crt"), filepath.Join(*folder, "kubelet.key")); err != nil {
		log.Fatal(err)
	}
	for p.register(ctx) != nil && ctx.Err() == nil {
		time.Sleep(200 * time.Millisecond)
	}
	factory := informers.NewSharedInformerFactory(p.kube, 0)
	p.pods = watchPods(factory, func(pod podKey) { go p.live(ctx, pod) })
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	log.Print("playing")
	<-ctx.Done()
}
