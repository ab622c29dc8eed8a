// Package scripted lets the classes of a Worker script take the place of an experiment's objects in Go, in the same world
// and before the same client.
package scripted

import (
	"net/http"

	"dolab/durable"
	"dolab/durable/worker"
	"dolab/experiments"
)

// Script is a Worker as experiments.Settings take it.
type Script struct{ *worker.Worker }

// Deploy deploys the Worker in a world.
func (s Script) Deploy(rt *durable.Runtime) (experiments.Deployment, error) {
	app, err := s.Worker.Deploy(rt)
	if err != nil {
		return nil, &experiments.SettingError{Name: "worker", Err: err}
	}
	return deployment{app, s.Config().Bindings}, nil
}

type deployment struct {
	app      *worker.App
	bindings []worker.Binding
}

// Fetch lets the Worker answer.
func (d deployment) Fetch(q *http.Request) (*http.Response, error) { return d.app.Fetch(q) }

// Bound returns the namespace that the Worker has as a binding, nil for none.
func (d deployment) Bound(name string) *durable.Namespace {
	for _, b := range d.bindings {
		if b.Name == name && b.Kind == worker.BindingNamespace {
			return d.app.Namespace(b.Class)
		}
	}
	return nil
}
