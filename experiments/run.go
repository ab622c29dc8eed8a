package experiments

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/cespare/xxhash/v2"

	"dolab/actor"
	"dolab/actor/fault"
	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/picture"
	"dolab/durable/platform"
)

// Version is the version of the machine interface: it changes when a field of the JSON report changes meaning.
const Version = "1"

// Run is one run of an experiment under one seed. All its worlds write one trace, one after the other, and the
// report's hash is the hash of that trace.
type Run struct {
	Settings Settings
	Profile  platform.Profile
	Report   *Report
	// Progress, if set, is told how many of the total cells are done and which is next. A fraction of done is of that
	// one.
	Progress func(done float64, total int, cell string)

	out    io.Writer
	hash   *xxhash.Digest
	cells  int // begun
	total  int // announced with the cell that runs
	cell   string
	faults []fault.Fault // Settings.Faults
	worlds int           // made
	take   *picture.Take // of the newest world; a nil one records nothing
}

// Start runs e with the given settings. The trace goes to out, which may be nil. A report that contradicts the
// claim is not an error: Report.Failures says so.
func Start(e Experiment, s Settings, out io.Writer, progress func(done float64, total int, cell string)) (*Report, error) {
	if e.Defaults != nil {
		e.Defaults(&s)
	}
	profile, err := platform.ProfileByName(s.Profile)
	if err != nil {
		return nil, &SettingError{"profile", err}
	}
	if s.Load > 0 {
		profile.TurnTime = fault.Const(s.Load)
	}
	if profile, err = profile.Override(s.Set...); err != nil {
		return nil, &SettingError{"set", err}
	}
	plan, err := platform.NewPlan(s.Faults...)
	if err != nil {
		return nil, &SettingError{"faults", err}
	}
	for _, f := range plan.Faults {
		if err := profile.CheckFault(f); err != nil {
			return nil, &SettingError{"faults", err}
		}
	}
	r := &Run{Settings: s, Profile: profile, Progress: progress, out: out, hash: xxhash.New(), faults: plan.Faults}
	r.Report = &Report{Experiment: e.Name, Claim: e.Claim, Seed: s.Seed, Profile: s.Profile, Version: Version}
	r.Report.Unclaimed = e.whyUnclaimed(s.Profile)
	if err := e.Run(r); err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	r.Report.Hash = fmt.Sprintf("%016x", r.hash.Sum64())
	return r.Report, nil
}

// SettingError is a setting that no run can have.
type SettingError struct {
	Name string // of its flag
	Err  error
}

func (e *SettingError) Error() string { return e.Name + ": " + e.Err.Error() }
func (e *SettingError) Unwrap() error { return e.Err }

// Write takes the trace of the run's worlds.
func (r *Run) Write(line []byte) (int, error) {
	_, _ = r.hash.Write(line) // A hash's Write does not fail.
	if _, err := r.take.Write(line); err != nil {
		return 0, err
	}
	if r.out == nil {
		return len(line), nil
	}
	return r.out.Write(line)
}

// Lab is a world with objects in it, for one cell.
type Lab struct {
	*sim.World
	Objects *durable.Runtime
	// Take records the world for its picture; a nil one records nothing.
	Take *picture.Take
}

// Lab returns a fresh world for one cell, with the run's seed and profile. The caller closes it.
func (r *Run) Lab(options ...durable.Option) *Lab { return r.lab(r.Settings.Seed, r.Profile, options) }

// LabOf is Lab with another profile: for a cell whose condition is a number of the platform. What Settings.Set says of
// that number counts.
func (r *Run) LabOf(p platform.Profile, options ...durable.Option) *Lab {
	p, err := p.Override(r.Settings.Set...)
	if err != nil {
		panic(err) // Start has read them before.
	}
	return r.lab(r.Settings.Seed, p, options)
}

// Trial is Lab with a seed of its own: that of the run for trial 0, unrelated ones for the others.
func (r *Run) Trial(n int, options ...durable.Option) *Lab {
	return r.lab(r.Settings.Seed^uint64(n)*0x9e3779b97f4a7c15, r.Profile, options)
}

// lab makes a simulated world with objects in it.
func (r *Run) lab(seed uint64, p platform.Profile, options []durable.Option) *Lab {
	w := sim.New(sim.Options{Chooser: sim.Seed(seed), Trace: r, Stop: r.Settings.Stop})
	l := &Lab{World: w, Objects: r.objects(w.World, p, options)}
	l.Take = r.watch(l.Objects)
	return l
}

// objects puts objects into a world in which the faults of the settings strike too.
func (r *Run) objects(w *actor.World, p platform.Profile, options []durable.Option) *durable.Runtime {
	if len(r.faults) > 0 {
		options = append(slices.Clone(options), durable.WithMoreFaults(r.faults...))
	}
	return durable.New(w, p, options...)
}

// watch records a world that the run has made without Lab, if worlds are to be drawn. It is called before the world
// runs, and its trace goes to the run.
func (r *Run) watch(rt *durable.Runtime) *picture.Take {
	r.worlds++
	r.take = r.Settings.Picture.Begin(cmp.Or(r.cell, fmt.Sprint("world ", r.worlds)))
	r.take.Watch(rt)
	return r.take
}

// Cell tells Progress that a cell out of total begins.
func (r *Run) Cell(total int, name string) {
	r.total, r.cell = total, name
	r.cells++
	r.Part(0)
}

// Part tells Progress which share of the cell that runs is done, for a cell that takes more than a second.
func (r *Run) Part(share float64) {
	if r.Progress != nil {
		r.Progress(float64(r.cells-1)+min(max(0, share), 0.999), r.total, r.cell)
	}
}
