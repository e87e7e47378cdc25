package main

import (
	"encoding/json"
	"io"

	"github.com/fluxcd/pkg/ssa"
)

// outcome is the line that a sync prints.
type outcome struct {
	Sync     int      `json:"sync"`
	At       string   `json:"at"` // when it began
	Revision string   `json:"revision,omitempty"`
	OK       bool     `json:"ok"` // every object was applied
	Results  []result `json:"results,omitempty"`
	Error    string   `json:"error,omitempty"` // as Flux shows it
}

type result struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Status string `json:"status"` // created, configured, unchanged, ...
}

func (o *outcome) add(changes *ssa.ChangeSet) {
	o.OK = true
	for _, entry := range changes.Entries {
		o.Results = append(o.Results, result{entry.ObjMetadata.GroupKind.Kind, entry.ObjMetadata.Name, entry.Action.String()})
	}
}

func (o outcome) failed(err error) outcome {
	o.OK = false
	o.Error = err.Error()
	return o
}

func (o outcome) print(to io.Writer) error {
	return json.NewEncoder(to).Encode(o)
}
