package main

import (
	"encoding/json"
	"log"
	"os"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// settings are what a test may ask for, per Cluster. The zero value is a world in which everything works.
type settings struct {
	RecoverySeconds float64 `json:"recovery_seconds"`  // how long a recovery job lasts
	RecoveryFails   string  `json:"recovery_fails"`    // it ends with 1, and this in its log
	RecoveryLog     string  `json:"recovery_log"`      // more lines in the log of one that succeeds
	RecoveryEndsAt  string  `json:"recovery_ends_at"`  // the last segment that is replayed, and not the archive's last
	RecoveryForksOf uint32  `json:"recovery_forks_of"` // the timeline that it ends on, and not the archive's highest
	SystemID        string  `json:"system_id"`         // reported instead of the volume's own
	Timeline        uint32  `json:"timeline"`          // the same
	PodsStay        bool    `json:"pods_stay"`         // pods never end
	PodsPending     bool    `json:"pods_pending"`      // pods never start
	Unready         bool    `json:"unready"`           // instances start and never get ready: a broken Cluster
	ArchivingFails  string  `json:"archiving_fails"`   // ContinuousArchiving is False, with this message; no WAL arrives
	NoArchive       bool    `json:"no_archive"`        // nothing arrives, although ContinuousArchiving is True
	NoBackup        bool    `json:"no_backup"`         // an initdb Cluster does not make its first base backup by itself
	BackupFails     string  `json:"backup_fails"`      // a Backup ends as failed, with this error
	SQL             *string `json:"sql"`               // what psql answers; "1" where nothing is set
	SQLFails        string  `json:"sql_fails"`         // psql ends with 2, and this on standard error
}

// playbook is play.json: {"NAMESPACE/CLUSTER": {setting: value}}; "*" is for every Cluster that is not named. The file may
// be written at any time (by rename); it is read again when it is newer.
type playbook struct {
	mutex sync.Mutex
	path  string
	read  time.Time
	of_   map[string]settings
}

func openPlaybook(path string) *playbook { return &playbook{path: path} }

func (b *playbook) of(pod *corev1.Pod) settings {
	return b.cluster(pod.Namespace, pod.Labels[clusterLabel])
}

func (b *playbook) cluster(namespace, name string) settings {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if info, err := os.Stat(b.path); err == nil && !info.ModTime().Equal(b.read) {
		if text, err := os.ReadFile(b.path); err == nil {
			var all map[string]settings
			if err := json.Unmarshal(text, &all); err != nil {
				log.Printf("%s: %v", b.path, err)
			} else {
				b.of_ = all
			}
			b.read = info.ModTime()
		}
	}
	if found, ok := b.of_[namespace+"/"+name]; ok {
		return found
	}
	return b.of_["*"]
}
