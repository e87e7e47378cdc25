package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// volume is what PostgreSQL has on its data volume. It is kept by the uid of the PVC, so that a PVC that is adopted
// brings its old database along, as it does in life.
type volume struct {
	SystemID string   `json:"system_id"`
	Timeline uint32   `json:"timeline"`
	Next     position `json:"next"`    // the segment that is being written
	History  string   `json:"history"` // the .history file of this timeline; empty on the first
	Fresh    bool     `json:"fresh"`   // nothing was archived yet
}

type volumes struct{ folder string }

func openVolumes(folder string) *volumes { return &volumes{folder} }

// newVolume is what initdb makes.
func newVolume() volume {
	// The same range as PostgreSQL's: its upper half is the time in seconds.
	id := uint64(0x6b000000+rand.Uint32N(0x500000))<<32 | uint64(rand.Uint32())
	return volume{SystemID: strconv.FormatUint(id, 10), Timeline: 1, Next: 1, Fresh: true}
}

func (v *volumes) load(uid string) (volume, bool) {
	var found volume
	text, err := os.ReadFile(filepath.Join(v.folder, uid+".json"))
	return found, err == nil && json.Unmarshal(text, &found) == nil
}

func (v *volumes) save(uid string, content volume) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	path := filepath.Join(v.folder, uid+".json")
	if err := os.WriteFile(path+".new", text, 0o666); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// dataVolume is the uid of the PVC that holds the pod's PGDATA.
func (p *player) dataVolume(ctx context.Context, pod *corev1.Pod) (string, error) {
	claim := ""
	for _, v := range pod.Spec.Volumes {
		if v.Name == "pgdata" && v.PersistentVolumeClaim != nil {
			claim = v.PersistentVolumeClaim.ClaimName
		}
	}
	found, err := p.kube.CoreV1().PersistentVolumeClaims(pod.Namespace).Get(ctx, claim, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	return string(found.UID), nil
}
