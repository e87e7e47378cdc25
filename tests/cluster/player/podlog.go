package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// podLog is a container's log, in the lines that the instance manager writes.
type podLog struct{ path string }

func (p *player) logPath(namespace, pod, container string) string {
	return filepath.Join(p.logs, namespace+"_"+pod+"_"+container+".log")
}

func (p *player) openLog(pod *corev1.Pod, container string) *podLog {
	return &podLog{p.logPath(pod.Namespace, pod.Name, container)}
}

func (l *podLog) raw(line string) {
	file, err := os.OpenFile(l.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return
	}
	defer file.Close()
	fmt.Fprintln(file, line)
}

func (l *podLog) info(message string) { l.line("info", message, nil) }

func (l *podLog) problem(message string, err error) { l.line("error", message, err) }

func (l *podLog) line(level, message string, err error) {
	line := map[string]string{"level": level, "ts": time.Now().UTC().Format("2006-01-02T15:04:05.000000000Z"), "msg": message}
	if err != nil {
		line["error"] = err.Error()
	}
	text, _ := json.Marshal(line)
	l.raw(string(text))
}
