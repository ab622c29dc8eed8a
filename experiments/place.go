package experiments

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dolab/actor"
	"dolab/actor/live"
	"dolab/durable"
	"dolab/durable/picture"
	"dolab/durable/platform"
)

// Script is a Worker whose classes take the place of an experiment's objects in Go: see package scripted.
type Script interface {
	// Deploy deploys the Worker in a world. The error is a *SettingError.
	Deploy(rt *durable.Runtime) (Deployment, error)
}

// Deployment is a Worker in a world.
type Deployment interface {
	Fetch(q *http.Request) (*http.Response, error)
	// Bound returns the namespace that the Worker has as a binding, nil for none.
	Bound(name string) *durable.Namespace
}

// BindingOf is the binding by which a Worker has the class that hosts a multiplexer: LUMENIZE_2025_11_14.
func BindingOf(mux string) string { return strings.ToUpper(strings.ReplaceAll(mux, "-", "_")) }

// Hosting deploys a Worker in a world, and returns the namespace of its class that hosts a multiplexer.
func Hosting(w Script, rt *durable.Runtime, mux string) (*durable.Namespace, error) {
	app, err := w.Deploy(rt)
	if err != nil {
		return nil, err
	}
	ns := app.Bound(BindingOf(mux))
	if ns == nil {
		return nil, &SettingError{Name: "worker", Err: fmt.Errorf("it has no class bound as %s", BindingOf(mux))}
	}
	return ns, nil
}

// The places where an experiment can measure. Another one is the URL of a server.
const (
	Simulated = "simulated" // a world whose time and chance are the run's
	InService = "live"      // the same objects in a world in real time
)

// Places are those that the settings ask for, the simulation first: the others are held against it.
func (s *Settings) Places() []string {
	list := []string{Simulated}
	if s.Live {
		list = append(list, InService)
	}
	if s.URL != "" {
		list = append(list, s.URL)
	}
	return list
}

// InWorld reports whether a place is a world of this process, and not a server.
func InWorld(place string) bool { return place == Simulated || place == InService }

// PlaceLabel is a place in a table: a server is known by its host.
func PlaceLabel(place string) string {
	if u, err := url.Parse(place); err == nil && u.Host != "" {
		return u.Host
	}
	return place
}

// Place is a world with objects in it, for one cell, where its time may be the machine's.
type Place struct {
	*actor.World
	Objects *durable.Runtime
	Take    *picture.Take // a nil one records nothing
	Lab     *Lab          // drives the world; nil where time is real
	// Close ends the world.
	Close func()
}

// Place returns a fresh world for one cell: Simulated is that of Lab. In one of InService the machine's chance decides,
// not the seed, and the trace is not part of the run's.
func (r *Run) Place(name string) Place { return r.PlaceOf(name, r.Profile) }

// PlaceOf is Place with another profile: see LabOf.
func (r *Run) PlaceOf(name string, p platform.Profile) Place {
	if name == Simulated {
		lab := r.LabOf(p)
		return Place{lab.World.World, lab.Objects, lab.Take, lab, lab.Close}
	}
	w := live.New(live.Options{})
	r.closeOnStop(w.World)
	return Place{w.World, r.objects(w.World, p, nil), nil, nil, func() { _ = w.Close() }}
}

// closeOnStop closes a world in real time once the settings' Stop reports true.
func (r *Run) closeOnStop(w *actor.World) {
	if r.Settings.Stop == nil {
		return
	}
	w.Background(stopEvery, func() {
		if r.Settings.Stop() {
			w.Close()
			return
		}
		r.closeOnStop(w)
	})
}

// stopEvery is how often a world in real time asks whether it is to stop.
const stopEvery = 100 * time.Millisecond
