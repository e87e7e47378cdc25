package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// volume is a folder of this machine, or memory where there is none.
type volume struct {
	folder string
	claim  string // uid of the PersistentVolumeClaim behind it
}

// makeVolumes makes what can be made before a container starts. It may be called again after an error: a Secret that
// is missing may come.
func (w *worker) makeVolumes(ctx context.Context) error {
	for i := range w.pod.Spec.Volumes {
		v := &w.pod.Spec.Volumes[i]
		made, err := w.makeVolume(ctx, v)
		if err != nil {
			return fmt.Errorf("MountVolume.SetUp failed for volume %q : %w", v.Name, err)
		}
		w.mu.Lock()
		w.volumes[v.Name] = made
		w.mu.Unlock()
	}
	return nil
}

func (w *worker) makeVolume(ctx context.Context, v *corev1.Volume) (volume, error) {
	folder := filepath.Join(w.folder, "volumes", v.Name)
	switch {
	case v.EmptyDir != nil && v.EmptyDir.Medium == corev1.StorageMediumMemory:
		return volume{}, nil
	case v.EmptyDir != nil:
		return volume{folder: folder}, w.share(folder, 0o777)
	case v.PersistentVolumeClaim != nil:
		return w.claim(ctx, v.PersistentVolumeClaim.ClaimName)
	case v.Secret != nil:
		data, err := w.secret(ctx, v.Secret.SecretName, v.Secret.Optional)
		return volume{folder: folder}, first(err, func() error { return w.write(folder, data, v.Secret.Items, v.Secret.DefaultMode) })
	case v.ConfigMap != nil:
		data, err := w.configMap(ctx, v.ConfigMap.Name, v.ConfigMap.Optional)
		return volume{folder: folder}, first(err, func() error { return w.write(folder, data, v.ConfigMap.Items, v.ConfigMap.DefaultMode) })
	case v.Projected != nil:
		return volume{folder: folder}, w.project(ctx, folder, v.Projected)
	case v.DownwardAPI != nil:
		return volume{folder: folder}, w.downward(folder, v.DownwardAPI.Items, v.DownwardAPI.DefaultMode)
	}
	return volume{}, fmt.Errorf("a kind of volume that is not played")
}

func first(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

func (w *worker) claim(ctx context.Context, name string) (volume, error) {
	claim, err := w.player.client.CoreV1().PersistentVolumeClaims(w.pod.Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return volume{}, err
	}
	folder := filepath.Join(w.player.folder, "volumes", string(claim.UID))
	return volume{folder: folder, claim: string(claim.UID)}, w.share(folder, 0o770)
}

// share makes a folder that the pod's fsGroup may write.
func (w *worker) share(folder string, mode os.FileMode) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.Chown(folder, 0, w.fsGroup()); err != nil {
		return err
	}
	return os.Chmod(folder, mode|os.ModeSetgid)
}

func (w *worker) fsGroup() int {
	if c := w.pod.Spec.SecurityContext; c != nil && c.FSGroup != nil {
		return int(*c.FSGroup)
	}
	return 0
}

func (w *worker) secret(ctx context.Context, name string, may *bool) (map[string][]byte, error) {
	s, err := w.player.client.CoreV1().Secrets(w.pod.Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, optional(err, may)
	}
	return s.Data, nil
}

func (w *worker) configMap(ctx context.Context, name string, may *bool) (map[string][]byte, error) {
	m, err := w.player.client.CoreV1().ConfigMaps(w.pod.Namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, optional(err, may)
	}
	data := map[string][]byte{}
	for k, v := range m.Data {
		data[k] = []byte(v)
	}
	for k, v := range m.BinaryData {
		data[k] = v
	}
	return data, nil
}

// write puts the keys into files; items choose and rename them.
func (w *worker) write(folder string, data map[string][]byte, items []corev1.KeyToPath, mode *int32) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if len(items) == 0 {
		for key := range data {
			items = append(items, corev1.KeyToPath{Key: key, Path: key})
		}
	}
	for _, item := range items {
		text, found := data[item.Key]
		if !found && data != nil {
			return fmt.Errorf("references non-existent key: %s", item.Key)
		}
		if item.Mode == nil {
			item.Mode = mode
		}
		if err := w.writeFile(filepath.Join(folder, item.Path), text, item.Mode); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) writeFile(path string, text []byte, mode *int32) error {
	bits := os.FileMode(0o644)
	if mode != nil {
		bits = os.FileMode(*mode)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	if err := os.Chown(path, 0, w.fsGroup()); err != nil {
		return err
	}
	return os.Chmod(path, bits|0o440) // an fsGroup may read whatever the mode says
}

func (w *worker) project(ctx context.Context, folder string, p *corev1.ProjectedVolumeSource) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, source := range p.Sources {
		var err error
		switch {
		case source.ServiceAccountToken != nil:
			err = w.token(ctx, folder, source.ServiceAccountToken)
		case source.ConfigMap != nil:
			var data map[string][]byte
			data, err = w.configMap(ctx, source.ConfigMap.Name, source.ConfigMap.Optional)
			err = first(err, func() error { return w.write(folder, data, source.ConfigMap.Items, p.DefaultMode) })
		case source.Secret != nil:
			var data map[string][]byte
			data, err = w.secret(ctx, source.Secret.Name, source.Secret.Optional)
			err = first(err, func() error { return w.write(folder, data, source.Secret.Items, p.DefaultMode) })
		case source.DownwardAPI != nil:
			err = w.downward(folder, source.DownwardAPI.Items, p.DefaultMode)
		default:
			err = fmt.Errorf("a projected source that is not played")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// token is the pod's own, bound to it: the API server takes it for invalid once the pod is gone, as on a real node.
func (w *worker) token(ctx context.Context, folder string, t *corev1.ServiceAccountTokenProjection) error {
	request := &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{
		ExpirationSeconds: t.ExpirationSeconds,
		BoundObjectRef:    &authenticationv1.BoundObjectReference{Kind: "Pod", APIVersion: "v1", Name: w.pod.Name, UID: w.pod.UID},
	}}
	if t.Audience != "" {
		request.Spec.Audiences = []string{t.Audience}
	}
	account := w.pod.Spec.ServiceAccountName
	if account == "" {
		account = "default"
	}
	answer, err := w.player.client.CoreV1().ServiceAccounts(w.pod.Namespace).CreateToken(ctx, account, request, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	return w.writeFile(filepath.Join(folder, t.Path), []byte(answer.Status.Token), nil)
}

func (w *worker) downward(folder string, items []corev1.DownwardAPIVolumeFile, mode *int32) error {
	for _, item := range items {
		if item.FieldRef == nil {
			continue
		}
		text, err := w.field(item.FieldRef.FieldPath)
		if err != nil {
			return err
		}
		if err := w.writeFile(filepath.Join(folder, item.Path), []byte(text), mode); err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) usesClaim(uid string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, v := range w.volumes {
		if v.claim == uid {
			return true
		}
	}
	return false
}
