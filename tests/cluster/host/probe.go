package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// probe watches a container for as long as it runs: the startup probe to its first success, then liveness and
// readiness side by side.
func (w *worker) probe(ctx context.Context, c *container) {
	if p := c.spec.StartupProbe; p != nil && !w.repeat(ctx, c, p, func(success bool) bool { return !success }, func() {
		w.restart(c, "startup")
	}) {
		return
	}
	c.mu.Lock()
	c.started = c.pid != 0
	c.ready = c.started && c.spec.ReadinessProbe == nil
	c.mu.Unlock()
	w.tell()
	if p := c.spec.LivenessProbe; p != nil {
		go w.repeat(ctx, c, p, func(bool) bool { return w.life.Err() == nil }, func() { w.restart(c, "liveness") })
	}
	if p := c.spec.ReadinessProbe; p != nil {
		w.repeat(ctx, c, p, func(success bool) bool {
			if success {
				w.ready(c, true)
			}
			return true
		}, func() { w.ready(c, false) })
	}
}

func (w *worker) ready(c *container, is bool) {
	c.mu.Lock()
	changed := c.ready != is && c.pid != 0
	if changed {
		c.ready = is
	}
	c.mu.Unlock()
	if changed {
		w.tell()
	}
}

func (w *worker) restart(c *container, probe string) {
	fmt.Printf("%s/%s: container %s failed its %s probe, is restarted\n", w.pod.Namespace, w.pod.Name, c.spec.Name, probe)
	c.terminate(30*time.Second, w.hurry)
}

// repeat probes until ctx ends or more says no; it returns true only in the latter case. failed is called where the
// probe's own threshold is reached.
func (w *worker) repeat(ctx context.Context, c *container, p *corev1.Probe, more func(success bool) bool, failed func()) bool {
	period := min(time.Duration(max(p.PeriodSeconds, 1))*time.Second, w.player.probe)
	// A probe that is played faster than it says must not give up earlier than it says.
	threshold := int(max(p.FailureThreshold, 1)) * int(time.Duration(max(p.PeriodSeconds, 1))*time.Second/period)
	sleep(ctx, min(time.Duration(p.InitialDelaySeconds)*time.Second, period))
	for failures := 0; ctx.Err() == nil; sleep(ctx, period) {
		if err := w.check(c, p); err == nil {
			failures = 0
			if !more(true) {
				return true
			}
		} else if failures++; failures >= threshold && ctx.Err() == nil {
			failed()
			failures = 0
		}
	}
	return false
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (w *worker) check(c *container, p *corev1.Probe) error {
	timeout := time.Duration(max(p.TimeoutSeconds, 1)) * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	switch {
	case p.HTTPGet != nil:
		return w.get(ctx, p.HTTPGet)
	case p.TCPSocket != nil:
		connection, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(w.place.address, p.TCPSocket.Port.String()))
		if err == nil {
			_ = connection.Close()
		}
		return err
	case p.Exec != nil:
		return c.exec(ctx, p.Exec.Command, nil, nil, nil)
	}
	return fmt.Errorf("a probe that is not played")
}

// A kubelet does not look at a probe's certificate either.
var prober = &http.Client{Transport: &http.Transport{
	TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true,
}}

func (w *worker) get(ctx context.Context, g *corev1.HTTPGetAction) error {
	scheme := strings.ToLower(string(g.Scheme))
	if scheme == "" {
		scheme = "http"
	}
	url := fmt.Sprintf("%s://%s/%s", scheme, net.JoinHostPort(w.place.address, g.Port.String()), strings.TrimPrefix(g.Path, "/"))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := prober.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode < 200 || answer.StatusCode >= 400 {
		return fmt.Errorf("probe answered %s", answer.Status)
	}
	return nil
}
