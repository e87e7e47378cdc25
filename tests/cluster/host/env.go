package main

import (
	"context"
	"fmt"
	"net"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// value of a variable in a list of NAME=VALUE; the last one counts.
func value(env []string, name string) string {
	for i := len(env) - 1; i >= 0; i-- {
		if v, found := strings.CutPrefix(env[i], name+"="); found {
			return v
		}
	}
	return ""
}

// environment of a container, as its spec has it, with what a kubelet adds.
func (w *worker) environment(ctx context.Context, c *corev1.Container) ([]string, error) {
	address, port, err := net.SplitHostPort(w.player.api)
	if err != nil {
		return nil, err
	}
	env := []string{"PATH=" + w.player.path, "HOSTNAME=" + w.pod.Name, "HOME=/", "LANG=C.UTF-8",
		"KUBERNETES_SERVICE_HOST=" + address, "KUBERNETES_SERVICE_PORT=" + port}
	for _, from := range c.EnvFrom {
		data, err := w.source(ctx, from)
		if err != nil {
			return nil, err
		}
		names := make([]string, 0, len(data))
		for name := range data {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			env = append(env, from.Prefix+name+"="+data[name])
		}
	}
	for _, e := range c.Env {
		text, found := expand(e.Value, env), true
		if e.ValueFrom != nil {
			if text, found, err = w.valueFrom(ctx, e.ValueFrom); err != nil {
				return nil, fmt.Errorf("variable %s: %w", e.Name, err)
			}
		}
		if found {
			env = append(env, e.Name+"="+text)
		}
	}
	return env, nil
}

// expand replaces $(NAME) by what was set before; $$ stands for one dollar.
func expand(text string, env []string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.HasPrefix(text[i:], "$$") {
			out.WriteByte('$')
			i++
		} else if end := strings.IndexByte(text[i:], ')'); strings.HasPrefix(text[i:], "$(") && end > 0 {
			name := text[i+2 : i+end]
			if v := value(env, name); v != "" {
				out.WriteString(v)
			} else {
				out.WriteString(text[i : i+end+1])
			}
			i += end
		} else {
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

func (w *worker) source(ctx context.Context, from corev1.EnvFromSource) (map[string]string, error) {
	data := map[string]string{}
	if from.ConfigMapRef != nil {
		m, err := w.player.client.CoreV1().ConfigMaps(w.pod.Namespace).Get(ctx, from.ConfigMapRef.Name, metav1.GetOptions{})
		if err != nil {
			return data, optional(err, from.ConfigMapRef.Optional)
		}
		return m.Data, nil
	}
	if from.SecretRef != nil {
		s, err := w.player.client.CoreV1().Secrets(w.pod.Namespace).Get(ctx, from.SecretRef.Name, metav1.GetOptions{})
		if err != nil {
			return data, optional(err, from.SecretRef.Optional)
		}
		for k, v := range s.Data {
			data[k] = string(v)
		}
	}
	return data, nil
}

func (w *worker) valueFrom(ctx context.Context, from *corev1.EnvVarSource) (text string, found bool, err error) {
	core := w.player.client.CoreV1()
	switch {
	case from.FieldRef != nil:
		text, err = w.field(from.FieldRef.FieldPath)
		return text, true, err
	case from.SecretKeyRef != nil:
		ref := from.SecretKeyRef
		s, err := core.Secrets(w.pod.Namespace).Get(ctx, ref.Name, metav1.GetOptions{})
		if err != nil {
			return "", false, optional(err, ref.Optional)
		}
		data, found := s.Data[ref.Key]
		return string(data), found, missing(ref.Key, ref.Name, found, ref.Optional)
	case from.ConfigMapKeyRef != nil:
		ref := from.ConfigMapKeyRef
		m, err := core.ConfigMaps(w.pod.Namespace).Get(ctx, ref.Name, metav1.GetOptions{})
		if err != nil {
			return "", false, optional(err, ref.Optional)
		}
		text, found := m.Data[ref.Key]
		return text, found, missing(ref.Key, ref.Name, found, ref.Optional)
	case from.ResourceFieldRef != nil:
		return "0", true, nil // nothing is limited here
	}
	return "", false, fmt.Errorf("a source that is not played")
}

// optional: what is not there is no error where the pod says that it may be missing.
func optional(err error, may *bool) error {
	if may != nil && *may && apierrors.IsNotFound(err) {
		return nil
	}
	return err
}

func missing(key, name string, found bool, may *bool) error {
	if found || may != nil && *may {
		return nil
	}
	return fmt.Errorf("couldn't find key %s in %s", key, name)
}

// field of the pod, as the downward API has it.
func (w *worker) field(path string) (string, error) {
	if kind, key, found := strings.Cut(strings.TrimSuffix(path, "']"), "['"); found {
		switch kind {
		case "metadata.labels":
			return w.pod.Labels[key], nil
		case "metadata.annotations":
			return w.pod.Annotations[key], nil
		}
	}
	switch path {
	case "metadata.name":
		return w.pod.Name, nil
	case "metadata.namespace":
		return w.pod.Namespace, nil
	case "metadata.uid":
		return string(w.pod.UID), nil
	case "spec.nodeName":
		return w.player.node, nil
	case "spec.serviceAccountName":
		return w.pod.Spec.ServiceAccountName, nil
	case "status.podIP", "status.podIPs":
		return w.place.address, nil
	case "status.hostIP", "status.hostIPs":
		return w.player.network.gateway(), nil
	}
	return "", fmt.Errorf("field %q is not played", path)
}
