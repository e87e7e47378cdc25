package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"net"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// serveStatus answers /pg/status as the instance manager does: HTTPS on port 8000 of the pod's address, with the
// certificate that the operator made for the Cluster.
func (i *instance) serveStatus(ctx context.Context) (close func(), err error) {
	secret, err := i.player.kube.CoreV1().Secrets(i.pod.Namespace).Get(ctx, i.pod.Labels[clusterLabel]+"-server", metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(secret.Data["tls.crt"], secret.Data["tls.key"])
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(i.address, "8000"))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/pg/status", func(w http.ResponseWriter, _ *http.Request) {
		if i.player.play.of(i.pod).Unready {
			http.Error(w, "postgres is not accepting connections", http.StatusInternalServerError)
			return
		}
		_ = json.NewEncoder(w).Encode(i.status())
	})
	server := &http.Server{Handler: mux, TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}},
		ReadHeaderTimeout: time.Minute}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return func() { _ = server.Close() }, nil
}

// status has the fields of pkg/postgres.PostgresqlStatus that the operator looks at.
func (i *instance) status() map[string]any {
	play := i.player.play.of(i.pod)
	i.mutex.Lock()
	defer i.mutex.Unlock()
	system, timeline := i.data.SystemID, i.data.Timeline
	if play.SystemID != "" {
		system = play.SystemID
	}
	if play.Timeline != 0 {
		timeline = play.Timeline
	}
	return map[string]any{
		"systemID": system, "timeLineID": timeline, "isPrimary": i.primary, "isArchivingWAL": i.primary,
		"currentLsn": i.data.Next.lsn(), "currentWAL": i.data.Next.segment(timeline), "lastArchivedWAL": i.lastWAL,
		"lastArchivedWALTime": time.Now().UTC().Format(microTime), "node": i.player.hostname,
		"executableHash": string(i.player.manager), "instanceManagerVersion": "1.30.0", "instanceArch": "amd64",
		"sessionID": i.session,
	}
}
