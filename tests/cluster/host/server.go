package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"

	"k8s.io/apimachinery/pkg/types"
	remotecommandconsts "k8s.io/apimachinery/pkg/util/remotecommand"
	clientremotecommand "k8s.io/client-go/tools/remotecommand"
	"k8s.io/kubelet/pkg/cri/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

// serve opens the kubelet's port, to which the API server sends `kubectl exec` and `kubectl logs`.
func (p *player) serve(ctx context.Context) (int32, error) {
	certificate, err := tls.LoadX509KeyPair(p.certificate, p.key)
	if err != nil {
		return 0, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(p.network.gateway(), "0"))
	if err != nil {
		return 0, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/exec/{namespace}/{pod}/{container}", p.serveExec)
	mux.HandleFunc("/containerLogs/{namespace}/{pod}/{container}", p.serveLogs)
	server := &http.Server{Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},
		ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	go func() { <-ctx.Done(); _ = server.Close() }()
	return int32(listener.Addr().(*net.TCPAddr).Port), nil
}

func (p *player) serveExec(out http.ResponseWriter, request *http.Request) {
	w, err := p.find(request.PathValue("namespace"), request.PathValue("pod"))
	if err != nil {
		http.Error(out, err.Error(), http.StatusNotFound)
		return
	}
	options, err := remotecommand.NewOptions(request)
	if err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	remotecommand.ServeExec(out, request, w, w.pod.Name, w.pod.UID, request.PathValue("container"), request.Form["command"], options,
		4*time.Hour, 30*time.Second, remotecommandconsts.SupportedStreamingProtocols)
}

// ExecInContainer is what the streaming library calls.
func (w *worker) ExecInContainer(ctx context.Context, _ string, _ types.UID, name string, words []string, in io.Reader,
	out, err io.WriteCloser, _ bool, _ <-chan clientremotecommand.TerminalSize, _ time.Duration) error {
	for _, c := range w.all() {
		if c.spec.Name == name {
			var output, errors io.Writer
			if out != nil {
				output = out
			}
			if err != nil {
				errors = err
			}
			return c.exec(ctx, words, in, output, errors)
		}
	}
	return fmt.Errorf("container not found (%q)", name)
}

// exec runs a command beside the container's own process: in its namespaces, as its user, with its environment.
func (c *container) exec(ctx context.Context, words []string, in io.Reader, out, err io.Writer) error {
	c.mu.Lock()
	pid, uid, gid, env := c.pid, c.uid, c.gid, c.env
	c.mu.Unlock()
	if pid == 0 {
		return fmt.Errorf("container %s does not run", c.spec.Name)
	}
	if len(words) == 0 {
		return fmt.Errorf("no command")
	}
	// Not CommandContext's pipe for the input: Wait would stay until the client ends it.
	cmd := exec.CommandContext(ctx, "nsenter", append([]string{"--target", strconv.Itoa(pid), "--mount", "--pid", "--net", "--uts",
		"--setuid", strconv.Itoa(uid), "--setgid", strconv.Itoa(gid), "--"}, words...)...)
	cmd.Env, cmd.Stdout, cmd.Stderr = env, out, err
	if in != nil {
		pipe, failure := cmd.StdinPipe()
		if failure != nil {
			return failure
		}
		go func() { _, _ = io.Copy(pipe, in); _ = pipe.Close() }()
	}
	failure := cmd.Run()
	var exit *exec.ExitError
	if errors.As(failure, &exit) {
		return utilexec.CodeExitError{Err: failure, Code: exitCode(exit.ProcessState)}
	}
	return failure
}

func (p *player) serveLogs(out http.ResponseWriter, request *http.Request) {
	w, err := p.find(request.PathValue("namespace"), request.PathValue("pod"))
	if err != nil {
		http.Error(out, err.Error(), http.StatusNotFound)
		return
	}
	for _, c := range w.all() {
		if c.spec.Name != request.PathValue("container") {
			continue
		}
		c.mu.Lock()
		number := c.restarts
		c.mu.Unlock()
		if request.FormValue("previous") == "true" {
			number--
		}
		path := w.logPath(c.spec.Name, number)
		if _, err := os.Stat(path); err != nil {
			http.Error(out, fmt.Sprintf("container %q in pod %q is waiting to start or has no such log", c.spec.Name, w.pod.Name), http.StatusBadRequest)
			return
		}
		flush := func() {}
		if f, ok := out.(http.Flusher); ok {
			flush = f.Flush
		}
		out.Header().Set("Content-Type", "text/plain")
		_ = copyLog(out, flush, path, ask(request), func() bool { return c.running() && request.Context().Err() == nil })
		return
	}
	http.Error(out, "no such container", http.StatusNotFound)
}

func ask(request *http.Request) wanted {
	q := wanted{follow: request.FormValue("follow") == "true", timestamps: request.FormValue("timestamps") == "true", tail: -1, limit: -1}
	if n, err := strconv.Atoi(request.FormValue("tailLines")); err == nil {
		q.tail = n
	}
	if n, err := strconv.ParseInt(request.FormValue("limitBytes"), 10, 64); err == nil {
		q.limit = n
	}
	if n, err := strconv.Atoi(request.FormValue("sinceSeconds")); err == nil {
		q.since = time.Now().Add(-time.Duration(n) * time.Second)
	}
	if t, err := time.Parse(time.RFC3339, request.FormValue("sinceTime")); err == nil {
		q.since = t
	}
	return q
}
