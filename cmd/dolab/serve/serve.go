package serve

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"time"

	"dolab/actor/live"
	"dolab/cmd/dolab/serve/admin"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
	"dolab/durable/worker"
)

// Options say what a Server runs: a Worker, or classes in Go.
type Options struct {
	Worker  *worker.Worker
	Classes []durable.Class  // where Worker is nil
	Worlds  int              // in which the objects of Classes are placed; 0: GOMAXPROCS
	Profile platform.Profile // that of workerd without its latencies, which this machine has itself
	// Dir keeps databases as files, below it as the reference runtime lays them out: v3/do. "" keeps them in memory.
	Dir        string
	Durability durable.Durability
	Objects    []durable.Option // of each world's runtime
	BodyTime   time.Duration    // how long a client may send nothing of its request's body; 0: BodyTime
	// Grace is how long an object goes on with what it has begun when a deploy has overtaken it: see durable.WithGrace.
	Grace time.Duration
	// Log is told of each request that has been answered, from any goroutine; nil for nothing.
	Log func(method, path string, status int, took time.Duration)
	// Console is told of what scripts log and of errors that nothing catches, from any goroutine; nil for nothing.
	Console func(who, text string)
	// FaultHeader allows the header Dolab-Fault: a fault that strikes the events of its request only.
	FaultHeader bool
	// Admin looks into the worlds and acts on them, and answers below admin.Prefix; nil for none. It is for one server.
	Admin *admin.Admin
}

// Server is a Worker, or classes in Go, in service.
type Server struct {
	o       Options
	group   *live.Group
	places  []*place
	peers   *durable.Peers
	app     *worker.App // nil for classes in Go
	sockets sockets
	held    *os.File // of the directory; nil for none
}

// ErrInUse: another process serves from the directory, this program or the reference runtime.
var ErrInUse = errors.New("another process uses this directory")

// place is a live world with its runtime.
type place struct {
	*live.World
	rt *durable.Runtime
}

// New returns a server whose worlds run. Stop it. The error is ErrInUse where another process has the directory. A
// reference runtime that starts later is not kept from it.
func New(o Options) (*Server, error) {
	o.BodyTime = cmp.Or(o.BodyTime, BodyTime)
	o.Profile = local(o.Profile)
	sqlite.OneHeap()
	s := &Server{o: o}
	var err error
	if o.Dir != "" {
		if s.held, err = lock(o.Dir); err != nil {
			return nil, err
		}
	}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

// local is the profile of the reference runtime without what this machine adds by itself: the time of hops, of cold
// starts and of alarms. An alarm that is set in its run for its own time comes, which the reference runtime loses. Other
// profiles are as they are.
func local(p platform.Profile) platform.Profile {
	if p.Name != platform.Workerd().Name {
		return p
	}
	ideal := platform.Ideal()
	p.ClientHop, p.ObjectHop, p.AlarmHop, p.ColdStart = ideal.ClientHop, ideal.ObjectHop, ideal.AlarmHop, ideal.ColdStart
	p.AlarmLate, p.SameTimeRearms = ideal.AlarmLate, true
	return p
}

// release gives the directory back.
func (s *Server) release() error {
	if s.held == nil {
		return nil
	}
	return s.held.Close()
}

// start makes the worlds and lets them run.
func (s *Server) start() (err error) {
	o, n := s.o, 1
	if o.Worker == nil {
		n = cmp.Or(o.Worlds, runtime.GOMAXPROCS(0))
	}
	s.group, err = live.NewGroup(n, live.Options{}, func(n int, lo *live.Options) {
		var traces []io.Writer
		if o.Console != nil {
			traces = append(traces, console(o.Console))
		}
		if o.Admin != nil {
			traces = append(traces, o.Admin.Trace(n))
		}
		switch len(traces) {
		case 0:
		case 1:
			lo.Trace = traces[0]
		default:
			lo.Trace = io.MultiWriter(traces...)
		}
	})
	if err != nil {
		return err
	}
	err = s.deploy()
	if err == nil && o.Admin != nil {
		err = s.attach()
	}
	if err != nil {
		return errors.Join(err, s.group.Stop(context.Background()))
	}
	s.group.Start()
	return nil
}

// deploy makes the runtimes and their classes.
func (s *Server) deploy() error {
	var posters []durable.Poster
	for _, w := range s.group.Worlds() {
		posters = append(posters, w)
	}
	s.peers = durable.NewPeers(posters)
	for n, w := range s.group.Worlds() {
		options := []durable.Option{durable.WithDurability(s.o.Durability), durable.WithBeside(w.Beside), durable.WithGrace(s.o.Grace)}
		if len(posters) > 1 {
			options = append(options, durable.WithPeers(s.peers, n))
		}
		if s.o.Dir != "" {
			options = append(options, durable.WithDir(s.o.Dir+"/v3/do"), durable.WithOpenMax(openMax(descriptorsMax(), len(posters))))
		}
		rt := durable.New(w.World, s.o.Profile, append(options, s.o.Objects...)...)
		s.places = append(s.places, &place{w, rt})
		for _, c := range s.o.Classes {
			if _, err := rt.Namespace(c); err != nil {
				return err
			}
		}
	}
	if s.o.Worker == nil {
		return nil
	}
	var err error
	s.app, err = s.o.Worker.Deploy(s.places[0].rt)
	return err
}

// attach gives the worlds to the Admin.
func (s *Server) attach() error {
	var places []admin.Place
	for _, p := range s.places {
		places = append(places, admin.Place{World: p.World, Objects: p.rt})
	}
	return s.o.Admin.Attach(places...)
}

// Reload deploys another version of the Worker, and returns how many objects it has reset: see worker.App.Reload.
func (s *Server) Reload(next *worker.Worker) (reset int, err error) {
	err = s.places[0].do(context.Background(), func() (err error) {
		reset, err = s.app.Reload(next)
		return err
	})
	return reset, err
}

// Stop ends the server in good order: what it has accepted is answered, and what has been written is on the disk.
// WebSockets that are open get a close frame.
func (s *Server) Stop(ctx context.Context) error {
	s.sockets.stop()
	return errors.Join(s.group.Stop(ctx), s.release())
}

// post runs fn in the place's world, unless that has ended.
func (p *place) post(fn func()) { _ = p.PostWait(context.Background(), fn) }

// do is Do for work on a stream, whose own error it returns where the world has none.
func (p *place) do(ctx context.Context, work func() error) error {
	var err error
	if failed := p.Do(ctx, "http", func() { err = work() }); failed != nil {
		return failed
	}
	return err
}

// console takes the log lines out of a trace.
type console func(who, text string)

// Wants lets the world make no other lines, unless another reader wants them.
func (c console) Wants(kind string) bool { return kind == "log" }

func (c console) Write(line []byte) (int, error) {
	var e struct {
		Kind string `json:"ev"`
		Who  string `json:"who"`
		Note string `json:"note"`
	}
	if bytes.Contains(line, []byte(`"ev":"log"`)) && json.Unmarshal(line, &e) == nil && e.Kind == "log" {
		c(e.Who, e.Note)
	}
	return len(line), nil
}
