package main

import (
	"encoding/json"
	"io"

	"github.com/argoproj/gitops-engine/pkg/sync/common"
)

// outcome is the line that a sync prints.
type outcome struct {
	Sync      int      `json:"sync"`
	At        string   `json:"at"` // when it began
	Revision  string   `json:"revision,omitempty"`
	OK        bool     `json:"ok"` // every object was synced
	OutOfSync bool     `json:"out_of_sync"`
	Results   []result `json:"results,omitempty"`
	Error     string   `json:"error,omitempty"`
}

type result struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Status  string `json:"status"`  // Synced, SyncFailed, ...
	Message string `json:"message"` // as Argo CD shows it
}

func (o *outcome) add(r common.ResourceSyncResult) {
	if len(o.Results) == 0 {
		o.OK = true
	}
	if r.Status != common.ResultCodeSynced {
		o.OK = false
	}
	o.Results = append(o.Results, result{r.ResourceKey.Kind, r.ResourceKey.Name, string(r.Status), r.Message})
}

func (o outcome) failed(err error) outcome {
	o.OK = false
	o.Error = err.Error()
	return o
}

func (o outcome) print(to io.Writer) error {
	return json.NewEncoder(to).Encode(o)
}
