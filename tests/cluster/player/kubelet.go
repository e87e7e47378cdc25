package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	remotecommandconsts "k8s.io/apimachinery/pkg/util/remotecommand"
	"k8s.io/kubelet/pkg/cri/streaming/remotecommand"
)

// serveKubelet answers what the API server asks of a kubelet for `kubectl logs` and `kubectl exec`.
func (p *player) serveKubelet(certificate, key string) error {
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", p.kubelet))
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/containerLogs/{namespace}/{pod}/{container}", p.serveLog)
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", p.serveExec)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute,
		// Streams are upgraded connections, which HTTP/2 has not.
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}, NextProtos: []string{"http/1.1"}}}
	go func() { log.Print(server.ServeTLS(listener, "", "")) }()
	return nil
}

func (p *player) serveLog(w http.ResponseWriter, r *http.Request) {
	text, err := os.ReadFile(p.logPath(r.PathValue("namespace"), r.PathValue("pod"), r.PathValue("container")))
	if err != nil {
		return // a container that has said nothing yet
	}
	lines := strings.SplitAfter(string(text), "\n")
	if tail, err := strconv.Atoi(r.URL.Query().Get("tailLines")); err == nil && tail+1 < len(lines) {
		lines = lines[len(lines)-tail-1:]
	}
	_, _ = io.WriteString(w, strings.Join(lines, ""))
}

func (p *player) serveExec(w http.ResponseWriter, r *http.Request) {
	options, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	pod := r.PathValue("namespace") + "/" + r.PathValue("pod")
	remotecommand.ServeExec(w, r, &executor{p}, pod, "", r.PathValue("container"), r.Form["command"], options, time.Hour,
		30*time.Second, remotecommandconsts.SupportedStreamingProtocols)
}
